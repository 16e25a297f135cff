"""Relations between numbers, solved for the ones that are not known.

A relation is an equation of expressions; with the known numbers in it, both sides are polynomials
of degree 1 in the others, or become so once some of these are known. What is left is a linear
system, solved by elimination over the rational numbers.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import suppress
from fractions import Fraction

from codegen.datasets.checking.families.refusal import Refused
from symnum.ops import ABS, ADD, DIV, MAX, MIN, MUL, NEG, POW, SUB, Operator
from symnum.terms.plain import Call, Number, Symbol, Term

Affine = dict[str, Fraction]
"""A coefficient for each unknown, and the constant under ``""``."""


_OF_NUMBERS: Mapping[Operator, Callable[..., Fraction]] = {ABS: abs, MAX: max, MIN: min}
"""What is computed once its arguments are known."""


class NotAffine(Exception):
    """An expression is of higher degree in what is not known."""


def affine(term: Term, known: Mapping[str, Fraction]) -> Affine:
    """A term as a polynomial of degree 1 in what is not known.

    Raises:
        NotAffine: it is of another kind.
        Refused: it divides by 0.
    """
    if isinstance(term, Number):
        return {"": Fraction(term.value)}
    if isinstance(term, Symbol):
        return {"": known[term.name]} if term.name in known else {term.name: Fraction(1)}
    assert isinstance(term, Call)
    parts = [affine(argument, known) for argument in term.arguments]
    if term.operator is NEG:
        return _scaled(parts[0], Fraction(-1))
    if term.operator in (ADD, SUB):
        sign = Fraction(1 if term.operator is ADD else -1)
        total = parts[0]
        for part in parts[1:]:
            total = _sum(total, _scaled(part, sign))
        return total
    if term.operator is MUL:
        return _product(parts)
    if term.operator in _OF_NUMBERS:
        return {"": _OF_NUMBERS[term.operator](*map(_constant, parts))}
    if term.operator not in (DIV, POW):
        raise NotAffine
    exponent = _constant(parts[1])
    if term.operator is DIV:
        if exponent == 0:
            raise Refused(0, f"{term} divides by 0")
        return _scaled(parts[0], 1 / exponent)
    if exponent.denominator == 1 and 0 <= exponent <= 100:
        return {"": _constant(parts[0]) ** int(exponent)}
    raise NotAffine


def solved(
    relations: Sequence[tuple[Term, Term]], known: Mapping[str, Fraction]
) -> dict[str, Fraction]:
    """All numbers that the relations determine, with the known ones.

    Raises:
        Refused: the relations contradict each other.
    """
    values = dict(known)
    while True:
        found = _eliminated(list(_rows(relations, values)))
        if not found:
            return values
        values.update(found)


def _rows(
    relations: Sequence[tuple[Term, Term]], known: Mapping[str, Fraction]
) -> Iterator[Affine]:
    """Left minus right of each relation that is of degree 1 in what is not known."""
    for left, right in relations:
        with suppress(NotAffine):
            yield _sum(affine(left, known), _scaled(affine(right, known), Fraction(-1)))


def _eliminated(rows: list[Affine]) -> dict[str, Fraction]:
    """Unknowns that linear equations ``row = 0`` determine, by Gauss and Jordan."""
    pivots: dict[str, Affine] = {}
    for given in rows:
        row = given
        for name, pivot in pivots.items():
            row = _sum(row, _scaled(pivot, -row.get(name, Fraction(0))))
        unknown = next((name for name in row if name), None)
        if unknown is None:
            if row.get("", Fraction(0)) != 0:
                raise Refused(0, "what the problem says contradicts itself")
            continue
        row = _scaled(row, 1 / row[unknown])
        pivots = {
            name: _sum(pivot, _scaled(row, -pivot.get(unknown, Fraction(0))))
            for name, pivot in pivots.items()
        }
        pivots[unknown] = row
    return {
        name: -row.get("", Fraction(0))
        for name, row in pivots.items()
        if all(other in ("", name) for other in row)
    }


def _sum(first: Affine, second: Affine) -> Affine:
    total = {n: first.get(n, Fraction(0)) + second.get(n, Fraction(0)) for n in {**first, **second}}
    return {name: value for name, value in total.items() if value}


def _scaled(row: Affine, factor: Fraction) -> Affine:
    return {name: value * factor for name, value in row.items() if value * factor}


def _product(parts: list[Affine]) -> Affine:
    product: Affine = {"": Fraction(1)}
    for part in parts:
        if not any(product.keys() - {""}):
            product = _scaled(part, product.get("", Fraction(0)))
        else:
            product = _scaled(product, _constant(part))
    return product


def _constant(row: Affine) -> Fraction:
    if any(name for name in row):
        raise NotAffine
    return row.get("", Fraction(0))
