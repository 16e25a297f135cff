"""Quotients: strict equality of together, apart and factor; the conditions of cancel."""

from __future__ import annotations

import random
from collections.abc import Iterator
from fractions import Fraction
from typing import Any

import pytest

import symnum
from symnum import InputError, apart, cancel, collect, factor, together
from symnum.numerics.balls import UNDEFINED, evaluate, same_value
from symnum.terms import Canonical, parse, symbols, to_canonical, to_text

X, Y = symbols("x y")

# fmt: off
TOGETHER = [
    ("1/x + 1/y",               "(x + y)/(x*y)"),
    ("1/x + 1/x^2",             "(x + 1)/x^2"),
    ("1/(x^2 - 1) + 1/(x - 1)", "(x + 2)/((x - 1)*(x + 1))"),
    ("1/x - 1/x",               "0/x"),
    ("1/(1/x)",                 "x^2/x"),
    ("x/x + 1",                 "2*x/x"),
    ("x + 1",                   "x + 1"),
    ("(x + 1)^9*(x + y)",       "(x + 1)^9*(x + y)"),
    ("1/(x - x)",               "1/(x - x)"),
    ("sin(x)/y + log(x)",       "(sin(x) + y*log(x))/y"),
    ("log(x)/y - log(x)/y",     "0*log(x)/y"),
]
CANCEL = [
    ("x/x",                     "1",                [ "x" ]),
    ("(x^2 - 1)/(x - 1)",       "x + 1",            [ "x - 1" ]),
    ("(x^2 - y^2)/(x - y)^2",   "(x + y)/(x - y)",  []),
    ("1/(1/x)",                 "x",                [ "x" ]),
    ("1/x - 1/x",               "0",                [ "x" ]),
    ("x*log(y)/x",              "log(y)",           [ "x" ]),
    ("(2*x + 2)/(4*x)",         "(x + 1)/(2*x)",    []),
]
APART = [
    ("1/(x^2 - 1)",             "1/(2*(x - 1)) - 1/(2*(x + 1))"),
    ("x^3/(x + 1)",             "x^2 - x + 1 - 1/(x + 1)"),
    ("x/(x*(x + 1))",           "1/(x + 1) + 0/x"),
    ("1/(x*(x^2 + 1))",         "1/x - x/(x^2 + 1)"),
    ("(x + 1)^2",               "x^2 + 2*x + 1"),
    ("7/3",                     "7/3"),
]
# fmt: on


def canonical(text: str) -> Canonical:
    return to_canonical(parse(text))


@pytest.mark.parametrize(("text", "expected"), TOGETHER)
def test_together(text: str, expected: str) -> None:
    assert together(canonical(text)) is canonical(expected)


@pytest.mark.parametrize(("text", "expected", "conditions"), CANCEL)
def test_cancel(text: str, expected: str, conditions: list[str]) -> None:
    found, needed = cancel(canonical(text), conditions=True)
    assert found is canonical(expected)
    assert cancel(canonical(text)) is found
    assert [to_text(condition) for condition in needed] == conditions


@pytest.mark.parametrize(("text", "expected"), APART)
def test_apart(text: str, expected: str) -> None:
    assert apart(canonical(text), "x") is canonical(expected)


def test_what_is_known_to_be_nonzero_is_no_condition() -> None:
    (p,) = symbols("p", "positive")
    assert cancel((p * X + p) / p, conditions=True) == (X + 1, ())


def test_continued_fractions_stay_small() -> None:
    term: Any = X
    for _ in range(30):
        term = 1 / (1 + term)
    above_below, conditions = cancel(term, conditions=True)
    assert above_below is (514229 * X + 832040) / (832040 * X + 1346269)
    assert len(conditions) == 29
    assert same_value(together(term), term, {"x": 0}) is True
    assert same_value(together(term), term, {"x": -1}) is True  # one of the divisors is 0


