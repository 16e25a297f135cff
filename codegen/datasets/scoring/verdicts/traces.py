r"""Answers that go from one state to the next: expressions on lines of their own, without ``=``.

Records of traces (evaluation, rewriting, recursion) ask for a state, and every state of a right
trace is worth what the first one is. A line that is nothing but an expression, perhaps after a
number, an arrow, a sign of equality or some words and a colon, is taken for a state.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from fractions import Fraction
from random import Random
from typing import Any, NamedTuple

from codegen.datasets.checking.families.calls import read_calls
from codegen.datasets.checking.families.real_values import NoValue, differ, value_at
from codegen.datasets.checking.families.recursion import value_of
from codegen.datasets.checking.families.refusal import Refused
from codegen.datasets.checking.families.states import Tree, read_state
from codegen.datasets.reading import ReadingError, read
from codegen.datasets.scoring.reference.context import Context, Statement
from codegen.datasets.scoring.verdicts.truth import UNDECIDED, Truth, Verdict, point_text
from symnum.terms.plain import Call, Term
from symnum.terms.text import to_text

LONGEST_LINE = 5000
"""Characters of a line that is looked at."""
MOST_STATES = 200
_SIZES = (16, 4, 64, 2, 32, 1)
"""Denominators of the points at which states are compared, one after the other."""
MOST_GROWTH = 4096
""":func:`_growth` beyond which nothing is computed."""
_LEAD = re.compile(
    r"[\s&*•>]*(?:step\s*\d+\s*[:.)]\s*|\(?\d+[.):]\s+)?(?:[^:$=]*:\s+)?"
    r"[\s&$`*]*(?:\\[\[(])?\s*(?:(?:=|-+>|=+>|→|⇒|⟶|\\(?:to|rightarrow|Rightarrow|implies)\b)\s*)?[`$]*",
    re.IGNORECASE,
)
_END = re.compile(r"(?:[\s.,;$&`*]|\\\\|\\[\])])*$")
_DELIMITED = re.compile(r"[$`]|\\[\[(]")


class State(NamedTuple):
    """A state of an answer and where it stands."""

    text: str
    start: int
    end: int
    term: Term


def is_trace(record: Mapping[str, Any]) -> bool:
    """Whether the answers to a record go through states."""
    return bool(record["answer_kind"] == "state" and record["steps"])


def states(answer: str, context: Context) -> tuple[State, ...]:
    """The states that an answer goes through, in order.

    A number alone is one only between delimiters or on the last line: it may count something. What
    is marked as the final answer is none.
    """
    found: list[State] = []
    place = 0
    last = len(answer.rstrip())
    for line in answer.splitlines(keepends=True):
        opened = _LEAD.match(line) if len(line) <= LONGEST_LINE else None
        start = place + (0 if opened is None else opened.end())
        text = "" if opened is None else line[opened.end() :]
        text = text[: _END.search(text).start()]  # type: ignore[union-attr]
        ends = place + len(line) >= last
        place += len(line)
        is_final = "\\boxed" in line or line.lstrip().startswith("####")
        term = None if is_final or len(found) >= MOST_STATES else _state(text, context)
        if term is not None and (isinstance(term, Call) or ends or _DELIMITED.search(line)):
            found.append(State(text, start, start + len(text), term))
    return tuple(found)


def _state(text: str, context: Context) -> Term | None:
    """The term that a text spells, if it has no names but the record's and is no relation."""
    if not text:
        return None
    try:
        term = read(text, context.declared).term
    except ReadingError:
        return None
    if isinstance(term, Call) and term.operator.name in ("equation", "less", "less_equal"):
        return None
    symbols, calls = context.forms.names(term)
    known = {*context.symbols, *(f["name"] for f in context.record["functions"])}
    used = [s.name for s in symbols] + [c.operator.name for c in calls]
    return term if set(used) <= known else None


def number_of(term: Term, context: Context) -> int:
    """The step of the record whose state a term is, from 1; 0 if it is none."""
    text = to_text(term)
    steps = enumerate(context.record["steps"], start=1)
    return next((place for place, step in steps if step["equation"]["text"] == text), 0)


class ValueTruth(Truth):
    """Decides equalities by exact and ball arithmetic at points, with all real functions."""

    def of(self, statement: Statement) -> Verdict:
        """False if the sides differ for certain at a point; supported if they do nowhere."""
        sides = statement.left, statement.right
        if statement.relation != "=":
            return super().of(statement)
        try:
            trees = [read_state(to_text(side)) for side in sides]
        except Refused:
            return UNDECIDED
        if any(_growth(tree) > MOST_GROWTH for tree in trees):
            return UNDECIDED
        agreed = 0
        for point in self._points(sides):
            try:
                left, right = (value_at(tree, point) for tree in trees)
            except NoValue:
                continue
            if differ(left, right):
                return Verdict("false", 0, point_text(point) or "they are other numbers")
            exact = isinstance(left, Fraction) and isinstance(right, Fraction)
            if exact and not point:
                return Verdict("proved")
            agreed += 1
        return Verdict("supported", agreed) if agreed else super().of(statement)

    def _points(self, sides: tuple[Term, Term]) -> Iterator[dict[str, Fraction]]:
        """Points for all names; the empty one if there are none."""
        names = sorted({s.name for side in sides for s in self.context.forms.names(side).symbols})
        random = Random(f"{self.context.record['id']} traces")
        for size in _SIZES if names else (1,):
            yield {name: Fraction(random.randint(-35, 35) or 1, size) for name in names}


def _growth(tree: Tree) -> int:
    """By how much the digits of a number may grow: the product of the exponents over each other."""
    if not isinstance(tree, tuple):
        return 1
    inner = max((_growth(part) for part in tree[1:]), default=1)
    if tree[0] != "pow":
        return inner
    exponent = tree[2]
    return inner * (max(1, abs(exponent)) if isinstance(exponent, int) else 2)


class CallTruth(Truth):
    """Decides equalities of calls of the recursive functions by what they are worth."""

    def of(self, statement: Statement) -> Verdict:
        """Whether both sides are worth the same; undecided if one of them is not worth anything."""
        try:
            left, right = (
                value_of(read_calls(to_text(side))) for side in (statement.left, statement.right)
            )
        except Refused:
            return UNDECIDED
        if left == right:
            return Verdict("proved")
        return Verdict("false", 0, "the sides are worth different things")


def truth_of(context: Context) -> Truth:
    """What decides statements in answers to a record of traces."""
    return (CallTruth if context.record["family"] == "recursion" else ValueTruth)(context)
