"""The operator table: every column of every row against the others."""

from __future__ import annotations

import pickle
import random
from collections.abc import Callable, Iterator, Sequence
from fractions import Fraction
from typing import Any

import mpmath
import pytest
import sympy
from flint import arb, arb_series, ctx

from symnum.calculus import differentiate
from symnum.errors import InputError
from symnum.lowering import lower
from symnum.numerics.balls import UNDECIDED, UNDEFINED, evaluate, same_value
from symnum.numerics.multiprecision import evaluate_program_mpmath
from symnum.numerics.series import program_series
from symnum.ops import (
    ARGUMENT_NAMES,
    EQUAL,
    FLOOR,
    MUL,
    SIGN,
    Condition,
    Fixity,
    Kind,
    Law,
    Operator,
    Parity,
    Syntax,
    function,
    is_operator_name,
    operator_named,
    operators,
)
from symnum.ops.operator import register
from symnum.terms import Call, Number, Symbol, Term, convert, symbols, to_text
from symnum.terms.functions import apply

ROWS = operators()
VALUED = [row for row in ROWS if row.arb is not None]
REAL = [row for row in VALUED if row.result is Kind.REAL]
POINTS = 40
a, b, c = (Symbol(name) for name in ARGUMENT_NAMES)


def arguments_of(row: Operator) -> tuple[Term, ...]:
    return (a, b, c)[: 2 if row.arity is None else row.arity]


def random_points(row: Operator, count: int = POINTS) -> Iterator[dict[str, Any]]:
    """Points at which the operator has a value; truth values where it takes them."""
    generator = random.Random(row.name)
    kinds = [row.parameter_kind(place) for place in range(2 if row.arity is None else row.arity)]
    call = applied(row)
    made = 0
    while made < count:
        point: dict[str, Any] = {}
        for name, kind in zip(ARGUMENT_NAMES, kinds, strict=False):
            scale = generator.choice([1, 4, 9])
            value = Fraction(generator.randint(-999, 999), 1000) * scale
            if kind is Kind.BOOLEAN:
                value = Fraction(generator.randint(0, 1))
            elif generator.random() < 0.15:
                value = Fraction(round(value))
            point[name] = value
        if evaluate(call, point) is not UNDEFINED:
            made += 1
            yield point


def applied(row: Operator) -> Call:
    """The operator on its arguments; a truth value is a comparison with 1."""
    return Call(
        row,
        tuple(
            Call(EQUAL, (symbol, Number(1)))
            if row.parameter_kind(place) is Kind.BOOLEAN
            else symbol
            for place, symbol in enumerate(arguments_of(row))
        ),
    )


@pytest.mark.parametrize("row", VALUED, ids=repr)
def test_arb_against_mpmath(row: Operator) -> None:
    call = applied(row)
    names = ARGUMENT_NAMES[: len(call.arguments)]
    program = lower([call], names)
    for point in random_points(row):
        ball = evaluate(call, point, bits=160)
        (number,) = evaluate_program_mpmath(program, [point[n] for n in names], 45)
        if isinstance(ball, bool):
            assert bool(number) is ball
            continue
        assert isinstance(ball, arb)
        with mpmath.workdps(45):
            known = mpmath.mpf(ball.mid().str(45, radius=False))
            assert abs(known - number) <= mpmath.mpf(10) ** -38 * (1 + abs(known)), point


def derivative_rows() -> list[tuple[Operator, int]]:
    columns = [(row, n, slope) for row in ROWS for n, slope in enumerate(row.derivatives or ())]
    return [(row, n) for row, n, slope in columns if slope is not None]


@pytest.mark.parametrize(("row", "place"), derivative_rows(), ids=str)
def test_derivative_templates(row: Operator, place: int) -> None:
    """Each template against the Taylor series in that argument."""
    call = applied(row)
    names = ARGUMENT_NAMES[: len(call.arguments)]
    if row.parameter_kind(place) is Kind.BOOLEAN:
        assert row.derivatives is not None
        assert row.derivatives[place] == 0
        return
    assert row.derivatives is not None
    template = convert(row.derivatives[place], Number(0))
    for place_of_truth in [n for n in range(len(names)) if row.parameter_kind(n) is Kind.BOOLEAN]:
        template = _with_truth(template, names[place_of_truth])
    checked = 0
    program = lower([call], names)
    for point in random_points(row):
        inputs = [_series(point[n], moving=k == place) for k, n in enumerate(names)]
        (series,) = program_series(program, inputs, 2, 128)
        slope = evaluate(template, point, bits=128)
        if isinstance(series, arb_series) and isinstance(slope, arb):
            assert slope.overlaps(series[1]), point
            assert slope.rad() < arb(10) ** -20 * (1 + abs(slope))
            checked += 1
    assert checked >= POINTS // 4


