"""Kernels on samples of all floats, the compiled ones and their reference in NumPy."""

from __future__ import annotations

import cffi
import numpy as np
import pytest
from scipy import special

from codegen.float32 import kernel_named, names
from codegen.kernels.build import compile_c
from symnum.errors import InputError

REFERENCES = {
    "exp": np.exp,
    "exp2": np.exp2,
    "log": np.log,
    "log2": np.log2,
    "tanh": np.tanh,
    "sin": np.sin,
    "cos": np.cos,
    "erf": special.erf,
}
EDGES = (0.0, -0.0, 1.0, -1.0, np.inf, -np.inf, np.nan, 1e-45, -1e-45, 1.1754944e-38, 3.4028235e38)
MARGIN = 1e-6
"""What the float64 reference may be off, in ULPs of float32."""


def compiled(kernel, suffix="_array"):
    source = kernel.header() + (
        f"void entry(const float *x, float *y, size_t n) {{ {kernel.c_name}{suffix}(x, y, n); }}"
    )
    interface = cffi.FFI()
    interface.cdef("void entry(const float *x, float *y, size_t n);")
    library = interface.dlopen(str(compile_c(source, "-O3")))

    def call(x):
        y = np.empty_like(x)
        pointers = [interface.from_buffer("float[]", array) for array in (x, y)]
        library.entry(*pointers, len(x))
        return y

    return call


def samples(count):
    """Bit patterns spread over all 2^32, and the edges."""
    bits = np.arange(count, dtype=np.uint64) * (2**32 // count) + 77
    return np.concatenate([bits.astype(np.uint32).view(np.float32), np.array(EDGES, np.float32)])


def largest_error(got, x, reference):
    """In ULPs of the true value; values that are not finite have to agree, zeros in sign too."""
    with np.errstate(all="ignore"):
        true = reference(x.astype(np.float64))
        rounded = true.astype(np.float32)
        finite = np.isfinite(true) & np.isfinite(rounded) & np.isfinite(got)
        unit = np.exp2(np.maximum(np.frexp(true)[1] - 24, -149).astype(float))
    assert np.array_equal(got[~finite], rounded[~finite], equal_nan=True)
    zero = finite & (rounded == 0)
    assert np.array_equal(np.signbit(got[zero]), np.signbit(rounded[zero]))
    return np.max(np.abs(got[finite] - true[finite]) / unit[finite])


@pytest.mark.parametrize("name", names())
def test_below_one_ulp(name):
    kernel, x = kernel_named(name), samples(2**19)
    assert largest_error(compiled(kernel)(x), x, REFERENCES[name]) < 1 - MARGIN


@pytest.mark.parametrize("name", names())
def test_every_form_gives_the_same_bits(name):
    kernel, x = kernel_named(name), samples(2**15)
    loop, portable = compiled(kernel)(x), compiled(kernel, "_array_portable")(x)
    reference = kernel(x)
    for other in (portable, reference):
        same = (loop.view(np.uint32) == other.view(np.uint32)) | (np.isnan(loop) & np.isnan(other))
        assert same.all()


def test_an_unknown_function_is_refused():
    with pytest.raises(InputError, match="there are exp, exp2, log, log2, sin, cos, tanh, erf"):
        kernel_named("gamma")
