"""What is known of a record before any answer to it is read."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from functools import cached_property
from typing import Any

from codegen.datasets.scoring.reference.context import Context, Reference, Statement, is_topic
from codegen.datasets.scoring.verdicts.sources import Source, Sources, Support
from codegen.datasets.scoring.verdicts.topic_truth import TopicTruth
from codegen.datasets.scoring.verdicts.topic_worlds import TopicWorld
from codegen.datasets.scoring.verdicts.traces import is_trace, truth_of
from codegen.datasets.scoring.verdicts.truth import PRECISIONS, Truth
from codegen.datasets.scoring.verdicts.unfolding import Unfolding
from codegen.datasets.scoring.verdicts.worlds import BITS, World
from symnum.terms.canonical import Canonical


class Grounds:
    """What lines of any answer to a record are judged by; answers to one record may share it.

    Args:
        record: JSON values of a record of :mod:`codegen.datasets.schema`.
    """

    def __init__(self, record: Mapping[str, Any]) -> None:
        self.context = context = Context(record)
        self.truth: Truth
        if is_topic(record):
            self.truth = TopicTruth(context)
            self.free: World = TopicWorld(context, free=True, count=2)
        else:
            self.truth = truth_of(context) if is_trace(record) else Truth(context)
            self.free = World(context, free=True, bits=2 * BITS)
        self.sources = Sources(context, self.free)

    @cached_property
    def _references(self) -> dict[tuple[Canonical, Canonical, str], Reference]:
        found: dict[tuple[Canonical, Canonical, str], Reference] = {}
        for step in self.context.steps:
            if step.statement is not None:
                found.setdefault(self.key(step.statement), step)
        return found

    @cached_property
    def givens(self) -> tuple[Source, ...]:
        """What the problem says: premises and new names."""
        return tuple(
            Source(step.number, True, step.statement)
            for step in self.context.steps
            if step.given and step.statement is not None
        )

    def support(self, new: Statement, sources: Sequence[Source]) -> Support | None:
        """How a statement follows; with more bits where its values are too large for the usual."""
        found = self.sources.support(new, sources)
        if found is None and not is_topic(self.context.record) and not self.sources.sees(new):
            return self._precise.support(new, sources)
        return found

    @cached_property
    def _precise(self) -> Sources:
        return Sources(self.context, World(self.context, free=True, bits=PRECISIONS[-1]))

    @cached_property
    def unfolding(self) -> Unfolding:
        """The operations of a record of traces."""
        return Unfolding(self.context.record)

    def key(self, statement: Statement) -> tuple[Canonical, Canonical, str]:
        """By what statements are told apart: normal forms of the sides, and the relation."""
        forms = self.context.forms
        return forms.of(statement.left), forms.of(statement.right), statement.relation

    def reference(self, statement: Statement) -> Reference | None:
        """The step of the record that says the same, in either order of an equation's sides."""
        known = self._references.get(self.key(statement))
        if known is None and statement.relation == "=":
            known = self._references.get(self.key(statement.flipped))
        return known
