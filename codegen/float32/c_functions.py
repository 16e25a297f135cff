"""C functions that spell machine operators: what a header has on top, each once."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping

Functions = Mapping[str, tuple[tuple[str, ...], str]]
"""Names with what each function calls, and its text."""

# fmt: off
FUNCTIONS: Functions = {
    "bits": ((), """\
static inline uint32_t symnum_bits(float x) { uint32_t b; memcpy(&b, &x, 4); return b; }
"""),
    "float": ((), """\
static inline float symnum_float(uint32_t b) { float x; memcpy(&x, &b, 4); return x; }
"""),
    "scale": (("bits", "float"), """\
/* x * 2^n for |x| in [1/4, 4] and an integer n within +-252: the first factor is exact. */
static inline float symnum_scale(float x, float n)
{
    const uint32_t i = symnum_bits(n + 0x1.8p+23f) - 0x4b400000u;
    const uint32_t half = (uint32_t)((int32_t)i >> 1);
    return x * symnum_float((half + 127u) << 23) * symnum_float((i - half + 127u) << 23);
}
"""),
    "normal_bits": (("bits", "float"), """\
/* 23 if x is subnormal, or 0. */
static inline uint32_t symnum_deficit(float x)
{
    return symnum_bits(fabsf(x)) < 0x800000u ? 23u : 0u;
}
/* The bits of |x|, of |x| * 2^23 if x is subnormal. */
static inline uint32_t symnum_normal_bits(float x)
{
    return symnum_bits(fabsf(x) * symnum_float(0x3f800000u + (symnum_deficit(x) << 23)));
}
"""),
    "exponent": (("normal_bits",), """\
/* floor(log2|x|) of a finite x other than 0; anything elsewhere. */
static inline float symnum_exponent(float x)
{
    return (float)(int32_t)((symnum_normal_bits(x) >> 23) - 127u - symnum_deficit(x));
}
"""),
    "significand": (("normal_bits", "float"), """\
/* The significand in [3/4, 3/2) of |x| for a finite x other than 0; anything elsewhere. */
static inline float symnum_significand(float x)
{
    const uint32_t b = symnum_normal_bits(x);
    return symnum_float(b - ((b - 0x3f400000u) & 0xff800000u));
}
"""),
    "significand_exponent": (("normal_bits",), """\
/* The exponent that goes with symnum_significand. */
static inline float symnum_significand_exponent(float x)
{
    const uint32_t above = symnum_normal_bits(x) - 0x3f400000u;
    return (float)(((int32_t)above >> 23) - (int32_t)symnum_deficit(x));
}
"""),
    "low_significand": (("normal_bits", "float"), """\
/* The significand in (2/3, 4/3] of |x| for a finite x other than 0; anything elsewhere. */
static inline float symnum_low_significand(float x)
{
    const uint32_t b = symnum_normal_bits(x);
    return symnum_float(b - ((b - 0x3f2aaaacu) & 0xff800000u));
}
"""),
    "low_significand_exponent": (("normal_bits",), """\
/* The exponent that goes with symnum_low_significand. */
static inline float symnum_low_significand_exponent(float x)
{
    const uint32_t above = symnum_normal_bits(x) - 0x3f2aaaacu;
    return (float)(((int32_t)above >> 23) - (int32_t)symnum_deficit(x));
}
"""),
    "unit_significand": (("normal_bits", "float"), """\
/* The significand in [1, 2) of |x| for a finite x other than 0; anything elsewhere. */
static inline float symnum_unit_significand(float x)
{
    return symnum_float((symnum_normal_bits(x) & 0x7fffffu) | 0x3f800000u);
}
"""),
    "logarithmic_cases": ((), """\
/* y, but -inf where x = 0, NaN where x < 0 or NaN, inf where x = inf. */
static inline float symnum_logarithmic_cases(float y, float x)
{
    const float inside = x == INFINITY ? INFINITY : y;
    const float edges = x == 0.0f ? -INFINITY : NAN;
    return x > 0.0f ? inside : edges;
}
"""),
}
# fmt: on
"""Scalar functions."""


def definitions(names: Iterable[str | None], functions: Functions = FUNCTIONS) -> Iterator[str]:
    """The text of the named functions and of those they call, each in a guard of its own.

    Args:
        names: What is needed; ``None`` needs nothing.
        functions: Those that there are.
    """
    wanted: set[str] = set()
    stack = [name for name in names if name is not None]
    while stack:
        name = stack.pop()
        wanted.add(name)
        stack.extend(functions[name][0])
    for name, (_, text) in functions.items():
        if name in wanted:
            guard = f"SYMNUM_FLOAT32_{name.upper()}"
            yield f"#ifndef {guard}\n#define {guard}\n{text}#endif"
