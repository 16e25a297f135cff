"""The command ``equivalent``."""

from __future__ import annotations

from typing import TYPE_CHECKING, Annotated, Any

import typer

from symnum.cli.output import print_json, print_text

if TYPE_CHECKING:
    from symnum.equivalence import Counterexample, Equivalence


def equivalent(
    left: Annotated[str, typer.Argument(help="Plain maths text, such as 'sqrt(x^2)'.")],
    right: Annotated[str, typer.Argument(help="What it may be equal to, such as 'abs(x)'.")],
    assume: Annotated[
        list[str] | None,
        typer.Option(help="What to assume, such as 'positive(x)'; may be given again."),
    ] = None,
    seconds: Annotated[
        float, typer.Option(help="Time after which nothing new is begun; above 0.")
    ] = 20.0,
    json: Annotated[bool, typer.Option("--json", help="Print one JSON value instead.")] = False,
) -> None:
    """Prove two expressions equal, refute it, or say that it is not known.

    Equal means: the same value at every point, and undefined at the same points. A proof is shown
    step by step; a refutation is a point at which the values certainly differ, or one side alone
    certainly has one.

    The exit code is 0 if they are proved equal, and 1 if that is refuted or unknown.
    """
    from symnum import equivalence
    from symnum.assuming import parse_assumptions
    from symnum.terms import parse, to_canonical

    assumed = parse_assumptions(assume or [])
    first, second = (
        to_canonical(parse(text, source=side, assumptions=assumed.symbols))
        for side, text in (("left side", left), ("right side", right))
    )
    found = equivalence.equivalent(first, second, assuming=assumed.terms, seconds=seconds)
    if json:
        print_json({"left": left, "right": right, **_written(found)})
    else:
        print_text(_told(found))
    if found.verdict != "proved":
        raise typer.Exit(1)


def _told(found: Equivalence) -> str:
    if found.derivation is not None:
        count = len(found.derivation)
        return f"proved in {count} step{'' if count == 1 else 's'}\n{found.derivation}"
    return f"{found.verdict}: {found.counterexample or found.stopped_because}"


def _written(found: Equivalence) -> dict[str, Any]:
    derivation = found.derivation
    return {
        "verdict": found.verdict,
        "stopped_because": found.stopped_because,
        "steps": None if derivation is None else len(derivation),
        "derivation": None if derivation is None else derivation.to_json(),
        "counterexample": found.counterexample and _point_written(found.counterexample),
    }


def _point_written(found: Counterexample) -> dict[str, Any]:
    from symnum.equivalence import shown

    return {
        "point": {symbol: str(value) for symbol, value in found.point.items()},
        "left": shown(found.left),
        "right": shown(found.right),
    }
