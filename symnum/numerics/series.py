"""Programs in power series arithmetic: Taylor coefficients with rigorous enclosures.

FLINT's series know the field operations, exp, log, roots, circular functions and erf; the other
operators are composed from these.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from types import MappingProxyType
from typing import Any

from flint import arb, arb_series, ctx

from symnum.errors import InputError
from symnum.numerics.predicates import negative, positive
from symnum.numerics.special_series import SPECIAL_SERIES, NotAnalytic
from symnum.numerics.tape import UNDECIDED, Outcome, ball
from symnum.ops import (
    ABS,
    ACOS,
    ACOSH,
    ADD,
    ASIN,
    ASINH,
    ATAN,
    ATANH,
    CONJUNCTION,
    COS,
    COSH,
    DISJUNCTION,
    DIV,
    EQUAL,
    ERF,
    ERFC,
    EXP,
    EXP2,
    EXPM1,
    FLOOR,
    FMA,
    HYPOT,
    LESS,
    LESS_EQUAL,
    LOG,
    LOG1P,
    LOG2,
    LOG10,
    MAX,
    MIN,
    MUL,
    NEG,
    NEGATION,
    PI,
    POW,
    SELECT,
    SIGN,
    SIN,
    SINH,
    SQRT,
    SUB,
    TAN,
    TANH,
    Operator,
)
from symnum.program import Program

__all__ = ["SERIES", "NotAnalytic", "program_series"]


def _head(series: arb_series) -> arb:
    return series[0]


def _require(verdict: bool | None) -> None:
    if verdict is not True:
        raise NotAnalytic


def _inside(test: Callable[[arb], bool | None], name: str) -> Callable[..., Any]:
    """A method that is analytic where ``test`` holds of the leading coefficient."""

    def apply(series: arb_series) -> Any:
        _require(test(_head(series)))
        return getattr(series, name)()

    return apply


def _method(name: str) -> Callable[..., Any]:
    return lambda series: getattr(series, name)()


def _divide(above: arb_series, below: arb_series) -> Any:
    _require(_head(below) != 0)
    return above / below


def _power(base: arb_series, exponent: arb_series) -> Any:
    if exponent.length() <= 1 and (whole := _head(exponent)).is_integer():
        degree = int(whole.unique_fmpz() or 0)
        if degree < 0:
            _require(_head(base) != 0)
        return base**degree
    _require(positive(_head(base)))
    return (exponent * base.log()).exp()


def _absolute(series: arb_series) -> Any:
    if positive(_head(series)):
        return series
    _require(negative(_head(series)))
    return -series


def _locally_constant(name: str) -> Callable[..., Any]:
    def apply(series: arb_series) -> Any:
        value = getattr(_head(series), name)()
        _require(value.is_exact() and (name == "floor" or _head(series) != 0))
        return arb_series([value])

    return apply


def _chosen(condition: bool | None, first: Any, second: Any) -> Any:
    if condition is None:
        raise NotAnalytic
    return first if condition else second


def _less(first: arb_series, second: arb_series) -> bool | None:
    a, b = _head(first), _head(second)
    return True if a < b else False if a > b else None


def _tanh(series: arb_series) -> Any:
    doubled = (series * 2).exp()
    return 1 - 2 / (doubled + 1)


def _sinh(series: arb_series) -> Any:
    grown = series.exp()
    return (grown - grown.inv()) / 2


def _cosh(series: arb_series) -> Any:
    grown = series.exp()
    return (grown + grown.inv()) / 2


def _asinh(series: arb_series) -> Any:
    """By the form without cancellation for the sign of the argument."""
    root = (series * series + 1).sqrt()
    if negative(_head(series)):
        return -(root - series).log()
    return (root + series).log()


def _acosh(series: arb_series) -> Any:
    _require(_head(series) > 1)
    return (series + (series * series - 1).sqrt()).log()


def _atanh(series: arb_series) -> Any:
    _require(_head(series) > -1 and _head(series) < 1)
    return ((1 + series) / (1 - series)).log() / 2


def _log1p(series: arb_series) -> Any:
    _require(_head(series) > -1)
    return (series + 1).log()


def _logarithm(scale: Callable[[], arb]) -> Callable[..., Any]:
    def apply(series: arb_series) -> Any:
        _require(positive(_head(series)))
        return series.log() / scale()

    return apply


def _hypot(first: arb_series, second: arb_series) -> Any:
    square = first * first + second * second
    _require(positive(_head(square)))
    return square.sqrt()


def _tan(series: arb_series) -> Any:
    _require(_head(series).cos() != 0)
    return series.tan()


def _unit(value: arb) -> bool:
    return bool(value > -1 and value < 1)


# fmt: off
SERIES: Mapping[Operator, Callable[..., Any]] = MappingProxyType({
    ADD: lambda a, b: a + b, SUB: lambda a, b: a - b, MUL: lambda a, b: a * b, DIV: _divide,
    NEG: lambda a: -a, FMA: lambda a, b, c: a * b + c, POW: _power, HYPOT: _hypot,
    SQRT: _inside(positive, "sqrt"), ABS: _absolute, PI: lambda: arb_series([arb.pi()]),
    SIGN: _locally_constant("sgn"), FLOOR: _locally_constant("floor"),
    MIN: lambda a, b: _chosen(_less(a, b), a, b), MAX: lambda a, b: _chosen(_less(a, b), b, a),
    EXP: _method("exp"), EXPM1: lambda a: a.exp() - 1,
    EXP2: lambda a: (a * arb.const_log2()).exp(),
    LOG: _inside(positive, "log"), LOG1P: _log1p,
    LOG2: _logarithm(arb.const_log2), LOG10: _logarithm(arb.const_log10),
    SIN: _method("sin"), COS: _method("cos"), TAN: _tan, ATAN: _method("atan"),
    ASIN: _inside(_unit, "asin"), ACOS: _inside(_unit, "acos"),
    SINH: _sinh, COSH: _cosh, TANH: _tanh, ASINH: _asinh, ACOSH: _acosh, ATANH: _atanh,
    ERF: _method("erf"), ERFC: _method("erfc"),
    LESS: _less, LESS_EQUAL: _less,
    EQUAL: lambda a, b: False if _head(a) != _head(b) else None,
    NEGATION: lambda a: None if a is None else not a,
    CONJUNCTION: lambda a, b: False if a is False or b is False else (a and b),
    DISJUNCTION: lambda a, b: True if a is True or b is True else (None if a is None else b),
    SELECT: _chosen,
    **SPECIAL_SERIES,
})
"""The power series column of the operator table: functions of arb_series."""
# fmt: on


def program_series(
    program: Program, inputs: Sequence[arb_series], terms: int, bits: int = 128
) -> tuple[arb_series | Outcome, ...]:
    """The Taylor coefficients of a program's outputs.

    With the input ``arb_series([x, 1])``, coefficient k of an output encloses its k-th derivative
    by k! at every point of the ball x: the remainder of Taylor's theorem where x is an interval.

    Args:
        program: Any program.
        inputs: One series for each input.
        terms: Number of coefficients.
        bits: Working precision.

    Returns:
        One series for each output; all ``UNDECIDED`` where some operator may fail to be analytic
        somewhere in the balls (both branches of a choice are computed).

    Raises:
        InputError: the program uses an operator without a series.
    """
    kept = ctx.prec, ctx.cap
    ctx.prec, ctx.cap = bits, terms
    try:
        values: list[Any] = [arb_series(series, terms) for series in inputs]
        values += [arb_series([ball(constant)], terms) for constant in program.constants]
        for instruction in program.instructions:
            values.append(_apply(instruction.operator, [values[a] for a in instruction.arguments]))
        return tuple(values[output] for output in program.outputs)
    except NotAnalytic:
        return (UNDECIDED,) * len(program.outputs)
    finally:
        ctx.prec, ctx.cap = kept


def _apply(operator: Operator, arguments: Sequence[Any]) -> Any:
    rule = SERIES.get(operator)
    if rule is None:
        raise InputError(f"operator {operator.name!r} has no power series")
    return rule(*arguments)
