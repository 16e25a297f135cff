"""The C header of a float32 kernel: scalar function, array loops, dispatch at run time."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from codegen.float32.avx2 import avx2_definitions
from codegen.float32.c import AVX2, AVX512, SCALAR, Dialect, body, tables
from codegen.float32.c_functions import definitions
from codegen.float32.program import MachineProgram
from codegen.kernels.c_comment import commented

_PREAMBLE = """\
#include <math.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

/* Every operation rounds once to float32 and fused ones are written as fmaf: never compile with
   -ffast-math. Compilers other than gcc need -O3 -fno-math-errno -fno-trapping-math
   -ffp-contract=off to make vectors of the loops. Arrays must not overlap. */
#if defined(__GNUC__) && !defined(__clang__)
#pragma GCC push_options
#pragma GCC optimize("O3", "no-math-errno", "no-trapping-math", "fp-contract=off")
#else
#pragma STDC FP_CONTRACT OFF
#endif
#if defined(__GNUC__) && defined(__x86_64__) && !defined(SYMNUM_FLOAT32_PORTABLE)
#include <immintrin.h>
#define SYMNUM_FLOAT32_X86 1
#define SYMNUM_FLOAT32_AVX2 __attribute__((target("avx2,fma")))
#define SYMNUM_FLOAT32_AVX512 __attribute__((target("avx512f,fma")))
#endif
#ifndef SYMNUM_FLOAT32_INLINE
#ifdef __GNUC__
#define SYMNUM_FLOAT32_INLINE static inline __attribute__((always_inline))
#else
#define SYMNUM_FLOAT32_INLINE static inline
#endif
#endif
"""
_END = """\
#if defined(__GNUC__) && !defined(__clang__)
#pragma GCC pop_options
#endif
"""
_PORTABLE = {"variant": "_portable", "attribute": ""}
_AVX2 = {"variant": "_avx2", "attribute": "SYMNUM_FLOAT32_AVX2 "}
_AVX512 = {"variant": "_avx512", "attribute": "SYMNUM_FLOAT32_AVX512 "}
_LOOP = """\
static inline void {name}_array_portable(const float *x, float *y, size_t n)
{{
    const float *__restrict from = x;
    float *__restrict to = y;
    for (size_t i = 0; i < n; ++i)
        to[i] = {name}(from[i]);
}}"""
_AVX2_LOOP = """\
static inline SYMNUM_FLOAT32_AVX2 void {name}_array_avx2(const float *x, float *y, size_t n)
{{
    size_t i = 0;
    for (; i + 8 <= n; i += 8)
        _mm256_storeu_ps(y + i, {name}_8(_mm256_loadu_ps(x + i)));
    if (i < n) {{
        const __m256i places = _mm256_setr_epi32(0, 1, 2, 3, 4, 5, 6, 7);
        const __m256i rest = _mm256_cmpgt_epi32(_mm256_set1_epi32((int)(n - i)), places);
        const __m256 last = {name}_8(_mm256_maskload_ps(x + i, rest));
        _mm256_maskstore_ps(y + i, rest, last);
    }}
}}"""
_AVX512_LOOP = """\
static inline SYMNUM_FLOAT32_AVX512 void {name}_array_avx512(const float *x, float *y, size_t n)
{{
    size_t i = 0;
    for (; i + 16 <= n; i += 16)
        _mm512_storeu_ps(y + i, {name}_16(_mm512_loadu_ps(x + i)));
    if (i < n) {{
        const __mmask16 rest = (__mmask16)((1u << (n - i)) - 1u);
        const __m512 last = {name}_16(_mm512_maskz_loadu_ps(rest, x + i));
        _mm512_mask_storeu_ps(y + i, rest, last);
    }}
}}"""
_SCAN = """\
static inline {attribute}int {name}_any_rare{variant}(const float *x, size_t n)
{{
    int any = 0;
    for (size_t i = 0; i < n; ++i)
        any |= !(fabsf(x[i]) < {bound});
    return any;
}}"""
_AVX512_SCAN = """\
static inline SYMNUM_FLOAT32_AVX512 int {name}_any_rare_avx512(const float *x, size_t n)
{{
    const __m512 bound = _mm512_set1_ps({bound});
    unsigned any = 0;
    for (size_t i = 0; i < n; i += 16) {{
        const __mmask16 here = n - i < 16 ? (__mmask16)((1u << (n - i)) - 1u) : 0xffff;
        const __m512 a = _mm512_abs_ps(_mm512_maskz_loadu_ps(here, x + i));
        any |= _mm512_cmp_ps_mask(a, bound, _CMP_NLT_UQ);
    }}
    return any != 0;
}}"""
_DISPATCH = """\
static inline void {name}_array(const float *x, float *y, size_t n)
{{
#ifdef SYMNUM_FLOAT32_X86
    if (__builtin_cpu_supports("avx512f")) {{
        {name}_array_avx512(x, y, n);
        return;
    }}
    if (__builtin_cpu_supports("avx2") && __builtin_cpu_supports("fma")) {{
        {name}_array_avx2(x, y, n);
        return;
    }}
#endif
    {name}_array_portable(x, y, n);
}}"""
_WITH_RARE = """\
SYMNUM_FLOAT32_INLINE float {name}(float x)
{{
    return fabsf(x) < {bound} ? {name}_ordinary(x) : {name}_rare(x);
}}
/* Arguments from {bound} up are few: they are done over again, one by one. */
static inline void {name}_again(const float *x, float *y, size_t n)
{{
    for (size_t i = 0; i < n; ++i)
        if (!(fabsf(x[i]) < {bound}))
            y[i] = {name}_rare(x[i]);
}}"""
_RARE_LOOP = """\
static inline {attribute}void {name}_array{variant}(const float *x, float *y, size_t n)
{{
    for (size_t i = 0; i < n; i += 1024) {{
        const size_t m = n - i < 1024 ? n - i : 1024;
        {name}_ordinary_array{variant}(x + i, y + i, m);
        if ({name}_any_rare{variant}(x + i, m))
            {name}_again(x + i, y + i, m);
    }}
}}"""


def header(
    name: str,
    ordinary: MachineProgram,
    rare: MachineProgram | None,
    rare_from: float | None,
    comment: Sequence[str] = (),
) -> str:
    """A self-contained header with ``float NAME(float)`` and ``NAME_array(x, y, n)``.

    Args:
        name: A C identifier.
        ordinary: The program for |x| < ``rare_from``, or for every x.
        rare: The program for the other arguments, NaN among them.
        rare_from: Where the rare ones begin.
        comment: Lines for the comment on top.
    """
    guard = f"{name.upper()}_H"
    lines = [*commented(name, comment), f"#ifndef {guard}", f"#define {guard}", _PREAMBLE]
    operators = [*ordinary.operators(), *(rare.operators() if rare else ())]
    lines += definitions(operator.prelude for operator in operators)
    if rare is None or rare_from is None:
        lines += [*_scalar(name, ordinary), *_loops(name, ordinary)]
    else:
        ordinary_name, bound = f"{name}_ordinary", _bound(rare_from)
        lines += [*_scalar(ordinary_name, ordinary), *_scalar(f"{name}_rare", rare)]
        lines.append(_WITH_RARE.format(name=name, bound=bound))
        lines += [*_loops(ordinary_name, ordinary), *_rare_loops(name, bound)]
    lines.append(_DISPATCH.format(name=name))
    return "\n".join([*lines, "", _END, f"#endif /* {guard} */", ""])


def _bound(value: float) -> str:
    return f"{value.hex()}f"


def _scalar(name: str, program: MachineProgram) -> Iterator[str]:
    yield from tables(program, name)
    yield f"SYMNUM_FLOAT32_INLINE float {name}(float x)"
    yield "{"
    yield from body(program, name, SCALAR)
    yield "}"
    yield ""


def _loops(name: str, program: MachineProgram) -> Iterator[str]:
    """The loop that compilers vectorise as they can, and those in AVX2 and AVX-512."""
    yield _LOOP.format(name=name)
    yield "#ifdef SYMNUM_FLOAT32_X86"
    yield from avx2_definitions(program.operators())
    yield from _registers(f"SYMNUM_FLOAT32_AVX2 __m256 {name}_8(__m256 x)", program, name, AVX2)
    yield _AVX2_LOOP.format(name=name)
    yield from _registers(
        f"SYMNUM_FLOAT32_AVX512 __m512 {name}_16(__m512 x)", program, name, AVX512
    )
    yield _AVX512_LOOP.format(name=name)
    yield "#endif"


def _registers(
    declared: str, program: MachineProgram, name: str, dialect: Dialect
) -> Iterator[str]:
    yield f"static inline {declared}"
    yield "{"
    yield from body(program, name, dialect)
    yield "}"
    yield ""


def _rare_loops(name: str, bound: str) -> Iterator[str]:
    """Loops over blocks, with a second one over those that have rare arguments."""
    yield _SCAN.format(name=name, bound=bound, **_PORTABLE)
    yield _RARE_LOOP.format(name=name, **_PORTABLE)
    yield "#ifdef SYMNUM_FLOAT32_X86"
    yield _SCAN.format(name=name, bound=bound, **_AVX2)
    yield _RARE_LOOP.format(name=name, **_AVX2)
    yield _AVX512_SCAN.format(name=name, bound=bound)
    yield _RARE_LOOP.format(name=name, **_AVX512)
    yield "#endif"
