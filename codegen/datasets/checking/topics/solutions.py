"""Solution sets of statements about one real number, compared exactly.

The zeros, poles and boundaries of everything in two statements cut the line into cells, on each of
which no statement changes; the statements are equivalent if they agree on one point of each cell
and on each cut. Cuts are real roots of polynomials with rational coefficients, isolated by FLINT;
terms with one square root or one absolute value are taken over Q(x)[s], s^2 = w.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from fractions import Fraction
from itertools import pairwise

from flint import acb, arb, fmpq_poly

from codegen.datasets.checking.topics.radical_functions import Reader, Unsupported
from codegen.datasets.checking.topics.values import Ball, Precision, Undefined, Values, ball
from symnum.ops import (
    ADD,
    CONJUNCTION,
    DISJUNCTION,
    DIV,
    EQUAL,
    EQUATION,
    LESS,
    LESS_EQUAL,
    MUL,
    NEG,
    SUB,
)
from symnum.terms.plain import Call, Number, Symbol, Term
from symnum.terms.traversal import free_symbols

_PRECISION = 320


def equivalent(
    first: Term, second: Term, variable: Symbol, conditions: Iterable[tuple[str, Term]] = ()
) -> bool:
    """Whether two statements hold for the same real values of a variable.

    Args:
        first: An equation, comparison, or *and* and *or* of such; no other symbol occurs.
        second: Likewise.
        variable: The unknown.
        conditions: Predicates and subjects that have to hold as well.

    Raises:
        Unsupported: a side is too intricate.
    """
    kept = list(conditions)
    if "positive" in variable.assumptions:
        kept.append(("positive", variable))
    if "nonzero" in variable.assumptions:
        kept.append(("nonzero", variable))
    with Precision(_PRECISION):
        for place in _places([first, second], kept, variable):
            values = Values({variable.name: place})
            if not all(_satisfied(values, condition) for condition in kept):
                continue
            if truth(first, values) is not truth(second, values):
                return False
    return True


def truth(statement: Term, values: Values) -> bool:
    """Whether a statement holds at a point; not where a side has no value."""
    assert isinstance(statement, Call)
    operator, parts = statement.operator, statement.arguments
    if operator is CONJUNCTION:
        return all(truth(part, values) for part in parts)
    if operator is DISJUNCTION:
        return any(truth(part, values) for part in parts)
    try:
        gap = values.of(parts[0]) - values.of(parts[1])
    except Undefined:
        return False
    same = gap.contains(0)
    if operator in (EQUATION, EQUAL):
        return bool(same)
    return bool(same) if same and operator is LESS_EQUAL else bool(not same and gap < 0)


def atoms(statement: Term) -> Iterator[Call]:
    """The equations and comparisons in a statement."""
    assert isinstance(statement, Call)
    if statement.operator in (CONJUNCTION, DISJUNCTION):
        for part in statement.arguments:
            yield from atoms(part)
    elif statement.operator in (EQUATION, EQUAL, LESS, LESS_EQUAL):
        yield statement
    else:
        raise Unsupported


def _satisfied(values: Values, condition: tuple[str, Term]) -> bool:
    try:
        found = values.of(condition[1])
    except Undefined:
        return False
    if condition[0] == "nonzero":
        return not found.contains(0)
    holds = found > 0 if condition[0] == "positive" else found >= 0 or found.contains(0)
    return bool(holds)


def _places(
    statements: Sequence[Term], conditions: Sequence[tuple[str, Term]], variable: Symbol
) -> list[Ball]:
    """Every cut, and a point between each two and outside of all."""
    cuts: list[arb] = []
    sides = [a.arguments for s in statements for a in atoms(s)]
    for left, right in [*sides, *((subject, Number(0)) for _, subject in conditions)]:
        cuts += cuts_of(left, right, variable)
    cuts.sort(key=lambda cut: cut.mid())
    merged: list[arb] = []
    for cut in cuts:
        if not merged or not merged[-1].overlaps(cut):
            merged.append(cut)
    if not merged:
        return [arb(1)]
    middles = [((a.mid() + b.mid()) / 2).mid() for a, b in pairwise(merged)]
    return [*merged, *middles, merged[0].mid() - 1, merged[-1].mid() + 1]


def cuts_of(left: Term, right: Term, variable: Symbol) -> list[arb]:
    """Where the difference of two terms may change its sign or lose its value."""
    for side, other in ((left, right), (right, left)):
        if side is variable and not free_symbols(other):
            return [Values({}).of(other)]
    reader = Reader(variable)
    try:
        value = reader.of(Call(SUB, (left, right)))
    except Unsupported:
        return _linear_cut(left, right, variable)
    polynomials = [*value.norm(), *reader.denominators]
    if reader.radicand is not None:
        polynomials += reader.radicand
    return [root for polynomial in polynomials for root in real_roots(polynomial)]


def real_roots(polynomial: fmpq_poly) -> list[arb]:
    """Enclosures of the distinct real roots, in no order."""
    if polynomial.degree() < 1:
        return []
    found: list[arb] = []
    for factor, _ in polynomial.numer().factor()[1]:
        if factor.degree() == 1:
            found.append(ball(Fraction(-int(factor[0]), int(factor[1]))))
            continue
        isolated: list[tuple[acb, int]] = list(factor.complex_roots())  # type: ignore[arg-type]
        found += [root.real for root, _ in isolated if root.imag.is_zero()]
    return found


def _linear_cut(left: Term, right: Term, variable: Symbol) -> list[arb]:
    """The zero of a difference a*x + b with coefficients such as square roots."""
    if any(_under_function(side, variable) for side in (left, right)):
        raise Unsupported
    at = [Values({variable.name: arb(n)}) for n in (0, 1, 2)]
    constant, one, two = (values.of(left) - values.of(right) for values in at)
    slope = one - constant
    if not (two - one - slope).contains(0) or slope.contains(0):
        raise Unsupported
    return [-constant / slope]


def _under_function(term: Term, variable: Symbol) -> bool:
    if not isinstance(term, Call):
        return False
    inside = any(variable in free_symbols(argument) for argument in term.arguments)
    linear = term.operator in (ADD, SUB, NEG, MUL, DIV)
    return inside and (not linear or any(_under_function(a, variable) for a in term.arguments))
