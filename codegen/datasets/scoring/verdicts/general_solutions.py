"""General solutions of a record's differential equation, with constants of any names and scales.

An expression solves the equation if both sides agree, with it in place of the unknown function, at
random points and for random constants; it is general if its constants are as many independent ones
as the equation's order, and reach every solution: that is shown where it is affine in them, or has
one that a positive solution is multiplied by.
"""

from __future__ import annotations

from collections.abc import Iterator
from functools import cached_property
from itertools import combinations_with_replacement, pairwise, permutations
from random import Random

from flint import arb, arb_mat

from codegen.datasets.checking.topics.values import (
    Ball,
    Precision,
    Undefined,
    Values,
    derivative_of,
)
from codegen.datasets.scoring.reference.context import Context, Statement, substituted
from codegen.datasets.scoring.verdicts.worlds import agree
from symnum.ops import DERIVATIVE, INTEGRAL
from symnum.terms.plain import Call, Number, Symbol, Term
from symnum.terms.traversal import free_symbols, postorder

POINTS = 3
MOST_CONSTANTS = 4
_FAILED = (Undefined, LookupError, ValueError, TypeError, ZeroDivisionError)


class GeneralSolutions:
    """Tells solutions of the record's differential equation, if it has one.

    Args:
        context: The record.
    """

    def __init__(self, context: Context) -> None:
        self.context = context

    @cached_property
    def _equation(self) -> tuple[Statement, Call, Symbol, int] | None:
        """The equation with its unknown function, the variable and the order."""
        for step in self.context.steps:
            said = step.statement
            if step.given and said is not None and said.relation == "=":
                depth, inner = _deepest([said.left, said.right])
                if depth and inner is not None and len(inner.arguments) == 1:
                    (variable,) = inner.arguments
                    if isinstance(variable, Symbol):
                        return said, inner, variable, depth
        return None

    @property
    def has_constants(self) -> bool:
        """Whether the record asks for all solutions: its last step has as many constants as the
        order."""
        last = self.context.steps[-1].statement if self.context.steps else None
        if self._equation is None or last is None:
            return False
        names = {c["name"] for c in self.context.record["constants"]}
        return len(names & {s.name for s in free_symbols(last.right)}) == self._equation[3]

    def expression(self, statement: Statement) -> Term | None:
        """What a statement says that the unknown function is; None if it is no such statement."""
        if self._equation is None or statement.relation != "=":
            return None
        head = self._equation[1]
        for name, body in ((statement.left, statement.right), (statement.right, statement.left)):
            if name == head and not _is_pending(body, head):
                return body
        return None

    def trial(self, statement: Statement) -> dict[Term, Term]:
        """The unknown function and what a statement tries for it; empty for other statements."""
        body = self.expression(statement)
        return {} if body is None or self._equation is None else {self._equation[1]: body}

    def constants(self, body: Term) -> list[Symbol]:
        """The names in an expression that are no symbols of the record."""
        known = self.context.symbols
        found = {s.name: s for s in free_symbols(body) if s.name not in known}
        return [found[name] for name in sorted(found)]

    def solves(self, body: Term) -> bool | None:
        """Whether an expression solves the equation for all constants; None if it is not told."""
        if self._equation is None or len(self.constants(body)) > MOST_CONSTANTS:
            return None
        said, head, _, _ = self._equation
        left, right = (substituted(side, {head: body}) for side in (said.left, said.right))
        agreed = 0
        with Precision():
            for values in self._points(body):
                try:
                    one, two = values.of(left), values.of(right)
                except _FAILED:
                    continue
                if not one.overlaps(two):
                    return False
                agreed += agree(one, two)
        return True if agreed >= POINTS else None

    def is_general(self, body: Term) -> bool:
        """Whether an expression is every solution, for some constants each."""
        if self._equation is None or not self.solves(body):
            return False
        names, order = self.constants(body), self._equation[3]
        if len(names) != order or not self._independent(body, tuple(names)):
            return False
        if self._is_affine(body, names) or (order == 1 and self._is_positive):
            return True
        return order == 2 and any(self._turns(body, *p) for p in permutations(names))

    def is_refuted(self, body: Term) -> bool:
        """Whether an expression with constants solves the equation not for all of them."""
        return bool(self.constants(body)) and self.solves(body) is False

    @property
    def _is_positive(self) -> bool:
        """Whether the record says that the function is positive."""
        assert self._equation is not None
        head = self._equation[1]
        return any(
            step.given and step.statement is not None and step.statement.relation == "<"
            and step.statement.right == head and step.statement.left == Number(0)
            for step in self.context.steps
        )  # fmt: skip

    def _independent(self, body: Term, names: tuple[Symbol, ...]) -> bool:
        """Whether constants change the function in ways of their own."""
        assert self._equation is not None
        variable = self._equation[2]
        rows, current = [], body
        for _ in names:
            rows.append([derivative_of(current, name) for name in names])
            current = derivative_of(current, variable)
        with Precision():
            for values in self._points(body):
                try:
                    entries = [[arb(values.of(entry)) for entry in row] for row in rows]
                    if not arb_mat(entries).det().contains(0):
                        return True
                except _FAILED:
                    continue
        return False

    def _is_affine(self, body: Term, names: list[Symbol]) -> bool:
        """Whether an expression is a sum of constants times functions, and of one more."""
        bends = [
            derivative_of(derivative_of(body, a), b)
            for a, b in combinations_with_replacement(names, 2)
        ]
        with Precision():
            for values in self._points(body):
                try:
                    if not all(values.of(bend).contains(0) for bend in bends):
                        return False
                except _FAILED:
                    return False
        return True

    def _turns(self, body: Term, size: Symbol, phase: Symbol) -> bool:
        """Whether value and slope, which a size multiplies, take all directions as a phase goes
        round once, and so every start."""
        assert self._equation is not None
        if not self._is_affine(body, [size]):
            return False
        wave = derivative_of(body, size)
        both = wave, derivative_of(wave, self._equation[2])
        whole = arb(0)
        with Precision():
            point = next(self._points(body)).point
            try:
                ways = [
                    [Values({**point, phase.name: arb.pi() * n / 8}).of(part) for part in both]
                    for n in range(17)
                ]
            except _FAILED:
                return False
            for (a, b), (c, d) in pairwise(ways):
                whole = whole + arb.atan2(a * d - b * c, a * c + b * d)
            return bool(abs(whole) > arb(3.1))

    def _points(self, body: Term) -> Iterator[Values]:
        """Values at random points for random constants, made of the record's name."""
        random = Random(f"{self.context.record['id']} solutions")
        names = [*self.context.symbols, *(s.name for s in self.constants(body))]
        for _ in range(POINTS if names else 1):
            point: dict[str, Ball] = {name: arb(random.randint(17, 160)) / 97 for name in names}
            yield Values(point)


def _deepest(terms: list[Term]) -> tuple[int, Call | None]:
    """How often a function of one name is differentiated at most, and the function as called."""
    deepest: tuple[int, Call | None] = (0, None)
    for part, _ in postorder(terms):
        depth, inner = 0, part
        while isinstance(inner, Call) and inner.operator is DERIVATIVE:
            depth, inner = depth + 1, inner.arguments[0]
        if depth > deepest[0] and isinstance(inner, Call) and not inner.operator.interpreted:
            deepest = depth, inner
    return deepest


def _is_pending(body: Term, head: Call) -> bool:
    """Whether an expression has the unknown function in it, a derivative or an integral."""
    return any(
        isinstance(part, Call)
        and (
            part.operator in (head.operator, DERIVATIVE, INTEGRAL) or not part.operator.interpreted
        )
        for part, _ in postorder([body])
    )
