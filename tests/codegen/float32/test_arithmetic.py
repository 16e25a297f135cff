"""Single operations against the machine's own."""

from __future__ import annotations

import math

import cffi
import numpy as np
import pytest

from codegen.float32 import arithmetic
from codegen.float32.c_functions import definitions
from codegen.float32.operators import OPERATORS
from codegen.kernels.build import compile_c
from symnum.program import InvalidProgram

SOURCE = """
#include <math.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>
%s
void fused(const float *a, const float *b, const float *c, float *y, size_t n)
{ for (size_t i = 0; i < n; ++i) y[i] = fmaf(a[i], b[i], c[i]); }
void scaled(const float *a, const float *b, const float *c, float *y, size_t n)
{ for (size_t i = 0; i < n; ++i) y[i] = symnum_scale(a[i], c[i]); }
void split(const float *a, const float *b, const float *c, float *y, size_t n)
{ for (size_t i = 0; i < n; ++i) y[i] = symnum_significand(a[i]); }
void order(const float *a, const float *b, const float *c, float *y, size_t n)
{ for (size_t i = 0; i < n; ++i) y[i] = symnum_exponent(a[i]); }
void whole(const float *a, const float *b, const float *c, float *y, size_t n)
{ for (size_t i = 0; i < n; ++i) y[i] = symnum_unit_significand(a[i]); }
void near(const float *a, const float *b, const float *c, float *y, size_t n)
{ for (size_t i = 0; i < n; ++i) y[i] = symnum_significand_exponent(a[i]); }
"""
CALLED = ("scale", "exponent", "significand", "unit_significand", "significand_exponent")
NAMES = ("fused", "scaled", "split", "order", "whole", "near")
COUNT = 200_000


def machine(name, a, b, c):
    source = SOURCE % "\n".join(definitions(CALLED))
    interface = cffi.FFI()
    for known in NAMES:
        interface.cdef(
            f"void {known}(const float *a, const float *b, const float *c, float *y, size_t n);"
        )
    library = interface.dlopen(str(compile_c(source)))
    result = np.empty_like(a)
    pointers = [interface.from_buffer("float[]", array) for array in (a, b, c, result)]
    getattr(library, name)(*pointers, len(a))
    return result


def random_floats(seed, count=COUNT):
    bits = np.random.default_rng(seed).integers(0, 2**32, count, dtype=np.uint64)
    return bits.astype(np.uint32).view(np.float32)


def same(a, b):
    return bool(np.all((a.view(np.uint32) == b.view(np.uint32)) | (np.isnan(a) & np.isnan(b))))


@pytest.mark.filterwarnings("ignore::RuntimeWarning")
@pytest.mark.parametrize("kind", ["any bits", "cancelling", "halfway", "subnormal"])
def test_fma_rounds_once(kind):
    a, b, c = (random_floats(seed) for seed in (1, 2, 3))
    random = np.random.default_rng(4)
    if kind != "any bits":
        a, b = (random.uniform(1, 2, COUNT).astype(np.float32) for _ in range(2))
        exact = a.astype(np.float64) * b
        c = -(exact.astype(np.float32))
    if kind == "halfway":  # a product near the middle of two sums: two roundings go wrong here
        steps = random.integers(1, 2**10, COUNT) * 2.0**-23
        a = (1 + steps).astype(np.float32)
        b = (2.0**-24 * (1 - steps)).astype(np.float32)
        c = (1 + random.integers(0, 2**23, COUNT) * 2.0**-23).astype(np.float32)
    if kind == "subnormal":
        a, c = a * np.float32(2**-100), c * np.float32(2**-140)
        b = b * np.float32(2**-40)
    fused = arithmetic.fma(a, b, c)
    assert same(fused, machine("fused", a, b, c))
    if kind == "halfway":
        twice = (a.astype(np.float64) * b + c).astype(np.float32)
        assert not same(fused, twice)


@pytest.mark.filterwarnings("ignore::RuntimeWarning")
def test_scale_rounds_once():
    a = np.random.default_rng(5).uniform(0.25, 4, COUNT).astype(np.float32)
    n = np.random.default_rng(6).integers(-252, 253, COUNT).astype(np.float32)
    assert same(arithmetic.scale(a, n), machine("scaled", a, a, n))


def test_exponents_and_significands_of_all_sizes():
    a = random_floats(7)
    a = a[np.isfinite(a) & (a != 0)]
    exponents = machine("order", a, a, a)
    significands = machine("split", a, a, a)
    assert same(arithmetic.exponent(a), exponents)
    assert same(arithmetic.significand(a), significands)
    assert np.all((significands >= 0.75) & (significands < 1.5))
    powers = machine("near", a, a, a)
    assert same(arithmetic.significand_exponent(a), powers)
    assert np.array_equal(np.ldexp(significands.astype(float), powers.astype(int)), np.abs(a))
    wholes = machine("whole", a, a, a)
    assert same(arithmetic.unit_significand(a), wholes)
    assert np.array_equal(np.ldexp(wholes.astype(float), exponents.astype(int)), np.abs(a))


def test_logarithms_have_their_edges():
    x = np.array([0.0, -0.0, -1.0, -np.inf, np.nan, np.inf, 2.0], np.float32)
    y = arithmetic.logarithmic_cases(np.full_like(x, 7), x)
    assert list(y[[0, 1, 5, 6]]) == [-math.inf, -math.inf, math.inf, 7.0]
    assert np.isnan(y[[2, 3, 4]]).all()


def test_high_halves_of_products():
    a, b = (random_floats(seed).view(np.uint32) for seed in (8, 9))
    high = arithmetic.mul_high(a[:1000], b[:1000])
    assert [int(p) * int(q) >> 32 for p, q in zip(a[:1000], b[:1000], strict=True)] == list(high)


def test_a_row_that_drops_an_argument_is_refused():
    row = OPERATORS["add"]
    with pytest.raises(ValueError, match="drops an argument"):
        type(row)("odd", row.parameters, row.result, np.add, "{0}", "{0} + {1}", "{0} + {1}")
    assert issubclass(InvalidProgram, ValueError)