def test_answers_are_in_the_family_of_the_question() -> None:
    plain = together(parse("1/x + 1/y"))
    assert to_text(plain) == "(x + y)/(x*y)"
    assert type(plain) is type(parse("x + 1"))
    assert together(("add", ("div", 1, "x"), 1)) == ("mul", ("pow", "x", -1), ("add", "x", 1))


def rational(generator: random.Random, variables: tuple[Canonical, ...], depth: int) -> Any:
    """A random term of sums, products, quotients and some functions."""
    if depth == 0:
        return generator.choice([*variables, *(v + generator.randint(-2, 2) for v in variables)])
    a, b = (rational(generator, variables, depth - generator.randint(1, 2) if depth > 1 else 0)
            for _ in range(2))  # fmt: skip
    return generator.choice([a + b, a - b, a * b, a / b, 1 / a + b, a**2 - 1 / b])


POINTS = [Fraction(n) for n in (-2, -1, 0, 1, 2)] + [Fraction(1, 3)]


def points(generator: random.Random) -> Iterator[dict[str, Fraction]]:
    """Small integers, where divisors vanish, more often than not."""
    for _ in range(12):
        yield {"x": generator.choice(POINTS), "y": generator.choice(POINTS)}


@pytest.mark.parametrize("seed", range(60))
def test_strictly_equal(seed: int) -> None:
    generator = random.Random(seed)
    term = rational(generator, (X, Y, symnum.log(X + 2)), 3)
    results = [together(term), factor(term), collect(term, X), symnum.expand(term)]
    for point in points(generator):
        for result in results:
            assert same_value(term, result, point) is True


@pytest.mark.parametrize("seed", range(60))
def test_partial_fractions_are_strictly_equal(seed: int) -> None:
    generator = random.Random(seed)
    term = rational(generator, (X,), 3)
    try:
        result = apart(term, X)
    except InputError as error:  # a divisor that vanishes identically: undefined everywhere
        assert "identically zero" in str(error) or "1/0" in str(error)
        assert evaluate(term, {"x": Fraction(7, 11)}) is UNDEFINED
        return
    for point in points(generator):
        assert same_value(term, result, point) is True


@pytest.mark.parametrize("seed", range(60))
def test_conditions_suffice(seed: int) -> None:
    generator = random.Random(seed)
    term = rational(generator, (X, Y, symnum.log(X + 2)), 3)
    try:
        result, conditions = cancel(term, conditions=True)
    except InputError:
        assert evaluate(term, {"x": Fraction(7, 11), "y": Fraction(5, 13)}) is UNDEFINED
        return
    verdicts = []
    for point in points(generator):
        values = [evaluate(condition, point) for condition in conditions]
        if all(value is not UNDEFINED and value != 0 for value in values):
            verdicts.append(same_value(term, result, point))
        else:
            assert evaluate(term, point) is UNDEFINED
    # None: a multiplied out denominator that vanishes with logarithms in it
    assert False not in verdicts
    assert True in verdicts


# fmt: off
REFUSED = [
    (lambda: apart(X / Y, X),                       "y is there beside x"),
    (lambda: apart(symnum.sin(X) / X, X),           r"sin\(x\) contains x"),
    (lambda: apart(X + 1, 3),                       "3 is not a symbol"),
    (lambda: cancel(1 / (factor((X + 1)**2) - X**2 - 2 * X - 1)), "identically zero"),
    (lambda: apart(X**30_000 / (X + 1), X),         "degree 30000"),
    (lambda: apart(X + symbols("x", "positive")[0], X), "x occurs twice"),
    (lambda: together(1 / X + (X + Y + symnum.sin(Y))**10_000), "too many terms"),
]
# fmt: on


@pytest.mark.parametrize(("question", "message"), REFUSED, ids=range(len(REFUSED)))
def test_refused(question: Any, message: str) -> None:
    with pytest.raises(InputError, match=message):
        question()
