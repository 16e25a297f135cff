"""The command of products by adding bit patterns: ``small-formats lmul``."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from symnum.cli.expressions import JsonOption
from symnum.cli.output import print_json, print_or_write, table
from symnum.errors import InputError, require_known

if TYPE_CHECKING:
    from codegen.small_formats.lmul import LMul
    from codegen.small_formats.lmul_corrections import CorrectedLMul
    from symnum.numerics.formats import SmallFormat

FormatName = Annotated[
    str, typer.Option("--format", help="Such as bf16, fp16, e4m3fn or e5m2; see: list.")
]
Output = Annotated[Path | None, typer.Option(help="File to write [default: print it].")]
DefinitionName = Annotated[
    str, typer.Option(help="carry (patterns added as integers) or formula (as published).")
]
Offset = Annotated[
    int | None,
    typer.Option(help="Added to the mantissas' sum, in last bits [default: published]."),
]
CorrectionName = Annotated[
    str | None,
    typer.Option(
        help="Take the best constants by the mantissas' cell: none, both-halves, carry, top-1 or "
        "top-2."
    ),
]
Measure = Annotated[
    str | None,
    typer.Option(
        help="What --correction makes least: mean absolute or max absolute "
        "[default: mean absolute]."
    ),
]
Search = Annotated[
    bool, typer.Option("--search", help="Look for better constants and corrections.")
]
WriteC = Annotated[bool, typer.Option("--c", help="Write C.")]


def lmul(
    format: FormatName,
    definition: DefinitionName = "carry",
    offset: Offset = None,
    correction: CorrectionName = None,
    measure: Measure = None,
    search: Search = False,
    c: WriteC = False,
    output: Output = None,
    json: JsonOption = False,
) -> None:
    """L-Mul: products by adding bit patterns; their errors over all pairs of mantissas, or C."""
    from codegen.small_formats.lmul import Definition, LMul
    from codegen.small_formats.lmul_source import emit_lmul_c
    from symnum.numerics.formats import format_named

    require_known(definition, [row.value for row in Definition], "definition")
    if output is not None and not c:
        raise InputError("--output is for --c")
    if measure is not None and correction is None:
        raise InputError("--measure is for --correction")
    kind = format_named(format)
    product: LMul | CorrectedLMul
    if correction is None:
        product = _plain(kind, offset, definition)
    elif offset is not None or definition != "carry":
        raise InputError("--correction finds its offsets, for the definition carry")
    else:
        product = _corrected(kind, correction, measure or "mean absolute")
    if c:
        print_or_write(emit_lmul_c(product), output)
        return
    rows = [_facts("this one", product)]
    if definition == "carry":
        rows += [_facts("published", LMul.published(kind)), _facts("Mitchell", LMul(kind, 0))]
    if search:
        rows += _better(kind.mantissa_bits)
    _show_products(rows, kind.name, json)


def _plain(kind: SmallFormat, offset: int | None, definition: str) -> LMul:
    from codegen.small_formats.lmul import Definition, LMul, published_offset

    chosen = published_offset(kind.mantissa_bits) if offset is None else offset
    return LMul(kind, chosen, Definition(definition))


def _corrected(kind: SmallFormat, correction: str, measure: str) -> LMul | CorrectedLMul:
    from codegen.small_formats.lmul_corrections import correction_named
    from codegen.small_formats.lmul_search import search

    return search(kind.mantissa_bits, correction_named(correction), measure).product(kind)


def _facts(name: str, product: LMul | CorrectedLMul) -> dict[str, Any]:
    from codegen.small_formats.lmul import LMul, ProductErrors

    errors = ProductErrors.of(product.relative_errors())
    if isinstance(product, LMul):
        extra, offsets = 0, [product.offset]
    else:
        extra, offsets = product.correction.extra_operations, list(product.offsets)
    return {
        "product": name,
        "extra_operations": extra,
        "offsets": offsets,
        "mean": errors.mean,
        "mean_absolute": errors.mean_absolute,
        "min": errors.least,
        "max": errors.largest,
    }


def _better(bits: int) -> list[dict[str, Any]]:
    from codegen.small_formats.lmul_corrections import CORRECTIONS
    from codegen.small_formats.lmul_search import MEASURES, search

    found = [search(bits, row, measure) for measure in MEASURES for row in CORRECTIONS.values()]
    return [
        {"product": f"least {made.measure}, {made.correction.name}"} | made.row() for made in found
    ]


def _show_products(rows: list[dict[str, Any]], name: str, json: bool) -> None:
    if json:
        print_json(rows)
        return
    shown = [
        [row["product"], str(row["extra_operations"]), " ".join(map(str, row["offsets"])),
         *(f"{100 * row[key]:+.2f} %" for key in ("mean", "mean_absolute", "min", "max"))]
        for row in rows
    ]  # fmt: skip
    columns = {"product": "left", "extra operations": "right", "offsets": "left", "mean": "right",
               "mean absolute": "right", "least": "right", "largest": "right"}  # fmt: skip
    table(f"relative errors in {name}, all pairs of mantissas", columns, shown)