@pytest.mark.parametrize(
    "row", [r for r in ROWS if r.derivatives and None in r.derivatives], ids=repr
)
def test_there_is_no_derivative_by_an_order(row: Operator) -> None:
    assert row.derivatives is not None
    place = row.derivatives.index(None)
    orders = {"plain": a, "canonical": symbols("a")[0]}
    for order in orders.values():
        call = apply(row, *(order if k == place else 2 for k in range(2)))
        with pytest.raises(InputError, match=f"operator '{row.name}' has no derivative by 'a'"):
            differentiate(call, "a")
        assert to_text(differentiate(call, "b")) == "0"
    inputs = [arb_series([3, 1]) for _ in range(2)]
    assert program_series(lower([applied(row)], ("a", "b")), inputs, 3) == (UNDECIDED,)


def _series(value: Fraction, *, moving: bool) -> arb_series:
    kept, ctx.prec = ctx.prec, 128
    start = arb(value.numerator) / value.denominator
    ctx.prec = kept
    return arb_series([start, 1 if moving else 0])


def _with_truth(term: Term, name: str) -> Term:
    """The template with a symbol that stands for a truth value made a comparison."""
    if isinstance(term, Call):
        return Call(term.operator, tuple(_with_truth(part, name) for part in term.arguments))
    return Call(EQUAL, (term, Number(1))) if term is Symbol(name) else term


@pytest.mark.parametrize("row", [r for r in ROWS if r.parity is not None], ids=repr)
def test_parity(row: Operator) -> None:
    sign = 1 if row.parity is Parity.EVEN else -1
    mirrored = sign * Call(row, (-a,))
    for point in random_points(row):
        assert same_value(Call(row, (a,)), mirrored, point) is not False
        assert isinstance(evaluate(mirrored, point), arb)


LAWS: dict[Law, Callable[[Operator], tuple[Term, Term]]] = {
    Law.COMMUTATIVE: lambda f: (f_of(f, a, b), f_of(f, b, a)),
    Law.ASSOCIATIVE: lambda f: (f_of(f, f_of(f, a, b), c), f_of(f, a, f_of(f, b, c))),
    Law.IDEMPOTENT: lambda f: (f_of(f, a, a), f_of(f, a)),
}


def f_of(row: Operator, *parts: Term) -> Term:
    """The operator on reals or, through comparisons with 1, on truth values."""
    if row.parameters[0] is Kind.BOOLEAN:
        parts = tuple(p if isinstance(p, Call) else Call(EQUAL, (p, Number(1))) for p in parts)
    if len(parts) == 1:
        return parts[0]
    return Call(row, parts)


@pytest.mark.parametrize(
    ("row", "law"),
    [(row, law) for row in ROWS for law in sorted(row.laws, key=lambda law: law.value)],
    ids=str,
)
def test_laws(row: Operator, law: Law) -> None:
    left, right = LAWS[law](row)
    for point in random_points(MUL if row.parameters[0] is Kind.REAL else row):
        everywhere = {**point, "c": Fraction(round(point["b"] * 3), 2)}
        assert same_value(left, right, everywhere)


@pytest.mark.parametrize("row", [r for r in ROWS if r.identity is not None], ids=repr)
def test_identities(row: Operator) -> None:
    assert row.identity is not None
    for point in random_points(row, 5):
        assert same_value(Call(row, (a, Number(row.identity))), a, point)
        assert same_value(Call(row, (a,)), a, point)


EDGES: list[tuple[str, Sequence[Any], str | None]] = [
    ("log", [0], None), ("log", [-1], None), ("sqrt", [-1], None), ("sqrt", [0], "0"),
    ("div", [1, 0], None), ("div", [0, 0], None), ("pow", [0, 0], "1"), ("pow", [0, -1], None),
    ("pow", [0, 2], "0"), ("pow", [-2, 3], "-8"), ("pow", [-2, -1], "-0.5"),
    ("pow", [-8, Fraction(1, 3)], None), ("pow", [0, Fraction(1, 2)], "0"), ("asin", [1], "1.5708"),
    ("asin", [2], None), ("acos", [-1], "3.1416"), ("acosh", [Fraction(1, 2)], None),
    ("acosh", [1], "0"), ("atanh", [1], None), ("atanh", [-1], None), ("log1p", [-1], None),
    ("log2", [8], "3"), ("log10", [1000], "3"), ("exp2", [10], "1024"), ("sign", [0], "0"),
    ("sign", [-3], "-1"), ("floor", [Fraction(-1, 2)], "-1"), ("floor", [2], "2"),
    ("abs", [-2], "2"), ("hypot", [3, 4], "5"), ("hypot", [0, 0], "0"), ("min", [2, 2], "2"),
    ("fma", [2, 3, 4], "10"),
    ("gamma", [5], "24"), ("gamma", [0], None), ("gamma", [-3], None),
    ("gamma", [Fraction(-1, 2)], "-3.544908"), ("gamma", [10**4], "2.8462597e+35655"),
    ("lgamma", [1], "0"), ("lgamma", [-2], None), ("lgamma", [Fraction(-1, 2)], "1.265512"),
    ("lgamma", [10**30], "6.8077552789821370520539743640e+31"),
    ("digamma", [1], "-0.5772157"), ("digamma", [0], None), ("digamma", [-1], None),
    ("polygamma", [1, 1], "1.644934"), ("polygamma", [0, 1], "-0.5772157"),
    ("polygamma", [-1, 1], None), ("polygamma", [Fraction(1, 2), 1], None),
    ("polygamma", [2, 0], None), ("polygamma", [2, Fraction(-1, 2)], "-0.828797"),
    ("erfinv", [1], None), ("erfinv", [-1], None), ("erfinv", [0], "0"), ("erfinv", [2], None),
    ("atan2", [0, 0], None), ("atan2", [0, -1], "3.141593"), ("atan2", [0, 1], "0"),
    ("atan2", [-1, 0], "-1.570796"), ("atan2", [-1, -1], "-2.356194"),
    ("besselj", [0, 0], "1"), ("besselj", [-2, 0], "0"), ("besselj", [Fraction(1, 2), 0], "0"),
    ("besselj", [Fraction(-1, 2), 0], None), ("besselj", [Fraction(1, 2), -1], None),
    ("besselj", [3, -2], "-0.128943"), ("besselj", [-3, 2], "-0.128943"),
    ("bessely", [0, 0], None), ("bessely", [1, -1], None), ("bessely", [1, 1], "-0.781213"),
    ("besseli", [0, 0], "1"), ("besseli", [-1, -1], "-0.565159"),
    ("besseli", [Fraction(-1, 2), 0], None), ("besseli", [Fraction(3, 2), -1], None),
    ("besselk", [0, 1], "0.421024"), ("besselk", [0, 0], None), ("besselk", [2, -1], None),
]  # fmt: skip


