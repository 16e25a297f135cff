"""The parser: precedence, round trips with the printer, malformed texts."""

from __future__ import annotations

from fractions import Fraction

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from symnum.errors import InputError
from symnum.numerics.balls import same_value
from symnum.ops import (
    CONJUNCTION,
    DISJUNCTION,
    EQUAL,
    EQUATION,
    LESS,
    LESS_EQUAL,
    NEG,
    NEGATION,
    SELECT,
    Fixity,
    Kind,
    Operator,
    function,
    operators,
)
from symnum.terms import (
    Call,
    Number,
    ParseError,
    Symbol,
    Term,
    free_symbols,
    parse,
    to_canonical,
    to_json,
    to_plain,
    to_text,
)

PRECEDENCE = [
    ("a + b*c", ["add", "a", ["mul", "b", "c"]]),
    ("a*b + c", ["add", ["mul", "a", "b"], "c"]),
    ("a - b - c", ["sub", ["sub", "a", "b"], "c"]),
    ("a/b/c", ["div", ["div", "a", "b"], "c"]),
    ("a/b*c", ["mul", ["div", "a", "b"], "c"]),
    ("a^b^c", ["pow", "a", ["pow", "b", "c"]]),
    ("a**b**c", ["pow", "a", ["pow", "b", "c"]]),
    ("(a^b)^c", ["pow", ["pow", "a", "b"], "c"]),
    ("-a^2", ["neg", ["pow", "a", 2]]),
    ("-2^2", ["neg", ["pow", 2, 2]]),
    ("(-2)^2", ["pow", -2, 2]),
    ("a^-b", ["pow", "a", ["neg", "b"]]),
    ("a^-2", ["pow", "a", -2]),
    ("-a*b", ["neg", ["mul", "a", "b"]]),
    ("-a + b", ["add", ["neg", "a"], "b"]),
    ("a^-b*c", ["mul", ["pow", "a", ["neg", "b"]], "c"]),
    ("a^-2*c", ["mul", ["pow", "a", -2], "c"]),
    ("a^-b^c", ["pow", "a", ["neg", ["pow", "b", "c"]]]),
    ("a^--b*c", ["mul", ["pow", "a", ["neg", ["neg", "b"]]], "c"]),
    ("a^(-b*c)", ["pow", "a", ["neg", ["mul", "b", "c"]]]),
    ("a*-b", ["mul", "a", ["neg", "b"]]),
    ("a*-b*c", ["mul", ["mul", "a", ["neg", "b"]], "c"]),
    ("a*-b + c", ["add", ["mul", "a", ["neg", "b"]], "c"]),
    ("a + -b*c", ["add", "a", ["neg", ["mul", "b", "c"]]]),
    ("a < -b*c", ["less", "a", ["neg", ["mul", "b", "c"]]]),
    ("a - -b", ["sub", "a", ["neg", "b"]]),
    ("--a", ["neg", ["neg", "a"]]),
    ("+a", "a"),
    ("a*b^c", ["mul", "a", ["pow", "b", "c"]]),
    ("(a + b)*c", ["mul", ["add", "a", "b"], "c"]),
    ("((a))", "a"),
    ("sin(a)^2", ["pow", ["sin", "a"], 2]),
    ("min(a, b + c)", ["min", "a", ["add", "b", "c"]]),
    ("fma(a, b, c)", ["fma", "a", "b", "c"]),
    ("a < b", ["less", "a", "b"]),
    ("a > b", ["less", "b", "a"]),
    ("a >= b + 1", ["less_equal", ["add", "b", 1], "a"]),
    ("a < b and c < d or e == f",
     ["disjunction", ["conjunction", ["less", "a", "b"], ["less", "c", "d"]], ["equal", "e", "f"]]),
    ("not a < b and c < d",
     ["conjunction", ["negation", ["less", "a", "b"]], ["less", "c", "d"]]),
    ("a < b and not c < d or e < f",
     ["disjunction", ["conjunction", ["less", "a", "b"], ["negation", ["less", "c", "d"]]],
      ["less", "e", "f"]]),
    ("not not a < b", ["negation", ["negation", ["less", "a", "b"]]]),
    ("select(a < b, a, b)", ["select", ["less", "a", "b"], "a", "b"]),
    ("a + b = c*d", ["equation", ["add", "a", "b"], ["mul", "c", "d"]]),
    ("ln(a)", ["log", "a"]),
    ("arcsin(a)", ["asin", "a"]),
    ("2*pi", ["mul", 2, ["pi"]]),
    ("0.1", ["ratio", 1, 10]),
    (".5e1", 5),
    ("1e-3", ["ratio", 1, 1000]),
    ("12345678901234567890", 12345678901234567890),
    ("g(a, b)", ["g", "a", "b"]),
    ("derivative(g(a), a)", ["derivative", ["g", "a"], "a"]),
    ("add(a)", ["add", "a"]),
]  # fmt: skip


