"""Derivations made and checked a second, how they are distributed, and answers scored a second.

``python benchmarks/derivations.py --count 100000 --json FILE`` makes records of the preset
``meadows`` and checks each one by the independent checker, from its line of JSON, with as many
workers as ``--workers`` says; then a peer, the published procedure over current SymPy
(``derivations_sympy.py``), makes a tenth of the count, as far as each worker gets in
``--peer-seconds`` of processor time; then answers to some of the records are scored.

The JSON is ``{"generated", "checked", "failed", "seconds", "per_second", "steady_per_second",
"cpu_seconds", "workers", "peak_mib", "duplicates", "operators": {...}, "lengths": {...},
"scored_per_second", "published", "peer": {the same}}``. ``checked`` are the records that the
checker saw, ``failed`` those it refused; ``duplicates`` have the structure of an earlier record;
``steady_per_second`` leaves out the time until every worker has warmed up (the first tenth);
``peak_mib`` is this process's peak and that of its largest worker times their number.
"""

from __future__ import annotations

import argparse
import json
import resource
import time
from collections import Counter
from collections.abc import Iterator
from pathlib import Path
from typing import Any, NamedTuple

import derivations_peer

from codegen.datasets import check_record
from codegen.datasets.collecting import seldom_collected
from codegen.datasets.config import Config
from codegen.datasets.json_text import read_back
from codegen.datasets.presets import load_preset
from codegen.datasets.production import record
from codegen.datasets.records import line_of
from symnum.execution import Execution, crew

BLOCK = 50
PRESET = "meadows"
PUBLISHED: dict[str, Any] = {
    "lengths": {"4": 10, "5": 34, "6": 29, "7": 15, "8": 9, "9": 3},
    "operators": {
        "substitute_LHS_for_RHS": 87, "premises": 84, "differentiate": 72,
        "evaluate_derivatives": 62, "evaluate_integrals": 53, "integrate": 42,
        "substitute_RHS_for_LHS": 36, "power": 32, "exp": 3, "cos": 1, "sin": 0, "log": 0,
        "expand": 0,
    },
    "steps": 588,
}  # fmt: skip
"""Counted in the 100 published test items of Meadows, Valentino and Freitas (NAACL 2024). Add,
minus, times and divide have 20 to 24 steps each; ``premises`` are all with that label."""


class Figures(NamedTuple):
    """What was counted in a block of records."""

    checked: int
    failed: int
    operators: Counter[str]
    lengths: Counter[str]
    structures: list[int]
    cpu: float


@seldom_collected()
def block(config: Config, start: int, stop: int) -> Figures:
    """Make and check the records of some indices."""
    began = time.process_time()
    operators, lengths, structures = Counter[str](), Counter[str](), []
    failed = 0
    for index in range(start, stop):
        line = line_of(record(config, config.seed, index))
        made = read_back(line)  # as production does
        failed += not check_record(made).ok
        operators.update(step["operator"] for step in made["steps"])
        lengths[str(len(made["steps"]))] += 1
        structures.append(int(made["structure"][:15], 16))
    return Figures(
        stop - start, failed, operators, lengths, structures, time.process_time() - began
    )


def spans(count: int) -> Iterator[tuple[int, int]]:
    for start in range(0, count, BLOCK):
        yield start, min(start + BLOCK, count)


def ours(count: int, workers: int) -> dict[str, Any]:
    config = load_preset(PRESET, count=count)
    operators, lengths, structures = Counter[str](), Counter[str](), set[int]()
    checked = failed = duplicates = 0
    cpu = 0.0
    started = time.perf_counter()
    warm = (started, 0)
    with crew(Execution(workers=workers)) as team:
        tasks = ((config, start, stop) for start, stop in spans(count))
        for found in team.stream(block, tasks, 4 * workers):
            checked, failed, cpu = checked + found.checked, failed + found.failed, cpu + found.cpu
            operators.update(found.operators)
            lengths.update(found.lengths)
            for structure in found.structures:
                duplicates += structure in structures
                structures.add(structure)
            if checked <= count / 10:
                warm = (time.perf_counter(), checked)
        ended = time.perf_counter()
    seconds = ended - started
    return {
        "generated": checked, "checked": checked, "failed": failed, "seconds": seconds,
        "per_second": checked / seconds,
        "steady_per_second": (checked - warm[1]) / max(ended - warm[0], 1e-9),
        "cpu_seconds": cpu, "workers": workers, "peak_mib": peak(workers),
        "duplicates": duplicates, "operators": dict(sorted(operators.items())),
        "lengths": dict(sorted(lengths.items())),
    }  # fmt: skip


