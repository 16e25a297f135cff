"""The same rewriter objects on plain and on canonical terms.

    SYMNUM_DATA=folder python benchmarks/term_interface.py --json term_interface.json

Each workload is written once over the term interface and timed with everything it does: building
the terms through the interface and rewriting them by ``symnum.rewriting.ring_rewriters.COLLECT``.
Plain terms are interned and immutable; their rewriters do what canonical terms do as they are
built. Answers are compared before times: the plain result, read as a canonical term, must be the
canonical result. Canonical terms keep the ring laws as they are built, their adapter says so, and
``COLLECT`` then has nothing to walk over: their time is that of construction. The symbols are
assumed nonzero, so that cancelling is sound. Where a workload takes longer than the cap, larger
sizes of it are not tried.
"""

from __future__ import annotations

import argparse
import sys
import time
from collections.abc import Callable, Iterator
from pathlib import Path
from random import Random
from typing import Any

from contest import alternating, data_folder, geometric_mean, shown, table, write_json

from symnum.interop import read_network
from symnum.ops import ADD, DIV, MUL, SUB
from symnum.rewriting.ring_rewriters import COLLECT
from symnum.terms import convert, interface, plain_symbols, symbols, to_canonical

Workload = Callable[[Any], list[Any]]
"""From a symbol of a family to terms of that family."""
FAMILIES = {"plain": plain_symbols, "canonical": symbols}


def collected(term: Any) -> Any:
    """The term with the ring laws applied until nothing changes."""
    after = COLLECT(term)
    while after is not None:
        term, after = after, COLLECT(after)
    return term


