"""Real functions of one variable, to be enclosed by balls and by Taylor models.

A function is given as a program, an operator of the table, a term with one symbol, or a Python
callable that does ball arithmetic: it gets a ``flint.arb`` and returns one. If it can be called
with a ``flint.arb_series`` (or a :class:`symnum.numerics.jets.Jet`) as well, its errors are
certified by Taylor models; if not, by plain enclosures, which takes many more pieces.
"""

from __future__ import annotations

from collections.abc import Callable
from fractions import Fraction
from typing import Any, Protocol

from flint import arb, arb_series, ctx

from symnum.errors import InputError
from symnum.lowering import lower
from symnum.numerics.jets import Jet
from symnum.numerics.series import program_series
from symnum.numerics.tape import UNDECIDED, Ball, ball, tape_of_program
from symnum.ops import Operator
from symnum.program import Instruction, Program
from symnum.terms import interface
from symnum.terms.exact import Exact

__all__ = [
    "CallableFunction",
    "Function",
    "ProgramFunction",
    "as_reference",
    "ball_over",
    "function_of",
]


class Function(Protocol):
    """A real function of one variable in ball arithmetic."""

    @property
    def name(self) -> str:
        """What people call it."""

    @property
    def has_series(self) -> bool:
        """Whether it can be asked for Taylor coefficients."""

    def value(self, point: Exact | arb, bits: int) -> Ball:
        """An enclosure of the values on a ball or at a number, or why there is none."""

    def series(self, argument: arb_series, terms: int, bits: int) -> arb_series | None:
        """Taylor coefficients that hold all over the ball that leads the argument."""


class ProgramFunction:
    """The function that a program of one input and one output computes."""

    has_series = True

    def __init__(self, program: Program, name: str = "program") -> None:
        self.program, self.name = program, name
        self._tape = tape_of_program(program)

    def value(self, point: Exact | arb, bits: int) -> Ball:
        """By the tape of the program."""
        return self._tape.run([point], bits)[0]

    def series(self, argument: arb_series, terms: int, bits: int) -> arb_series | None:
        """By the series of its operators."""
        found = program_series(self.program, [argument], terms, bits)[0]
        return found if isinstance(found, arb_series) else None


class CallableFunction:
    """A function given as Python code on balls.

    Args:
        code: From a ``flint.arb`` to an enclosure of the function on that ball, at FLINT's current
            precision; where it can, from a ``flint.arb_series`` to one.
    """

    def __init__(self, code: Callable[[Any], Any]) -> None:
        self.code = code
        self.name: str = getattr(code, "__name__", type(code).__name__)
        self.on_series = next(filter(self._agrees, (self._plainly, self._with_jets)), None)

    @property
    def has_series(self) -> bool:
        """Whether the code can be called with a series, or with a jet instead."""
        return self.on_series is not None

    def _plainly(self, argument: arb_series) -> Any:
        return self.code(argument)

    def _with_jets(self, argument: arb_series) -> Any:
        found = self.code(Jet(argument))
        return found.series if isinstance(found, Jet) else found

    def _agrees(self, on_series: Callable[[arb_series], Any]) -> bool:
        """Whether the code takes series, and makes the same of them as of balls, where tried."""
        return any(self._tried(on_series, place) for place in (arb("0.3"), arb("1.7")))

    def _tried(self, on_series: Callable[[arb_series], Any], place: arb) -> bool:
        try:
            found, value = on_series(arb_series([place, 1], 2)), self.code(place)
            return isinstance(found, arb_series) and bool(found[0].overlaps(value))
        except (TypeError, AttributeError, NotImplementedError, ValueError, ArithmeticError):
            return False

    def value(self, point: Exact | arb, bits: int) -> Ball:
        """The enclosure.

        Raises:
            InputError: the code returns something other than a ball or an exact number.
        """
        with ctx.workprec(bits):
            try:
                found = self.code(ball(point))
            except (ZeroDivisionError, ValueError):
                return UNDECIDED
            if isinstance(found, (int, Fraction)) and not isinstance(found, bool):
                found = ball(found)
            if not isinstance(found, arb):
                raise InputError(
                    f"the reference {self.name!r} must return a flint.arb when it gets one, "
                    f"not {type(found).__name__}"
                )
            return found if found.is_finite() else UNDECIDED

    def series(self, argument: arb_series, terms: int, bits: int) -> arb_series | None:
        """What the code makes of a series."""
        if self.on_series is None:
            return None
        kept = ctx.prec, ctx.cap
        ctx.prec, ctx.cap = bits, terms
        try:
            found = self.on_series(arb_series(argument, terms))
            return arb_series(found, terms) if isinstance(found, (arb_series, arb, int)) else None
        except (ValueError, ArithmeticError):
            return None
        finally:
            ctx.prec, ctx.cap = kept


def function_of(reference: Any) -> Function:
    """What is to be approximated, as a function of balls.

    Args:
        reference: A program, an operator of the table, a term with one symbol, a callable on
            balls, or a function already.

    Raises:
        InputError: as :func:`as_reference`.

    >>> function_of(lambda x: x.exp() + 1).value(0, 53)
    2.00000000000000
    """
    if isinstance(reference, (ProgramFunction, CallableFunction)):
        return reference
    if callable(reference) and not _is_expression(reference):
        return CallableFunction(reference)
    return ProgramFunction(as_reference(reference), "reference")


def ball_over(a: Exact, b: Exact, *, keeps_upper: bool = False) -> arb:
    """A ball around [a, b], at the current precision, with a as its lower end if that is dyadic.

    Radii have few bits, so the other end may be a little outside. ``keeps_upper`` keeps b: at the
    edge of a domain nothing may be outside.

    >>> ball_over(0, Fraction(1, 3)) >= 0
    True
    """
    around_zero = arb(0, ball(Fraction(b - a) / 2))
    radius = around_zero.rad()
    return around_zero + (ball(b) - radius if keeps_upper else ball(a) + radius)


def _is_expression(value: Any) -> bool:
    """Whether this is a program, an operator or a term; some types of terms can be called too."""
    if isinstance(value, (Program, Operator)):
        return True
    try:
        interface.adapter_of(value)
    except interface.UnregisteredTerm:
        return False
    return True


def as_reference(reference: Any) -> Program:
    """A reference function as a program of one input and one output.

    Raises:
        InputError: it has another number of inputs or outputs, or cannot be lowered.
    """
    if isinstance(reference, ProgramFunction):
        return reference.program
    if isinstance(reference, Operator):
        reference = Program(("x",), (), (Instruction(reference, (0,)),), (1,))
    program: Program = reference if isinstance(reference, Program) else lower([reference])
    require_univariate(program, "reference")
    return program


def require_univariate(program: Program, role: str) -> None:
    """Refuse programs of more than one input or output.

    Raises:
        InputError: naming the role.
    """
    if len(program.inputs) != 1 or len(program.outputs) != 1:
        raise InputError(
            f"the {role} has {len(program.inputs)} inputs and {len(program.outputs)} outputs; "
            "one of each is needed"
        )
