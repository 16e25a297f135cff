"""C that holds float32 results against a double reference, and tells what it cannot decide.

The reference's error is taken to be at most ``MARGIN`` of its value, so the true value lies in an
interval. For every input this gives an interval for the error in ULPs of the true value (the unit
of :mod:`symnum.numerics.ulp`), and a verdict on the rounding wherever both ends of the interval
round alike. What stays open is handed out as cases, for ball arithmetic to decide.
"""

from __future__ import annotations

MARGIN_BITS = 45
"""The reference is right to 2^-45 of its value: 128 ULPs of a double, where glibc states one.

One input in about 2^19 then lies too close to a midpoint of two float32 numbers to decide.
"""
CLASSES = ("normal", "subnormal", "infinite", "nan")
"""What an input's right result is; zeros are among the subnormal ones."""
SHOWN_FROM = 0.5
"""Errors below this cannot be misroundings, and only the largest of them is kept."""
LARGEST_CASES, ROUNDING_CASES = 256, 4096
"""Cases of a class that are kept as candidates for the largest error; open roundings."""

DECLARATIONS = f"""
typedef struct {{ uint32_t input, output, result; double low, high; }} symnum_case;
typedef struct {{
    uint64_t count, misrounded;
    symnum_case best;
    double forgotten;
    uint32_t kept;
    symnum_case largest[{LARGEST_CASES}];
}} symnum_class;
typedef struct {{
    symnum_class classes[{len(CLASSES)}];
    uint64_t open;
    symnum_case roundings[{ROUNDING_CASES}];
}} symnum_judgement;
void symnum_judge(const float *in, const float *out, size_t n, symnum_judgement *found);
void symnum_reference(const float *in, double *out, size_t n);
"""

