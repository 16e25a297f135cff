"""Random terms through every engine and transformation, refuted by ball arithmetic if wrong.

    python benchmarks/fuzz_simplify.py --terms 2000 --json FILE [--seed 0] [--workers 1]

The transformations: into canonical terms and back, printed and read, written as JSON, pickled,
lowered to a program and lifted, a symbol renamed and renamed back, expanded, collected, factored,
over one denominator, partial fractions, common factors cancelled, through SymPy; the classical
engine on plain and on canonical terms, rules from the top down with the derivation replayed, the
e-graph; derivatives of canonical and of simplified terms against the derivative of the term as it
was; derivatives of antiderivatives against the term.

A check compares two terms at one point, exactly where they are rational there and in ball
arithmetic elsewhere. It fails if the two certainly differ, or if exactly one of them certainly has
no value; where the largest precision does not tell, it is undecided. A transformation that refuses
a term, as partial fractions do with two symbols, makes no check; any other exception is a failure.
The table also says how many of the terms were changed, as they are printed.

The terms and points of a batch depend on the seed and its number alone, so that the counts are the
same for every number of workers. An interrupt (Ctrl-C) prints the counts so far. The exit code is
1 if any check fails or not all terms were seen.
"""

from __future__ import annotations

import argparse
import json
import multiprocessing
import random
import signal
import sys
import time
from collections import Counter
from collections.abc import Collection, Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from fractions import Fraction
from functools import partial
from pathlib import Path
from typing import Any

from flint import arb
from random_terms import random_point, random_term
from transformations import TRANSFORMATIONS, Transformation, time_limit

from symnum.errors import InputError
from symnum.numerics.balls import evaluate, same_value
from symnum.terms import Term, to_text

POINTS = 4
PRECISION = 2048
BATCH = 50
LONGEST = 300
"""Seconds after which a transformation is said not to come to an end, which is a failure."""
NO_KINK = Fraction(355, 10007)
"""Added to a special value of x, where a function may have no derivative."""
_SECONDS_BETWEEN_LINES = 30


@dataclass
class Tally:
    """What became of the checks, by transformation."""

    terms: int = 0
    checks: Counter[str] = field(default_factory=Counter)
    undecided: Counter[str] = field(default_factory=Counter)
    failures: Counter[str] = field(default_factory=Counter)
    changed: Counter[str] = field(default_factory=Counter)
    refused: Counter[str] = field(default_factory=Counter)
    counterexamples: list[str] = field(default_factory=list)
    doubtful: list[str] = field(default_factory=list)

    def add(self, other: Tally) -> None:
        self.terms += other.terms
        for name in ("checks", "undecided", "failures", "changed", "refused"):
            getattr(self, name).update(getattr(other, name))
        self.counterexamples += other.counterexamples
        self.doubtful += other.doubtful

    def summary(self) -> dict[str, int]:
        return {
            "terms": self.terms,
            "checks": self.checks.total(),
            "failures": self.failures.total(),
            "undecided": self.undecided.total(),
        }


def examine(
    term: Term, points: Collection[Mapping[str, Any]], tally: Tally, names: Iterable[str]
) -> None:
    """Check the transformations of a term at every point."""
    tally.terms += 1
    for name in names:
        made = TRANSFORMATIONS[name]
        try:
            with time_limit(LONGEST):
                before, after = made.before(term), made.after(term)
        except InputError:
            tally.refused[name] += 1
            continue
        except Exception as error:
            tally.checks[name] += 1
            tally.failures[name] += 1
            tally.counterexamples.append(f"{name}: {to_text(term)} raises {error!r}")
            continue
        shown = f"{name}: {to_text(term)} became {to_text(after)}"
        tally.changed[name] += to_text(after) != to_text(before)
        for point in _compared(made, term, points):
            verdict = same_value(before, after, point, cap=PRECISION, domains=made.keeps_domain)
            tally.checks[name] += 1
            if verdict is True:
                continue
            where = ", ".join(f"{symbol} = {value}" for symbol, value in point.items())
            tally.undecided[name] += verdict is None
            tally.failures[name] += verdict is False
            found = tally.doubtful if verdict is None else tally.counterexamples
            found.append(f"{shown} at {where}")
            if verdict is False:
                break