def random_tree(leaves: int, division: bool, seed: int) -> Workload:
    """A balanced tree over a, b, c, d, 1/a, 1/b, 1, 2 with ``+ *`` or with ``/ *``."""
    random = Random(seed)
    chosen = [random.randrange(8) for _ in range(leaves)]
    inner = [random.choice((DIV, MUL) if division else (ADD, MUL)) for _ in range(leaves)]

    def work(like: Any) -> list[Any]:
        a, b, c, d = (interface.symbol(like, n, interface.assumptions(like)) for n in "abcd")
        one, two = (interface.literal(like, n) for n in (1, 2))
        choices = [a, b, c, d, interface.rebuild(like, DIV, (one, a)),
                   interface.rebuild(like, DIV, (one, b)), one, two]  # fmt: skip
        level, operators = [choices[n] for n in chosen], iter(inner)
        while len(level) > 1:
            odd = level[len(level) // 2 * 2 :]
            pairs = zip(level[::2], level[1::2], strict=False)
            level = [interface.rebuild(like, next(operators), pair) for pair in pairs] + odd
        return [collected(level[0])]

    return work


def determinant(size: int) -> Workload:
    """The determinant of a symbolic matrix by elimination (LU), collected at every step."""

    def work(like: Any) -> list[Any]:
        known = interface.assumptions(like)
        rows = [
            [interface.symbol(like, f"m{r}{c}", known) for c in range(size)] for r in range(size)
        ]
        product: Any = interface.literal(like, 1)

        def call(operator: Any, *arguments: Any) -> Any:
            return collected(interface.rebuild(like, operator, arguments))

        for pivot in range(size):
            product = call(MUL, product, rows[pivot][pivot])
            for row in rows[pivot + 1 :]:
                ratio = call(DIV, row[pivot], rows[pivot][pivot])
                for column in range(pivot + 1, size):
                    step = call(MUL, ratio, rows[pivot][column])
                    row[column] = call(SUB, row[column], step)
        return [product]

    return work


def right_sides(path: Path) -> Workload:
    """The equations of a reaction network, from its reactions."""
    network = read_network(path)
    changes = [tuple(reaction.net_changes().items()) for reaction in network.reactions]

    def work(like: Any) -> list[Any]:
        species = [interface.symbol(like, interface.name(s)) for s in network.symbols]
        rates = {rate: convert(rate, like) for rate in {r.rate: None for r in network.reactions}}
        addends: list[list[Any]] = [[] for _ in species]
        for reaction, change in zip(network.reactions, changes, strict=True):
            speed = rates[reaction.rate]
            for reactant in reaction.reactants:
                speed = interface.rebuild(like, MUL, (speed, species[reactant]))
            for place, count in change:
                factor = interface.literal(like, count)
                addends[place].append(interface.rebuild(like, MUL, (factor, speed)))
        zero = interface.literal(like, 0)
        return [collected(interface.rebuild(like, ADD, (zero, *parts))) for parts in addends]

    return work


def workloads(small: bool) -> Iterator[tuple[str, str, Workload]]:
    """Group, name and work; within a group from small to large."""
    for division, text in ((False, "{+, *}"), (True, "{/, *}")):
        for leaves in (10, 20) if small else (10, 100, 1000, 10_000, 100_000):
            yield text, f"random tree {text}, {leaves} leaves", random_tree(leaves, division, 7)
    for size in (2,) if small else (3, 5, 8, 12, 16):
        yield "LU", f"det(LU) {size}x{size}", determinant(size)
    name = "toy-jim.net" if small else "bcr.net"
    path = data_folder() / "networks" / name
    if path.is_file():
        yield "network", f"right side of {name}", right_sides(path)
    else:
        print(f"skipped: right side of {name}: {path} not found; set SYMNUM_DATA")


def measured(name: str, work: Workload, rounds: int, cap: float) -> dict[str, Any]:
    """One row of the result."""
    likes = {family: make("a", "nonzero")[0] for family, make in FAMILIES.items()}
    answers = {family: work(like) for family, like in likes.items()}
    equal = [to_canonical(t) for t in answers["plain"]] == answers["canonical"]
    contenders = {family: (lambda like=like: work(like)) for family, like in likes.items()}
    del answers
    seconds = alternating(contenders, rounds, cap) if equal else {}
    plain, canonical = seconds.get("plain"), seconds.get("canonical")
    return {
        "workload": name, "plain_seconds": plain, "canonical_seconds": canonical,
        "ratio": plain / canonical if plain and canonical else None, "equal": equal,
    }  # fmt: skip


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0] if __doc__ else None)
    parser.add_argument("--json", type=Path, help="file to write the figures to")
    parser.add_argument("--small", action="store_true", help="tiny sizes, to see that all works")
    parser.add_argument("--rounds", type=int, default=5, help="turns of each backend")
    parser.add_argument("--cap", type=float, default=60.0, help="seconds for a backend in a row")
    options = parser.parse_args()
    results: list[dict[str, Any]] = []
    slow: set[str] = set()
    for group, name, work in workloads(options.small):
        if group in slow:
            print(f"skipped: {name}: a smaller one took longer than the cap")
            continue
        start = time.perf_counter()
        results.append(measured(name, work, options.rounds, options.cap))
        print(f"{name}: {'answers agree' if results[-1]['equal'] else 'ANSWERS DIFFER'}")
        if time.perf_counter() - start > 2 * options.cap:
            slow.add(group)
    table("Plain and canonical terms under one set of rewriters",
          ("workload", "plain", "canonical", "ratio"),
          ([r["workload"], shown(r["plain_seconds"]), shown(r["canonical_seconds"]),
            f"{r['ratio']:.3g}×" if r["ratio"] else "-"] for r in results))  # fmt: skip
    ratios = [r["ratio"] for r in results if r["ratio"]]
    print(f"geometric mean {geometric_mean(ratios):.3g}×; below 1: {sum(r < 1 for r in ratios)}")
    if options.json is not None:
        write_json(options.json, {"rows": results})
    return 0 if results and all(r["equal"] for r in results) else 1


if __name__ == "__main__":
    sys.exit(main())
