"""What a target language can compute: one row per operator, with its accuracy and cost.

A row states how far the target's result may be from the true value, in ULPs of float64, for
arguments in a stated box. A test holds every row to its bound. The figures for C are those of the
GNU C library, rounded up from Gladman, Innocente, Mather and Zimmermann, "Accuracy of
Mathematical Functions in Single, Double, Extended Double and Quadruple Precision".
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from types import MappingProxyType
from typing import Any

from symnum.errors import InputError
from symnum.ops import Operator, operator_named
from symnum.program import Program

_LARGEST_ORDER = 2**31 - 1
Box = tuple[tuple[float, float], ...]


@dataclass(frozen=True)
class TargetRow:
    """How a target computes one operator.

    Args:
        operator: The operator.
        spelling: A format template over the names of the arguments.
        ulps: Bound on the error in ULPs of float64, over ``domain``.
        domain: An interval for each real argument; truth values have none.
        cost: Rough cost in cycles of one result on a current x86 core.
        function: The operator on the target's own arrays, for targets that Python can call.
        order: Whether the first argument has to be an integer constant of the program.
    """

    operator: Operator
    spelling: str
    ulps: float
    domain: Box
    cost: float
    function: Callable[..., Any] | None = None
    order: bool = False


@dataclass(frozen=True)
class Target:
    """A target language: its rows, and how its arithmetic departs from IEEE 754.

    Args:
        name: Name for the command line.
        rows: The operators it has.
        flushes_subnormals: Whether subnormal numbers are taken for zero.
    """

    name: str
    rows: Mapping[Operator, TargetRow]
    flushes_subnormals: bool = False

    def row(self, operator: Operator) -> TargetRow:
        """The row of an operator.

        Raises:
            InputError: the target does not have it.
        """
        found = self.rows.get(operator)
        if found is None:
            raise InputError(f"target {self.name} cannot compute operator {operator.name!r}")
        return found

    def check(self, program: Program) -> None:
        """Refuse a program that needs an operator or a constant the target lacks.

        Raises:
            InputError: naming it.
        """
        first, last = len(program.inputs), program.first_instruction
        for instruction in program.instructions:
            if self.row(instruction.operator).order:
                place = instruction.arguments[0]
                order = program.constants[place - first] if first <= place < last else None
                if not isinstance(order, int) or abs(order) > _LARGEST_ORDER:
                    raise InputError(
                        f"target {self.name} computes {instruction.operator.name!r} only of an "
                        "order that is written as an integer"
                    )
        for constant in program.constants:
            try:
                float(constant)
            except OverflowError:
                raise InputError("a constant of the program is too large for float64") from None

    def ulps(self) -> Mapping[Operator, float]:
        """The error bounds by operator."""
        return {operator: row.ulps for operator, row in self.rows.items()}

    def cost(self, program: Program) -> float:
        """Cycles of a program's input-dependent operations, shared ones once."""
        return sum(
            self.row(instruction.operator).cost
            for number, instruction in program.numbered()
            if number in program.input_dependent
        )


def table(*rows: tuple[Any, ...]) -> Mapping[Operator, TargetRow]:
    """Rows by operator, from tuples (name, spelling, ULPs, domain, cost[, function, order])."""
    made = [TargetRow(operator_named(name), *rest) for name, *rest in rows]
    return MappingProxyType({row.operator: row for row in made})


# Boxes of arguments, where the same ones serve several targets.
WIDE = (-1e3, 1e3)
ONE, TWO, THREE = (WIDE,), (WIDE, WIDE), (WIDE, WIDE, WIDE)
ABOVE = ((1e-3, 1e3),)
UNIT = ((-1.0, 1.0),)
ANGLE = ((-20.0, 20.0),)
GROWTH = ((-20.0, 20.0),)
POWER_BOX = ((1e-2, 1e2), (-20.0, 20.0))
FACTORIAL = ((-20.3, 100.0),)
TO_TWO, FROM_TWO = (0.1, 2.0), ((2.0, 1e3),)
ORDER_ONE = (1.0, 1.0)
"""The boxes of Bessel functions keep away from their zeros, and digamma's too."""

