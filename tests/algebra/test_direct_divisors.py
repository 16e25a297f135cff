"""Common divisors and resultants by compiled calls of FLINT: the same as by its Python objects."""

from __future__ import annotations

from random import Random
from typing import Any

import pytest

from symnum import expand, gcd, resultant, sin
from symnum.algebra import connection, polynomials
from symnum.errors import InputError
from symnum.terms import symbols
from symnum.terms.walks import common_divisor, eliminated

X, Y, Z = symbols("x y z")
(POSITIVE,) = symbols("x", "positive")
LARGEST = 1_000_000
compiled_only = pytest.mark.skipif(not connection.CONNECTED, reason="FLINT is not called directly")


def random_polynomial(random: Random, addends: int, degree: int) -> Any:
    size = random.choice([1, 9, 2**40])
    parts = [
        random.randint(-size, size)
        * X ** random.randint(0, degree)
        * Y ** random.randint(0, degree)
        * Z ** random.randint(0, 1)
        for _ in range(addends)
    ]
    return sum(parts, X * 0)


def pair(random: Random) -> tuple[Any, Any]:
    """Two polynomials, mostly with a factor in common, multiplied out or not."""
    a, b = random_polynomial(random, 3, 2), random_polynomial(random, 3, 2)
    c = random_polynomial(random, 2, 1)
    return random.choice([(a * c, b * c), (expand(a * c), expand(b * c)), (a * c**2 + 1, b * c)])


def outcome(function: Any, *arguments: Any) -> Any:
    try:
        return function(*arguments)
    except InputError as error:
        return str(error)


def test_both_ways_agree(monkeypatch: pytest.MonkeyPatch) -> None:
    random, directly = Random(5), 0
    for _ in range(150):
        a, b = pair(random)
        found = [outcome(gcd, a, b), outcome(resultant, a, b, X)]
        with monkeypatch.context() as patch:
            patch.setattr(polynomials, "CONNECTED", False)
            again = [outcome(gcd, a, b), outcome(resultant, a, b, X)]
        for one, other in zip(found, again, strict=True):
            assert one is other or (isinstance(one, str) and one == other)
        directly += common_divisor(a, b, LARGEST) is not None
    assert directly > 100 if connection.CONNECTED else directly == 0


def test_signs_and_contents() -> None:
    assert gcd(-6 * X * Y - 6 * Y, -4 * X - 4) is 2 * X + 2
    assert gcd((X - Y) ** 2 - X**2 + 2 * X * Y - Y**2, X * Y + Y) is X * Y + Y
    assert resultant(X**2 * Y - 1, X * Z - 2, X) is 4 * Y - Z**2
    assert resultant((X - 1) * (X - Y), (X - 1) * (X + Z), X) is X * 0


@compiled_only
@pytest.mark.parametrize(
    ("a", "b"),
    [
        (X / 2 + 1, X + 2), (X * sin(Y) + 1, X + 2), (X, X * Y), (X * 0 + 6, X + 1),
        (X + 2**62, X + 1), ((X + Y + Z + 1) ** 400, X + 1), (X ** (2**31) + 1, X + 1),
    ],
    ids=str,
)  # fmt: skip
def test_the_unusual_is_left_to_the_general_way(a: Any, b: Any) -> None:
    assert common_divisor(a, b, LARGEST) is None
    assert common_divisor(b, a, LARGEST) is None


@compiled_only
def test_resultants_ask_for_one_symbol_of_that_name() -> None:
    assert eliminated(X**2 - Y, X + Y, X, LARGEST) is Y**2 - Y
    assert eliminated(X**2 - Y, X + Y, Z, LARGEST) is None
    assert eliminated(X**2 - POSITIVE, X + Y, X, LARGEST) is None
    with pytest.raises(InputError, match="x occurs twice"):
        resultant(X**2 - POSITIVE, X + Y, X)
    with pytest.raises(InputError, match="z occurs in neither"):
        resultant(X**2 - Y, X + Y, Z)
