"""Truth values and comparisons.

``p``, ``q`` and ``r`` stand for truth values, the other variables for numbers.
"""

from __future__ import annotations

from symnum.rules import Rule, Tag, negative, nonnegative, nonzero, positive, variables
from symnum.terms.functions import (
    acos,
    acosh,
    asin,
    asinh,
    atan,
    atanh,
    conjunction,
    disjunction,
    equal,
    erf,
    erfc,
    exp,
    exp2,
    expm1,
    less,
    less_equal,
    log,
    log1p,
    log2,
    log10,
    maximum,
    minimum,
    negation,
    sinh,
    sqrt,
    tanh,
)

p, q, r, x, y, z, c = variables("p q r x y z c")
L = Tag.LOGIC
BOOLE = "Birkhoff and Mac Lane, A Survey of Modern Algebra, ch. 11"
ORDERED = "Birkhoff and Mac Lane, A Survey of Modern Algebra, ch. 1"
MONOTONE = "DLMF 1.4(iii)"
INCREASING = (exp, exp2, expm1, sinh, tanh, asinh, atan, erf)
INCREASING_IF_POSITIVE = (log, log2, log10)
IN_UNIT_INTERVAL = tuple(nonnegative(bound) for t in (x, y) for bound in (1 + t, 1 - t))
IN_OPEN_INTERVAL = tuple(positive(bound) for t in (x, y) for bound in (1 + t, 1 - t))
COMPARISONS = (less, less_equal, equal)

# fmt: off
LOGIC: tuple[Rule, ...] = (
    Rule("not-not",          negation(negation(p)),              p,                       tag=L, citation=BOOLE),
    Rule("and-same",         conjunction(p, p),                  p,                       tag=L, citation=BOOLE),
    Rule("or-same",          disjunction(p, p),                  p,                       tag=L, citation=BOOLE),
    Rule("and-absorbs-or",   conjunction(p, disjunction(p, q)),  p,                       tag=L, citation=BOOLE),
    Rule("or-absorbs-and",   disjunction(p, conjunction(p, q)),  p,                       tag=L, citation=BOOLE),
    Rule("and-twice",        conjunction(p, conjunction(p, q)),  conjunction(p, q),       tag=L, citation=BOOLE),
    Rule("or-twice",         disjunction(p, disjunction(p, q)),  disjunction(p, q),       tag=L, citation=BOOLE),
    Rule("de-morgan-and",    conjunction(negation(p), negation(q)), negation(disjunction(p, q)), tag=L, citation=BOOLE),
    Rule("de-morgan-or",     disjunction(negation(p), negation(q)), negation(conjunction(p, q)), tag=L, citation=BOOLE),
    Rule("and-of-ors",       conjunction(disjunction(p, q), disjunction(p, r)), disjunction(p, conjunction(q, r)),
         tag=L, citation=BOOLE),
    Rule("or-of-ands",       disjunction(conjunction(p, q), conjunction(p, r)), conjunction(p, disjunction(q, r)),
         tag=L, citation=BOOLE),
    Rule("and-or-not",       conjunction(p, disjunction(negation(p), q)), conjunction(p, q), tag=L, citation=BOOLE),
    Rule("or-and-not",       disjunction(p, conjunction(negation(p), q)), disjunction(p, q), tag=L, citation=BOOLE),
)

ORDERING: tuple[Rule, ...] = (
    Rule("not-less",         negation(less(x, y)),               less_equal(y, x),        tag=L, citation=ORDERED),
    Rule("not-less-equal",   negation(less_equal(x, y)),         less(y, x),              tag=L, citation=ORDERED),
    Rule("less-and-less-equal", conjunction(less(x, y), less_equal(x, y)), less(x, y),    tag=L, citation=ORDERED),
    Rule("less-or-less-equal",  disjunction(less(x, y), less_equal(x, y)), less_equal(x, y), tag=L, citation=ORDERED),
    Rule("less-or-equal",    disjunction(less(x, y), equal(x, y)), less_equal(x, y),      tag=L, citation=ORDERED),
    Rule("less-equal-and-equal", conjunction(less_equal(x, y), equal(x, y)), equal(x, y), tag=L, citation=ORDERED),
    Rule("less-equal-or-equal", disjunction(less_equal(x, y), equal(x, y)), less_equal(x, y), tag=L, citation=ORDERED),
    Rule("antisymmetry",     conjunction(less_equal(x, y), less_equal(y, x)), equal(x, y), tag=L, citation=ORDERED),
    Rule("trichotomy",       disjunction(less(x, y), less(y, x)), negation(equal(x, y)),  tag=L, citation=ORDERED),
    Rule("less-equal-not-equal", conjunction(less_equal(x, y), negation(equal(x, y))), less(x, y),
         tag=L, citation=ORDERED),
    *(Rule(f"below-{join.__name__}-{f.__name__}".replace("_", "-"), join(f(x, y), f(x, z)), f(x, bound(y, z)), tag=L, citation=ORDERED)
      for f in (less, less_equal) for join, bound in ((conjunction, minimum), (disjunction, maximum))),
    *(Rule(f"above-{join.__name__}-{f.__name__}".replace("_", "-"), join(f(y, x), f(z, x)), f(bound(y, z), x), tag=L, citation=ORDERED)
      for f in (less, less_equal) for join, bound in ((conjunction, maximum), (disjunction, minimum))),
)

