"""Conservation laws: weighted sums of states that never change, found exactly.

The slopes are written as sums of products, each with rational coefficients; a law is a row of
weights whose combination of all slopes is zero, product by product: the left null space of the
coefficients (of the stoichiometric matrix, for a network), computed by FLINT over the rationals.
"""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from fractions import Fraction
from typing import Any

import numpy as np
from flint import fmpz_mat
from numpy.typing import NDArray

from symnum.errors import InputError
from symnum.interop.network import ReactionNetwork
from symnum.polynomials import expand
from symnum.rewriting.substitution import substitute
from symnum.terms.canonical import Canonical, CanonicalNumber, Sum
from symnum.tracing.accesses import Access, accesses
from symnum.tracing.arrays import SymbolicArray
from symnum.tracing.tracer import ArrayProgram

LARGEST = 4096
"""States beyond which laws of array code are not looked for."""
Vector = NDArray[np.float64]
Rows = Sequence[Mapping[int, Fraction]]
"""For each state its coefficients, by the number of the product."""


@dataclass(frozen=True)
class ConservationLaw:
    """``Σ weights[i]·state[i]`` keeps its value.

    Args:
        weights: By flat position of the state, integers without a common divisor.
        value: What it is at the start.
    """

    weights: Mapping[int, int]
    value: float

    def text(self, names: Sequence[str] = ()) -> str:
        """The law in words, with names of states where there are any.

        >>> ConservationLaw({0: 1, 2: 2}, 3.0).text(["A", "B", "C"])
        'A + 2*C = 3'
        """
        parts = []
        for place, weight in self.weights.items():
            name = names[place] if names else f"y[{place}]"
            parts.append({1: name, -1: f"-{name}"}.get(weight, f"{weight}*{name}"))
        return f"{' + '.join(parts).replace('+ -', '- ')} = {self.value:.12g}"


def laws(rows: Rows, start: Vector) -> tuple[ConservationLaw, ...]:
    """All independent laws, from the coefficients of the slopes.

    Args:
        rows: For each state the coefficients of its slope.
        start: The flat state at the start.
    """
    found = []
    for weights in _left_null_space(rows):
        value = math.fsum(weight * start[place] for place, weight in weights.items())
        found.append(ConservationLaw(weights, value))
    return tuple(found)


def _left_null_space(rows: Rows) -> list[dict[int, int]]:
    """A basis of the weights that make every column zero, in reduced echelon form."""
    columns: dict[tuple[tuple[int, Fraction], ...], None] = {}
    by_column: dict[int, list[tuple[int, Fraction]]] = {}
    for state, entries in enumerate(rows):
        for product, value in entries.items():
            by_column.setdefault(product, []).append((state, value))
    for column_entries in by_column.values():
        columns[tuple(column_entries)] = None
    matrix = fmpz_mat(len(columns) or 1, len(rows))
    for number, column in enumerate(columns):
        scale = math.lcm(*(value.denominator for _, value in column))
        for state, value in column:
            matrix[number, state] = int(value * scale)
    reduced, denominator, rank = matrix.rref()
    return _without_negatives(_basis(reduced, int(denominator), int(rank), len(rows)))


def _basis(reduced: Any, denominator: int, rank: int, size: int) -> list[dict[int, int]]:
    pivots: list[int] = []
    for row in range(rank):
        start = pivots[-1] + 1 if pivots else 0
        pivots.append(next(c for c in range(start, size) if int(reduced[row, c])))
    taken, found = set(pivots), []
    for free in (c for c in range(size) if c not in taken):
        entries = {free: Fraction(1)}
        for row, pivot in enumerate(pivots):
            value = int(reduced[row, free])
            if value:
                entries[pivot] = Fraction(-value, denominator)
        scale = math.lcm(*(v.denominator for v in entries.values()))
        whole = {place: int(v * scale) for place, v in sorted(entries.items())}
        divisor = math.gcd(*whole.values())
        sign = -1 if sum(v < 0 for v in whole.values()) * 2 > len(whole) else 1
        found.append({place: sign * v // divisor for place, v in whole.items()})
    return found


def _without_negatives(found: list[dict[int, int]]) -> list[dict[int, int]]:
    """The basis with laws added to others while that leaves less below zero.

    Sums of amounts read as what they are, ``S + C + P``, where ``S - E + P`` says as much.
    """
    changed = True
    while changed:
        changed = False
        for number, law in enumerate(found):
            others = [other for place, other in enumerate(found) if place != number]
            sums = [_added(law, other, place) for place, w in law.items() if w < 0
                    for other in others if other.get(place, 0) > 0]  # fmt: skip
            best = min(sums, key=_size, default=law)
            if _size(best) < _size(law):
                found[number], changed = best, True
    return found


def _added(law: Mapping[int, int], other: Mapping[int, int], place: int) -> dict[int, int]:
    """As much of another law as makes one weight zero or positive."""
    times = -(law[place] // other[place])
    total = {p: law.get(p, 0) + times * other.get(p, 0) for p in sorted({*law, *other})}
    divisor = math.gcd(*total.values())
    return {p: weight // divisor for p, weight in total.items() if weight}


def _size(law: Mapping[int, int]) -> tuple[int, int]:
    """What is below zero, and what is above."""
    weights = law.values()
    return -sum(w for w in weights if w < 0), sum(w for w in weights if w > 0)


def network_rows(network: ReactionNetwork) -> list[dict[int, Fraction]]:
    """The stoichiometric matrix; species that stay as they are have no entries."""
    rows: list[dict[int, Fraction]] = [{} for _ in network.species]
    for number, reaction in enumerate(network.reactions):
        for place, change in reaction.net_changes().items():
            if not network.species[place].is_fixed:
                rows[place][number] = Fraction(change)
    return rows


def program_rows(program: ArrayProgram) -> list[dict[int, Fraction]]:
    """The coefficients of the slopes of traced code, element by element.

    Raises:
        InputError: more states than are looked through.
    """
    (output,) = program.outputs
    if output.size > LARGEST:
        raise InputError(f"conservation laws are looked for up to {LARGEST} states, not "
                         f"{output.size}")  # fmt: skip
    products: dict[Canonical, int] = {}
    return [_coefficients(body, products) for body in elements(output)]


def elements(array: SymbolicArray) -> list[Canonical]:
    """The term of every element, flat, over accesses to single elements."""
    found: list[Canonical] = []
    for one in array.blocks:
        place: list[Canonical | None] = [None] * one.size
        for piece in one.pieces:
            read = accesses(piece.body)
            for index in np.ndindex(*(axis.count for axis in piece.box)):
                at = [axis.start + axis.step * i for axis, i in zip(piece.box, index, strict=True)]
                single = {a.symbol: Access(a.source, a.position(at), ()).symbol for a in read}
                flat = int(np.ravel_multi_index(at, one.grid)) if at else 0
                place[flat] = substitute(piece.body, single)
        found += [body for body in place if body is not None]
    return found


def _coefficients(body: Canonical, products: dict[Canonical, int]) -> dict[int, Fraction]:
    multiplied = expand(body)
    if isinstance(multiplied, Sum):
        parts = [*multiplied.entries.items(), (CanonicalNumber(1), multiplied.constant)]
    elif isinstance(multiplied, CanonicalNumber):
        parts = [(CanonicalNumber(1), multiplied.value)]
    else:
        parts = [(multiplied, 1)]
    found = {}
    for term, value in parts:
        if value:
            found[products.setdefault(term, len(products))] = Fraction(value)
    return found
