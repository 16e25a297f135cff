"""L-Mul: the figures known of it, both definitions, all pairs, compiled C."""

from __future__ import annotations

import cffi
import numpy as np
import pytest

from codegen.kernels.build import compile_c
from codegen.small_formats.c_source import WORDS
from codegen.small_formats.lmul import Definition, LMul, ProductErrors
from codegen.small_formats.lmul_corrections import CORRECTIONS, CorrectedLMul, correction_named
from codegen.small_formats.lmul_search import MEASURES, search
from codegen.small_formats.lmul_source import emit_lmul_c, lmul_name
from symnum.errors import InputError
from symnum.numerics.formats import (
    BFLOAT16,
    E2M1FN,
    E3M4,
    E4M3,
    E4M3FN,
    E4M3FNUZ,
    E5M2,
    FLOAT16,
    FLOAT32,
    SmallFormat,
)

# fmt: off
KNOWN = [  # in percent: mean, mean absolute, least, largest, over all pairs of mantissas
    (E4M3FN, "formula", (-0.97, 6.89, -18.2, 12.5)),
    (E4M3FN, "carry", (4.93, 5.24, -3.0, 12.5)),
    (E3M4, "formula", (-2.18, 6.94, -20.1, 12.5)),
    (E3M4, "carry", (4.87, 5.14, -3.2, 12.5)),
    (BFLOAT16, "formula", (-6.28, 7.51, -23.2, 6.25)),
    (BFLOAT16, "carry", (0.41, 2.66, -7.3, 6.25)),
    (FLOAT16, "formula", (-6.40, 7.57, -23.4, 6.25)),
    (FLOAT16, "carry", (0.41, 2.65, -7.3, 6.25)),
]
MITCHELL = [(E4M3FN, -3.78), (E3M4, -3.83), (BFLOAT16, -3.85), (FLOAT16, -3.85)]
# fmt: on


@pytest.mark.parametrize(("kind", "definition", "known"), KNOWN)
def test_known_errors(kind: SmallFormat, definition: str, known: tuple[float, ...]) -> None:
    errors = ProductErrors.of(LMul.published(kind, Definition(definition)).relative_errors())
    found = (errors.mean, errors.mean_absolute, errors.least, errors.largest)
    digits = (0.0051, 0.0051, 0.051, 0.0051)
    for value, expected, unit in zip(found, known, digits, strict=True):
        assert abs(100 * value - expected) <= unit


@pytest.mark.parametrize(("kind", "mean"), MITCHELL)
def test_mitchell(kind: SmallFormat, mean: float) -> None:
    errors = ProductErrors.of(LMul(kind, 0).relative_errors())
    assert abs(100 * errors.mean - mean) < 0.0051
    assert errors.mean_absolute == -errors.mean
    assert (round(100 * errors.least, 1), errors.largest) == (-11.1, 0.0)


@pytest.mark.parametrize("definition", Definition)
def test_patterns_have_these_errors(definition: Definition) -> None:
    """Products of patterns are the real products for all pairs of mantissas, but for rounding."""
    product = LMul.published(E3M4, definition)
    x = np.arange(16) + (E3M4.bias << 4)
    found = E3M4.decode(product.multiply(x[:, None], x))
    true = E3M4.decode(x)
    expected = true[:, None] * true * (1 + product.relative_errors())
    unit = 0 if definition is Definition.CARRY else E3M4.unit(expected) / 2
    assert (np.abs(found - expected) <= unit + 1e-12).all()


def test_float32_is_one_subtraction() -> None:
    generator = np.random.default_rng(5)
    x, y = generator.uniform(1e-3, 1e3, (2, 1000)).astype(np.float32).view(np.uint32)
    found = LMul.published(FLOAT32).multiply(x, y)
    np.testing.assert_array_equal(found, x + y - np.uint32(0x3F780000))


def test_specials() -> None:
    product = LMul.published(BFLOAT16)
    values = np.array([np.inf, -np.inf, 0.0, -0.0, np.nan, 1.0, 1e38, 2e-38])
    patterns = BFLOAT16.encode(values)
    with np.errstate(all="ignore"):
        exact = values[:, None] * values
        special = ~np.isfinite(values[:, None] + values) | (exact == 0)
    found = BFLOAT16.decode(product.multiply(patterns[:, None], patterns))
    np.testing.assert_array_equal(found[special], exact[special])
    assert found[6, 6] == np.inf and found[7, 7] == 0
    assert product.multiply(BFLOAT16.encode(np.array([1e-40])), patterns[5]).tolist() == [0]


