"""Traces with an injected error: the right one is made again, and what goes on from any state.

A state is right if it is that of the right trace, and false if it is worth another value than what
was to be evaluated.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any, NamedTuple

from codegen.datasets.checking.families.refusal import Refused, demand
from codegen.datasets.checking.families.states import Tree

Step = Mapping[str, Any]
_NOTHING = {"text": "", "latex": ""}


class Trace(NamedTuple):
    """How the states of a family follow from each other."""

    start: Tree
    operator: str
    read: Callable[[str], Tree]
    following: Callable[[Tree], tuple[Tree, Tree] | None]
    """The part that is rewritten next, and the state after that."""
    worth: Callable[[Tree], Any]
    words: Callable[[str, Tree], str]
    """Of a step, from the part that is rewritten, as text and as it is."""

    def next(self, state: Tree, number: int) -> tuple[Tree, Tree]:
        """The part that a step rewrites, and the state that it gives.

        Raises:
            Refused: nothing is left to rewrite.
        """
        found = self.following(state)
        if found is None:
            raise Refused(number, "nothing is left to rewrite")
        return found

    def is_false(self, state: Tree, number: int) -> bool:
        """Whether a state is worth something else than the start.

        Raises:
            Refused: it is worth nothing.
        """
        try:
            return bool(self.worth(state) != self.worth(self.start))
        except Refused as refused:
            raise Refused(number, str(refused)) from None


def check_trace(
    record: Mapping[str, Any],
    trace: Trace,
    require_wrong: Callable[[Tree, tuple[Tree, Tree]], None],
) -> str:
    """Check the steps of a trace with an injected error; what it comes to is told.

    Args:
        record: Its labels and its error are of the right form.
        trace: The family's.
        require_wrong: Looks at the first wrong step, given the state before it, and what would be
            rewritten and be the state after that if it were right.

    Raises:
        Refused: naming the step.
    """
    steps, labels = record["steps"], record["step_labels"]
    begin, wrong = steps[0], record["error"]["label"] + 1
    said = (begin["operator"], begin["words"], begin["inputs"], begin["operand"], labels[0])
    demand(said == ("start", "Evaluate", [], _NOTHING, 1), "the start says something else", 1)
    right = shown = trace.read(begin["equation"]["text"])
    demand(right == trace.start, "it starts with something else", 1)
    for number, (step, label) in enumerate(zip(steps[1:], labels[1:], strict=True), start=2):
        demand(step["operator"] == trace.operator, "an unknown operator", number)
        demand(step["inputs"] == [number - 1], "a step follows from the one before", number)
        following = trace.next(right, number)
        if number == wrong:
            require_wrong(right, following)
        else:
            _require_said(trace, step, number, following if label else trace.next(shown, number))
        shown, right = trace.read(step["equation"]["text"]), following[1]
        demand(label == 1 or trace.is_false(shown, number), "it is not false", number)
    demand(trace.following(right) is None, "something is left to rewrite", len(steps))
    last: str = steps[-1]["equation"]["text"]
    return last


def _require_said(trace: Trace, step: Step, number: int, expected: tuple[Tree, Tree]) -> None:
    text = step["operand"]["text"]
    told = trace.read(text), trace.read(step["equation"]["text"])
    demand(told == expected, "this is not what the step gives", number)
    demand(step["words"] == trace.words(text, expected[0]), "it says something else", number)
