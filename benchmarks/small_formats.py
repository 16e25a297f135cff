"""Fronts of kernels for small formats, and L-Mul's errors and better constants.

    python benchmarks/small_formats.py --json small_formats.json

For each function and format: every kernel on the front of operations, table bytes and largest
error in ULPs. Errors are those of the compiled C over all bit patterns, which have to be the ones
that the search found. With ``--time`` each kernel's array loop is timed too, over all patterns in
random order: nanoseconds an element, for the compiler's default processor and for this one.

For L-Mul: relative errors over all pairs of mantissas, published, without offset (Mitchell), and
with the constants that a search over all of them finds best, at the same cost and with corrections
of stated extra operations. ``result_bits`` above the mantissa's is for products that are kept in a
wider format.
"""

from __future__ import annotations

import argparse
import sys
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import numpy as np
from contest import table, write_json

from codegen.kernels.machine import compiler_version, cpu_name
from codegen.small_formats.c_source import run_c, seconds_c
from codegen.small_formats.certificate import certify
from codegen.small_formats.front import SmallKernel, front
from codegen.small_formats.functions import FUNCTIONS, table_of
from codegen.small_formats.lmul import Definition, LMul, ProductErrors
from codegen.small_formats.lmul_corrections import CORRECTIONS
from codegen.small_formats.lmul_search import MEASURES, search
from symnum.numerics.formats import (
    BFLOAT16,
    E3M4,
    E4M3FN,
    E5M2,
    FLOAT16,
    SmallFormat,
    format_named,
)

PRODUCTS = (E5M2, E4M3FN, E3M4, BFLOAT16, FLOAT16)
WIDENED = ((2, 10), (3, 10), (4, 10))
TIMED = {"ns_per_element": "-O3", "ns_per_element_native": "-O3 -march=native"}
_SEARCHED_BITS = 7


def kernel_rows(
    names: Sequence[str], kinds: Sequence[SmallFormat], timed: bool
) -> list[dict[str, Any]]:
    """The fronts, each kernel compiled and run on all inputs."""
    rows = []
    for kind in kinds:
        for name in names:
            kernels = front(FUNCTIONS[name], kind)
            computed = run_c(kernels, kind.patterns())
            made = [_kernel_row(*pair) for pair in zip(kernels, computed, strict=True)]
            for key, flags in TIMED.items() if timed else ():
                for row, seconds in zip(
                    made, seconds_c(kernels, _shuffled(kind), flags), strict=True
                ):
                    row[key] = round(seconds * 1e9, 3)
            rows += made
            print(f"{kind.name} {name}: {len(kernels)} kernels", flush=True)
    return rows


def _shuffled(kind: SmallFormat) -> np.ndarray:
    patterns = np.tile(kind.patterns(), max(1, 65536 // kind.count))
    return np.random.default_rng(1).permutation(patterns)


def _kernel_row(kernel: SmallKernel, results: np.ndarray) -> dict[str, Any]:
    found = certify(results, table_of(kernel.function, kernel.format))
    return kernel.row() | {"compiled_as_certified": found == kernel.certificate}


def product_rows(small: bool) -> list[dict[str, Any]]:
    """L-Mul's errors, published and found."""
    rows = []
    for kind in PRODUCTS[:2] if small else PRODUCTS:
        for definition in Definition:
            rows.append(_product_row("published", LMul.published(kind, definition)))
        rows.append(_product_row("Mitchell", LMul(kind, 0)))
    widths = [(kind.mantissa_bits, kind.mantissa_bits) for kind in PRODUCTS]
    for bits, result_bits in widths[:2] if small else (*widths, *WIDENED):
        for measure in MEASURES:
            # all pairs of 10 bits with all constants take a minute, without any correction
            allowed = list(CORRECTIONS)[: None if bits <= _SEARCHED_BITS else 1]
            rows += [_found_row(bits, result_bits, measure, name) for name in allowed]
        print(f"L-Mul, {bits} bits into {result_bits}", flush=True)
    return rows


def _product_row(name: str, product: LMul) -> dict[str, Any]:
    errors = ProductErrors.of(product.relative_errors())
    bits = product.format.mantissa_bits
    return {
        "product": name,
        "definition": product.definition.value,
        "mantissa_bits": bits,
        "result_bits": bits,
        "extra_operations": 0,
        "offsets": [product.offset],
        "mean": errors.mean,
        "mean_absolute": errors.mean_absolute,
        "min": errors.least,
        "max": errors.largest,
    }


def _found_row(bits: int, result_bits: int, measure: str, name: str) -> dict[str, Any]:
    row = search(bits, CORRECTIONS[name], measure, result_bits).row()
    title = f"least {row.pop('measure')}, {row.pop('correction')}"
    return {"product": title, "definition": Definition.CARRY.value} | row


def show(kernels: Sequence[dict[str, Any]], products: Sequence[dict[str, Any]]) -> None:
    """Both as tables."""
    columns = ("kernel", "function", "format", "operations", "bytes", "ULP", "misrounded")
    table("kernels", columns, [
        (row["family"], row["function"], row["format"], str(row["operations"]),
         str(row["table_bytes"]), f"{row['max_ulp']:.4f}", str(row["misrounded"]))
        for row in kernels
    ])  # fmt: skip
    columns = ("product", "definition", "bits", "extra", "mean %", "mean abs %", "min %", "max %")
    table("L-Mul", columns, [
        (row["product"], row["definition"], f"{row['mantissa_bits']}->{row['result_bits']}",
         str(row["extra_operations"]),
         *(f"{100 * row[key]:.2f}" for key in ("mean", "mean_absolute", "min", "max")))
        for row in products
    ])  # fmt: skip


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--json", type=Path, help="where to write the result")
    parser.add_argument("--formats", default="bf16,e4m3fn,e5m2")
    parser.add_argument("--functions", default=",".join(FUNCTIONS))
    parser.add_argument("--time", action="store_true", help="time the compiled loops too")
    parser.add_argument("--small", action="store_true", help="a sample, for tests")
    options = parser.parse_args()
    names = ["tanh"] if options.small else options.functions.split(",")
    kinds = [E5M2] if options.small else [format_named(n) for n in options.formats.split(",")]
    kernels = kernel_rows(names, kinds, options.time)
    products = product_rows(options.small)
    show(kernels, products)
    if options.json:
        machine = {"cpu": cpu_name(), "compiler": compiler_version()}
        write_json(options.json, {"rows": kernels, "products": products, "machine": machine})
    return 0 if all(row["compiled_as_certified"] for row in kernels) else 1


if __name__ == "__main__":
    sys.exit(main())
