"""``symnum accurate``: equal forms of an expression by cost and certified rounding error."""

from __future__ import annotations

import math
from collections.abc import Iterable
from decimal import ROUND_CEILING, Context
from typing import TYPE_CHECKING, Annotated, Any

import typer

from symnum.cli.expressions import JsonOption
from symnum.cli.output import print_json, print_text, table
from symnum.errors import InputError

if TYPE_CHECKING:
    from symnum.egraphs.accuracy import AccuracyFront, AccurateForm


def accurate(
    expression: Annotated[
        str, typer.Argument(help="Plain maths text, such as 'sqrt(x + 1) - sqrt(x)'.")
    ],
    box: Annotated[
        list[str] | None,
        typer.Option(help="Where a symbol is, such as x=1e8:1e12; once for each symbol."),
    ] = None,
    cost: Annotated[
        str,
        typer.Option(
            help="Prices: network (+ 1, × 3, ÷ 24, functions 100), node-count, published, "
            "calibrated (of `symnum calibrate`), or a .toml file."
        ),
    ] = "network",
    seconds: Annotated[float, typer.Option(help="When to come to an end, roughly.")] = 30.0,
    json: JsonOption = False,
) -> None:
    """Find equal forms of an expression that are more accurate in float64.

    Every form listed is equal to the expression in the whole box and more accurate than all
    cheaper ones. Errors are bounds that hold at every float64 point of the box, with functions
    such as exp as accurate as those of the GNU C library are known to be; one ULP of a relative
    error is taken for 2^-53.
    """
    from symnum.egraphs.accuracy import accuracy_front
    from symnum.terms import parse

    intervals = parse_box(box or [])
    found = accuracy_front(parse(expression), intervals, cost=cost, seconds=seconds)
    if json:
        print_json(_facts(expression, intervals, found))
    else:
        _show(found)


def parse_box(texts: Iterable[str]) -> dict[str, tuple[float, float]]:
    """Intervals from texts of the form ``symbol=low:high``; the ends are rounded to float64.

    Raises:
        InputError: another form, ends that are not finite or in the wrong order, or two intervals
            for one symbol.

    >>> parse_box(["x=1e8:1e12"])
    {'x': (100000000.0, 1000000000000.0)}
    """
    box: dict[str, tuple[float, float]] = {}
    for text in texts:
        name, separator, interval = text.partition("=")
        name = name.strip()
        ends = interval.split(":")
        if not separator or not name or len(ends) != 2:
            raise InputError(f"box {text!r}: expected SYMBOL=LOW:HIGH, such as x=1e8:1e12")
        if name in box:
            raise InputError(f"box {text!r}: {name} has an interval already")
        low, high = (_end(end, name) for end in ends)
        if low > high:
            raise InputError(
                f"the box of {name}: the lower end {low:g} is above the upper end {high:g}"
            )
        box[name] = low, high
    return box


def _end(text: str, name: str) -> float:
    try:
        value = float(text)
    except ValueError:
        value = math.nan
    if not math.isfinite(value):
        raise InputError(f"the box of {name}: ends must be finite numbers, not {text.strip()!r}")
    return value


def _facts(expression: str, box: Any, found: AccuracyFront) -> dict[str, Any]:
    return {
        "input": {"expression": expression, **_form_facts(found.given)},
        "box": box,
        "forms": [
            {"expression": str(form.term), **_form_facts(form)} for form in found.forms
        ],
        "stopped_because": found.stopped_because,
    }  # fmt: skip


def _form_facts(form: AccurateForm) -> dict[str, Any]:
    """Bounds that were not found are null."""
    error = form.error
    return {
        "cost": form.cost,
        "worst_error_ulps": _finite(form.ulps),
        "worst_relative_error": _finite(error.relative),
        "underflow": error.tiny,
        "worst_absolute_error": _finite(error.absolute),
        "kind": error.kind,
        "where": form.where,
    }


def _finite(value: float) -> float | None:
    return value if math.isfinite(value) else None


def _show(found: AccuracyFront) -> None:
    rows = [_row("input", found.given)]
    rows += [_row(str(number), form) for number, form in enumerate(found.forms, 1)]
    columns = {"": "right", "cost": "right", "worst error, ULP": "right",
               "worst absolute error": "right", "worst where": "left", "form": "left"}  # fmt: skip
    table("certified for every float64 point of the box", columns, rows)
    print_text(f"the search stopped because: {found.stopped_because}")


def _row(title: str, form: AccurateForm) -> list[str]:
    where = ", ".join(f"{name} {low:.3g}:{high:.3g}" for name, (low, high) in form.where.items())
    bounds = [_shown(form.ulps), _shown(form.worst_absolute_error)]
    return [title, f"{form.cost:g}", *bounds, where, str(form.term)]


def _shown(bound: float) -> str:
    """Three digits, rounded up; a bound that was not found is told as such."""
    return "no bound" if math.isinf(bound) else f"{_UPWARDS.create_decimal(bound):.3g}"


_UPWARDS = Context(prec=3, rounding=ROUND_CEILING)
