"""Machine operators in AVX2 intrinsics, on eight values at a time.

A truth value is a mask of 32 bits. Where AVX2 has no instruction for an operator, a C function
spells it; arguments that are rare, such as subnormal ones of a logarithm, are tested for all eight
at once and branched upon.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from types import MappingProxyType

from codegen.float32.c_functions import Functions, definitions
from codegen.float32.operators import OPERATORS, MachineOperator

_SIGN, _MAGNITUDE = "_mm256_set1_epi32(INT32_MIN)", "_mm256_set1_epi32(INT32_MAX)"
_TO_I, _TO_F = "_mm256_castps_si256({0})", "_mm256_castsi256_ps({0})"
_SHIFT = "_mm256_set1_ps(0x1.8p+23f)"
_LAST = "_mm256_and_si256({1}, _mm256_set1_epi32(31))"


def _mask(integers: str) -> str:
    return f"_mm256_castsi256_ps({integers})"


# fmt: off
_ROWS: dict[str, str] = {
    "add": "_mm256_add_ps({0}, {1})", "sub": "_mm256_sub_ps({0}, {1})",
    "mul": "_mm256_mul_ps({0}, {1})", "div": "_mm256_div_ps({0}, {1})",
    "fma": "_mm256_fmadd_ps({0}, {1}, {2})", "sqrt": "_mm256_sqrt_ps({0})",
    "neg": "-{0}",
    "abs": f"_mm256_and_ps({{0}}, {_mask(_MAGNITUDE)})",
    "nearest_integer": f"_mm256_sub_ps(_mm256_fmadd_ps({{0}}, {{1}}, {_SHIFT}), {_SHIFT})",
    "nearest_bits": f"_mm256_castps_si256(_mm256_fmadd_ps({{0}}, {{1}}, {_SHIFT}))",
    "min": "_mm256_min_ps({0}, {1})", "max": "_mm256_max_ps({0}, {1})",
    "scale": "symnum_scale_8({0}, {1})", "exponent": "symnum_exponent_8({0})",
    "significand": "symnum_significand_8({0}, 0x3f400000)",
    "significand_exponent": "symnum_significand_exponent_8({0}, 0x3f400000)",
    "low_significand": "symnum_significand_8({0}, 0x3f2aaaac)",
    "low_significand_exponent": "symnum_significand_exponent_8({0}, 0x3f2aaaac)",
    "unit_significand": "symnum_unit_significand_8({0})",
    "logarithmic_cases": "symnum_logarithmic_cases_8({0}, {1})",
    "copysign": f"_mm256_or_ps(_mm256_and_ps({{0}}, {_mask(_MAGNITUDE)}), "
                f"_mm256_and_ps({{1}}, {_mask(_SIGN)}))",
    "less": "_mm256_cmp_ps({0}, {1}, _CMP_LT_OQ)",
    "equal_u32": _mask("_mm256_cmpeq_epi32({0}, {1})"),
    "less_u32": _mask(f"_mm256_cmpgt_epi32(_mm256_xor_si256({{1}}, {_SIGN}), "
                      f"_mm256_xor_si256({{0}}, {_SIGN}))"),
    "select": "_mm256_blendv_ps({2}, {1}, {0})",
    "select_u32": "_mm256_blendv_epi8({2}, {1}, _mm256_castps_si256({0}))",
    "bits": _TO_I, "float_of_bits": _TO_F, "to_float": "_mm256_cvtepi32_ps({0})",
    "as_signed": "{0}", "as_unsigned": "{0}",
    "add_u32": "_mm256_add_epi32({0}, {1})", "sub_u32": "_mm256_sub_epi32({0}, {1})",
    "mul_u32": "_mm256_mullo_epi32({0}, {1})", "and_u32": "_mm256_and_si256({0}, {1})",
    "or_u32": "_mm256_or_si256({0}, {1})", "xor_u32": "_mm256_xor_si256({0}, {1})",
    "shift_left": f"_mm256_sllv_epi32({{0}}, {_LAST})",
    "shift_right": f"_mm256_srlv_epi32({{0}}, {_LAST})",
}
# fmt: on
AVX2_SPELLINGS: Mapping[str, str] = MappingProxyType(_ROWS)
"""Templates over the names of the arguments; operators that are not here have no short spelling."""
if not AVX2_SPELLINGS.keys() <= OPERATORS.keys():
    raise ValueError("AVX2 spells an operator that there is not")

_FUNCTION = "static inline SYMNUM_FLOAT32_AVX2"
# fmt: off
AVX2_FUNCTIONS: Functions = MappingProxyType({
    "scale_8": ((), f"""\
/* x * 2^n as in symnum_scale: the last bits of j are n + 254. */
{_FUNCTION} __m256 symnum_scale_8(__m256 x, __m256 n)
{{
    const __m256i j = _mm256_castps_si256(_mm256_add_ps(n, _mm256_set1_ps(0x1.8p+23f + 254)));
    const __m256i half = _mm256_srli_epi32(j, 1), other = _mm256_sub_epi32(j, half);
    const __m256 first = _mm256_castsi256_ps(_mm256_slli_epi32(half, 23));
    const __m256 second = _mm256_castsi256_ps(_mm256_slli_epi32(other, 23));
    return _mm256_mul_ps(_mm256_mul_ps(x, first), second);
}}
"""),
    "all_usual_8": ((), f"""\
