"""Every row of the table of machine operators: NumPy, C, AVX2, AVX-512 and JAX agree."""

from __future__ import annotations

import cffi
import jax
import numpy as np
import pytest

from codegen.float32.avx2 import AVX2_SPELLINGS
from codegen.float32.builder import Builder
from codegen.float32.header import header
from codegen.float32.jax_function import jax_function
from codegen.float32.kernel import Float32Kernel
from codegen.float32.operators import OPERATORS, MachineType
from codegen.float32.program import LOOKUP_SIZES, Table
from codegen.kernels.build import compile_c
from codegen.verification.variants import available_variants
from symnum.ops import EXP

F, I, U, B = MachineType  # noqa: E741
SMALL = {"scale", "nearest_integer", "nearest_bits"}
COUNT = 3000
FORMS = ("array", *(f"array_{variant}" for variant in available_variants()))
_SPREAD = 0x9E3779B1


def operand(b, kind, place, small):
    """Three different values of each type from x."""
    word = b.apply("mul_u32", b.apply("bits", b.x), b.unsigned((_SPREAD * (2 * place + 1)) % 2**32))
    if small and kind is F:  # in [1, 2), or an integer up to 127
        unit = b.apply("float_of_bits", (word >> 9) | 0x3F800000)
        return b.apply("to_float", b.apply("as_signed", word >> 25)) if place else unit
    if kind is F:
        return b.apply("float_of_bits", word) if place else b.x
    if kind is B:
        return b.x < 1.0
    return b.apply("as_signed", word) if kind is I else word


def output(b, value):
    if value.type is B:
        return b.apply("select", value, 1.0, 2.0)
    if value.type is U:  # the sign and a few bits, that is no NaN
        return b.apply("to_float", b.apply("as_signed", value))
    return b.apply("to_float", value) if value.type is I else value


def program_of(name):
    b, row = Builder(), OPERATORS[name]
    operands = [operand(b, kind, k, name in SMALL) for k, kind in enumerate(row.parameters)]
    value = b.apply(name, *operands)
    if name == "nearest_bits":  # the others are whatever is quickest
        value = value & 0x3FFFFF
    return b.program(output(b, value))


def lookup_of(size):
    """A table at the last bits of a spread word."""
    b = Builder()
    bits = tuple(0x3F800000 + 12345 * k for k in range(size))
    return b.program(b.lookup(Table("t", bits), operand(b, U, 0, False) >> 9))


PROGRAMS = {name: program_of(name) for name in OPERATORS}
PROGRAMS |= {f"lookup_{size}": lookup_of(size) for size in LOOKUP_SIZES}
IDENTITY = Builder().program(Builder().x)


def header_of(name):
    program = PROGRAMS[name]
    if any(row.avx512 is None for row in program.operators()):
        return header(f"op_{name}", IDENTITY, program, 0.0)
    return header(f"op_{name}", program, None, None)


@pytest.fixture(scope="module")
def library():
    texts, declarations = [], []
    for name in PROGRAMS:
        texts.append(header_of(name))
        for form in FORMS:
            declaration = f"void {name}_{form}(const float *x, float *y, size_t n)"
            texts.append(f"{declaration} {{ op_{name}_{form}(x, y, n); }}")
            declarations.append(f"{declaration};")
    interface = cffi.FFI()
    interface.cdef("\n".join(declarations))
    path = compile_c("\n".join(texts), "-O1")
    return interface, interface.dlopen(str(path))


def points(name):
    bits = np.random.default_rng(11).integers(0, 2**32, COUNT, dtype=np.uint64)
    x = bits.astype(np.uint32).view(np.float32)
    edges = np.array([0.0, -0.0, 1.0, -1.5, np.inf, -np.inf, np.nan, 1e-45, 3e38], np.float32)
    x = np.concatenate([x, edges])
    return x[np.isfinite(x) & (x != 0)] if "exponent" in name or "significand" in name else x


def same(a, b):
    return (a.view(np.uint32) == b.view(np.uint32)) | (np.isnan(a) & np.isnan(b))


def test_avx2_spells_what_avx512_does_with_all_arguments():
    assert set(AVX2_SPELLINGS) == {n for n, row in OPERATORS.items() if row.avx512 is not None}
    for name, spelling in AVX2_SPELLINGS.items():
        places = range(len(OPERATORS[name].parameters))
        assert all(f"{{{place}}}" in spelling for place in places), name


@pytest.mark.parametrize("name", PROGRAMS)
def test_c_computes_the_meaning(name, library):
    interface, functions = library
    x = points(name)
    wanted = PROGRAMS[name](x)
    for form in FORMS:
        got = np.empty_like(x)
        pointers = [interface.from_buffer("float[]", array) for array in (x, got)]
        getattr(functions, f"{name}_{form}")(*pointers, len(x))
        assert same(got, wanted).all(), form


def subnormal(values):
    return (np.abs(values) < 2.0**-126) & (values != 0)


@pytest.mark.parametrize("name", OPERATORS)
def test_jax_computes_the_meaning(name):
    kernel, x = Float32Kernel("op", EXP, PROGRAMS[name]), points(name)
    got, wanted = np.asarray(jax.jit(jax_function(kernel))(x)), PROGRAMS[name](x)
    kinds = OPERATORS[name].parameters
    floats = [k for k, kind in enumerate(kinds) if kind is F]
    operands = [x, *(value_of(x, place, name) for place in floats)]
    usual = ~np.any([subnormal(array) for array in (*operands, wanted)], axis=0)
    with np.errstate(all="ignore"):
        close = np.abs(got - wanted) <= np.spacing(np.abs(wanted))
    exact = name not in ("fma", "div", "sqrt", "nearest_integer", "nearest_bits")
    assert np.all(same(got, wanted) | ~usual | (close & (not exact)))


def value_of(x, place, name):
    """What the operator is given at a place."""
    b = Builder()
    return b.program(operand(b, F, place, name in SMALL))(x)