# fmt: off
C = Target("c", table(
    ("add", "{0} + {1}", 0.5, TWO, 1),
    ("sub", "{0} - {1}", 0.5, TWO, 1),
    ("mul", "{0} * {1}", 0.5, TWO, 1),
    ("div", "{0} / {1}", 0.5, TWO, 4),
    ("neg", "-{0}", 0.0, ONE, 1),
    ("fma", "fma({0}, {1}, {2})", 0.5, THREE, 1),
    ("sqrt", "sqrt({0})", 0.5, ((0.0, 1e3),), 5),
    ("abs", "fabs({0})", 0.0, ONE, 1),
    ("sign", "({0} > 0 ? 1.0 : {0} < 0 ? -1.0 : {0})", 0.0, ONE, 2),
    ("floor", "floor({0})", 0.0, ONE, 2),
    ("min", "({0} <= {1} ? {0} : {1} < {0} ? {1} : {0} + {1})", 0.0, TWO, 2),
    ("max", "({0} >= {1} ? {0} : {1} > {0} ? {1} : {0} + {1})", 0.0, TWO, 2),
    ("hypot", "hypot({0}, {1})", 1.0, TWO, 20),
    ("pow", "pow({0}, {1})", 0.6, POWER_BOX, 40),
    ("pi", "0x1.921fb54442d18p+1", 0.5, (), 0),
    ("exp", "exp({0})", 0.55, GROWTH, 15),
    ("exp2", "exp2({0})", 0.55, GROWTH, 15),
    ("expm1", "expm1({0})", 1.0, GROWTH, 25),
    ("log", "log({0})", 0.55, ABOVE, 15),
    ("log1p", "log1p({0})", 1.0, ((-0.9, 1e3),), 25),
    ("log2", "log2({0})", 0.6, ABOVE, 15),
    ("log10", "log10({0})", 1.7, ABOVE, 20),
    ("sin", "sin({0})", 0.55, ANGLE, 20),
    ("cos", "cos({0})", 0.55, ANGLE, 20),
    ("tan", "tan({0})", 0.65, ANGLE, 35),
    ("asin", "asin({0})", 0.55, UNIT, 25),
    ("acos", "acos({0})", 0.55, UNIT, 25),
    ("atan", "atan({0})", 0.55, ONE, 25),
    ("sinh", "sinh({0})", 2.0, GROWTH, 40),
    ("cosh", "cosh({0})", 2.0, GROWTH, 40),
    ("tanh", "tanh({0})", 2.3, GROWTH, 40),
    ("asinh", "asinh({0})", 2.0, ONE, 45),
    ("acosh", "acosh({0})", 2.3, ((1.0, 1e3),), 45),
    ("atanh", "atanh({0})", 1.9, UNIT, 45),
    ("erf", "erf({0})", 1.5, ((-5.0, 5.0),), 35),
    ("erfc", "erfc({0})", 5.3, ((-5.0, 20.0),), 45),
    ("gamma", "tgamma({0})", 10.0, FACTORIAL, 100),
    ("lgamma", "lgamma({0})", 4.0, ((-20.0, 1e3),), 60),
    ("atan2", "atan2({0}, {1})", 0.6, TWO, 40),
    ("euler_gamma", "0x1.2788cfc6fb619p-1", 0.5, (), 0),
    ("besselj", "jn((int){0}, {1})", 8.0, (ORDER_ONE, (-2.0, 2.0)), 200, None, True),
    ("bessely", "yn((int){0}, {1})", 16.0, (ORDER_ONE, TO_TWO), 200, None, True),
    ("less", "{0} < {1}", 0.0, TWO, 1),
    ("less_equal", "{0} <= {1}", 0.0, TWO, 1),
    ("equal", "{0} == {1}", 0.0, TWO, 1),
    ("negation", "!{0}", 0.0, (), 1),
    ("conjunction", "{0} && {1}", 0.0, (), 1),
    ("disjunction", "{0} || {1}", 0.0, (), 1),
    ("select", "({0} ? {1} : {2})", 0.0, TWO, 1),
))
# fmt: on
