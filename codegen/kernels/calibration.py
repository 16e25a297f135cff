"""Measuring what each operator costs on this machine, in C as kernels are compiled.

See :mod:`codegen.kernels.calibration_source` for the loops and :mod:`codegen.kernels.stopwatch`
for how they are timed.
"""

from __future__ import annotations

import os
import tempfile
import time
from collections.abc import Callable, Sequence
from datetime import UTC, datetime
from pathlib import Path

import tomli_w

from codegen.kernels.build import FLAGS
from codegen.kernels.calibration_loops import (
    POINTS,
    SCALAR,
    VECTORISED,
    CompiledLoops,
    Loops,
)
from codegen.kernels.calibration_source import TICKS_A_PASS, Probe, probe
from codegen.kernels.machine import compiler_version, cpu_name
from codegen.kernels.stopwatch import REPEATS, Clock, Comparison, Figure, Stopwatch
from codegen.kernels.targets import C
from symnum.egraphs.cost_tables import CostTable, Machine, Price
from symnum.errors import InputError, row_named
from symnum.ops import Operator

SECONDS, QUICK = 20.0, 3.0
"""How long to measure all operators, and how long at least."""
RESOLUTION = 0.05
"""Cycles below which a difference of times says nothing; no operator costs less."""
FREQUENCY = "a chain of 64-bit integer additions, taken for one cycle each"
_CONSTANTS = tuple(op.name for op in C.rows if op.arity == 0)


def calibrate(
    target: str = "c",
    only: Sequence[str] | None = None,
    seconds: float = SECONDS,
    progress: Callable[[str, int, int], None] | None = None,
    *,
    loops: Callable[[Sequence[Probe], bool], Loops] = CompiledLoops,
    clock: Clock = time.thread_time_ns,
) -> CostTable:
    """Measure the operators of a target on this machine.

    Args:
        target: ``c``, the one whose operators are machine code of their own.
        only: Names of operators; all of the target if not given.
        seconds: How long to measure in all, beside compiling.
        progress: Called with the operator whose turn is next, and how many turns of how many are
            done.
        loops: Makes the loops of some probes, scalar or vectorised.
        clock: Nanoseconds by which loops are timed.

    Returns:
        A table in nanoseconds. An operator that is not in it costs as much as the dearest.

    Raises:
        InputError: another target, an unknown operator, no time, or no C compiler.
    """
    if target != "c":
        raise InputError(f"target {target!r} cannot be calibrated; 'c' can")
    if not 0 < seconds < float("inf"):
        raise InputError(f"seconds must be positive, not {seconds}")
    probes = [probe(operator) for operator in chosen_operators(only)]
    both = loops(probes, False), loops(probes, True)
    stopwatch = Stopwatch(seconds / (3 * len(probes) + 1), clock)
    cycle = stopwatch.time(both[0].ticks).median / TICKS_A_PASS
    compared = {one: _comparisons(one, *both, stopwatch) for one in probes}
    turns = [one for _ in range(REPEATS) for one in probes]
    for done, one in enumerate(turns):
        if progress is not None:
            progress(one.name, done, len(turns))
        for comparison in compared[one]:
            stopwatch.turn(comparison)
    if progress is not None:
        progress("", len(turns), len(turns))
    least = RESOLUTION * cycle
    return _table({one.name: _price(one, compared[one], least) for one in probes}, cycle)


def chosen_operators(only: Sequence[str] | None) -> list[Operator]:
    """The operators of C that have a price, or those of them that are named.

    Raises:
        InputError: a name that is none of them.
    """
    known = {op.name: op for op in C.rows if op.arity != 0}
    chosen = dict.fromkeys(only or known)
    return [row_named(name, known, "operator to measure") for name in chosen]


def _comparisons(
    one: Probe, scalar: Loops, vectorised: Loops, stopwatch: Stopwatch
) -> tuple[Comparison, ...]:
    """Of the chain, the stream, and the vectorised stream."""
    pairs = scalar.pair(one, "chain"), scalar.pair(one, "stream"), vectorised.pair(one, "stream")
    return tuple(stopwatch.comparison(*pair) for pair in pairs)


def _price(one: Probe, compared: Sequence[Comparison], least: float) -> Price:
    """The three prices of an operator.

    Where a branch decides, processors go on with what they expect, and a chain can take less than
    its twin; so no latency is less than the time that the operator takes by itself.
    """
    counts = [POINTS * uses.more for uses in (one.scalar, one.scalar, one.vectorised)]
    chain, stream, vector = (
        Figure(comparison.figure.median / count, comparison.figure.spread / count)
        for comparison, count in zip(compared, counts, strict=True)
    )
    return Price(
        latency=_digits(max(chain.median, stream.median, least)),
        throughput=_digits(max(stream.median, least)),
        vectorised=_digits(max(vector.median, least)),
        latency_spread=_digits(chain.spread),
        throughput_spread=_digits(stream.spread),
        vectorised_spread=_digits(vector.spread),
    )


def _table(prices: dict[str, Price], cycle: float) -> CostTable:
    cpu, date = cpu_name(), datetime.now(UTC).date().isoformat()
    free = dict.fromkeys(_CONSTANTS, Price(latency=0, throughput=0, vectorised=0))
    return CostTable(
        name=f"calibrated: {cpu}, {date}",
        source="measured by `symnum calibrate`: loops with more and with fewer uses of an operator",
        unit="nanoseconds",
        other=_digits(max(price.latency for price in prices.values())),
        leaf=0,
        integer_powers="multiplications",
        machine=Machine(
            cpu=cpu,
            compiler=compiler_version(),
            scalar_flags=" ".join([*FLAGS, SCALAR]),
            vectorised_flags=" ".join([*FLAGS, VECTORISED]),
            date=date,
            cycles_per_nanosecond=_digits(1 / cycle),
            frequency=FREQUENCY,
            repeats=REPEATS,
        ),
        operators={**prices, **free},
    )


def _digits(value: float) -> float:
    """Four digits are more than timing gives."""
    return float(f"{value:.4g}")


def check_writable(path: Path) -> None:
    """Refuse a file that cannot be written, before anything is measured for it.

    Raises:
        InputError: it is a directory, or the nearest directory above it cannot be written.
    """
    folder = next((parent for parent in path.absolute().parents if parent.exists()), path)
    if path.is_dir() or not (folder.is_dir() and os.access(folder, os.W_OK)):
        raise InputError(f"{path}: cannot be written")


def write_table(table: CostTable, path: Path) -> None:
    """Save a table, so that the file is either wholly there or unchanged.

    Raises:
        InputError: it cannot be written.
    """
    text = tomli_w.dumps(table.model_dump(exclude_none=True))
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        with tempfile.TemporaryDirectory(dir=path.parent) as folder:
            made = Path(folder) / path.name
            made.write_text(text, encoding="utf-8", newline="\n")
            os.replace(made, path)
    except OSError as error:
        raise InputError(f"{path}: cannot be written: {error.strerror}") from None