PAIRS = [E4M3FN, E5M2, E4M3, E4M3FNUZ, E2M1FN]


@pytest.mark.parametrize("definition", Definition)
def test_compiled_c_on_all_pairs(definition: Definition) -> None:
    for kind in PAIRS:
        patterns = np.arange(kind.count)
        x, y = (np.ravel(part) for part in np.meshgrid(patterns, patterns))
        product = LMul.published(kind, definition)
        np.testing.assert_array_equal(_compiled(product, x, y), product.multiply(x, y))


@pytest.mark.parametrize("kind", [BFLOAT16, FLOAT32], ids=lambda kind: kind.name)
def test_compiled_c_on_many_pairs(kind: SmallFormat) -> None:
    generator = np.random.default_rng(9)
    x, y = generator.integers(0, kind.count, (2, 200_000))
    edges = [0, 1, kind.sign_mask, kind.largest, kind.largest + 1, kind.nan, kind.bias]
    x[: len(edges) ** 2], y[: len(edges) ** 2] = np.repeat(edges, len(edges)), edges * len(edges)
    for definition in Definition:
        product = LMul.published(kind, definition)
        np.testing.assert_array_equal(_compiled(product, x, y), product.multiply(x, y))


SEARCHED = [(E4M3FN, "top-2"), (E5M2, "top-2"), (E3M4, "top-1"), (E3M4, "both-halves"),
            (E4M3FNUZ, "carry")]  # fmt: skip


@pytest.mark.parametrize("measure", MEASURES)
@pytest.mark.parametrize(("kind", "correction"), SEARCHED)
def test_corrected_c_on_all_pairs(kind: SmallFormat, correction: str, measure: str) -> None:
    found = search(kind.mantissa_bits, CORRECTIONS[correction], measure)
    product = found.product(kind)
    assert isinstance(product, CorrectedLMul)
    patterns = np.arange(kind.count)
    x, y = (np.ravel(part) for part in np.meshgrid(patterns, patterns))
    np.testing.assert_array_equal(_compiled(product, x, y), product.multiply(x, y))


@pytest.mark.parametrize("correction", list(CORRECTIONS)[1:])
def test_corrected_c_on_all_mantissas_and_edges_of_exponents(correction: str) -> None:
    """bfloat16: all pairs of mantissas, signs, and exponents that meet both ends."""
    product = search(7, CORRECTIONS[correction], "mean absolute").product(BFLOAT16)
    mantissas = np.arange(128)
    for one, other in [(127, 127), (1, 126), (1, 127), (100, 28), (190, 191), (254, 128), (0, 200)]:
        x, y = (np.ravel(part) for part in np.meshgrid(mantissas | one << 7, mantissas))
        y = y | other << 7 | BFLOAT16.sign_mask
        np.testing.assert_array_equal(_compiled(product, x, y), product.multiply(x, y))


@pytest.mark.parametrize("kind", [BFLOAT16, FLOAT16, FLOAT32], ids=lambda kind: kind.name)
def test_corrected_c_on_many_pairs(kind: SmallFormat) -> None:
    generator = np.random.default_rng(10)
    x, y = generator.integers(0, kind.count, (2, 200_000))
    unit = 1 << (kind.mantissa_bits - 7)
    for correction, offsets in (
        ("both-halves", (7, 4)),
        ("carry", (8, 5)),
        ("top-1", (5, 8, 8, 4)),
    ):
        scaled = tuple(offset * unit for offset in offsets)
        product = CorrectedLMul(kind, CORRECTIONS[correction], scaled)
        np.testing.assert_array_equal(_compiled(product, x, y), product.multiply(x, y))


@pytest.mark.parametrize("correction", CORRECTIONS)
def test_products_have_the_errors_that_were_found(correction: str) -> None:
    found = search(4, CORRECTIONS[correction], "mean absolute")
    product = found.product(E3M4)
    errors = ProductErrors.of(product.relative_errors())
    assert errors.mean_absolute == pytest.approx(found.errors.mean_absolute, rel=1e-12)
    x = np.arange(16) + (E3M4.bias << 4)
    true = E3M4.decode(x)
    expected = true[:, None] * true * (1 + product.relative_errors())
    np.testing.assert_allclose(E3M4.decode(product.multiply(x[:, None], x)), expected, atol=1e-12)


