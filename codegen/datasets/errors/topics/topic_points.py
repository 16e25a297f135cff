"""Points at which all holds that a topic's solution says, and what statements are worth there.

Unknowns have the values that the solution finds, what it does not determine has rational ones. A
statement that is false for certain at such a point is none that the problem allows.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from fractions import Fraction
from random import Random
from typing import Any

from flint import acb, arb

from codegen.datasets.errors.topics.complex_values import ComplexValues
from codegen.datasets.errors.topics.real_values import RealValues
from codegen.datasets.errors.topics.topic_statements import (
    EQUATIONS,
    IMAGINARY,
    JOINED,
    Told,
    atoms,
    sides_of,
)
from symnum.errors import InputError
from symnum.ops import DISJUNCTION, INTEGRAL, LESS
from symnum.rewriting.substitution import substitute
from symnum.terms.conversion import to_canonical, to_plain
from symnum.terms.exact import exact
from symnum.terms.interface import number
from symnum.terms.plain import Call, Number, Symbol, Term
from symnum.terms.text import to_text
from symnum.terms.traversal import free_symbols, postorder

BITS = 192
POINTS = 12
"""Points tried until one refutes a statement."""
_SIZES = [Fraction(n, 12) for n in (12, 24, 36, 48, 60, 6, 18, 30, 4, 8, 3)]
_NEAR = 0.7
"""How often a free value is near to one that something is compared with."""
Coordinates = Mapping[str, Term]


class Model:
    """A point at which what a solution says can hold.

    Args:
        told: The solution.
        coordinates: A term without symbols for each name.
    """

    def __init__(self, told: Told, coordinates: Coordinates) -> None:
        self.told, self.coordinates = told, coordinates
        values: Any = ComplexValues if told.is_complex else RealValues
        self._values = values(coordinates, BITS)

    def is_inside(self) -> bool:
        """Whether assumptions and conditions hold for certain, and no statement fails."""
        facts, conditions = self.told.assumptions, self.told.conditions
        value, balls = self._values.of, self._values.balls
        return (
            balls.keys() >= self.coordinates.keys()
            and all(_satisfies(facts.get(n, "real"), v) for n, v in balls.items())
            and all(_satisfies(p, value(s)) for p, s in conditions if self._has(s))
            and all(map(self._may_hold, self.told.statements))
        )

    def _may_hold(self, statement: Term) -> bool:
        """Whether a statement does not fail; of comparisons, whether it holds for certain."""
        names = {name for atom in atoms(statement) for side in self.told.sides(atom)
                 for name in _open_names(side)}  # fmt: skip
        if names and not names <= self.coordinates.keys():
            return True  # it is about something else
        compared = any(atom.operator not in EQUATIONS for atom in atoms(statement))
        verdict = self.holds(statement)
        return verdict is True if compared else verdict is not False

    def _has(self, term: Term) -> bool:
        """Whether the point has a coordinate for each name in a term."""
        return all(symbol.name in self.coordinates for symbol in free_symbols(term))

    def holds(self, statement: Term) -> bool | None:
        """Whether a statement is true (comparisons alone) or false for certain."""
        assert isinstance(statement, Call)
        if statement.operator in JOINED:
            parts = [self.holds(part) for part in statement.arguments]
            decisive = statement.operator is DISJUNCTION
            if decisive in parts:
                return decisive
            return None if None in parts else not decisive
        left, right = map(self._values.of, self.told.sides(statement))
        if left is None or right is None:
            return None
        if statement.operator in EQUATIONS:
            return None if left.overlaps(right) else False
        return _compared(statement, left, right)

    def shown(self, wrong: Call, right: Call) -> tuple[str, str] | None:
        """Both sides of a wrong equation or comparison where they show that it is wrong.

        What has no value here (a limit, say) is worth the other side of the right equation.
        """
        sides = list(self.told.sides(wrong))
        known = self.told.sides(right)
        for place, side in enumerate(sides):
            if self._values.of(side) is None and wrong.operator in EQUATIONS:
                if wrong.arguments[place] is not right.arguments[place]:
                    return None
                sides[place] = known[1 - place]
        values = [self._values.of(side) for side in sides]
        if values[0] is None or values[1] is None or values[0].overlaps(values[1]):
            return None
        if wrong.operator not in EQUATIONS and _compared(wrong, *values) is not False:
            return None
        shown: tuple[str, str] | None = self._values.shown(*sides)
        return shown

    def written(self) -> str:
        """The point, as records show it."""
        return ", ".join(f"{name} = {to_text(term)}" for name, term in self.coordinates.items())


def _compared(statement: Call, left: Any, right: Any) -> bool | None:
    strict, first, second = statement.operator is LESS, _real(left), _real(right)
    if first is None or second is None:
        return None
    if first < second or (first <= second and not strict):
        return True
    return False if first > second or (first >= second and strict) else None


def _real(value: Any) -> arb | None:
    """An enclosure of a value that is real for certain."""
    if isinstance(value, acb):
        return value.real if value.imag.is_zero() else None
    assert value is None or isinstance(value, arb)
    return value


def _satisfies(fact: str, value: Any) -> bool:
    """Whether a value is for certain what is assumed."""
    if fact == "complex":
        return True
    real = _real(value)
    if real is None:
        return False
    if fact == "positive":
        return bool(real > 0)
    if fact == "nonnegative":
        return bool(real >= 0)
    if fact == "nonzero":
        return bool(real > 0 or real < 0)
    return True


def models(told: Told, place: int, wrong: Term, random: Random) -> Iterator[Model]:
    """Points at which all that the solution says holds, as far as that can be told here.

    Args:
        told: The solution.
        place: Of the statement that is right, from 0.
        wrong: What is said instead, and to be refuted.
        random: Chooses what nothing determines.
    """
    needed, near = _needed(told, place, wrong), _near([told.statements[-1], wrong])
    for attempt in range(POINTS):
        fixed = _settled(told, attempt)
        free = {n: _coordinate(told, n, near, random) for n in told.names if n not in fixed}
        values: dict[str, Term] = {name: Number(exact(value)) for name, value in free.items()}
        try:
            known = {name: substitute(term, values) for name, term in fixed.items()} | values
        except InputError:  # outside of the domain
            continue
        coordinates = {n: to_plain(to_canonical(known[n])) for n in told.names if n in needed}
        open_names = {s.name for term in coordinates.values() for s in free_symbols(term)}
        if open_names <= {IMAGINARY}:
            found = Model(told, coordinates)
            if found.is_inside():
                yield found


def _needed(told: Told, place: int, wrong: Term) -> frozenset[str]:
    """Names of a statement, right and wrong, and all that other statements say of these."""
    names = [_names(told, statement) for statement in told.statements]
    found = names[place] | _names(told, wrong)
    for _ in names:
        found = found.union(*(known for known in names if known & found))
    return found


def _names(told: Told, statement: Term) -> frozenset[str]:
    sides = (side for atom in atoms(statement) for side in told.sides(atom))
    return frozenset(name for side in sides for name in _open_names(side))


def _open_names(term: Term) -> Iterator[str]:
    """Names of symbols in a term but the variables of limits, sums and definite integrals."""
    if isinstance(term, Symbol):
        yield term.name
    if isinstance(term, Call):
        bound = str(term.arguments[1]) if not term.operator.interpreted else ""
        for part in term.arguments:
            yield from (name for name in _open_names(part) if name != bound)


def _settled(told: Told, choice: int) -> dict[str, Term]:
    """What the solution finds names to be: the last statement counts, then those before it.

    Args:
        told: The solution.
        choice: Which of several alternatives is taken.
    """
    found: dict[str, Term] = {}
    for statement in reversed(told.statements):
        for atom in _chosen(statement, choice):
            symbol, value = sides_of(atom)
            if atom.operator not in EQUATIONS or not isinstance(symbol, Symbol):
                continue
            if symbol.name in found or not _is_explicit(value):
                continue
            value = substitute(value, found)
            if symbol not in free_symbols(value):
                found = {n: substitute(term, {symbol.name: value}) for n, term in found.items()}
                found[symbol.name] = value
    return found


def _chosen(statement: Term, choice: int) -> list[Call]:
    assert isinstance(statement, Call)
    parts = list(atoms(statement))
    return [parts[choice % len(parts)]] if statement.operator is DISJUNCTION else parts


def _is_explicit(term: Term) -> bool:
    parts = (part for part, _ in postorder([term]) if isinstance(part, Call))
    return all(part.operator.interpreted and part.operator is not INTEGRAL for part in parts)


def _near(statements: Sequence[Term]) -> list[Fraction]:
    """Numbers that unknowns are compared with in some statements."""
    sides = (s for statement in statements for atom in atoms(statement) for s in sides_of(atom)
             if atom.operator not in EQUATIONS)  # fmt: skip
    found = (number(to_canonical(side)) for side in sides)
    return [Fraction(value) for value in found if value is not None]


def _coordinate(told: Told, name: str, near: Sequence[Fraction], random: Random) -> Fraction:
    assumption = told.assumptions.get(name, "real")
    if assumption == "integer":
        return Fraction(random.randint(1, 9))
    value = random.choice(_SIZES)
    if near and random.random() < _NEAR:
        value = random.choice(near) + random.choice((1, -1)) * value
    elif random.random() < 0.5:
        value = -value
    return abs(value) or Fraction(1) if assumption == "positive" else value
