"""From which earlier statements a statement follows by one operation.

The operations are the 18 of derivations and what comes to the same: a side rewritten, something
added to both sides or taken by a function, both sides differentiated or integrated, one equation
put into another, two equations combined. They are told by values in the free world, where names of
functions are made-up functions, so that two equations share values only if they say the same: what
is true because of the premises alone is not thereby a consequence of the line above it.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from functools import partial
from itertools import combinations, permutations
from operator import add, mul, sub, truediv
from typing import NamedTuple

from flint import arb, ctx

from codegen.datasets.checking.normal_form import rebuilt
from codegen.datasets.scoring.reference.context import Context, Statement
from codegen.datasets.scoring.verdicts.structural import CALCULUS, Structure
from codegen.datasets.scoring.verdicts.worlds import Values, World, agree
from symnum.terms import interface
from symnum.terms.canonical import Canonical
from symnum.terms.conversion import to_plain
from symnum.terms.plain import Call, Term
from symnum.terms.traversal import postorder

MOST_SUBSTITUTIONS = 40
"""Pairs of equations that are put into each other for one statement."""

MOST_COMBINED = 8
"""Of the latest equations, how many are combined in pairs."""

IDENTITY = "identity"
"""Of equations whose sides are equal whatever the names in them stand for: they need nothing."""


class Sides(NamedTuple):
    """Values of both sides at the points."""

    left: Values
    right: Values

    @property
    def flipped(self) -> Sides:
        """Of the sides in the other order."""
        return Sides(self.right, self.left)


class Source(NamedTuple):
    """Something a statement may follow from: a given (by its step in the record) or a line."""

    number: int
    given: bool
    statement: Statement


class Support(NamedTuple):
    """How a statement follows: the operation, and from what."""

    rule: str
    sources: tuple[Source, ...]


def same(first: Values, second: Values) -> bool:
    """Whether values agree at all points."""
    return all(map(agree, first, second))


def _both(function: Callable[[arb], arb], old: Sides, new: Sides) -> bool:
    """Whether a function of the old sides gives the new ones."""
    return all(
        same(tuple(function(value) for value in before), after)
        for before, after in zip(old, new, strict=True)
    )


def _combined(function: Callable[[arb, arb], arb], first: Values, second: Values) -> Values:
    return tuple(function(a, b) for a, b in zip(first, second, strict=True))


def _added(old: Sides, new: Sides) -> bool:
    """The same was added to both sides, or subtracted."""
    left, right = (_combined(sub, n, o) for n, o in zip(new, old, strict=True))
    return same(left, right)


def _multiplied(old: Sides, new: Sides) -> bool:
    """Both sides by the same factor, or divided by it."""
    if any(value.contains(0) for side in (*old, *new) for value in side):
        return False
    left, right = (_combined(truediv, n, o) for n, o in zip(new, old, strict=True))
    return same(left, right)


def _powers(old: Sides, new: Sides) -> bool:
    """Both sides to the same power."""
    if any(_both(lambda value, n=n: value**n, old, new) for n in (2, 3, -1, -2)):  # type: ignore[misc]
        return True
    if not all(value > 0 for side in (*old, *new) for value in side):
        return False
    logs = [tuple(value.log() for value in side) for side in (*old, *new)]
    if any(value.contains(0) for side in logs[:2] for value in side):
        return False
    return same(_combined(truediv, logs[2], logs[0]), _combined(truediv, logs[3], logs[1]))


SINGLE: Mapping[str, Callable[[Sides, Sides], bool]] = {
    "rewrite": lambda old, new: same(old.left, new.left) and same(old.right, new.right),
    "add": _added, "times": _multiplied, "power": _powers,
    "exp": partial(_both, arb.exp), "log": partial(_both, arb.log),
    "sin": partial(_both, arb.sin), "cos": partial(_both, arb.cos),
}  # fmt: skip
"""Operations on one equation: of its values and the new one's, whether it was that."""


def _scaled(old: Sides, new: Sides) -> bool:
    """Both sides of a comparison by one positive factor, or by a negative one and turned round."""
    if any(value.contains(0) for side in (*old, *new) for value in side):
        return False
    for target, positive in ((new, True), (new.flipped, False)):
        left, right = (_combined(truediv, n, o) for n, o in zip(target, old, strict=True))
        if all((value > 0) is positive for value in left) and same(left, right):
            return True
    return False


COMPARED: Mapping[str, Callable[[Sides, Sides], bool]] = {
    "rewrite": SINGLE["rewrite"], "add": _added, "times": _scaled,
}  # fmt: skip
"""Operations on one comparison."""
COMBINED: Mapping[str, Callable[[arb, arb], arb]] = {
    "sum of equations": add, "difference of equations": sub, "product of equations": mul,
}  # fmt: skip