@pytest.mark.parametrize(("text", "expected"), PRECEDENCE)
def test_precedence(text: str, expected: object) -> None:
    assert to_json(parse(text, functions=["g"])) == expected


MALFORMED = [
    ("", 1, "the expression ends"),
    ("   ", 4, "the expression ends"),
    ("a +", 4, "the expression ends"),
    ("* a", 1, r"\* stands where"),
    ("a * / b", 5, "/ stands where"),
    ("(a + b", 1, r"this \( is never closed"),
    ("a + b)", 6, r"this \) has no \("),
    ("()", 2, r"\) stands where"),
    ("sin()", 4, "sin takes 1 arguments, not 0"),
    ("sin(a, b)", 4, "sin takes 1 arguments, not 2"),
    ("sin", 1, "sin is a function: write sin"),
    ("sin a", 1, "sin is a function"),
    ("2 a", 3, "implicit multiplication"),
    ("2a", 2, "implicit multiplication"),
    ("(a)(b)", 4, "implicit multiplication"),
    ("a b", 3, "implicit multiplication"),
    ("a(b)", 1, r"a is not a known function; for a product write a\*"),
    ("a, b", 2, r", has no \( before it"),
    ("(a, b)", 3, "a comma separates the arguments of a function"),
    ("min(a,)", 7, r"\) stands where"),
    ("min(,a)", 5, ", stands where"),
    ("a < b < c", 7, "does not chain"),
    ("a = b = c", 7, "does not chain"),
    ("a $ b", 3, r"'\$' is not allowed"),
    ("a.b", 2, "'.' is not allowed"),
    ("x = (a < b)", 3, "should be a real value, not a boolean"),
    ("a + (b < c)", 3, "should be a real value, not a boolean"),
    ("a and b", 3, "should be a boolean value, not a real"),
    ("not a", 1, "should be a boolean value, not a real"),
    ("select(a, b, c)", 7, "argument 1 of select should be a boolean"),
    ("and", 1, "and stands where"),
    ("1e", 2, "implicit multiplication"),
    ("1e99999", 1, "more than 400 digits"),
    ("9" * 401, 1, "more than 400 digits"),
    ("1..2", 3, "implicit multiplication"),
    ("a ^^ b", 4, r"\^ stands where"),
    ("__import__('os').system('x')", 12, "is not allowed"),
    ("__import__(os)", 1, "__import__ is not a known function"),
    ("lambda: 0", 7, "':' is not allowed"),
    ("[a for a in b]", 1, r"'\[' is not allowed"),
    ("α + 1", 1, "'α' is not allowed"),
    ("a\0b", 2, "is not allowed"),
    ("²", 1, "is not allowed"),
    ("a!", 2, "'!' is not allowed"),
    ("select(a < b, a = b, c)", 7, "argument 2 of select should be a real value"),
    ("(a = b) = c", 9, "argument 1 of equation should be a real value"),
]


@pytest.mark.parametrize(("text", "column", "message"), MALFORMED)
def test_malformed_texts(text: str, column: int, message: str) -> None:
    with pytest.raises(ParseError, match=message) as caught:
        parse(text, source="field")
    assert str(caught.value).startswith(f"field, column {column}: ")
    assert isinstance(caught.value, InputError)


def test_assumptions_by_name() -> None:
    x, y = free_symbols(parse("x + y", assumptions={"x": ["positive"]}))
    assert "nonzero" in x.assumptions
    assert y.assumptions == {"defined"}
    with pytest.raises(ValueError, match="unknown assumption"):
        parse("x", assumptions={"x": ["prime"]})


_REAL = [
    r for r in operators() if r.result is Kind.REAL and r not in (NEG, SELECT) and r.arity != 0
]
_CONSTANTS = [row for row in operators() if row.syntax.fixity is Fixity.CONSTANT]
_SYMBOLS = [Symbol(name) for name in ("x", "y", "alpha_1", "_e2")]


