"""What a machine does with 32-bit values: one validated row per machine operator.

A row has the meaning on NumPy arrays (the reference), the spelling in scalar C, in AVX-512
intrinsics and in JAX; that in AVX2 is in :mod:`codegen.float32.avx2`. All spellings give the same
bits for all arguments in the stated range, except that JAX on a CPU may take subnormal numbers for
zero and contracts products into sums.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from enum import Enum
from types import MappingProxyType
from typing import Any

import numpy as np
from numpy.typing import NDArray

from codegen.float32 import arithmetic

Array = NDArray[Any]


class MachineType(Enum):
    """The type of a machine value."""

    F32 = "f32"
    I32 = "i32"
    U32 = "u32"
    BOOL = "bool"

    @property
    def dtype(self) -> np.dtype[Any]:
        """NumPy's type."""
        return np.dtype(_DTYPES[self])

    @property
    def c(self) -> str:
        """The type in scalar C."""
        return _SCALARS[self]

    @property
    def avx2(self) -> str:
        """Eight values of the type in AVX2."""
        return _AVX2[self]

    @property
    def avx512(self) -> str:
        """Sixteen values of the type in AVX-512."""
        return _AVX512[self]


F, I, U, B = MachineType  # noqa: E741
_DTYPES = {F: np.float32, I: np.int32, U: np.uint32, B: np.bool_}
_SCALARS = {F: "float", I: "int32_t", U: "uint32_t", B: "int"}
_AVX2 = {F: "__m256", I: "__m256i", U: "__m256i", B: "__m256"}
_AVX512 = {F: "__m512", I: "__m512i", U: "__m512i", B: "__mmask16"}


@dataclass(frozen=True)
class MachineOperator:
    """One machine operation.

    Args:
        name: Its name.
        parameters: Types of the arguments.
        result: Type of the value.
        meaning: The operation on NumPy arrays.
        c: Format template over the names of the arguments.
        avx512: The same on sixteen values at a time; ``None`` if there is no short way.
        jax: Template of an expression over ``jnp``, ``lax`` and ``machine``, which is
            :mod:`codegen.float32.jax_operations`.
        prelude: Name of a C function that the spelling in C calls.
        cost: Rough cycles of sixteen results on a current x86 core.
    """

    name: str
    parameters: tuple[MachineType, ...]
    result: MachineType
    meaning: Callable[..., Array]
    c: str
    avx512: str | None
    jax: str
    prelude: str | None = None
    cost: float = 1.0

    def __post_init__(self) -> None:
        names = [str(place) for place in range(len(self.parameters))]
        for template in (self.c, self.avx512, self.jax):
            if template and any(f"{{{name}}}" not in template for name in names):
                raise ValueError(f"machine operator {self.name}: {template!r} drops an argument")


def _lookup(table: Array, index: Array) -> Array:
    return np.asarray(table[index & np.uint32(len(table) - 1)])


_SHIFT = np.float32(1.5 * 2**23)


def _shifted(a: Array, b: Array) -> Array:
    return arithmetic.fma(a, b, np.asarray(_SHIFT))


def _shift(function: Any) -> Callable[[Array, Array], Array]:
    return lambda a, b: function(a, b & b.dtype.type(31))


def _table(*rows: MachineOperator) -> Mapping[str, MachineOperator]:
    made = {row.name: row for row in rows}
    if len(made) != len(rows):
        raise ValueError("a machine operator is there twice")
    return MappingProxyType(made)


def _row(name: str, signature: str, *rest: Any, **more: Any) -> MachineOperator:
    """A row whose signature is written with one letter a type: ``"FF>F"``."""
    letters = {"F": F, "I": I, "U": U, "B": B}
    parameters, result = signature.split(">")
    types = tuple(letters[letter] for letter in parameters)
    return MachineOperator(name, types, letters[result], *rest, **more)


_SIGN, _MAGNITUDE = "_mm512_set1_epi32(INT32_MIN)", "_mm512_set1_epi32(INT32_MAX)"
_TO_I, _TO_F = "_mm512_castps_si512({0})", "_mm512_castsi512_ps({0})"
_UNIT = "_mm512_getmant_ps({0}, _MM_MANT_NORM_1_2, _MM_MANT_SIGN_zero)"
_IS_HIGH = f"_mm512_cmp_ps_mask({_UNIT}, _mm512_set1_ps(0x1.555556p+0f), _CMP_GT_OQ)"

