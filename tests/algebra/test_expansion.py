"""Products multiplied out by compiled calls of FLINT: the same terms as by its Python objects."""

from __future__ import annotations

import resource
import sys
from random import Random
from typing import Any

import flint
import pytest

from symnum import polynomials, sin
from symnum.algebra import connection
from symnum.errors import InputError
from symnum.polynomials import expand
from symnum.terms import symbols
from symnum.terms.canonical import COMPILED, INTERNED
from symnum.terms.walks import FLINT_FUNCTIONS, connect_flint, expanded

X, Y, Z = symbols("x y z")
(P,) = symbols("p", "positive")
compiled_only = pytest.mark.skipif(not connection.CONNECTED, reason="FLINT is not called directly")


@pytest.mark.skipif(not COMPILED, reason="only compiled terms call FLINT")
@pytest.mark.skipif(not flint.__FLINT_VERSION__.startswith("3."), reason="another FLINT")
@pytest.mark.skipif(sys.platform != "linux", reason="another platform")
def test_flint_is_called_directly_where_it_can_be() -> None:
    assert connection.CONNECTED


def random_term(random: Random, depth: int) -> Any:
    """A polynomial of sums and products inside each other; some parts occur twice."""
    if depth == 0:
        return random.choice([X, Y, Z, P])
    parts: list[Any] = [random_term(random, random.randrange(depth)) for _ in range(3)]
    parts.append(parts[0])
    for place, part in enumerate(parts):
        size = random.choice([3, 3, 2**35, 2**61])
        parts[place] = part ** random.randint(1, 3) * random.randint(-size, size)
    random.shuffle(parts)
    a, b, c, d = parts
    shift = random.choice([0, 1, -7, 2**64])
    return random.choice([(a + b + shift) * (c - d), a * b + c * d + shift, (a - b) * (c + d + 2)])


def by_objects(term: Any, monkeypatch: pytest.MonkeyPatch, largest: int = 20_000) -> Any:
    with monkeypatch.context() as patch:
        patch.setattr(polynomials, "CONNECTED", False)
        return expand(term, largest)


def test_random_polynomials(monkeypatch: pytest.MonkeyPatch) -> None:
    random = Random(11)
    directly = 0
    for _ in range(400):
        term = random_term(random, random.randint(1, 3))
        result = expand(term, 3000)
        assert result is by_objects(term, monkeypatch, 3000)
        directly += expanded(term, 3000, 10**6) is not None
    assert directly > 150 if connection.CONNECTED else directly == 0


def test_what_cancels() -> None:
    assert expand((X + Y) ** 2 - X**2 - Y**2 - 2 * X * Y) is X * 0
    assert expand((X + Y) * (X - Y) + Y**2 - X**2 + 5) is X * 0 + 5
    assert expand((X + 1) ** 3 * (X - 1) ** 3) is X**6 - 3 * X**4 + 3 * X**2 - 1


@compiled_only
@pytest.mark.parametrize(
    "term",
    [
        X * (Y / 2 + 1), X * (Y + sin(X)), X * (Y + 1 / P), X * (Y + 1) / P, X * (Y + 2**62),
        (X + 1) ** 30_000, X, X * 0 + 3, (X + Y) ** 2 / (X + 1), X ** (2**40) * (Y + 1),
    ],
    ids=str,
)  # fmt: skip
def test_the_unusual_is_left_to_the_general_way(term: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    assert expanded(term, 20_000, 10**6) is None
    assert expand(term) is by_objects(term, monkeypatch)


@compiled_only
def test_what_needs_no_expansion_comes_back() -> None:
    term = X**2 * Y - 3 * X + 2
    assert expanded(term, 1, 1) is term


def test_both_refuse_the_same_powers(monkeypatch: pytest.MonkeyPatch) -> None:
    term = (X**3 + X**2 + X + 1) ** 1000 * Y
    for way in (expand, lambda term: by_objects(term, monkeypatch)):
        with pytest.raises(InputError, match="the power 1000 of a sum of 4 terms"):
            way(term)


def test_deep_nests() -> None:
    term: Any = X
    for _ in range(3000):
        term = (term + 1) * Y
    result = expand(term, 10**4)
    assert len(result.entries) == 3001
    assert result.entries[X * Y**3000] == 1


def test_integers_of_all_sizes() -> None:
    for bits in (1, 30, 61):
        for sign in (1, -1):
            number = sign * (2**bits - 1)
            cube = (X + number) ** 3
            known = X**3 + 3 * number * X**2 + 3 * number**2 * X + number**3
            assert expand(cube) is known


def test_nothing_is_left_behind() -> None:
    """A leak of one polynomial of 1,001 addends a turn would come to some 32 MB."""
    term = (X + Y + Z + P + 1) ** 10
    expand(term)
    nodes, before = len(INTERNED), resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    for _ in range(2000 if COMPILED else 20):
        expand(term)
    assert len(INTERNED) == nodes
    assert resource.getrusage(resource.RUSAGE_SELF).ru_maxrss - before < 12_000


@compiled_only
def test_functions_that_are_missing_are_noticed(monkeypatch: pytest.MonkeyPatch) -> None:
    assert connection.addresses_of((*FLINT_FUNCTIONS, "fmpz_mpoly_of_no_version")) is None
    monkeypatch.setattr(connection, "KNOWN_VERSION", 2)
    assert connection.addresses_of(FLINT_FUNCTIONS) is None
    with pytest.raises(ValueError, match="addresses of 8 bytes"):
        connect_flint([1, 2])
