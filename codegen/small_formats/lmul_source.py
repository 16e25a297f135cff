"""L-Mul as C: one header, on the bit patterns of numbers."""

from __future__ import annotations

from codegen.small_formats.c_source import WORDS
from codegen.small_formats.lmul import Definition, LMul
from symnum.numerics.formats import Specials

_CARRY = """\
    uint{wide}_t size = ((uint{wide}_t)x + y) - {constant:#x}u;
    int small = (uint{wide}_t)x + y < {threshold:#x}u;
"""
_FORMULA = """\
    const uint{wide}_t exponents = (uint{wide}_t)(x & ~{mask:#x}u) + (y & ~{mask:#x}u);
    const uint{wide}_t total = ((uint{wide}_t)(x & {mask:#x}u) + (y & {mask:#x}u)) + {offset};
    const uint{wide}_t whole = total + {binade:#x}u;
    /* a mantissa of 1 or more is halved, ties to even */
    const uint{wide}_t fraction =
        total < {binade:#x}u ? total : (whole >> 1) + (whole & (whole >> 1) & 1);
    uint{wide}_t size = exponents + fraction - {bias:#x}u;
    int small = exponents + fraction < {threshold_formula:#x}u;
"""
_TEXT = """\
{comment}
#ifndef {guard}
#define {guard}
#include <stddef.h>
#include <stdint.h>

static inline {word} {name}({word} a, {word} b)
{{
    const uint32_t x = a & {magnitude:#x}u, y = b & {magnitude:#x}u;
    uint32_t sign = (uint32_t)(a ^ b) & {sign:#x}u;
{core}    small |= x < {binade:#x}u || y < {binade:#x}u; /* subnormal numbers count as zero */
    if (small)
        size = 0;
    else if (size > {largest:#x}u)
        size = {too_large:#x}u;
{special}    return ({word})((uint32_t)size | sign);
}}

static inline void {name}_array(const {word} *a, const {word} *b, {word} *out, size_t n)
{{
    for (size_t i = 0; i < n; ++i)
        out[i] = {name}(a[i], b[i]);
}}
#endif /* {guard} */
"""
_IEEE = """\
    if (x >= {infinity:#x}u || y >= {infinity:#x}u) {{
        const int bad = x > {infinity:#x}u || y > {infinity:#x}u || x < {binade:#x}u ||
                        y < {binade:#x}u;
        size = bad ? {nan:#x}u : {infinity:#x}u;
        sign = bad ? 0 : sign;
    }}
"""
_NAN_ONLY = """\
    if (x == {nan:#x}u || y == {nan:#x}u) {{
        size = {nan:#x}u;
        sign = 0;
    }}
"""
_ONE_NAN = """\
    if (size == 0 || size == {nan:#x}u)
        sign = 0;
    if (a == {nan:#x}u || b == {nan:#x}u)
        return {nan:#x}u;
"""
_SPECIAL = {
    Specials.IEEE: _IEEE,
    Specials.NAN_ONLY: _NAN_ONLY,
    Specials.ONE_NAN: _ONE_NAN,
    Specials.NONE: "",
}


def lmul_name(product: LMul) -> str:
    """The function's name in C.

    >>> from symnum.numerics.formats import BFLOAT16
    >>> lmul_name(LMul.published(BFLOAT16))
    'lmul_bf16'
    """
    stem = "lmul" if product.definition is Definition.CARRY else "lmul_formula"
    return f"{stem}_{(product.format.shorter or (product.format.name,))[0]}"


def emit_lmul_c(product: LMul) -> str:
    """A C header with the product of two patterns and a loop.

    >>> from symnum.numerics.formats import FLOAT32
    >>> "- 0x3f780000u" in emit_lmul_c(LMul.published(FLOAT32))
    True
    """
    kind, name = product.format, lmul_name(product)
    binade = 1 << kind.mantissa_bits
    wide = 64 if kind.width == 32 else 32
    facts = {
        "name": name, "guard": f"{name.upper()}_H", "word": WORDS[kind.item_bytes], "wide": wide,
        "binade": binade, "mask": binade - 1, "offset": product.offset,
        "constant": product.constant, "bias": kind.bias << kind.mantissa_bits,
        "threshold": product.constant + binade,
        "threshold_formula": (kind.bias << kind.mantissa_bits) + binade,
        "magnitude": kind.sign_mask - 1, "sign": kind.sign_mask, "largest": kind.largest,
        "too_large": kind.too_large, "nan": kind.nan, "infinity": kind.infinity or 0,
        "comment": _comment(product),
    }  # fmt: skip
    core = _CARRY if product.definition is Definition.CARRY else _FORMULA
    return _TEXT.format(
        core=core.format(**facts), special=_SPECIAL[kind.specials].format(**facts), **facts
    )


def _comment(product: LMul) -> str:
    what = {
        Definition.CARRY: "the sum of two bit patterns minus a constant (Mitchell with an offset)",
        Definition.FORMULA: "(1 + x + y + offset)*2^e, rounded",
    }[product.definition]
    return (
        f"/* {lmul_name(product)}: L-Mul (arXiv 2410.00907) in {product.format.name}:\n"
        f"   {what};\n"
        f"   offset {product.offset}/2^{product.format.mantissa_bits}. NaN and infinities as in "
        "IEEE 754, subnormal numbers are zero. */"
    )
