"""Random terms over all operators: series, limits and integrals against ball arithmetic."""

from __future__ import annotations

import importlib.util
import random
from collections.abc import Iterator
from fractions import Fraction
from pathlib import Path
from types import ModuleType
from typing import Any

import pytest
from flint import arb

from symnum.calculus import differentiate, integrate, limit, series
from symnum.errors import InputError
from symnum.numerics.balls import evaluate, same_value
from symnum.terms import Canonical, to_canonical

BATCHES, SIZE = 8, 40


def _random_terms() -> ModuleType:
    path = Path(__file__).parents[2] / "benchmarks" / "random_terms.py"
    spec = importlib.util.spec_from_file_location("random_terms_for_calculus", path)
    assert spec is not None and spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


MAKER = _random_terms()


def problems(batch: int) -> Iterator[tuple[random.Random, Canonical, dict[str, Any]]]:
    """Terms with values for their symbols other than x."""
    for number in range(batch * SIZE, (batch + 1) * SIZE):
        source = random.Random(number)
        try:
            term = to_canonical(MAKER.random_term(source, source.choice([1, 2, 2, 3])))
        except (InputError, ValueError):
            continue
        yield source, term, {
            "y": Fraction(source.randint(-30, 30), 7), "p": Fraction(source.randint(1, 30), 7),
            "n": source.choice([-5, -3, -2, 1, 2, 4]),
        }  # fmt: skip


def value(term: Any, point: dict[str, Any]) -> arb | None:
    try:
        found = evaluate(term, point, bits=1500)
    except InputError:
        return None
    return found if isinstance(found, arb) and found.is_finite() else None


@pytest.mark.parametrize("batch", range(BATCHES))
def test_series_are_near_their_terms(batch: int) -> None:
    """At 2^-60 from the point, what is left out of order 4 is below 2^-180."""
    for source, term, point in problems(batch):
        about = source.choice([0, 1, -1, 2, Fraction(3, 7)])
        try:
            found = series(term, "x", about, 4)
        except InputError:
            continue
        for side in (1, -1) if found.step == 1 else (1,):
            near = {**point, "x": about + side * Fraction(1, 2**60)}
            one, other = value(term, near), value(found.term(), near)
            if one is not None and other is not None:
                gap = abs(one - other)
                assert gap < arb(2) ** -180 or gap.contains(0), (term, about, point)


@pytest.mark.parametrize("batch", range(BATCHES))
def test_limits_are_near_values(batch: int) -> None:
    """At 2^-100 from a finite point values are near the limit, unless it is infinite."""
    for source, term, point in problems(batch):
        about = source.choice([0, 1, -1, 2])
        try:
            found = limit(term, "x", about, "right")
        except InputError:
            continue
        near = value(term, {**point, "x": about + Fraction(1, 2**100)})
        if isinstance(found, float) or near is None:
            continue
        wanted = value(found, point)
        if wanted is not None:
            gap = abs(near - wanted)
            assert gap < 0.02 or gap.contains(0), (term, about, point)


@pytest.mark.parametrize("batch", range(BATCHES))
def test_integrals_differentiate_back(batch: int) -> None:
    for source, term, point in problems(batch):
        found = integrate(term, "x")
        if found is None:
            continue
        slope = differentiate(found, "x")
        for _ in range(4):
            at = {**point, "x": Fraction(source.randint(-60, 60), 7)}
            if value(term, at) is not None and value(found, at) is not None:
                assert same_value(slope, term, at, cap=600) is not False or at["x"] == 0
