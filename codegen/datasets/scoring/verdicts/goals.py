"""Whether an answer says what was asked for.

A match is *exact* if both sides have the goal's normal forms, in its order; *equivalent* if they
have the goal's values whatever the functions in it stand for, in either order. What is only true,
or follows from the goal by moving parts about, is no match: the goal was named in the task. Nothing
is earned by what still has to be worked out, nor by what the problem said itself.
"""

from __future__ import annotations

from collections.abc import Iterable
from typing import Literal

from flint import ctx

from codegen.datasets.scoring.reference.context import Context, Statement
from codegen.datasets.scoring.verdicts.sources import SINGLE, Sides, same
from codegen.datasets.scoring.verdicts.truth import is_trivial
from codegen.datasets.scoring.verdicts.worlds import World
from symnum.ops import DERIVATIVE, INTEGRAL
from symnum.terms.canonical import Canonical
from symnum.terms.plain import Call, Term
from symnum.terms.traversal import postorder

Match = Literal[
    "exact", "equivalent", "rearranged", "unevaluated", "restated", "trivial", "different",
    "wrong", "missing",
]  # fmt: skip
"""How an answer stands to what was asked for; the first two reach it. ``rearranged``: the goal with
the same added to both sides, or multiplied; ``unevaluated``: a derivative or an integral is left
that the goal has not; ``restated``: the problem said that; ``trivial``: both sides are the same;
``different``: something else, not known to be false; ``wrong``: false for certain."""
REACHED = ("exact", "equivalent")


class Goal:
    """What a record asks for.

    Args:
        context: The record.
        wanted: The statement asked for.
        world: A free world of the record.
        given: What the problem says itself.
        told: Whether the problem names the goal, so that to say it is nothing.
    """

    def __init__(
        self, context: Context, wanted: Statement, world: World, given: Iterable[Statement],
        *, told: bool = True,
    ) -> None:  # fmt: skip
        self.context, self.wanted, self.world, self.told = context, wanted, world, told
        self.given = [self._forms(statement) for statement in given]

    def match(self, said: Statement, raw: Statement) -> Match:
        """How a statement stands to the goal.

        Args:
            said: In names of the record.
            raw: As it was written, with names of its own: what counts as evaluated.
        """
        if said.relation != self.wanted.relation:
            return "different"
        forms, goal = self._forms(said), self._forms(self.wanted)
        if forms == goal:
            return "exact"
        if forms in self.given or forms[::-1] in self.given:
            return "restated"
        if is_trivial(raw, self.context):
            return "trivial"
        if said.relation == "=" and forms == goal[::-1]:
            return "equivalent"
        return self._by_values(said, raw)

    def _by_values(self, said: Statement, raw: Statement) -> Match:
        with ctx.workprec(self.world.bits):
            return self._of_values(said, raw)

    def _of_values(self, said: Statement, raw: Statement) -> Match:
        wanted, found = self._sides(self.wanted), self._sides(said)
        if wanted is None or found is None:
            return "different"
        orders = (found, found.flipped) if said.relation == "=" else (found,)
        if any(same(wanted.left, f.left) and same(wanted.right, f.right) for f in orders):
            left = pending((raw.left, raw.right), self.context)
            more = left - pending((self.wanted.left, self.wanted.right), self.context)
            return "unevaluated" if more else "equivalent"
        moved = any(SINGLE[rule](wanted, f) for rule in ("add", "times") for f in orders)
        return "rearranged" if moved and said.relation == "=" else "different"

    def _forms(self, statement: Statement) -> tuple[Canonical, Canonical]:
        forms = self.context.forms
        return forms.of(statement.left), forms.of(statement.right)

    def _sides(self, statement: Statement) -> Sides | None:
        left, right = (self.world.known(side) for side in (statement.left, statement.right))
        return None if left is None or right is None else Sides(left, right)


def pending(terms: Iterable[Term], context: Context) -> set[Canonical]:
    """Integrals, and derivatives of something other than a name, in normal form."""
    found = set()
    for part, _ in postorder(list(terms)):
        if isinstance(part, Call) and (
            part.operator is INTEGRAL or (part.operator is DERIVATIVE and _workable(part))
        ):
            found.add(context.forms.of(part))
    return found


def _workable(derivative: Call) -> bool:
    inner = derivative.arguments[0]
    if not isinstance(inner, Call):
        return True
    return inner.operator.interpreted and inner.operator not in (DERIVATIVE, INTEGRAL)
