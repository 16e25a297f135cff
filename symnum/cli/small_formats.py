"""Commands of kernels for small formats: ``small-formats list``, ``front``, ``emit``, ``lmul``."""

from __future__ import annotations

from typing import TYPE_CHECKING, Annotated

import typer

from symnum.cli.expressions import JsonOption
from symnum.cli.output import print_json, print_or_write, table
from symnum.cli.small_products import FormatName, Output, lmul
from symnum.errors import InputError

if TYPE_CHECKING:
    from codegen.small_formats.front import SmallKernel
    from codegen.small_formats.functions import Function

app = typer.Typer(
    no_args_is_help=True,
    help="Functions in bfloat16, float16 and 8-bit formats, verified over all of their arguments.",
)
Name = Annotated[str, typer.Argument(help="The function; see: symnum small-formats list.")]
Expression = Annotated[
    str | None,
    typer.Option(help="What the function computes, in x, where it is not one of the list."),
]
Bytes = Annotated[int | None, typer.Option("--bytes", min=0, help="At most so many table bytes.")]
Ulp = Annotated[
    float | None, typer.Option("--ulp", min=0, help="An error of at most so many ULPs.")
]
Operations = Annotated[int | None, typer.Option(min=1, help="At most so many operations.")]


@app.command("list")
def list_all(json: JsonOption = False) -> None:
    """List the functions and the formats."""
    from codegen.small_formats.functions import FUNCTIONS
    from symnum.numerics.formats import FORMATS

    functions = {row.name: row.expression for row in FUNCTIONS.values()}
    if json:
        names = [{"name": row.name, "also": list(row.shorter)} for row in FORMATS]
        print_json({"functions": functions, "formats": names})
        return
    table("functions", {"function": "left", "is": "left"}, [list(row) for row in functions.items()])
    rows = [
        [row.name, ", ".join(row.shorter), str(row.exponent_bits), str(row.mantissa_bits),
         f"{float(row.value(row.largest)):.4g}", row.specials.value]
        for row in FORMATS
    ]  # fmt: skip
    columns = {"format": "left", "also": "left", "exponent bits": "right", "mantissa bits": "right",
               "largest": "right", "patterns without a number": "left"}  # fmt: skip
    table("formats (float32 for lmul alone)", columns, rows)


@app.command("front")
def show_front(
    name: Name,
    format: FormatName,
    expression: Expression = None,
    json: JsonOption = False,
) -> None:
    """Show the best kernels of a function by operations, table bytes and largest error.

    Every error is found by trying all arguments.
    """
    found = kernels(name, format, expression)
    if json:
        print_json([kernel.row() for kernel in found])
        return
    rows = [
        [str(operations), str(size), f"{ulp:.4f}", str(misrounded), kernel.family,
         described(kernel)]
        for kernel in found
        for operations, size, ulp, misrounded in [kernel.objectives]
    ]  # fmt: skip
    columns = {"ops": "right", "bytes": "right", "max ULP": "right", "misrounded": "right",
               "kernel": "left", "made with": "left"}  # fmt: skip
    first = found[0]
    title = f"{first.function.expression} in {first.format.name}, all {first.format.count:,} inputs"
    table(title, columns, rows)


def described(kernel: SmallKernel) -> str:
    """What distinguishes a kernel within its family, without what is not used."""
    told = []
    for key, value in kernel.parameters.items():
        if isinstance(value, dict):
            told.append(f"{key} {value['window']}")
        elif value is True or value is False:
            told += [key.replace("_", " ")] * value
        elif isinstance(value, str):
            told += [value] * (value != "nothing")
        else:
            told.append(f"{key.replace('_', ' ')} {value}")
    return ", ".join(told)


def kernels(name: str, format: str, expression: str | None) -> tuple[SmallKernel, ...]:
    """The front of a function.

    Raises:
        InputError: an unknown function or format, a format too wide, or a bad expression.
    """
    from codegen.small_formats.front import front
    from symnum.numerics.formats import format_named

    return front(_function(name, expression), format_named(format))


def _function(name: str, expression: str | None) -> Function:
    from codegen.kernels.c import check_name
    from codegen.small_formats.functions import FUNCTIONS, Function, function_named

    if expression is None:
        return function_named(name)
    if name in FUNCTIONS:
        raise InputError(f"{name} is one of the list; give your expression another name")
    check_name(name)
    return Function(name, expression)


@app.command("emit")
def emit(
    name: Name,
    format: FormatName,
    table_bytes: Bytes = None,
    ulp: Ulp = None,
    operations: Operations = None,
    expression: Expression = None,
    output: Output = None,
) -> None:
    """Write a kernel as a C header whose comment states what all arguments gave.

    Within the limits the most accurate kernel is taken; with --ulp the one with the fewest
    operations that is as accurate. The compiled header is verified once more before it is written.
    """
    from codegen.small_formats.c_source import emit_c, run_c
    from codegen.small_formats.certificate import certify
    from codegen.small_formats.front import choose
    from codegen.small_formats.functions import table_of

    chosen = choose(kernels(name, format, expression), table_bytes, ulp, operations)
    (computed,) = run_c([chosen], chosen.format.patterns())
    if certify(computed, table_of(chosen.function, chosen.format)) != chosen.certificate:
        raise AssertionError("the compiled kernel differs from the one that was certified")
    print_or_write(emit_c(chosen), output)


app.command("lmul")(lmul)