def test_equal_offsets_are_the_plain_product() -> None:
    x, y = (np.ravel(part) for part in np.meshgrid(np.arange(256), np.arange(256)))
    plain = LMul(E4M3FN, 1)
    for row in CORRECTIONS.values():
        corrected = CorrectedLMul(E4M3FN, row, (1,) * row.cells)
        np.testing.assert_array_equal(corrected.multiply(x, y), plain.multiply(x, y))


def _compiled(product: LMul | CorrectedLMul, x: np.ndarray, y: np.ndarray) -> np.ndarray:
    word = WORDS[product.format.item_bytes]
    call = f"void call(const {word} *a, const {word} *b, {word} *out, size_t n)"
    name = lmul_name(product)
    path = compile_c(f"{emit_lmul_c(product)}\n{call} {{ {name}_array(a, b, out, n); }}\n")
    interface = cffi.FFI()
    interface.cdef(f"{call};")
    library = interface.dlopen(str(path))
    a, b = (part.astype(f"u{product.format.item_bytes}") for part in (x, y))
    out = np.empty_like(a)
    buffers = [interface.from_buffer(f"{word}[]", part) for part in (a, b)]
    library.call(*buffers, interface.from_buffer(f"{word}[]", out, require_writable=True), a.size)
    return out.astype(np.uint32)


@pytest.mark.parametrize("measure", MEASURES)
@pytest.mark.parametrize("bits", [3, 4, 7])
def test_no_offset_is_better_than_the_one_found(bits: int, measure: str) -> None:
    kind = {3: E4M3FN, 4: E3M4, 7: BFLOAT16}[bits]
    found = search(bits, CORRECTIONS["none"], measure)
    tried = [
        MEASURES[measure](LMul(kind, offset).relative_errors())
        for offset in range(-(1 << bits) + 1, 1 << bits)
    ]
    least = MEASURES[measure](LMul(kind, found.offsets[0]).relative_errors())
    assert least == min(tried)
    published = LMul.published(kind).relative_errors()
    assert least < MEASURES[measure](published)


def test_finer_constants_and_corrections_only_gain() -> None:
    def least(correction: str, result_bits: int) -> float:
        found = search(4, CORRECTIONS[correction], "mean absolute", result_bits)
        return found.errors.mean_absolute

    assert least("none", 7) <= least("none", 4)
    for finer in ("carry", "both-halves", "top-1"):
        assert least(finer, 7) <= least("none", 7)
    assert least("top-2", 7) <= least("top-1", 7)


def test_refusals() -> None:
    with pytest.raises(InputError, match="offset 8 of float8_e4m3fn has to be below"):
        LMul(E4M3FN, 8)
    with pytest.raises(InputError, match="up to 12 bits"):
        LMul.published(FLOAT32).relative_errors()
    with pytest.raises(InputError, match="mantissa bits have to be from 2 to 12"):
        search(23, CORRECTIONS["none"], "mean absolute")
    with pytest.raises(InputError, match="unknown measure 'median'"):
        search(3, CORRECTIONS["none"], "median")
    with pytest.raises(InputError, match="correction carry has 2 cells, not 1 offsets"):
        CorrectedLMul(E4M3FN, CORRECTIONS["carry"], (1,))
    with pytest.raises(InputError, match="looks at 2 mantissa bits; float4_e2m1fn has 1"):
        CorrectedLMul(E2M1FN, CORRECTIONS["top-2"], (0,) * 16)
    with pytest.raises(InputError, match="the offset -8 of float8_e4m3fn has to be below"):
        CorrectedLMul(E4M3FN, CORRECTIONS["carry"], (0, -8))
    with pytest.raises(InputError, match=r"unknown correction 'top-3'.*; there are none, both"):
        correction_named("top-3")
    with pytest.raises(InputError, match="4 mantissa bits into 7 are not for float8_e3m4"):
        search(4, CORRECTIONS["carry"], "mean absolute", 7).product(E3M4)
    with pytest.raises(InputError, match="result bits have to be from 4"):
        search(4, CORRECTIONS["none"], "mean absolute", 3)
