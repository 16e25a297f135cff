"""An unknown that occurs once in an equation, isolated by inverse operations."""

from __future__ import annotations

from typing import Any

from codegen.datasets.topics.solution import Solution, equation
from symnum.ops import ADD, DIV, MUL, POW, SUB
from symnum.terms.conversion import to_canonical, to_plain
from symnum.terms.functions import sqrt
from symnum.terms.plain import Call, Number, Symbol, Term
from symnum.terms.traversal import free_symbols

MOST_STEPS = 20


def isolate(solution: Solution, step: int, statement: Call, unknown: Symbol) -> tuple[int, Any]:
    """Steps from an equation between positive quantities to ``unknown = …``.

    Returns:
        The last step and the right side.

    Raises:
        ValueError: the unknown occurs on both sides, or under an operation without an inverse.
    """
    left, right = statement.arguments
    if unknown in free_symbols(right):
        step = solution.step("swap_sides", [step], equation(right, left))
        left, right = right, left
    if unknown in free_symbols(right):
        raise ValueError(f"{unknown} occurs on both sides")
    other: Any = to_canonical(right)
    for _ in range(MOST_STEPS):
        if left is unknown:
            return step, other
        operator, operand, left = _peeled(left, unknown)
        other = _applied(operator, other, operand)
        step = solution.step(operator, [step], equation(left, other), operand=operand)
    raise ValueError(f"{unknown} is not isolated after {MOST_STEPS} steps")


def _peeled(left: Term, unknown: Symbol) -> tuple[str, Term | None, Term]:
    """The next operation on both sides, its operand, and the left side after it."""
    if not isinstance(left, Call):
        raise ValueError(f"{unknown} does not occur")
    holds = [unknown in free_symbols(argument) for argument in left.arguments]
    if sum(holds) != 1:
        raise ValueError(f"{unknown} occurs several times")
    inner = left.arguments[holds.index(True)]
    if left.operator is POW and holds[0] and left.arguments[1] is Number(2):
        return "positive_root", None, inner
    rest = left.arguments[holds.index(False)]
    if left.operator is ADD:
        return "subtract_from_both_sides", rest, inner
    if left.operator is SUB and holds[0]:
        return "add_to_both_sides", rest, inner
    if left.operator is MUL:
        return "divide_both_sides", rest, inner
    if left.operator is DIV and holds[0]:
        return "multiply_both_sides", rest, inner
    if left.operator is DIV:
        return "reciprocal", None, to_plain(to_canonical(inner) / to_canonical(rest))
    raise ValueError(f"{left} has no inverse operation")


def _applied(operator: str, side: Any, operand: Term | None) -> Any:
    other = None if operand is None else to_canonical(operand)
    if operator == "positive_root":
        return sqrt(side)
    if operator == "reciprocal":
        return 1 / side
    if operator == "subtract_from_both_sides":
        return side - other
    if operator == "add_to_both_sides":
        return side + other
    return side / other if operator == "divide_both_sides" else side * other
