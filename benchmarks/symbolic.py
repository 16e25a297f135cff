"""symnum against SymPy and SymEngine, row by row.

    SYMNUM_DATA=folder python benchmarks/symbolic.py --json symbolic.json

Contenders take turns in one process and the median counts; one that needs longer than the cap
for its first answer has no figures. Before anything is timed, all answers
are compared: at random rational points in ball arithmetic, for every entry of an answer. SymEngine
is optional; without it its column is empty.
"""

from __future__ import annotations

import argparse
import sys
from collections.abc import Sequence
from fractions import Fraction
from pathlib import Path
from random import Random
from typing import Any

import numpy as np
from contest import OverCap, alternating, answered, geometric_mean, shown, table, write_json
from contestants import NAMES, missing
from flint import arb, ctx
from symbolic_rows import Row, Skipped, rows

from symnum.ops import Operator
from symnum.terms import fold, interface, parse

POINTS, BITS = 2, 400
COLUMNS = ("row", "symnum", "SymPy", "SymEngine", "vs SymPy", "vs SymEngine")


def agree(answers: Sequence[Any]) -> bool:
    """Whether all answers, terms or arrays or sequences of terms, have the same values."""
    first, *others = answers
    if isinstance(first, np.ndarray):
        return all(np.allclose(first, other, rtol=1e-9, atol=1e-12) for other in others)
    lists = [list(a) if isinstance(a, list | tuple) else [a] for a in answers]
    if len({len(found) for found in lists}) != 1:
        return False
    return all(_same_values(entries, seed) for seed, entries in enumerate(zip(*lists, strict=True)))


def _same_values(terms: Sequence[Any], seed: int) -> bool:
    for point in range(POINTS):
        values = [_value(term, f"{seed}.{point}") for term in _comparable(terms)]
        if not all(values[0].overlaps(other) and other.is_finite() for other in values):
            return False
        if any(value.rad() > abs(value.mid()) * 1e-20 + 1e-40 for value in values):
            return False
    return True


def _comparable(terms: Sequence[Any]) -> list[Any]:
    """Terms of families that have an adapter; SymEngine's go through their text."""
    return [parse(str(t)) if type(t).__module__.startswith("symengine") else t for t in terms]


def _value(term: Any, seed: str) -> arb:
    """The value at a random rational point, the same for the same names."""

    def leaf(subterm: Any) -> arb:
        value = interface.number(subterm)
        if value is None:
            random = Random(f"{seed} {interface.name(subterm)}")
            value = Fraction(random.randrange(300, 1500), 1009)
        return arb(value.numerator) / arb(value.denominator)

    def call(subterm: Any, operator: Operator, arguments: Sequence[arb]) -> arb:
        assert operator.arb is not None, operator
        return operator.arb(arguments)

    return fold(term, leaf, call)


def measured(row: Row, rounds: int, cap: float) -> dict[str, Any]:
    """One row of the result; a peer over the cap has no figures, and ``over`` names it."""
    cap = max(cap, row.cap)
    answers, over = {}, []
    for name, work in row.works.items():
        try:
            answers[name] = row.answer(answered(work, cap, interruptible=name != "symengine"))
        except OverCap:
            over.append(name)
    equal = "symnum" in answers and agree(list(answers.values()))
    works = {name: row.works[name] for name in answers}
    answers.clear()
    seconds = alternating(works, rounds, cap) if equal else {}
    result: dict[str, Any] = {"row": row.name, "polynomial": row.polynomial}
    result |= {name: seconds.get(name) for name in NAMES}
    ours = seconds.get("symnum")
    for peer in NAMES[1:]:
        theirs = seconds.get(peer)
        result[f"vs_{peer}"] = theirs / ours if theirs and ours else None
    shown_as = dict.fromkeys(over, f"> {cap:g} s")
    return result | {"equal": equal, "over": shown_as}


def factor_shown(value: float | None) -> str:
    return "-" if value is None else f"{value:.3g}×"


def summary(results: Sequence[dict[str, Any]]) -> None:
    for peer, title in (("sympy", "SymPy"), ("symengine", "SymEngine")):
        ratios = [r[f"vs_{peer}"] for r in results if r[f"vs_{peer}"]]
        if ratios:
            slower = [r["row"] for r in results if r[f"vs_{peer}"] and r[f"vs_{peer}"] < 1]
            print(
                f"against {title}: geometric mean {geometric_mean(ratios):.3g}× over {len(ratios)} "
                f"rows; slower in {len(slower)}{': ' if slower else ''}{', '.join(slower)}"
            )


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0] if __doc__ else None)
    parser.add_argument("--json", type=Path, help="file to write the figures to")
    parser.add_argument("--small", action="store_true", help="tiny sizes, to see that all works")
    parser.add_argument("--rounds", type=int, default=7, help="turns of each contender")
    parser.add_argument("--cap", type=float, default=10.0, help="seconds for a contender in a row")
    parser.add_argument("--only", default="", help="rows whose name contains this")
    options = parser.parse_args()
    with ctx.workprec(BITS):
        return contest(options)


def contest(options: argparse.Namespace) -> int:
    """Measure all rows and show them; the exit code."""
    for name in missing():
        print(f"{name} is not installed: its column is empty")
    results = []
    for row in rows(options.small, options.only):
        if isinstance(row, Skipped):
            print(f"skipped: {row.name}: {row.reason}")
            continue
        results.append(measured(row, options.rounds, options.cap))
        print(f"{row.name}: {'answers agree' if results[-1]['equal'] else 'ANSWERS DIFFER'}")
    columns = ("symnum", "sympy", "symengine")
    over = [r.pop("over") for r in results]
    cells = (
        [r["row"], *(o.get(c) or shown(r[c]) for c in columns),
         factor_shown(r["vs_sympy"]), factor_shown(r["vs_symengine"])]
        for r, o in zip(results, over, strict=True)
    )  # fmt: skip
    table("Medians; more × is better", COLUMNS, cells)
    summary(results)
    if options.json is not None:
        write_json(options.json, {"rows": results})
    return 0 if results and all(r["equal"] for r in results) else 1


if __name__ == "__main__":
    sys.exit(main())
