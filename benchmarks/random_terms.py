"""Random typed terms over all operators, with points at which zeros, poles and overflow show.

Some of their parts are sides of rules with random terms for variables, so that every rule is used
sooner or later, and on terms that its author did not think of.
"""

from __future__ import annotations

import random
from collections.abc import Sequence
from fractions import Fraction

from rewrite_rules import RULES
from symnum.ops import SELECT, Kind, Operator, operators
from symnum.rules import Rule, variables_of
from symnum.terms import Call, Number, Symbol, Term, fold, postorder

NUMBERS = (0, 1, -1, 2, -2, 3, Fraction(1, 2), Fraction(-2, 3), Fraction(11, 10), 10)
EXPONENTS = (-3, -2, -1, 0, 1, 2, 3, 4, Fraction(1, 2), Fraction(-1, 2), Fraction(11, 10))
LEAVES = (
    *(Symbol("x"), Symbol("y")) * 3,
    Symbol("p", frozenset({"positive"})),
    Symbol("n", frozenset({"integer"})),
)
POSITIVE, INTEGER = LEAVES[-2:]
_SATISFYING: dict[str, tuple[Term, ...]] = {
    "positive": (POSITIVE,), "nonnegative": (POSITIVE, Number(0)), "nonzero": (POSITIVE,),
    "negative": (Number(-2), Number(Fraction(-2, 3))), "integer": (INTEGER, Number(3)),
    "even": (Number(2), Number(-4)), "odd": (Number(3), Number(-1)),
    "constant": tuple(Number(value) for value in NUMBERS[:-1]),
}  # fmt: skip
"""What a guard holds of."""
COMMON = ("add", "sub", "mul", "div", "pow")
_VALUED = tuple(o for o in operators() if o.arb is not None)
REAL = tuple(o for o in _VALUED if o.result is Kind.REAL)
BOOLEAN = tuple(o for o in _VALUED if o.result is Kind.BOOLEAN)
_COMMON = tuple(o for o in REAL if o.name in COMMON)
VALUES: tuple[int | Fraction, ...] = (
    0, 1, -1, 2, -2, Fraction(1, 2), Fraction(-1, 2), Fraction(7, 3), Fraction(-5, 2),
    10**6, -(10**6), 10**30, -(10**30), Fraction(1, 10**9),
)  # fmt: skip


def random_term(source: random.Random, depth: int, made: list[Term] | None = None) -> Term:
    """A term with a real value that repeats some of its parts, so that rules find work."""
    made = [] if made is None else made
    if depth == 0 or source.random() < 0.08:
        leaf = source.choice(LEAVES)
        return leaf if source.random() < 0.7 else Number(source.choice(NUMBERS))
    if made and source.random() < 0.25:
        return source.choice(made)
    if source.random() < RULED:
        term = random_instance(source, depth, made, Kind.REAL)
        made.append(term)
        return term
    kind = source.random()
    operator = SELECT if kind < 0.06 else source.choice(_COMMON if kind < 0.4 else REAL)
    term = Call(operator, _arguments(source, operator, depth, made))
    made.append(term)
    return term


def _arguments(
    source: random.Random, operator: Operator, depth: int, made: list[Term]
) -> tuple[Term, ...]:
    count = source.choice((2, 2, 2, 3)) if operator.arity is None else operator.arity
    arguments = [
        random_condition(source, depth - 1, made)
        if operator.parameter_kind(place) is Kind.BOOLEAN
        else random_term(source, depth - 1, made)
        for place in range(count)
    ]
    if operator.name == "pow" and source.random() < 0.8:
        arguments[1] = Number(source.choice(EXPONENTS))
    return tuple(arguments)


def random_condition(source: random.Random, depth: int, made: list[Term]) -> Term:
    """A comparison, or a Boolean combination of such."""
    if source.random() < RULED:
        return random_instance(source, depth, made, Kind.BOOLEAN)
    deep = depth > 0 and source.random() < 0.4
    choice = tuple(o for o in BOOLEAN if deep or o.parameter_kind(0) is Kind.REAL)
    operator = source.choice(choice)
    return Call(operator, _arguments(source, operator, max(depth, 1), made))


RULED = 0.1
"""Share of the terms that are sides of rules."""


def _sides(kind: Kind) -> tuple[tuple[Rule, Call], ...]:
    pairs = ((rule, side) for rule in RULES for side in (rule.left, rule.right))
    return tuple((r, s) for r, s in pairs if isinstance(s, Call) and s.operator.result is kind)


_SIDES = {kind: _sides(kind) for kind in (Kind.REAL, Kind.BOOLEAN)}


def random_instance(source: random.Random, depth: int, made: list[Term], kind: Kind) -> Term:
    """A side of a rule with terms for its variables, for most of which the guards hold."""
    rule, side = source.choice(_SIDES[kind])
    truths = {
        argument
        for call, arguments in postorder([side])
        if isinstance(call, Call)
        for place, argument in enumerate(arguments)
        if call.operator.parameter_kind(place) is Kind.BOOLEAN
    }
    wanted: dict[Term, str] = {}
    for guard in rule.where:
        if guard.predicate in _SATISFYING:
            wanted.setdefault(guard.subjects[0], guard.predicate)
    values: dict[Term, Term] = {}
    for variable in variables_of(side):
        if variable in truths:
            values[variable] = random_condition(source, depth - 1, made)
        elif variable in wanted and source.random() < 0.7:
            values[variable] = source.choice(_SATISFYING[wanted[variable]])
        else:
            values[variable] = random_term(source, max(depth - 2, 0), made)

    def call(original: Term, operator: Operator, arguments: Sequence[Term]) -> Term:
        return Call(operator, tuple(arguments))

    return fold(side, lambda leaf: values.get(leaf, leaf), call)


def random_point(source: random.Random) -> dict[str, int | Fraction]:
    """A value for each symbol; ``p`` is positive and ``n`` an integer."""
    return {
        "x": source.choice(VALUES),
        "y": source.choice(VALUES),
        "p": abs(source.choice(VALUES[1:])),
        "n": source.choice((0, 1, -1, 2, -3, 10**6)),
    }
