"""``symnum optimise``: the cheapest program for expressions, or for a network's equations."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from symnum.cli.expressions import JsonOption
from symnum.cli.output import messages, print_json, table
from symnum.errors import InputError

if TYPE_CHECKING:
    from symnum.factoring import Optimised


def optimise(
    expressions: Annotated[
        list[str] | None,
        typer.Argument(help="Plain maths texts, such as 'a*c + a*d' 'b*c + b*d'."),
    ] = None,
    network: Annotated[
        Path | None, typer.Option(help="A BioNetGen .net file: take its equations instead.")
    ] = None,
    cost: Annotated[
        str,
        typer.Option(
            help="Prices: network (+ 1, × 3, ÷ 24), node-count, published, calibrated (of "
            "`symnum calibrate`), or a .toml file."
        ),
    ] = "network",
    effort: Annotated[
        int | None,
        typer.Option(help="How many pairs of parts the search may look at.", min=1),
    ] = None,
    output: Annotated[
        Path | None, typer.Option(help="Write the program as a C header to this file.")
    ] = None,
    json: JsonOption = False,
) -> None:
    """Find a cheap program for all expressions together, proved to compute them.

    Sums of products are factored, equal fluxes and pairs are computed once, and what comes out is
    multiplied out again and compared with what was asked for.
    """
    from symnum.factoring import EFFORT
    from symnum.factoring import optimise as search

    if bool(expressions) == (network is not None):
        raise InputError("give expressions, or --network and a file")
    terms, inputs = _of_network(network) if network else _parsed(expressions or [])
    found = search(terms, inputs, cost=cost, effort=effort or EFFORT)
    if output is not None:
        _write(found, output)
    if json:
        print_json(_facts(found))
    else:
        _show(found)


def _of_network(file: Path) -> tuple[Sequence[Any], list[str]]:
    from symnum.interop.bionetgen import read_network

    model = read_network(file)
    return model.odes(), [*(symbol.name for symbol in model.symbols), *model.parameter_values()]


def _parsed(expressions: Sequence[str]) -> tuple[Sequence[Any], None]:
    from symnum.terms import parse

    return [parse(text) for text in expressions], None


def _write(found: Optimised, output: Path) -> None:
    from codegen.kernels import emit
    from symnum.files import write_text

    write_text(output, emit(found.program, "c", "program"))
    messages.print(f"wrote {output}", markup=False)


def _facts(found: Optimised) -> dict[str, Any]:
    return {
        "input_cost": found.input_cost,
        "cost": found.cost,
        "technique": found.technique,
        "costs": dict(found.costs),
        "is_proved": found.is_proved,
        "stopped_because": found.stopped_because,
        "rows_left_whole": found.rows_left_whole,
        "program": list(found.program.lines()),
    }


_LONGEST_SHOWN = 40


def _show(found: Optimised) -> None:
    table("cost of operations", {"": "left", "value": "right"}, [
        ["common subexpressions", f"{found.input_cost:,}"],
        [f"found ({found.technique})", f"{found.cost:,}"],
        ["proved", "yes" if found.is_proved else "no: the input's program is kept"],
        ["search ended by", found.stopped_because],
    ])  # fmt: skip
    lines = list(found.program.lines())
    for line in lines[:_LONGEST_SHOWN]:
        print(line)
    if len(lines) > _LONGEST_SHOWN:
        print(f"... {len(lines) - _LONGEST_SHOWN} more lines; --output FILE writes C")