@st.composite
def reals(draw: st.DrawFn, depth: int = 4) -> Term:
    """A term as a parser makes it: two arguments where any number goes, no -(2)."""
    shape = draw(st.integers(0, 8)) if depth else draw(st.integers(0, 3))
    if shape < 2:
        return draw(st.sampled_from(_SYMBOLS))
    if shape == 2:
        return Number(draw(st.integers(-12, 12)))
    if shape == 3:
        return Call(draw(st.sampled_from(_CONSTANTS)), ())
    if shape == 4:
        inner = draw(reals(depth - 1))
        return inner if isinstance(inner, Number) and inner.value > 0 else Call(NEG, (inner,))
    if shape == 5:
        parts = draw(reals(depth - 1)), draw(reals(depth - 1))
        return Call(SELECT, (draw(truths(depth - 1)), *parts))
    row = draw(st.sampled_from([*_REAL, function("g")]))
    return Call(row, tuple(draw(reals(depth - 1)) for _ in range(row.arity or 2)))


@st.composite
def truths(draw: st.DrawFn, depth: int = 3) -> Term:
    shape = draw(st.integers(0, 3)) if depth else 0
    if shape < 2:
        row = draw(st.sampled_from([LESS, LESS_EQUAL, EQUAL]))
        return Call(row, (draw(reals(min(depth, 2))), draw(reals(min(depth, 2)))))
    if shape == 2:
        return Call(NEGATION, (draw(truths(depth - 1)),))
    row = draw(st.sampled_from([CONJUNCTION, DISJUNCTION]))
    return Call(row, (draw(truths(depth - 1)), draw(truths(depth - 1))))


@st.composite
def statements(draw: st.DrawFn) -> Term:
    shape = draw(st.integers(0, 4))
    if shape == 0:
        return Call(EQUATION, (draw(reals()), draw(reals())))
    return draw(truths()) if shape == 1 else draw(reals())


@given(statements())
@settings(max_examples=400, deadline=None)
def test_round_trip(term: Term) -> None:
    assert parse(to_text(term), functions=["g"]) is term


@given(statements())
@settings(max_examples=200, deadline=None)
def test_canonical_at_once(term: Term) -> None:
    text = to_text(term)
    assert parse(text, functions=["g"], canonical=True) is to_canonical(term)


WORDS = (
    *"xy12+-*/^(),<$", "10", "0", "0.5", ".5", "1.", "1e3", "2E-2", "1e", "1.2.3", ".", " ", "**",
    "12345678901234567890", "x_1", "sin(", "atan2(", "max(", "sqrt(", "abs", "gamma", "gamma(",
    "pi", "foo(", "(x", "2)",
)  # fmt: skip


def read(text: str, canonical: bool) -> object:
    try:
        return parse(text, canonical=True) if canonical else to_canonical(parse(text))
    except ParseError as error:
        return str(error)


@given(st.lists(st.sampled_from(WORDS), min_size=1, max_size=8).map("".join))
@settings(max_examples=1500, deadline=None)
def test_canonical_at_once_refuses_what_is_refused_and_says_the_same(text: str) -> None:
    assert read(text, canonical=True) == read(text, canonical=False)


@given(statements())
@settings(max_examples=200, deadline=None)
def test_canonical_terms_are_spelled_like_their_plain_form(term: Term) -> None:
    canonical = to_canonical(term)
    assert to_text(canonical) == to_text(to_plain(canonical))


def test_long_and_deep_texts() -> None:
    names = " + ".join(f"x{n % 50}*{n + 2}" for n in range(10_000))
    assert parse(names, canonical=True) is to_canonical(parse(names))
    deep = "sin(1 + " * 20_000 + "x" + ")" * 20_000
    term = parse(deep, canonical=True)
    same = parse(to_text(term), canonical=True) is term
    assert same
    nested = "(" * 50_000 + "x" + ")" * 50_000
    assert parse(nested) is Symbol("x")


@given(st.fractions(max_denominator=10**9))
def test_numbers_round_trip_in_value(value: Fraction) -> None:
    assert same_value(parse(to_text(Number(value))), Number(value), {})


@given(st.text(alphabet="ab1. +-*/^(),<=sinmax\n\t'[]", max_size=12))
def test_any_text_parses_or_says_where(text: str) -> None:
    try:
        term = parse(text)
    except ParseError as error:
        assert str(error).startswith("expression, column ")
    else:
        assert isinstance(term, Term)


def test_every_operator_is_spelled_in_its_own_way() -> None:
    shapes: dict[tuple[str, bool], Operator] = {}
    for row in operators():
        key = (row.syntax.symbol, row.syntax.fixity is Fixity.PREFIX)
        assert key not in shapes
        shapes[key] = row