TRANSLATION: tuple[Rule, ...] = (
    *(Rule(f"{f.__name__}-shift".replace("_", "-"),  f(x + z, y + z), f(x, y),            tag=L, citation=ORDERED) for f in COMPARISONS),
    *(Rule(f"{f.__name__}-minus".replace("_", "-"),  f(-x, -y),       f(y, x),            tag=L, citation=ORDERED) for f in COMPARISONS),
    *(Rule(f"{f.__name__}-scaled".replace("_", "-"), f(c * x, c * y), f(x, y), (positive(c),), tag=L, citation=ORDERED)
      for f in (less, less_equal)),
    *(Rule(f"{f.__name__}-scaled-down".replace("_", "-"), f(c * x, c * y), f(y, x), (negative(c),), tag=L, citation=ORDERED)
      for f in (less, less_equal)),
    Rule("equal-scaled",     equal(c * x, c * y),  equal(x, y), (nonzero(c),),            tag=L, citation=ORDERED),
)

MONOTONICITY: tuple[Rule, ...] = (
    *(Rule(f"{g.__name__}-{f.__name__}".replace("_", "-"), g(f(x), f(y)), g(x, y),        tag=L, citation=MONOTONE)
      for f in INCREASING for g in COMPARISONS),
    *(Rule(f"{g.__name__}-{f.__name__}".replace("_", "-"), g(f(x), f(y)), g(x, y), (positive(x), positive(y)), tag=L, citation=MONOTONE)
      for f in INCREASING_IF_POSITIVE for g in COMPARISONS),
    *(Rule(f"{g.__name__}-log1p".replace("_", "-"), g(log1p(x), log1p(y)), g(x, y), (positive(1 + x), positive(1 + y)), tag=L, citation=MONOTONE)
      for g in COMPARISONS),
    *(Rule(f"{g.__name__}-sqrt".replace("_", "-"), g(sqrt(x), sqrt(y)), g(x, y), (nonnegative(x), nonnegative(y)), tag=L, citation=MONOTONE)
      for g in COMPARISONS),
    *(Rule(f"{g.__name__}-asin".replace("_", "-"), g(asin(x), asin(y)), g(x, y), IN_UNIT_INTERVAL, tag=L, citation=MONOTONE)
      for g in COMPARISONS),
    *(Rule(f"{g.__name__}-acos".replace("_", "-"), g(acos(x), acos(y)), g(y, x), IN_UNIT_INTERVAL, tag=L, citation=MONOTONE)
      for g in COMPARISONS),
    *(Rule(f"{g.__name__}-atanh".replace("_", "-"), g(atanh(x), atanh(y)), g(x, y), IN_OPEN_INTERVAL, tag=L, citation=MONOTONE)
      for g in COMPARISONS),
    *(Rule(f"{g.__name__}-acosh".replace("_", "-"), g(acosh(x), acosh(y)), g(x, y), (nonnegative(x - 1), nonnegative(y - 1)), tag=L, citation=MONOTONE)
      for g in COMPARISONS),
    *(Rule(f"{g.__name__}-erfc".replace("_", "-"), g(erfc(x), erfc(y)), g(y, x),          tag=L, citation=MONOTONE)
      for g in COMPARISONS),
    *(Rule(f"{g.__name__}-cube".replace("_", "-"), g(x**3, y**3), g(x, y),                tag=L, citation=MONOTONE)
      for g in COMPARISONS),
)
# fmt: on