_SOURCE = """
#include <math.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>
{declarations}
#define BLOCK 1024
#if defined(__x86_64__) && defined(__GNUC__) && !defined(__clang__)
#define CLONED __attribute__((target_clones("avx512f", "avx2", "default")))
#else
#define CLONED
#endif
static const double MARGIN = 0x1p-{margin};
static const double OVERFLOW_AT = 0x1.ffffffp127;

static uint32_t bits_of(float x) {{ uint32_t u; memcpy(&u, &x, 4); return u; }}
static uint64_t bits_of_double(double x) {{ uint64_t u; memcpy(&u, &x, 8); return u; }}

static double double_of(int64_t u) {{ double x; memcpy(&x, &u, 8); return x; }}

/* 1/ulp of float32 numbers of the size of a >= 0. */
static double per_unit(double a)
{{
    int64_t exponent = (int64_t)(bits_of_double(a) >> 52);
    exponent = exponent < 1023 - 126 ? 1023 - 126 : exponent;
    uint64_t u = (uint64_t)(2046 + 23 - exponent) << 52;
    double inverse;
    memcpy(&inverse, &u, 8);
    return inverse;
}}

static void forget(symnum_class *c, double high)
{{
    c->forgotten = high > c->forgotten ? high : c->forgotten;
}}

/* Drop what can no longer be the largest. */
static void prune(symnum_class *c)
{{
    uint32_t kept = 0;
    for (uint32_t k = 0; k < c->kept; ++k) {{
        if (c->largest[k].high >= c->best.low)
            c->largest[kept++] = c->largest[k];
        else
            forget(c, c->largest[k].high);
    }}
    c->kept = kept;
}}

static void enter(symnum_class *c, symnum_case one)
{{
    if (one.low > c->best.low)
        c->best = one;
    if (one.high < {shown} || one.high < c->best.low) {{
        forget(c, one.high);
        return;
    }}
    if (c->kept == {largest})
        prune(c);
    if (c->kept < {largest})
        c->largest[c->kept++] = one;
    else
        forget(c, one.high);
}}

static void judge_not_finite(symnum_judgement *found, symnum_case one, int right)
{{
    symnum_class *c = &found->classes[one.result];
    c->count += 1;
    c->misrounded += !right;
    one.low = one.high = right ? 0.0 : INFINITY;
    enter(c, one);
}}

static void judge_finite(symnum_judgement *found, symnum_case one, float y, double reference)
{{
    double a = fabs(reference), slack = a * MARGIN;
    float low = (float)(reference - slack), high = (float)(reference + slack);
    one.result = fabsf(low) < 0x1p-126f;
    symnum_class *c = &found->classes[one.result];
    c->count += 1;
    if (isnan(y)) {{
        one.low = one.high = INFINITY;
    }} else {{
        double difference = fabs((double)y - reference);
        one.low = (difference - slack) * per_unit(a + slack);
        one.high = (difference + slack) * per_unit(a - slack);
    }}
    if (isinf(y) && (isinf(low) || isinf(high)))
        one.low = 0.0;
    if (low != high) {{
        if (found->open < {roundings})
            found->roundings[found->open] = one;
        found->open += 1;
    }} else {{
        c->misrounded += !(y == low) || (y == 0 && !signbit(y) != !signbit(reference));
    }}
    enter(c, one);
}}

/* Judge what is clearly neither a candidate nor open, without branches; mark all else. */
CLONED static void screen(
    const float *y, const double *reference, size_t n, int64_t *open, symnum_class *classes)
{{
    int64_t count = 0, nans = 0, infinities = 0, subnormal = 0, wrong = 0, wrong_subnormal = 0;
    int64_t forgotten = 0, forgotten_subnormal = 0; /* bits: these order sizes, and vectorise */
    const double best = classes[0].best.low, best_subnormal = classes[1].best.low;
    for (size_t k = 0; k < n; ++k) {{
        double r = reference[k], a = fabs(r), slack = a * MARGIN, result = (double)y[k];
        double low = (double)(float)(r - slack), high = (double)(float)(r + slack);
        double difference = fabs(result - r);
        double least = (difference - slack) * per_unit(a + slack);
        double most = (difference + slack) * per_unit(a - slack);
        int64_t is_subnormal = fabs(low) < 0x1p-126;
        double record = fabs(low) < 0x1p-126 ? best_subnormal : best;
        int64_t same_bits = bits_of_double(result) == bits_of_double(low);
        int64_t nan = (int64_t)(r != r) & (int64_t)(result != result);
        int64_t infinite = (int64_t)(a * (1 - MARGIN) >= OVERFLOW_AT) & same_bits;
        /* Zeros of the other sign are not clear, nor is anything that is not finite. */
        int64_t clear = (int64_t)(low == high) & (int64_t)(a < 0x1p127)
            & (((int64_t)(result != 0) & (int64_t)(low != 0)) | same_bits)
            & (int64_t)(least <= record)
            & ((int64_t)(most < {shown}) | (int64_t)(most < record));
        int64_t is_wrong = clear & (int64_t)(result != low);
        int64_t entered = (int64_t)bits_of_double(most) & -clear;
        int64_t entered_subnormal = entered & -is_subnormal;
        open[k] = !(clear | nan | infinite);
        count += clear;
        nans += nan;
        infinities += infinite;
        subnormal += clear & is_subnormal;
        wrong += is_wrong;
        wrong_subnormal += is_wrong & is_subnormal;
        forgotten = entered > forgotten ? entered : forgotten;
        forgotten_subnormal =
            entered_subnormal > forgotten_subnormal ? entered_subnormal : forgotten_subnormal;
    }}
    classes[0].count += (uint64_t)(count - subnormal);
    classes[0].misrounded += (uint64_t)(wrong - wrong_subnormal);
    forget(&classes[0], double_of(forgotten));
    classes[1].count += (uint64_t)subnormal;
    classes[1].misrounded += (uint64_t)wrong_subnormal;
    forget(&classes[1], double_of(forgotten_subnormal));
    classes[2].count += (uint64_t)infinities;
    classes[3].count += (uint64_t)nans;
}}

void symnum_reference(const float *in, double *out, size_t n)
{{
    for (size_t k = 0; k < n; ++k)
        out[k] = {function}((double)in[k]);
}}

void symnum_judge(const float *in, const float *out, size_t n, symnum_judgement *found)
{{
    for (size_t k = 0; k < {classes}; ++k)
        found->classes[k].best.low = -1;
    double reference[BLOCK];
    int64_t open[BLOCK];
    for (size_t start = 0; start < n; start += BLOCK) {{
        size_t size = n - start < BLOCK ? n - start : BLOCK;
        symnum_reference(in + start, reference, size);
        screen(out + start, reference, size, open, found->classes);
        for (size_t k = 0; k < size; ++k) {{
            if (!open[k])
                continue;
            float y = out[start + k];
            double r = reference[k];
            symnum_case one = {{bits_of(in[start + k]), bits_of(y), isnan(r) ? 3 : 2, 0.0, 0.0}};
            if (isnan(r))
                judge_not_finite(found, one, isnan(y));
            else if (fabs(r) * (1 - MARGIN) >= OVERFLOW_AT)
                judge_not_finite(found, one, isinf(y) && (y > 0) == (r > 0));
            else
                judge_finite(found, one, y, r);
        }}
    }}
    for (size_t k = 0; k < {classes}; ++k)
        prune(&found->classes[k]);
}}
"""


def judgement_source(function: str) -> str:
    """C that judges results of a function against the double function of that name.

    Args:
        function: A function of ``math.h`` from double to double.
    """
    return _SOURCE.format(
        declarations=DECLARATIONS,
        margin=MARGIN_BITS,
        shown=SHOWN_FROM,
        largest=LARGEST_CASES,
        roundings=ROUNDING_CASES,
        classes=len(CLASSES),
        function=function,
    )