class Sources:
    """Looks for what statements follow from.

    Args:
        context: The record.
        world: A free world of it.
    """

    def __init__(self, context: Context, world: World) -> None:
        self.context, self.world = context, world
        self.structure = Structure(context)
        self._part_sets: dict[Canonical, frozenset[Canonical]] = {}

    def support(self, new: Statement, sources: Sequence[Source]) -> Support | None:
        """By which operation, and from which, a statement follows; None if by none that is known.

        Later sources are tried first.
        """
        recent = [s for s in reversed(sources) if s.statement.relation == new.relation]
        forms = self.structure.of(new)
        if new.relation == "=" and forms[0] is not forms[1]:
            for source in recent:
                rule = self.structure.rule(self.structure.of(source.statement), forms)
                if rule is not None:
                    return Support(rule, (source,))
        wanted = self._sides(new)
        if wanted is None:
            return None
        known = [(source, sides) for source in recent
                 if (sides := self._sides(source.statement)) is not None]  # fmt: skip
        with ctx.workprec(self.world.bits):
            return next(self._supports(new, wanted, known), None)

    def sees(self, statement: Statement) -> bool:
        """Whether both sides have values at all points."""
        return self._sides(statement) is not None

    def _supports(
        self, new: Statement, wanted: Sides, known: Sequence[tuple[Source, Sides]]
    ) -> Iterator[Support]:
        both = (wanted, wanted.flipped) if new.relation == "=" else (wanted,)
        rules = SINGLE if new.relation == "=" else COMPARED
        if new.relation == "=" and same(wanted.left, wanted.right):
            before = [s for s, sides in known if SINGLE["rewrite"](sides, wanted)]
            yield Support("rewrite", (before[0],)) if before else Support(IDENTITY, ())
            return
        for rule, test in rules.items():
            for source, sides in known:
                if any(test(sides, target) for target in both):
                    yield Support(rule, (source,))
        if new.relation != "=":
            return
        yield from self._substitutions(both, known)
        yield from self._calculus(both, known)
        yield from _combinations(both, known)

    def _sides(self, statement: Statement) -> Sides | None:
        left, right = (self.world.known(side) for side in (statement.left, statement.right))
        return None if left is None or right is None else Sides(left, right)

    def _calculus(
        self, both: Sequence[Sides], known: Sequence[tuple[Source, Sides]]
    ) -> Iterator[Support]:
        for source, _ in known:
            sides = source.statement.left, source.statement.right
            present = {s for side in sides for s in self.context.forms.names(side).symbols}
            for symbol in self.context.symbols.values():
                for rule, operator in CALCULUS.items() if symbol in present else ():
                    made = [partial(Call, operator, (side, symbol)) for side in sides]
                    if self._gives(both, list(enumerate(made))):
                        yield Support(rule, (source,))

    def _gives(self, both: Sequence[Sides], made: Sequence[tuple[int, Callable[[], Term]]]) -> bool:
        """Whether sides, each with its place, have the values wanted; the second one is made only
        if the first one has."""
        fitting = list(both)
        for place, make in made:
            found = self.world.known(make())
            fitting = [t for t in fitting if same(found, t[place])] if found is not None else []
            if not fitting:
                return False
        return True

    def _substitutions(
        self, both: Sequence[Sides], known: Sequence[tuple[Source, Sides]]
    ) -> Iterator[Support]:
        tried = 0
        for (target, _), (rule, _) in permutations(known, 2):
            one, two = self.structure.of(rule.statement)
            for old, new, label in (
                (one, two, "substitute_LHS_for_RHS"),
                (two, one, "substitute_RHS_for_LHS"),
            ):
                if not interface.is_call(old) or tried >= MOST_SUBSTITUTIONS:
                    continue
                made = self._replaced(target.statement, old, new)
                tried += bool(made)
                if made and self._gives(both, made):
                    yield Support(label, (target, rule))

    def _replaced(
        self, target: Statement, old: Canonical, new: Canonical
    ) -> list[tuple[int, Callable[[], Term]]]:
        """Both sides, each with its place, one that stays as it is first; none if both do."""
        stays: list[tuple[int, Callable[[], Term]]] = []
        made: list[tuple[int, Callable[[], Term]]] = []
        sides = target.left, target.right
        for place, (side, form) in enumerate(zip(sides, self.structure.of(target), strict=True)):
            if old in self._parts(form):
                made.append((place, partial(self._within, form, old, new)))
            else:
                stays.append((place, partial(_itself, side)))
        return [*stays, *made] if made else []

    def _parts(self, form: Canonical) -> frozenset[Canonical]:
        found = self._part_sets.get(form)
        if found is None:
            found = self._part_sets[form] = frozenset(part for part, _ in postorder([form]))
        return found

    def _within(self, term: Canonical, old: Canonical, new: Canonical) -> Term:
        changed: dict[Canonical, Canonical] = {}
        for part, arguments in postorder([term]):
            if part is old:
                changed[part] = new
            elif arguments and any(changed[a] is not a for a in arguments):
                changed[part] = rebuilt(interface.operator(part), [changed[a] for a in arguments])
            else:
                changed[part] = part
        return to_plain(changed[term])


def _itself(term: Term) -> Term:
    return term


def _combinations(
    both: Sequence[Sides], known: Sequence[tuple[Source, Sides]]
) -> Iterator[Support]:
    for (first, one), (second, two) in combinations(known[:MOST_COMBINED], 2):
        for orientation in (two, two.flipped):
            for rule, function in COMBINED.items():
                left = _combined(function, one.left, orientation.left)
                right = _combined(function, one.right, orientation.right)
                if any(same(left, t.left) and same(right, t.right) for t in both):
                    yield Support(rule, (first, second))
            for mine in (one, one.flipped):
                if same(mine.right, orientation.left) and any(
                    same(mine.left, t.left) and same(orientation.right, t.right) for t in both
                ):
                    yield Support("transitivity", (first, second))