def _compared(
    made: Transformation, term: Term, points: Iterable[Mapping[str, Any]]
) -> Iterator[Mapping[str, Any]]:
    """The points at which a transformation keeps the value."""
    for point in points:
        if not made.smooth:
            yield point
            continue
        beside = {**point, "x": point["x"] + NO_KINK}
        if isinstance(evaluate(term, beside), arb):
            yield beside


def fuzz(batch: int, size: int, seed: int, names: Collection[str] | None = None) -> Tally:
    """The terms of one batch; what they are depends on the seed and the batch alone."""
    names = tuple(TRANSFORMATIONS) if names is None else names
    source = random.Random(f"{seed} {batch}")
    tally = Tally()
    for _ in range(size):
        term = random_term(source, source.randint(1, 4))
        examine(term, [random_point(source) for _ in range(POINTS)], tally, names)
    return tally


def fuzzed(terms: int, seed: int, workers: int, names: Collection[str]) -> Iterator[Tally]:
    """Each batch, the last one perhaps smaller, in as many processes as there are workers."""
    sizes = [min(BATCH, terms - done) for done in range(0, terms, BATCH)]
    work = partial(_batch, seed=seed, names=names)
    if workers == 1:
        yield from map(work, enumerate(sizes))
        return
    with multiprocessing.get_context("spawn").Pool(workers, _left_to_parent) as pool:
        yield from pool.imap(work, enumerate(sizes))


def _left_to_parent() -> None:
    signal.signal(signal.SIGINT, signal.SIG_IGN)


def _batch(numbered: tuple[int, int], seed: int, names: Collection[str]) -> Tally:
    return fuzz(*numbered, seed, names)


class Progress:
    """Rate and time left on the standard error stream: one line, or a line now and then."""

    def __init__(self, terms: int) -> None:
        self.terms, self.start, self.shown = terms, time.monotonic(), 0.0
        self.live = sys.stderr.isatty()

    def show(self, tally: Tally) -> None:
        now = time.monotonic()
        done = tally.terms == self.terms
        if not (self.live or done or now - self.shown >= _SECONDS_BETWEEN_LINES):
            return
        self.shown = now
        rate = tally.terms / max(now - self.start, 1e-9)
        left = int((self.terms - tally.terms) / rate)
        counts = tally.summary()
        print(
            f"{counts['terms']} of {self.terms} terms, {rate:.1f} a second, "
            f"{left // 60}:{left % 60:02} left; {counts['checks']} checks, "
            f"{counts['undecided']} undecided, {counts['failures']} failures",
            file=sys.stderr, flush=True, end="\r" if self.live and not done else "\n",
        )  # fmt: skip


def table(tally: Tally) -> Iterator[str]:
    """The counts of each transformation."""
    columns = ("changed", "checks", "undecided", "failures", "refused")
    yield f"{'transformation':<24}" + "".join(f"{column:>11}" for column in columns)
    for name in TRANSFORMATIONS:
        counts = (getattr(tally, column)[name] for column in columns)
        yield f"{name:<24}" + "".join(f"{count:>11}" for count in counts)


def main() -> int:
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--terms", type=int, default=2000)
    parser.add_argument("--json", type=Path, help="file for the four counts")
    parser.add_argument("--doubts", type=Path, help="file for the undecided checks, one a line")
    parser.add_argument("--seed", type=int, default=0)
    parser.add_argument("--workers", type=int, default=1)
    parser.add_argument("--only", nargs="+", choices=TRANSFORMATIONS, default=[*TRANSFORMATIONS])
    options = parser.parse_args()
    tally, progress = Tally(), Progress(options.terms)
    try:
        for part in fuzzed(options.terms, options.seed, options.workers, options.only):
            tally.add(part)
            print(*part.counterexamples, sep="\n", end="\n" * bool(part.counterexamples))
            progress.show(tally)
    except KeyboardInterrupt:
        print(f"interrupted after {tally.terms} of {options.terms} terms", file=sys.stderr)
    print(*table(tally), sep="\n")
    if options.json:
        options.json.write_text(json.dumps(tally.summary()) + "\n", encoding="utf-8")
    if options.doubts:
        options.doubts.write_text("".join(f"{line}\n" for line in tally.doubtful))
    return 1 if tally.failures.total() or tally.terms < options.terms else 0


if __name__ == "__main__":
    raise SystemExit(main())