# fmt: off
OPERATORS = _table(
    _row("add", "FF>F", np.add, "{0} + {1}", "_mm512_add_ps({0}, {1})", "{0} + {1}"),
    _row("sub", "FF>F", np.subtract, "{0} - {1}", "_mm512_sub_ps({0}, {1})", "{0} - {1}"),
    _row("mul", "FF>F", np.multiply, "{0} * {1}", "_mm512_mul_ps({0}, {1})", "{0} * {1}"),
    _row("div", "FF>F", np.divide, "{0} / {1}", "_mm512_div_ps({0}, {1})", "{0} / {1}", cost=10),
    _row("fma", "FFF>F", arithmetic.fma, "fmaf({0}, {1}, {2})",
         "_mm512_fmadd_ps({0}, {1}, {2})", "fma({0}, {1}, {2})"),
    _row("sqrt", "F>F", np.sqrt, "sqrtf({0})", "_mm512_sqrt_ps({0})", "jnp.sqrt({0})", cost=12),
    _row("neg", "F>F", np.negative, "-{0}", "-{0}", "-{0}"),
    _row("abs", "F>F", np.abs, "fabsf({0})",
         f"_mm512_castsi512_ps(_mm512_and_si512({_TO_I}, {_MAGNITUDE}))", "jnp.abs({0})"),
    # For |a · b| < 2^22: adding 1.5 · 2^23 rounds to integers, and leaves them in the last 22 bits.
    _row("nearest_integer", "FF>F", lambda a, b: _shifted(a, b) - _SHIFT,
         "fmaf({0}, {1}, 0x1.8p+23f) - 0x1.8p+23f",
         "_mm512_sub_ps(_mm512_fmadd_ps({0}, {1}, _mm512_set1_ps(0x1.8p+23f)), "
         "_mm512_set1_ps(0x1.8p+23f))", "jnp.round({0} * {1})"),
    _row("nearest_bits", "FF>U", lambda a, b: _shifted(a, b).view(np.uint32),
         "symnum_bits(fmaf({0}, {1}, 0x1.8p+23f))",
         "_mm512_castps_si512(_mm512_fmadd_ps({0}, {1}, _mm512_set1_ps(0x1.8p+23f)))",
         "nearest_bits({0}, {1})", prelude="bits", cost=0),
    # The second argument where the two are unordered or equal, as SSE has it.
    _row("min", "FF>F", lambda a, b: np.where(a < b, a, b), "({0} < {1} ? {0} : {1})",
         "_mm512_min_ps({0}, {1})", "minimum({0}, {1})"),
    _row("max", "FF>F", lambda a, b: np.where(a > b, a, b), "({0} > {1} ? {0} : {1})",
         "_mm512_max_ps({0}, {1})", "maximum({0}, {1})"),
    _row("scale", "FF>F", arithmetic.scale, "symnum_scale({0}, {1})",
         "_mm512_scalef_ps({0}, {1})", "scale({0}, {1})", prelude="scale", cost=2),
    _row("exponent", "F>F", arithmetic.exponent, "symnum_exponent({0})",
         "_mm512_getexp_ps({0})", "exponent({0})", prelude="exponent"),
    _row("significand", "F>F", arithmetic.significand, "symnum_significand({0})",
         "_mm512_getmant_ps({0}, _MM_MANT_NORM_p75_1p5, _MM_MANT_SIGN_zero)",
         "significand({0})", prelude="significand"),
    _row("significand_exponent", "F>F", arithmetic.significand_exponent,
         "symnum_significand_exponent({0})",
         "_mm512_mask_add_ps(_mm512_getexp_ps({0}), _mm512_cmp_ps_mask(_mm512_getmant_ps({0}, "
         "_MM_MANT_NORM_p75_1p5, _MM_MANT_SIGN_zero), _mm512_set1_ps(1.0f), _CMP_LT_OQ), "
         "_mm512_getexp_ps({0}), _mm512_set1_ps(1.0f))",
         "significand_exponent({0})", prelude="significand_exponent", cost=3),
    _row("low_significand", "F>F", arithmetic.low_significand, "symnum_low_significand({0})",
         f"_mm512_mask_mul_ps({_UNIT}, {_IS_HIGH}, {_UNIT}, _mm512_set1_ps(0.5f))",
         "low_significand({0})", prelude="low_significand", cost=3),
    _row("low_significand_exponent", "F>F", arithmetic.low_significand_exponent,
         "symnum_low_significand_exponent({0})",
         f"_mm512_mask_add_ps(_mm512_getexp_ps({{0}}), {_IS_HIGH}, _mm512_getexp_ps({{0}}), "
         "_mm512_set1_ps(1.0f))",
         "low_significand_exponent({0})", prelude="low_significand_exponent", cost=3),
    _row("unit_significand", "F>F", arithmetic.unit_significand, "symnum_unit_significand({0})",
         _UNIT, "unit_significand({0})", prelude="unit_significand"),
    _row("logarithmic_cases", "FF>F", arithmetic.logarithmic_cases,
         "symnum_logarithmic_cases({0}, {1})",
         "_mm512_fixupimm_ps({0}, {1}, _mm512_set1_epi32(0x03530422), 0)",
         "logarithmic_cases({0}, {1})", prelude="logarithmic_cases"),
    _row("copysign", "FF>F", np.copysign, "copysignf({0}, {1})",
         "_mm512_castsi512_ps(_mm512_ternarylogic_epi32(_mm512_castps_si512({0}), "
         f"_mm512_castps_si512({{1}}), {_SIGN}, 0xd8))", "copysign({0}, {1})"),
    _row("less", "FF>B", np.less, "{0} < {1}",
         "_mm512_cmp_ps_mask({0}, {1}, _CMP_LT_OQ)", "{0} < {1}"),
    _row("equal_u32", "UU>B", np.equal, "{0} == {1}",
         "_mm512_cmpeq_epi32_mask({0}, {1})", "{0} == {1}"),
    _row("less_u32", "UU>B", np.less, "{0} < {1}",
         "_mm512_cmplt_epu32_mask({0}, {1})", "{0} < {1}"),
    _row("select", "BFF>F", np.where, "({0} ? {1} : {2})",
         "_mm512_mask_blend_ps({0}, {2}, {1})", "jnp.where({0}, {1}, {2})"),
    _row("select_u32", "BUU>U", np.where, "({0} ? {1} : {2})",
         "_mm512_mask_blend_epi32({0}, {2}, {1})", "jnp.where({0}, {1}, {2})"),
    _row("bits", "F>U", lambda a: a.view(np.uint32), "symnum_bits({0})", _TO_I,
         "bits({0})", prelude="bits", cost=0),
    _row("float_of_bits", "U>F", lambda a: a.view(np.float32), "symnum_float({0})", _TO_F,
         "float_of_bits({0})", prelude="float", cost=0),
    _row("to_float", "I>F", lambda a: a.astype(np.float32), "(float){0}",
         "_mm512_cvtepi32_ps({0})", "to_float({0})"),
    _row("as_signed", "U>I", lambda a: a.view(np.int32), "(int32_t){0}", "{0}",
         "as_signed({0})", cost=0),
    _row("as_unsigned", "I>U", lambda a: a.view(np.uint32), "(uint32_t){0}", "{0}",
         "as_unsigned({0})", cost=0),
    _row("add_u32", "UU>U", np.add, "{0} + {1}", "_mm512_add_epi32({0}, {1})", "{0} + {1}"),
    _row("sub_u32", "UU>U", np.subtract, "{0} - {1}", "_mm512_sub_epi32({0}, {1})", "{0} - {1}"),
    _row("mul_u32", "UU>U", np.multiply, "{0} * {1}",
         "_mm512_mullo_epi32({0}, {1})", "{0} * {1}", cost=2),
    _row("mul_high_u32", "UU>U", arithmetic.mul_high,
         "(uint32_t)(((uint64_t){0} * {1}) >> 32)", None, "mul_high({0}, {1})", cost=4),
    _row("and_u32", "UU>U", np.bitwise_and, "{0} & {1}", "_mm512_and_si512({0}, {1})",
         "{0} & {1}"),
    _row("or_u32", "UU>U", np.bitwise_or, "{0} | {1}", "_mm512_or_si512({0}, {1})", "{0} | {1}"),
    _row("xor_u32", "UU>U", np.bitwise_xor, "{0} ^ {1}", "_mm512_xor_si512({0}, {1})",
         "{0} ^ {1}"),
    # Shifts take the last five bits of the second argument.
    _row("shift_left", "UU>U", _shift(np.left_shift), "{0} << ({1} & 31)",
         "_mm512_sllv_epi32({0}, _mm512_and_si512({1}, _mm512_set1_epi32(31)))",
         "shift_left({0}, {1})"),
    _row("shift_right", "UU>U", _shift(np.right_shift), "{0} >> ({1} & 31)",
         "_mm512_srlv_epi32({0}, _mm512_and_si512({1}, _mm512_set1_epi32(31)))",
         "shift_right({0}, {1})"),
)
# fmt: on
"""The machine operators by name; ``lookup`` is apart, since a table is not a value."""

LOOKUP_SIZES = (8, 16, 32)
"""Entries of a table, powers of two: the last bits of the index count."""
lookup = _lookup
"""The meaning of a table look-up: entry ``index`` modulo the size."""
