"""L-Mul as C: one header, on the bit patterns of numbers."""

from __future__ import annotations

from codegen.small_formats.c_source import WORDS
from codegen.small_formats.lmul import Definition, LMul
from codegen.small_formats.lmul_corrections import CorrectedLMul
from symnum.numerics.formats import Specials

_CARRY = """\
    uint{wide}_t size = ((uint{wide}_t)x + y) - {constant:#x}u;
    int small = (uint{wide}_t)x + y < {threshold:#x}u;
"""
_CORRECTED = """\
    static const uint{wide}_t constants[{cells}] = {{{constants}}};
    const uint{wide}_t constant = constants[{cell}];
    uint{wide}_t size = ((uint{wide}_t)x + y) - constant;
    int small = (uint{wide}_t)x + y < constant + {binade:#x}u;
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


def lmul_name(product: LMul | CorrectedLMul) -> str:
    """The function's name in C.

    >>> from symnum.numerics.formats import BFLOAT16
    >>> lmul_name(LMul.published(BFLOAT16))
    'lmul_bf16'
    """
    if isinstance(product, CorrectedLMul):
        stem = f"lmul_{product.correction.name.replace('-', '_')}"
    else:
        stem = "lmul" if product.definition is Definition.CARRY else "lmul_formula"
    return f"{stem}_{(product.format.shorter or (product.format.name,))[0]}"


def emit_lmul_c(product: LMul | CorrectedLMul) -> str:
    """A C header with the product of two patterns and a loop.

    >>> from symnum.numerics.formats import FLOAT32
    >>> "- 0x3f780000u" in emit_lmul_c(LMul.published(FLOAT32))
    True
    """
    kind, name = product.format, lmul_name(product)
    facts = {
        "name": name, "guard": f"{name.upper()}_H", "word": WORDS[kind.item_bytes],
        "wide": 64 if kind.width == 32 else 32, "binade": 1 << kind.mantissa_bits,
        "magnitude": kind.sign_mask - 1, "sign": kind.sign_mask, "largest": kind.largest,
        "too_large": kind.too_large, "nan": kind.nan, "infinity": kind.infinity or 0,
        "comment": _comment(product),
    }  # fmt: skip
    return _TEXT.format(
        core=_core(product), special=_SPECIAL[kind.specials].format(**facts), **facts
    )


def _core(product: LMul | CorrectedLMul) -> str:
    """The sum of magnitudes, and whether it is below the normal numbers."""
    kind = product.format
    bits = kind.mantissa_bits
    binade, bias = 1 << bits, kind.bias << bits
    facts = {"wide": 64 if kind.width == 32 else 32, "binade": binade, "mask": binade - 1}
    if isinstance(product, CorrectedLMul):
        cell = product.correction.c.format(
            bits=bits, one_less=bits - 1, two_less=bits - 2, mask=binade - 1
        )
        constants = ", ".join(f"{constant:#x}u" for constant in product.constants)
        return _CORRECTED.format(cells=len(product.constants), constants=constants, cell=cell,
                                 **facts)  # fmt: skip
    if product.definition is Definition.CARRY:
        return _CARRY.format(
            constant=product.constant, threshold=product.constant + binade, **facts
        )
    return _FORMULA.format(
        offset=product.offset, bias=bias, threshold_formula=bias + binade, **facts
    )


_WHAT = {
    Definition.CARRY: "the sum of two bit patterns minus a constant (Mitchell with an offset)",
    Definition.FORMULA: "(1 + x + y + offset)*2^e, rounded",
}


def _comment(product: LMul | CorrectedLMul) -> str:
    unit = f"/2^{product.format.mantissa_bits}"
    if isinstance(product, CorrectedLMul):
        what = f"the sum of two bit patterns minus a constant by {product.correction.name}"
        offsets = "offsets " + ", ".join(f"{offset}{unit}" for offset in product.offsets)
    else:
        what, offsets = _WHAT[product.definition], f"offset {product.offset}{unit}"
    return (
        f"/* {lmul_name(product)}: L-Mul (arXiv 2410.00907) in {product.format.name}:\n"
        f"   {what};\n"
        f"   {offsets}. NaN and infinities as in IEEE 754, subnormal numbers are zero. */"
    )