/* Whether all eight are positive normal numbers. */
{_FUNCTION} int symnum_all_usual_8(__m256 x)
{{
    const __m256i above = _mm256_add_epi32(_mm256_castps_si256(x), _mm256_set1_epi32(0x7f800000));
    const __m256i usual = _mm256_cmpgt_epi32(_mm256_set1_epi32(-0x1000000), above);
    return __builtin_expect(_mm256_movemask_ps(_mm256_castsi256_ps(usual)) == 255, 1);
}}
"""),
    "normal_bits_8": (("all_usual_8",), f"""\
/* All bits where x is subnormal. */
{_FUNCTION} __m256 symnum_subnormal_8(__m256 x)
{{
    const __m256i mask = _mm256_set1_epi32(INT32_MAX);
    const __m256i b = _mm256_and_si256(_mm256_castps_si256(x), mask);
    return _mm256_castsi256_ps(_mm256_cmpgt_epi32(_mm256_set1_epi32(0x800000), b));
}}
/* The bits of |x|, of |x| * 2^23 if x is subnormal. */
{_FUNCTION} __m256i symnum_normal_bits_8(__m256 x)
{{
    if (!symnum_all_usual_8(x)) {{
        const __m256 larger = _mm256_mul_ps(x, _mm256_set1_ps(0x1p+23f));
        x = _mm256_blendv_ps(x, larger, symnum_subnormal_8(x));
        x = _mm256_andnot_ps(_mm256_set1_ps(-0.0f), x);
    }}
    return _mm256_castps_si256(x);
}}
/* n, or n - 23 where x is subnormal. */
{_FUNCTION} __m256i symnum_exponents_8(__m256 x, __m256i n)
{{
    if (!symnum_all_usual_8(x)) {{
        const __m256i small = _mm256_castps_si256(symnum_subnormal_8(x));
        n = _mm256_sub_epi32(n, _mm256_and_si256(small, _mm256_set1_epi32(23)));
    }}
    return n;
}}
"""),
    "exponent_8": (("normal_bits_8",), f"""\
{_FUNCTION} __m256 symnum_exponent_8(__m256 x)
{{
    const __m256i biased = _mm256_srli_epi32(symnum_normal_bits_8(x), 23);
    const __m256i n = _mm256_sub_epi32(biased, _mm256_set1_epi32(127));
    return _mm256_cvtepi32_ps(symnum_exponents_8(x, n));
}}
"""),
    "significand_8": (("normal_bits_8",), f"""\
/* The significand of |x| that is not below the number with the given bits, and below its double. */
{_FUNCTION} __m256 symnum_significand_8(__m256 x, int low)
{{
    const __m256i b = symnum_normal_bits_8(x);
    const __m256i above = _mm256_sub_epi32(b, _mm256_set1_epi32(low));
    const __m256i n = _mm256_and_si256(above, _mm256_set1_epi32((int)0xff800000u));
    return _mm256_castsi256_ps(_mm256_sub_epi32(b, n));
}}
"""),
    "significand_exponent_8": (("normal_bits_8",), f"""\
{_FUNCTION} __m256 symnum_significand_exponent_8(__m256 x, int low)
{{
    const __m256i b = symnum_normal_bits_8(x);
    const __m256i above = _mm256_sub_epi32(b, _mm256_set1_epi32(low));
    return _mm256_cvtepi32_ps(symnum_exponents_8(x, _mm256_srai_epi32(above, 23)));
}}
"""),
    "unit_significand_8": (("normal_bits_8",), f"""\
{_FUNCTION} __m256 symnum_unit_significand_8(__m256 x)
{{
    const __m256i m = _mm256_and_si256(symnum_normal_bits_8(x), _mm256_set1_epi32(0x7fffff));
    return _mm256_castsi256_ps(_mm256_or_si256(m, _mm256_set1_epi32(0x3f800000)));
}}
"""),
    "logarithmic_cases_8": (("all_usual_8",), f"""\
{_FUNCTION} __m256 symnum_logarithmic_cases_8(__m256 y, __m256 x)
{{
    if (!symnum_all_usual_8(x)) {{
        const __m256 zero = _mm256_setzero_ps(), infinity = _mm256_set1_ps(INFINITY);
        const __m256 is_zero = _mm256_cmp_ps(x, zero, _CMP_EQ_OQ);
        const __m256 edges = _mm256_blendv_ps(_mm256_set1_ps(NAN), _mm256_set1_ps(-INFINITY),
                                              is_zero);
        y = _mm256_blendv_ps(y, infinity, _mm256_cmp_ps(x, infinity, _CMP_EQ_OQ));
        y = _mm256_blendv_ps(edges, y, _mm256_cmp_ps(x, zero, _CMP_GT_OQ));
    }}
    return y;
}}
"""),
})
# fmt: on
"""C functions that spellings call."""


def avx2_definitions(operators: Iterable[MachineOperator]) -> Iterator[str]:
    """The text of the functions that the spellings of operators need."""
    spellings = [AVX2_SPELLINGS.get(row.name, "") for row in operators]
    called = (
        name for name in AVX2_FUNCTIONS if any(f"symnum_{name}(" in text for text in spellings)
    )
    return definitions(called, AVX2_FUNCTIONS)
