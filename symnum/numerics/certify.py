"""``python -m symnum.numerics.certify FRONT.json``: are the claimed error bounds true?

Every bound is proved afresh from the program alone; no code of the search takes part. Exit code 0:
all claims hold; 1: one does not; 2: the file makes no sense.
"""

from __future__ import annotations

import argparse
import json
import sys
from collections.abc import Sequence
from typing import Any

from symnum.errors import InputError
from symnum.numerics.claims import Claims, Verdict, read_claims, verdicts
from symnum.numerics.objective_text import objective_text
from symnum.numerics.supremum import shown_bound

HOLD, FAIL, BAD_INPUT = 0, 1, 2


def main(arguments: Sequence[str] | None = None) -> int:
    """Check a file's claims and print what was found.

    Returns:
        The exit code.
    """
    options = _options().parse_args(arguments)
    try:
        claims = read_claims(options.file)
        found = list(verdicts(claims))
    except InputError as error:
        print(error, file=sys.stderr)
        return BAD_INPUT
    print(_as_json(claims, found) if options.json else _as_table(claims, found))
    return FAIL if any(verdict.failures for verdict in found) else HOLD


def _options() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(
        prog="python -m symnum.numerics.certify",
        description="Prove the error bounds of a front afresh, from its programs alone.",
        epilog="Exit codes: 0 all claims hold, 1 one does not, 2 bad input.",
    )
    parser.add_argument("file", help="front.json of a run, or JSON of benchmarks/exp2_front.py")
    parser.add_argument("--json", action="store_true", help="print JSON instead of a table")
    return parser


def _as_json(claims: Claims, found: Sequence[Verdict]) -> str:
    rows = [_row(verdict) for verdict in found]
    head: dict[str, Any] = {
        "function": claims.function,
        "domain": [str(claims.low), str(claims.high)],
        "objective": objective_text(claims.objective),
        "holds": not any(verdict.failures for verdict in found),
    }
    return json.dumps({**head, "rows": rows}, indent=1)


def _row(verdict: Verdict) -> dict[str, Any]:
    claim, bound = verdict.claim, verdict.bound
    return {
        **({} if claim.seed is None else {"seed": claim.seed}),
        "operations": claim.operations,
        "max_error": claim.max_error,
        "claimed_bound": claim.certified_bound,
        "proved_bound": None if bound is None else bound.bound,
        "proved_lower": None if bound is None else bound.lower,
        "kind": None if bound is None else bound.kind,
        "subintervals": None if bound is None else bound.subintervals,
        "removable": [] if bound is None else [str(point) for point in bound.removable],
        "failures": list(verdict.failures),
    }


def _as_table(claims: Claims, found: Sequence[Verdict]) -> str:
    head = ["operations", "largest error", "claimed bound", "proved afresh", "pieces", "verdict"]
    rows = [_cells(verdict) for verdict in found]
    if any(verdict.claim.seed is not None for verdict in found):
        head.insert(0, "seed")
        rows = [[str(v.claim.seed), *row] for v, row in zip(found, rows, strict=True)]
    widths = [max(map(len, column)) for column in zip(head, *rows, strict=True)]
    title = (f"{claims.function} on [{claims.low}, {claims.high}], "
             f"{objective_text(claims.objective)} error")  # fmt: skip
    return "\n".join([title, *(_line(cells, widths) for cells in [head, *rows])])


def _line(cells: Sequence[str], widths: Sequence[int]) -> str:
    *numbers, verdict = cells
    shown = [text.rjust(width) for text, width in zip(numbers, widths, strict=False)]
    return "  ".join([*shown, verdict])


def _cells(verdict: Verdict) -> list[str]:
    claim, bound = verdict.claim, verdict.bound
    return [
        str(claim.operations),
        f"{claim.max_error:.4e}",
        shown_bound(claim.certified_bound),
        "-" if bound is None else shown_bound(bound.bound),
        "-" if bound is None else str(bound.subintervals),
        "; ".join(verdict.failures) if verdict.failures else "holds",
    ]


if __name__ == "__main__":
    sys.exit(main())