def peak(workers: int) -> float:
    own = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    largest = resource.getrusage(resource.RUSAGE_CHILDREN).ru_maxrss
    return (own + (workers * largest if workers > 1 else 0)) / 1024


def scored(count: int, workers: int) -> dict[str, Any]:
    """Answers a second: references, answers with one step wrong, and answers cut short."""
    from codegen.datasets.scoring.scores import score

    config = load_preset(PRESET, count=count)
    records = [record(config, config.seed + 1, index) for index in range(count)]
    answers = [
        {"id": made["id"], "answer": answer(made, place)} for place, made in enumerate(records)
    ]
    started, before = time.perf_counter(), processor_time()
    found = score(answers, records, workers=workers)
    seconds, cpu = time.perf_counter() - started, processor_time() - before
    right = sum(judgement.correct for judgement in found.judgements)
    return {
        "answers": count, "seconds": seconds, "per_second": count / seconds, "cpu_seconds": cpu,
        "goal_reached": right,
    }  # fmt: skip


def processor_time() -> float:
    """Of this process and of its children that have ended."""
    uses = (resource.getrusage(who) for who in (resource.RUSAGE_SELF, resource.RUSAGE_CHILDREN))
    return sum(use.ru_utime + use.ru_stime for use in uses)


def answer(made: dict[str, Any], place: int) -> str:
    steps = [step["equation"]["latex"] for step in made["steps"]]
    if place % 3 == 1:
        steps[-1] += " + 1"
    elif place % 3 == 2:
        steps = steps[:-1]
    return "\n".join(f"$${step}$$" for step in steps)


def shares(counts: dict[str, int]) -> dict[str, float]:
    total = sum(counts.values())
    return {name: number / total for name, number in counts.items()} if total else {}


def with_premises(operators: dict[str, int]) -> dict[str, int]:
    """First premises under their published name."""
    counted = dict(operators)
    counted["premises"] = counted.pop("premise", 0)
    return counted


def print_tables(result: dict[str, Any]) -> None:
    for key in ("lengths", "operators"):
        sides = [result[key], result["peer"][key]] if result["peer"] else [result[key], {}]
        if key == "operators":
            sides = [with_premises(side) for side in sides]
        mine, peer = map(shares, sides)
        total = PUBLISHED["steps"] if key == "operators" else 100
        print(f"\n{key:26}{'ours':>9}{'published':>11}{'SymPy':>9}   (% of all)")
        for name in sorted({*mine, *PUBLISHED[key]}):
            known = PUBLISHED[key].get(name)
            shown = "" if known is None else f"{100 * known / total:.2f}"
            print(
                f"{name:26}{100 * mine.get(name, 0):9.2f}{shown:>11}{100 * peer.get(name, 0):9.2f}"
            )


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--count", type=int, default=100_000)
    parser.add_argument("--workers", type=int, default=2)
    parser.add_argument("--peer-seconds", type=float, default=120.0)
    parser.add_argument("--answers", type=int, default=2000)
    parser.add_argument("--json", type=Path)
    arguments = parser.parse_args()
    result = ours(arguments.count, arguments.workers)
    print(f"ours: {result['per_second']:.1f} a second, {result['steady_per_second']:.1f} steady, "
          f"{result['failed']} failed, {result['duplicates']} duplicates, "
          f"{1000 * result['cpu_seconds'] / result['checked']:.2f} ms of processor time each, "
          f"{result['peak_mib']:.0f} MiB")  # fmt: skip
    peer_count = max(1, arguments.count // 10)
    result["peer"] = derivations_peer.measured(
        peer_count, arguments.workers, arguments.peer_seconds
    )
    print(f"SymPy: {result['peer']['per_second']:.3f} a second, {result['peer']['generated']} of "
          f"{peer_count} in {result['peer']['seconds']:.0f} s "
          f"({result['peer']['cpu_seconds']:.0f} s of processor time), "
          f"{result['peer']['failed']} with a false equation")  # fmt: skip
    result["scoring"] = scored(arguments.answers, arguments.workers) if arguments.answers else None
    result["scored_per_second"] = result["scoring"] and result["scoring"]["per_second"]
    print(f"scored: {result['scored_per_second']} answers a second, {result['scoring']}")
    result["published"] = PUBLISHED
    print_tables(result)
    if arguments.json:
        arguments.json.write_text(json.dumps(result, indent=1) + "\n", encoding="utf-8")


if __name__ == "__main__":
    main()
