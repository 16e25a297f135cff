"""Random terms through every engine and transformation, refuted by ball arithmetic if wrong.

    python benchmarks/fuzz_simplify.py --terms 2000 --json FILE [--seed 0] [--workers 1]

A check compares a term with what became of it at one point. It fails if the two certainly differ,
or if exactly one of them certainly has no value; where the working precision does not tell, it is
undecided. The exit code is 1 if any check fails.
"""

from __future__ import annotations

import argparse
import json
import multiprocessing
import random
from collections import Counter
from collections.abc import Callable, Collection, Iterable, Mapping
from dataclasses import dataclass, field
from functools import partial
from pathlib import Path
from typing import Any

from random_terms import random_point, random_term

from symnum.egraphs.limits import Limits
from symnum.engines import simplify
from symnum.lowering import lift, lower
from symnum.numerics.balls import same_value
from symnum.polynomials import expand
from symnum.terms import Term, free_symbols, parse, to_canonical, to_plain, to_text

POINTS = 4
PRECISION = 1024
BATCH = 50
LIMITS = Limits(iterations=4, nodes=600, seconds=5)
"""Small enough for tens of thousands of terms; the time is not reached."""


def printed_and_read(term: Term) -> Term:
    assumptions = {s.name: s.assumptions for s in free_symbols(term)}
    return parse(to_text(term), assumptions=assumptions)


TRANSFORMATIONS: Mapping[str, Callable[[Term], Any]] = {
    "canonical": to_canonical,
    "plain again": lambda term: to_plain(to_canonical(term)),
    "printed and read": printed_and_read,
    "lowered and lifted": lambda term: lift(lower([term]), term)[0],
    "expanded": lambda term: expand(to_canonical(term)),
    "classical": lambda term: simplify(term, "classical"),
    "e-graph": lambda term: simplify(term, "egraph", limits=LIMITS),
}
"""What has to keep the value and the domain of a term."""


@dataclass
class Tally:
    """What became of the checks, by transformation."""

    terms: int = 0
    checks: Counter[str] = field(default_factory=Counter)
    undecided: Counter[str] = field(default_factory=Counter)
    failures: Counter[str] = field(default_factory=Counter)
    changed: Counter[str] = field(default_factory=Counter)
    counterexamples: list[str] = field(default_factory=list)

    def add(self, other: Tally) -> None:
        self.terms += other.terms
        for name in ("checks", "undecided", "failures", "changed"):
            getattr(self, name).update(getattr(other, name))
        self.counterexamples += other.counterexamples


def examine(
    term: Term, points: Iterable[Mapping[str, Any]], tally: Tally, names: Iterable[str]
) -> None:
    """Check the transformations of a term at every point."""
    tally.terms += 1
    for name in names:
        try:
            after = TRANSFORMATIONS[name](term)
        except Exception as error:
            tally.checks[name] += 1
            tally.failures[name] += 1
            tally.counterexamples.append(f"{name}: {to_text(term)} raises {error!r}")
            continue
        text = to_text(after)
        tally.changed[name] += text != to_text(term)
        for point in points:
            verdict = same_value(term, after, point, cap=PRECISION)
            tally.checks[name] += 1
            tally.undecided[name] += verdict is None
            if verdict is False:
                tally.failures[name] += 1
                where = ", ".join(f"{symbol} = {value}" for symbol, value in point.items())
                tally.counterexamples.append(f"{name}: {to_text(term)} became {text} at {where}")
                break


def fuzz(batch: int, size: int, seed: int, names: Collection[str] | None = None) -> Tally:
    """The terms of one batch; what they are depends on the seed and the batch alone."""
    names = tuple(TRANSFORMATIONS) if names is None else names
    source = random.Random(f"{seed} {batch}")
    tally = Tally()
    for _ in range(size):
        term = random_term(source, source.randint(1, 4))
        examine(term, [random_point(source) for _ in range(POINTS)], tally, names)
    return tally


def fuzzed(terms: int, seed: int, workers: int) -> Tally:
    """All batches, the last one perhaps smaller, in as many processes as there are workers."""
    sizes = [min(BATCH, terms - done) for done in range(0, terms, BATCH)]
    work = partial(_batch, seed=seed)
    total = Tally()
    if workers == 1:
        for part in map(work, enumerate(sizes)):
            total.add(part)
        return total
    with multiprocessing.get_context("spawn").Pool(workers) as pool:
        for part in pool.imap(work, enumerate(sizes)):
            total.add(part)
    return total


def _batch(numbered: tuple[int, int], seed: int) -> Tally:
    return fuzz(*numbered, seed)


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--terms", type=int, default=2000)
    parser.add_argument("--json", type=Path)
    parser.add_argument("--seed", type=int, default=0)
    parser.add_argument("--workers", type=int, default=1)
    options = parser.parse_args()
    tally = fuzzed(options.terms, options.seed, options.workers)
    print(f"{'transformation':<20}{'changed':>9}{'checks':>9}{'undecided':>11}{'failures':>10}")
    for name in TRANSFORMATIONS:
        print(
            f"{name:<20}{tally.changed[name]:>9}{tally.checks[name]:>9}"
            f"{tally.undecided[name]:>11}{tally.failures[name]:>10}"
        )
    print(*tally.counterexamples, sep="\n")
    summary = {
        "terms": tally.terms,
        "checks": tally.checks.total(),
        "failures": tally.failures.total(),
        "undecided": tally.undecided.total(),
    }
    if options.json:
        options.json.write_text(json.dumps(summary) + "\n", encoding="utf-8")
    return 1 if summary["failures"] else 0


if __name__ == "__main__":
    raise SystemExit(main())
