"""Determinants and systems of linear equations, exactly.

Numbers go to FLINT's matrices over Q. Polynomial entries are eliminated without fractions
(Bareiss, Math. Comp. 22 (1968) 565-578), small determinants expanded by minors.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import Any, Literal, overload

from flint import fmpq, fmpq_mat, fmpq_mpoly

from symnum.algebra.border import Exponents
from symnum.algebra.fractions import FractionField
from symnum.algebra.generators import (
    PolynomialRing,
    given_back,
    is_same,
    mentions,
    rational,
    variable,
)
from symnum.errors import InputError
from symnum.ops import EQUATION, SUB
from symnum.terms.canonical import Apply, Canonical, CanonicalNumber
from symnum.terms.conversion import to_canonical
from symnum.terms.ring import build, linear_combination, product

LARGEST_BY_MINORS = 9
"""Rows up to which a determinant of polynomials is expanded by minors."""

Row = list[fmpq_mpoly]


def determinant(matrix: Sequence[Sequence[Any]]) -> Any:
    """The determinant of a square matrix of terms or numbers, multiplied out.

    Args:
        matrix: Rows of terms of any registered type; the answer is in the family of the first
            that is not a number.

    Raises:
        InputError: the matrix is empty or not square.

    >>> from symnum.terms import symbols
    >>> a, b, c, d = symbols("a b c d")
    >>> determinant([[a, b], [c, d]])
    a*d - b*c
    """
    size = len(matrix)
    if not size or any(len(row) != size for row in matrix):
        raise InputError("determinant: the matrix has to be square, with at least one row")
    entries = [to_canonical(entry) for row in matrix for entry in row]
    like = [entry for row in matrix for entry in row]
    if all(isinstance(entry, CanonicalNumber) for entry in entries):
        found = fmpq_mat(size, size, [_flint(entry) for entry in entries]).det()
        return given_back(CanonicalNumber(rational(found)), *like)
    ring = PolynomialRing.of(entries, integral=True)
    cells = [ring.polynomial(entry) for entry in entries]
    rows = [cells[n * size : (n + 1) * size] for n in range(size)]
    result = _by_minors(rows) if size <= LARGEST_BY_MINORS else _by_elimination(rows)
    return given_back(ring.traced(ring.term(result), result), *like)


def _flint(term: Canonical) -> fmpq:
    assert isinstance(term, CanonicalNumber)
    return fmpq(term.value.numerator, term.value.denominator)


def _by_minors(rows: list[Row]) -> fmpq_mpoly:
    """Laplace expansion from the last row up; each minor, by its set of columns, once."""
    size = len(rows)
    one = rows[0][0].context().constant(1)
    minors: dict[int, fmpq_mpoly] = {0: one}
    for row in reversed(rows):
        larger: dict[int, fmpq_mpoly] = {}
        for columns, minor in minors.items():
            for column in range(size):
                bit = 1 << column
                if columns & bit or row[column].is_zero():
                    continue
                before = (columns & (bit - 1)).bit_count()
                part = row[column] * minor
                found = larger.get(columns | bit)
                signed = -part if before % 2 else part
                larger[columns | bit] = signed if found is None else found + signed
        minors = larger
    return minors.get((1 << size) - 1, one - one)


def _by_elimination(rows: list[Row]) -> fmpq_mpoly:
    _, pivots, sign = _eliminated(rows, len(rows), above=False)
    if len(pivots) < len(rows):
        return rows[0][0].context().constant(0)
    return pivots[-1] * sign


def _eliminated(
    rows: list[Row], width: int, *, above: bool = True
) -> tuple[list[int], list[fmpq_mpoly], int]:
    """Fraction-free Gauss-Jordan elimination in place, on the first ``width`` columns.

    Without ``above`` only the rows below each pivot are reduced.

    Returns:
        The pivots' columns, the pivots, and the sign of the exchange of rows. All rows with a
        pivot end with the last pivot in their pivot's column.
    """
    columns: list[int] = []
    pivots: list[fmpq_mpoly] = []
    sign, previous = 1, None
    for column in range(width):
        top = len(columns)
        candidates = [n for n in range(top, len(rows)) if not rows[n][column].is_zero()]
        if not candidates:
            continue
        best = min(candidates, key=lambda n: _cost(rows[n][column]))
        if best != top:
            rows[top], rows[best], sign = rows[best], rows[top], -sign
        pivot = rows[top][column]
        for n, row in enumerate(rows):
            if n > top or (above and n < top):
                rows[n] = _reduced_row(row, rows[top], column, previous)
        columns.append(column)
        pivots.append(pivot)
        previous = pivot
    return columns, pivots, sign


def _cost(pivot: fmpq_mpoly) -> tuple[bool, int]:
    """Numbers are the best pivots, short polynomials the next best."""
    return not pivot.is_constant(), len(pivot)


def _reduced_row(row: Row, pivot_row: Row, column: int, previous: fmpq_mpoly | None) -> Row:
    pivot, entry = pivot_row[column], row[column]
    crossed = [pivot * a - entry * b for a, b in zip(row, pivot_row, strict=True)]
    return crossed if previous is None else [a / previous for a in crossed]


@overload
def solve_linear(
    equations: Iterable[Any], symbols: Iterable[Any], conditions: Literal[False] = False
) -> dict[Any, Any] | None: ...
@overload
def solve_linear(
    equations: Iterable[Any], symbols: Iterable[Any], conditions: Literal[True]
) -> tuple[dict[Any, Any] | None, tuple[Any, ...]]: ...
def solve_linear(equations: Iterable[Any], symbols: Iterable[Any], conditions: bool = False) -> Any:
    """The solution of linear equations, exactly.

    Coefficients may be any terms without the unknowns; they count as independent of each other,
    so the solution is the general one. With ``conditions`` the answer is a pair of the solution
    and the terms that have to be nonzero for it (the pivots that are no numbers).

    Args:
        equations: Equations, or terms that are to be 0.
        symbols: The unknowns: symbols or other generators.

    Returns:
        The value of each unknown, by the symbol as it was given; unknowns that the equations
        leave free are not in it and stand in the others' values. ``None``: no solution.

    Raises:
        InputError: an equation that is not linear in the unknowns, or an unknown given twice.

    >>> from symnum.terms import symbols
    >>> x, y, a = symbols("x y a")
    >>> solve_linear([x + y - 3, x - y - a], [x, y])
    {x: a/2 + 3/2, y: -a/2 + 3/2}
    """
    given, unknowns = list(equations), list(symbols)
    wanted = [variable(symbol) for symbol in unknowns]
    if any(is_same(a, b) for n, a in enumerate(wanted) for b in wanted[:n]):
        raise InputError("solve_linear: an unknown is given twice")
    ring, rows = _rows([_difference(equation) for equation in given], wanted)
    found, pivots = _solved(ring, rows, wanted)
    answer = None
    if found is not None:
        answer = {unknowns[n]: given_back(value, *unknowns, *given) for n, value in found.items()}
    needed = [ring.term(p) for p in pivots if not p.is_constant()]
    distinct = tuple(given_back(t, *unknowns, *given) for t in dict.fromkeys(needed))
    return (answer, distinct) if conditions else answer


def _difference(equation: Any) -> Canonical:
    term = to_canonical(equation)
    if isinstance(term, Apply) and term.operator is EQUATION:
        return build(SUB, term.arguments)
    return term


def _rows(equations: list[Canonical], wanted: list[Canonical]) -> tuple[PolynomialRing, list[Row]]:
    """Coefficients of the unknowns, then the right-hand side, for each equation."""
    field = FractionField.of(equations)
    places = [field.ring.place_of(unknown) for unknown in wanted]
    for generator in field.ring.generators:
        for unknown in wanted:
            if not is_same(generator, unknown) and mentions(generator, unknown):
                raise InputError(f"{generator} contains {unknown}: no linear equation")
    return field.ring, [_row(field, equation, wanted, places) for equation in equations]


def _row(
    field: FractionField, equation: Canonical, wanted: list[Canonical], places: list[int | None]
) -> Row:
    try:
        found = field.fraction(equation)
    except ZeroDivisionError:
        raise InputError(f"{equation!r} has a denominator that is identically zero") from None
    constant = field.ring.context.constant(0)
    parts: list[dict[Exponents, fmpq]] = [{} for _ in range(len(wanted) + 1)]
    for exponents, value in zip(found.numerator.monoms(), found.numerator.coeffs(), strict=True):
        powers = [0 if place is None else int(exponents[place]) for place in places]
        if sum(powers) > 1:
            raise InputError(f"{equation!r} is not linear in {wanted[powers.index(max(powers))]}")
        column = powers.index(1) if any(powers) else len(wanted)
        others = tuple(0 if n in places else int(e) for n, e in enumerate(exponents))
        parts[column][others] = -value if column == len(wanted) else value
    for base in found.divisors:
        degrees = field.bases[base].degrees()
        for unknown, place in zip(wanted, places, strict=True):
            if place is not None and degrees[place] > 0:
                raise InputError(f"{equation!r} has {unknown} in a denominator")
    return [field.ring.context.from_dict(part) if part else constant for part in parts]


def _solved(
    ring: PolynomialRing, rows: list[Row], wanted: list[Canonical]
) -> tuple[dict[int, Canonical] | None, list[fmpq_mpoly]]:
    """The solution by the unknowns' places, and the pivots."""
    width = len(wanted)
    if rows and all(entry.is_constant() for row in rows for entry in row):
        columns, rows = _reduced(ring, rows, width)
        pivots = [ring.context.constant(1)]
    else:
        columns, pivots, _ = _eliminated(rows, width)
    if any(not row[width].is_zero() for row in rows[len(columns) :]):
        return None, pivots
    solution: dict[int, Canonical] = {}
    for row, column in zip(rows, columns, strict=False):
        free = [n for n in range(width) if n not in columns and not row[n].is_zero()]
        common = row[column].gcd(row[width])
        for n in free:
            common = common.gcd(row[n])
        below = ring.term(row[column] / common)
        addends = [(product([(ring.term(row[n] / common), 1), (wanted[n], 1)]), -1) for n in free]
        above = linear_combination([(ring.term(row[width] / common), 1), *addends])
        solution[column] = product([(above, 1), (below, -1)])
    return dict(sorted(solution.items())), pivots


def _reduced(ring: PolynomialRing, rows: list[Row], width: int) -> tuple[list[int], list[Row]]:
    """The reduced row echelon form of a matrix of numbers, and its pivots' columns."""
    numbers = [fmpq(0) if e.is_zero() else e.leading_coefficient() for row in rows for e in row]
    reduced, rank = fmpq_mat(len(rows), width + 1, numbers).rref()
    table = reduced.tolist()[:rank]
    pivots = [next(n for n, value in enumerate(row) if value != 0) for row in table]
    columns = [n for n in pivots if n < width]
    return columns, [[ring.context.constant(value) for value in row] for row in table]