@pytest.mark.parametrize(("name", "values", "expected"), EDGES, ids=str)
def test_edges_of_domains(name: str, values: Sequence[Any], expected: str | None) -> None:
    found = evaluate(Call(operator_named(name), tuple(map(Number, values))), {})
    if expected is None:
        assert found is UNDEFINED
    else:
        assert isinstance(found, arb)
        assert abs(found - arb(expected)) < 1e-4 * max(arb(1), arb(expected))


@pytest.mark.parametrize("row", [r for r in ROWS if r.sympy is not None and r.arb], ids=repr)
def test_sympy_constructors(row: Operator) -> None:
    made = getattr(sympy, row.sympy or "")
    call = applied(row)
    for point in random_points(row, 3):
        if row.parameters[0] is Kind.BOOLEAN:
            arguments: list[Any] = [sympy.true if v == 1 else sympy.false for v in point.values()]
        else:
            arguments = [sympy.Rational(v.numerator, v.denominator) for v in point.values()]
        value = made(*arguments) if callable(made) else made
        ball = evaluate(call, point)
        if isinstance(ball, bool):
            assert bool(value) is ball
        else:
            assert isinstance(ball, arb)
            assert abs(ball - arb(str(sympy.N(value, 30)))) < 1e-12 * (1 + abs(ball))


@pytest.mark.parametrize("row", ROWS, ids=repr)
def test_rows_are_whole(row: Operator) -> None:
    assert operator_named(row.name) is row
    assert is_operator_name(row.name)
    assert pickle.loads(pickle.dumps(row)) is row
    assert row.meaning
    assert (row.arb is None) == (row.mpmath is None)
    assert (row.syntax.fixity is Fixity.CONSTANT) == (row.arity == 0)
    assert row.is_associative <= (row.is_commutative and row.parameters[0] is not None)
    if row in REAL and row.arity is not None:
        assert row.derivatives is not None


def test_steps_have_derivative_zero_between_steps() -> None:
    assert SIGN.derivatives == FLOOR.derivatives == (0,)


SYNTAX = Syntax(Fixity.FUNCTION, "h", 100, "h")


@pytest.mark.parametrize(
    ("options", "message"),
    [
        ({"name": "no name"}, "is not an identifier"),
        ({"arity": 2, "parity": Parity.ODD}, "only a unary operator has a parity"),
        ({"derivatives": (1, 2)}, "one derivative per argument"),
        ({"identity": 0}, "an identity needs associativity"),
    ],
)
def test_rows_are_validated(options: dict[str, Any], message: str) -> None:
    row = {"name": "h", "arity": 1, "syntax": SYNTAX, "meaning": "test", **options}
    with pytest.raises(ValueError, match=message):
        Operator(**row)


def test_the_table_refuses_what_it_has() -> None:
    with pytest.raises(ValueError, match="registered twice"):
        register(operator_named("sin"))
    with pytest.raises(KeyError, match="no operator is called 'sine'"):
        operator_named("sine")
    with pytest.raises(ValueError, match="operator of the table"):
        function("sin")
    assert function("h") is function("h")
    assert not function("h").interpreted
    assert pickle.loads(pickle.dumps(function("h"))) is function("h")
    assert Condition("nonzero", "a") == Condition("nonzero", "a")
