"""Small formats against ml_dtypes and exact arithmetic: every pattern, every rounding boundary."""

from __future__ import annotations

from fractions import Fraction

import numpy as np
import pytest

from symnum.errors import InputError
from symnum.numerics.formats import (
    BFLOAT16,
    E4M3FN,
    E5M2,
    FLOAT32,
    FORMATS,
    SmallFormat,
    format_named,
)

SMALL = [row for row in FORMATS if row.width <= 16]
names = pytest.mark.parametrize("row", SMALL, ids=lambda row: row.name)


def theirs(row: SmallFormat, values: np.ndarray) -> np.ndarray:
    stored = values.astype(row.dtype)
    return stored.view(np.uint16 if row.item_bytes == 2 else np.uint8).astype(np.uint32)


@names
def test_every_pattern_has_the_value_that_ml_dtypes_gives_it(row: SmallFormat) -> None:
    patterns = row.patterns()
    stored = patterns.astype(np.uint16 if row.item_bytes == 2 else np.uint8).view(row.dtype)
    with np.errstate(invalid="ignore"):  # signalling NaNs
        expected, found = stored.astype(np.float64), row.decode(patterns)
    np.testing.assert_array_equal(found, expected)
    number = ~np.isnan(expected)
    np.testing.assert_array_equal(np.signbit(found[number]), np.signbit(expected[number]))
    np.testing.assert_array_equal(row.is_nan(patterns), np.isnan(expected))


@names
def test_every_value_and_every_boundary_rounds_as_in_ml_dtypes(row: SmallFormat) -> None:
    """Values, the points half way between two, their float32 neighbours, and what is too large."""
    values = row.decode(np.arange(row.largest + 1))
    past = 2 * values[-1] - values[-2]  # what would come next
    half = (np.append(values, past)[1:] + values) / 2
    beyond = np.minimum([past, 2 * past, 1e30], 3e38)
    points = np.concatenate([values, half, beyond, [np.inf]]).astype(np.float32)
    points = np.concatenate(
        [points, np.nextafter(points, np.float32(0)), np.nextafter(points, np.float32(np.inf))]
    )
    with np.errstate(over="ignore", invalid="ignore"):
        for given in (points, -points, np.array([np.nan], dtype=np.float32)):
            np.testing.assert_array_equal(row.encode(given), theirs(row, given))


@names
def test_exact_rounding_is_that_of_arrays(row: SmallFormat) -> None:
    generator = np.random.default_rng(3)
    values = row.decode(generator.integers(0, row.largest, 200))
    halves = values + row.unit(values) / 2
    tried = np.concatenate([values, halves, halves * (1 + 2.0**-40), -halves, 4 * values])
    finite = tried[np.isfinite(tried)]
    assert [row.nearest(Fraction(value)) for value in finite.tolist()] == row.encode(
        np.where(finite == 0, 0.0, finite)
    ).tolist()


def test_rounding_from_float64_is_one_rounding() -> None:
    """By way of float32, as casting does it, this tie would go down to 1."""
    value = 1 + 2.0**-8 + 2.0**-40
    assert BFLOAT16.encode(np.array([value]))[0] == 0x3F81
    assert BFLOAT16.nearest(Fraction(value)) == 0x3F81


def test_float32_is_numpys() -> None:
    patterns = np.random.default_rng(1).integers(0, 2**32, 100_000, dtype=np.uint32)
    expected = patterns.view(np.float32)
    found = FLOAT32.decode(patterns)
    with np.errstate(invalid="ignore"):  # signalling NaNs
        np.testing.assert_array_equal(found, expected.astype(np.float64))
    sure = ~np.isnan(expected)
    np.testing.assert_array_equal(FLOAT32.encode(found)[sure], patterns[sure])


def test_units_and_limits() -> None:
    """Of facts that OFP8 and the README of ml_dtypes state."""
    assert (E4M3FN.value(E4M3FN.largest), E5M2.value(E5M2.largest)) == (448, 57344)
    assert (E4M3FN.value(1), E5M2.value(1)) == (Fraction(1, 2**9), Fraction(1, 2**16))
    assert E4M3FN.unit(np.array([0.0, 1.0, 1.9, 448.0, 1e9])).tolist() == [
        2.0**-9, 0.125, 0.125, 32, 32,
    ]  # fmt: skip
    assert BFLOAT16.format.unit(0) == Fraction(1, 128)


def test_bad_names_and_patterns() -> None:
    with pytest.raises(InputError, match="unknown format 'e9m9'; there are bf16"):
        format_named("e9m9")
    with pytest.raises(InputError, match="0x7f of float8_e4m3fn is no finite number"):
        E4M3FN.value(0x7F)
    assert format_named("BF16") is BFLOAT16
