"""Lowering and lifting: spelling, sharing, depth, errors."""

from __future__ import annotations

from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from symnum.errors import InputError
from symnum.lowering import lift, lower
from symnum.ops import ADD, DERIVATIVE, EQUATION, MUL, POW, SIN, function
from symnum.program import Program
from symnum.terms.canonical import CanonicalNumber, CanonicalSymbol
from symnum.terms.exact import exact
from symnum.terms.plain import Call, Number, Symbol, Term, plain_symbols
from symnum.terms.ring import power as canonical_power

x, y, z = plain_symbols("x y z")


def add(*terms: Term) -> Term:
    return Call(ADD, terms)


def mul(*terms: Term) -> Term:
    return Call(MUL, terms)


def power(base: Term, exponent: int | Fraction) -> Term:
    return Call(POW, (base, Number(exponent)))


def one(number: int | Fraction) -> Term:
    return Number(number)


SPELLINGS = [
    ("x - y as written", x - y, "sub(x, y)"),
    ("sum with a negated term", x + -y, "sub(x, y)"),
    ("coefficient -1", add(x, mul(one(-1), y)), "sub(x, y)"),
    ("negative term first", add(mul(one(-1), y), x), "sub(x, y)"),
    ("negative coefficient", add(x, mul(one(-3), y)), "v2 = 3; mul(y, v2); sub(x, v3)"),
    ("minus a negative", x - -y, "add(x, y)"),
    ("all negative", -x - y, "neg(x); sub(v2, y)"),
    ("negative constant", one(-3) - x, "v1 = -3; sub(v1, x)"),
    ("coefficient -1 alone", mul(one(-1), x), "neg(x)"),
    ("reciprocal power", mul(x, power(y, -1)), "div(x, y)"),
    ("two reciprocals", mul(x, power(y, -1), power(z, -1)), "mul(y, z); div(x, v3)"),
    ("negative quotient", mul(one(-1), x, power(y, -1)), "div(x, y); neg(v2)"),
    ("reciprocal alone", power(y, -1), "v1 = 1; div(v1, y)"),
    ("square", x**2, "mul(x, x)"),
    ("fifth power", x**5, "mul(x, x); mul(v1, v1); mul(x, v2)"),
    ("negative power", x**-2, "v1 = 1; mul(x, x); div(v1, v2)"),
    ("power 0", x**0, "v1 = 1"),
    ("power 1", x**1, ""),
    ("square root", power(x, Fraction(1, 2)), "sqrt(x)"),
    ("square root, exponent 1/2", x ** (one(1) / 2), "sqrt(x)"),
    ("reciprocal root", mul(y, power(x, Fraction(-1, 2))), "sqrt(x); div(y, v2)"),
    ("cube root", power(x, Fraction(1, 3)), "v1 = 1/3; pow(x, v1)"),
    ("huge exponent", x**100000, "v1 = 100000; pow(x, v1)"),
    ("chain of three", add(x, y, z), "add(x, y); add(z, v3)"),
    ("commutative sharing", add(x * y, y * x), "mul(x, y); add(v2, v2)"),
    ("exact folding", one(2) ** 3 + one(1) / 3, "v0 = 25/3"),
    ("0 times an undefined term", 0 * (1 / x), "v1 = 1; v2 = 0; div(v1, x); mul(v2, v3)"),
    ("division by zero stays", one(1) / 0 + x, "v1 = 1; v2 = 0; div(v1, v2); add(x, v3)"),
    ("one-term sum", add(x), ""),
]


def spelled(program: Program) -> str:
    lines = list(program.lines())[1:-1]
    return "; ".join(
        line if number < len(program.constants) else line.split(" = ")[1]
        for number, line in enumerate(lines)
    )


@pytest.mark.parametrize(("term", "expected"), [s[1:] for s in SPELLINGS], ids=lambda v: None)
def test_spelling(term: Term, expected: str) -> None:
    assert spelled(lower([term])) == expected


@pytest.mark.parametrize("degree", [1.7, 0.1, -0.35, 2.9, -3.3, 1 / 3])
def test_binary_fractions_are_no_powers_of_roots(degree: float) -> None:
    """(x^(1/2^52))^p would be 1 after rounding."""
    given = canonical_power(CanonicalSymbol("x"), CanonicalNumber(exact(Fraction(degree))))
    program = lower([given])
    assert [i.operator for i in program.instructions] == [POW]
    assert [float(constant) for constant in program.constants] == [degree]


def test_shared_subterms_are_computed_once() -> None:
    shared = (x + y) ** 3
    program = lower([shared + 1, Call(SIN, (shared,))])
    assert [i.operator.name for i in program.instructions] == ["add", "mul", "mul", "add", "sin"]


def test_inputs_default_to_sorted_symbols() -> None:
    assert lower([z + y * x]).inputs == ("x", "y", "z")
    assert lower([y], ["z", "y", "x"]).inputs == ("z", "y", "x")


def test_depth_and_size() -> None:
    term: Term = x
    for step in range(100_000):
        term = Call(SIN, (term,)) if step % 2 else add(term, y)
    assert len(lower([term]).instructions) == 100_000


def test_doubling_is_linear() -> None:
    term: Term = x
    for _ in range(200):
        term = add(term, term)
    assert len(lower([term]).instructions) == 200


@pytest.mark.parametrize(
    ("terms", "inputs", "message"),
    [
        ([], None, "at least one term"),
        ([x + y], ["x"], "'y' is not an input of the program (inputs: x)"),
        ([Call(function("f"), (x,))], None, "'f' has no value"),
        ([Call(DERIVATIVE, (x, x))], None, "'derivative' has no value"),
        ([Call(EQUATION, (x, y))], None, "'equation' has no value"),
    ],
)
def test_bad_input(terms: list[Term], inputs: list[str] | None, message: str) -> None:
    with pytest.raises(InputError) as caught:
        lower(terms, inputs)
    assert message in str(caught.value)


leaves = st.sampled_from([x, y, z]) | st.builds(Number, st.integers(-3, 3))
trees = st.recursive(
    leaves,
    lambda inner: st.one_of(
        st.builds(lambda a, b: a + b, inner, inner),
        st.builds(lambda a, b: a - b, inner, inner),
        st.builds(lambda a, b: a * b, inner, inner),
        st.builds(lambda a, n: a**n, inner, st.integers(0, 4)),
        st.builds(lambda a: -a, inner),
    ),
    max_leaves=12,
)


def value(term: Term, point: dict[str, Fraction]) -> Fraction:
    if isinstance(term, Number):
        return Fraction(term.value)
    if isinstance(term, Symbol):
        return point[term.name]
    assert isinstance(term, Call)
    parts = [value(argument, point) for argument in term.arguments]
    return {
        "add": lambda: sum(parts, Fraction(0)),
        "mul": lambda: parts[0] * parts[1],
        "sub": lambda: parts[0] - parts[1],
        "neg": lambda: -parts[0],
        "pow": lambda: parts[0] ** int(parts[1]),
    }[term.operator.name]()


@given(trees, *[st.fractions(-3, 3, max_denominator=7)] * 3)
def test_lowering_and_lifting_keep_the_value(
    term: Term, a: Fraction, b: Fraction, c: Fraction
) -> None:
    point = {"x": a, "y": b, "z": c}
    program = lower([term], ["x", "y", "z"])
    assert value(lift(program)[0], point) == value(term, point)
    again = lower(lift(program), ["x", "y", "z"])
    assert value(lift(again)[0], point) == value(term, point)
