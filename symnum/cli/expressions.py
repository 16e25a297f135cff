"""Commands about expressions and models: ``simplify`` and ``network``."""

from __future__ import annotations

from enum import StrEnum
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from symnum.cli.output import console, print_json, print_text, table
from symnum.errors import InputError

if TYPE_CHECKING:
    from symnum.egraphs import CostModel

JsonOption = Annotated[bool, typer.Option("--json", help="Print one JSON value instead.")]


class CostKind(StrEnum):
    """The sorts of prices in a cost table."""

    THROUGHPUT = "throughput"
    LATENCY = "latency"
    VECTORISED = "vectorised"


CostOption = Annotated[
    str | None,
    typer.Option(
        help="Prices for the egraph engine: node-count, published, network, calibrated (of "
        "`symnum calibrate`), or a .toml file."
    ),
]
CostKindOption = Annotated[
    CostKind,
    typer.Option(
        help="Which prices of the table: throughput, of many points one by one; vectorised; "
        "latency, where each result is waited for."
    ),
]
ExtractionOption = Annotated[
    str | None,
    typer.Option(
        help="How prices add up: tree, as the text is read; dag, shared parts paid for once; "
        "ilp, the same with the optimum. Without it tree for node-count, dag for other prices."
    ),
]


class EngineName(StrEnum):
    """The simplifiers."""

    CLASSICAL = "classical"
    EGRAPH = "egraph"


def simplify(
    expression: Annotated[
        str, typer.Argument(help="Plain maths text, such as 'sin(x)^2 + cos(x)^2'.")
    ],
    engine: Annotated[
        EngineName,
        typer.Option(
            help="classical: directed rules until none applies. egraph: all equal forms within "
            "limits, then the cheapest."
        ),
    ] = EngineName.CLASSICAL,
    assume: Annotated[
        list[str] | None,
        typer.Option(help="What to assume, such as 'positive(x)'; may be given again."),
    ] = None,
    cost: CostOption = None,
    cost_kind: CostKindOption = CostKind.THROUGHPUT,
    extraction: ExtractionOption = None,
    latex: Annotated[bool, typer.Option(help="Print LaTeX instead of plain text.")] = False,
    json: JsonOption = False,
) -> None:
    """Simplify an expression over the real numbers.

    The answer has the same value at every point and is undefined exactly where the input is: x/x
    stays as it is unless x is assumed to be nonzero.
    """
    from symnum.assuming import parse_assumptions
    from symnum.engines import simplification
    from symnum.terms import parse, to_canonical, to_latex, to_text

    assumed = parse_assumptions(assume or [])
    term = parse(expression, assumptions=assumed.symbols)
    result = simplification(
        to_canonical(term), engine.value, assuming=assumed.terms,
        cost=_prices(cost, cost_kind), extraction=extraction,
    )  # fmt: skip
    output = to_latex(result.term) if latex else to_text(result.term)
    if json:
        print_json(
            {
                "input": expression,
                "output": output,
                "engine": result.engine,
                "stopped_because": result.stopped_because,
            }
        )
    else:
        print_text(output)


def _prices(cost: str | None, kind: CostKind) -> CostModel | None:
    from symnum.egraphs import cost_model

    if cost is not None:
        return cost_model(cost, kind.value)
    if kind is not CostKind.THROUGHPUT:
        raise InputError("--cost-kind says which prices of --cost: give a table")
    return None


def network(
    file: Annotated[Path, typer.Argument(help="A BioNetGen .net file.")],
    equations: Annotated[
        int, typer.Option(help="Also print this many of the equations.", min=0)
    ] = 0,
    json: JsonOption = False,
) -> None:
    """Read a reaction network and count its symbolic equations.

    Terms of the equations are counted after like monomials of one rate are collected.
    """
    from symnum.interop.bionetgen import read_network
    from symnum.terms import to_text

    model = read_network(file)
    counts = model.counts()
    if json:
        print_json(counts)
        return
    table(str(file), {"": "left", "count": "right"}, [
        [label.replace("_", " "), f"{count:,}"] for label, count in counts.items()
    ])  # fmt: skip
    for species, equation in list(zip(model.species, model.odes(), strict=True))[:equations]:
        console.print(f"d/dt {species.name} = {to_text(equation)}", markup=False)
