"""Measuring what each operator costs on this machine, in C as kernels are compiled.

See :mod:`codegen.kernels.calibration_source` for the loops. Of each loop and its twin, the faster
of a few runs counts, by the thread's own clock; their difference is taken in every repeat, and the
price is the median over the repeats. Disturbances only ever add time, which is why the faster runs
are the better ones.
"""

from __future__ import annotations

import os
import tempfile
import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import cffi
import numpy as np
import tomli_w
from numpy.typing import NDArray

from codegen.kernels.build import FLAGS, CompilationError, compile_c
from codegen.kernels.calibration_source import (
    ARRAYS,
    TICKS_A_PASS,
    Probe,
    declarations,
    probe,
    source,
)
from codegen.kernels.machine import compiler_version, cpu_name
from codegen.kernels.targets import C
from symnum.egraphs.cost_tables import CostTable, Machine, Price
from symnum.errors import InputError
from symnum.ops import Operator

SCALAR, VECTORISED = "-O2 -fno-tree-vectorize", "-O3"
"""How loops are compiled, beside the flags of all kernels."""
POINTS = 1024
REPEATS = 15
RUNS = 3
"""Runs of a loop in a repeat, of which the fastest counts."""
SHORTEST = 200_000
"""Nanoseconds that a run lasts at least."""
RESOLUTION = 0.05
"""Cycles below which a difference of times says nothing; no operator costs less."""
FREQUENCY = "a chain of 64-bit integer additions, taken for one cycle each"
_SEED = 20210501
_CONSTANTS = tuple(op.name for op in C.rows if op.arity == 0)

Clock = Callable[[], int]
Figures = tuple[float, float]
"""A median and the distance between the quartiles."""


def calibrate(
    target: str = "c",
    only: Sequence[str] | None = None,
    seconds: float = 20.0,
    progress: Callable[[str, int, int], None] | None = None,
) -> CostTable:
    """Measure the operators of a target on this machine.

    Args:
        target: ``c``, the one whose operators are machine code of their own.
        only: Names of operators; all of the target if not given.
        seconds: How long to measure in all, beside compiling.
        progress: Called with the operator that is next, and how many of how many are done.

    Returns:
        A table in nanoseconds. An operator that is not in it costs as much as the dearest.

    Raises:
        InputError: another target, an unknown operator, no time, or no C compiler.
    """
    if target != "c":
        raise InputError(f"target {target!r} cannot be calibrated; 'c' can")
    if not seconds > 0:
        raise InputError(f"seconds must be positive, not {seconds}")
    probes = [probe(operator) for operator in chosen_operators(only)]
    scalar, vectorised = _Library(probes, False), _Library(probes, True)
    budget = seconds / (3 * len(probes) + 1)
    cycle = scalar.cycle(budget)
    prices: dict[str, Price] = {}
    for done, one in enumerate(probes):
        if progress is not None:
            progress(one.name, done, len(probes))
        prices[one.name] = _price(one, scalar, vectorised, budget, cycle)
    if progress is not None:
        progress("", len(probes), len(probes))
    return _table(prices, cycle)


def chosen_operators(only: Sequence[str] | None) -> list[Operator]:
    """The operators of C that have a price, or those of them that are named.

    Raises:
        InputError: a name that is none of them.
    """
    known = {op.name: op for op in C.rows if op.arity != 0}
    for name in only or ():
        if name not in known:
            raise InputError(f"operator {name!r} cannot be measured; {', '.join(known)} can")
    return list(known.values()) if not only else [known[name] for name in dict.fromkeys(only)]


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


def _table(prices: dict[str, Price], cycle: float) -> CostTable:
    cpu, date = cpu_name(), datetime.now(UTC).date().isoformat()
    return CostTable(
        name=f"calibrated: {cpu}, {date}",
        source="measured by `symnum calibrate`: differences of loops with and without the operator",
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
        operators={
            **prices,
            **dict.fromkeys(_CONSTANTS, Price(latency=0, throughput=0, vectorised=0)),
        },
    )


def _price(
    one: Probe, scalar: _Library, vectorised: _Library, budget: float, cycle: float
) -> Price:
    """The three prices of an operator.

    Where a branch decides, processors go on with what they expect, and a chain can take less than
    its twin; so no latency is less than the time that the operator takes by itself.
    """
    chain = scalar.difference(one, "chain", one.depth, budget)
    stream = scalar.difference(one, "stream", one.depth, budget)
    vector = vectorised.difference(one, "stream", one.vector_depth, budget)
    least = RESOLUTION * cycle
    return Price(
        latency=_digits(max(chain[0], stream[0], least)),
        throughput=_digits(max(stream[0], least)),
        vectorised=_digits(max(vector[0], least)),
        latency_spread=_digits(chain[1]),
        throughput_spread=_digits(stream[1]),
        vectorised_spread=_digits(vector[1]),
    )


def _digits(value: float) -> float:
    """Four digits are more than timing gives."""
    return float(f"{value:.4g}")


@dataclass(frozen=True)
class _Points:
    """Arguments in an operator's domain; kept alive while C reads them."""

    arrays: tuple[NDArray[np.float64], ...]
    flags: NDArray[np.int32]

    @classmethod
    def of(cls, one: Probe) -> _Points:
        generator = np.random.default_rng(_SEED)
        boxes = [box for box in one.row.domain if not (one.row.order and box[0] == box[1])]
        boxes += [boxes[-1] if boxes else (-1e3, 1e3)] * (ARRAYS - len(boxes))
        arrays = tuple(generator.uniform(low, high, POINTS) for low, high in boxes)
        return cls(arrays, generator.integers(0, 2, POINTS, dtype=np.int32))


class _Library:
    """The compiled loops of some operators."""

    def __init__(self, probes: Sequence[Probe], vectorised: bool) -> None:
        try:
            path = compile_c(source(probes, vectorised), VECTORISED if vectorised else SCALAR)
        except CompilationError as error:
            first = str(error).partition("\n")[0]
            raise InputError(f"the C compiler refuses the loops to measure: {first}") from None
        self.interface = cffi.FFI()
        self.interface.cdef(declarations(probes, vectorised))
        self.library = self.interface.dlopen(str(path))

    def cycle(self, budget: float) -> float:
        """Nanoseconds of one cycle."""

        def ticks(passes: int) -> None:
            self.library.symnum_ticks(1, 1, passes)

        passes = _passes(ticks, budget)
        times = [_fastest(ticks, passes) for _ in range(REPEATS)]
        return float(np.median(times)) / (passes * TICKS_A_PASS)

    def difference(self, one: Probe, loop: str, depth: int, budget: float) -> Figures:
        """Nanoseconds that one use of the operator adds to a loop."""
        points = _Points.of(one)
        work = self._call(one.name, loop, points)
        base = self._call(f"{one.name}_base", loop, points)
        passes, base_passes = _passes(work, budget / 2), _passes(base, budget / 2)
        found = []
        for _ in range(REPEATS):
            with_it = _fastest(work, passes) / passes
            without = _fastest(base, base_passes) / base_passes
            found.append((with_it - without) / (POINTS * depth))
        low, middle, high = np.quantile(found, (0.25, 0.5, 0.75))
        return float(middle), float(high - low)

    def _call(self, name: str, loop: str, points: _Points) -> Callable[[int], None]:
        """A loop as a function of the number of passes, after its results were looked at."""
        function = getattr(self.library, f"symnum_{name}_{loop}")
        arrays = [self.interface.from_buffer("double[]", array) for array in points.arrays]
        flags = self.interface.from_buffer("int[]", points.flags)
        out = np.zeros(POINTS)
        target = self.interface.from_buffer("double[]", out, require_writable=True)

        def call(passes: int) -> Any:
            given = 0.0 if loop == "chain" else target
            return function(*arrays, flags, given, POINTS, passes)

        last = call(1)
        results = np.array([last]) if loop == "chain" else out
        if not np.isfinite(results).all():
            raise InputError(f"operator {name}: a result on its own domain is not finite")
        return call


def _passes(work: Callable[[int], None], budget: float) -> int:
    """Passes of a run such that all repeats take about ``budget`` seconds."""
    wanted = max(SHORTEST, int(budget * 1e9 / (REPEATS * RUNS)))
    passes = 1
    work(passes)  # the first call finds pages and branches
    while (taken := _run(work, passes)) < SHORTEST:
        passes *= 2
    return max(1, passes * wanted // taken)


def _fastest(work: Callable[[int], None], passes: int) -> int:
    return min(_run(work, passes) for _ in range(RUNS))


def _run(work: Callable[[int], None], passes: int) -> int:
    """Nanoseconds of one run, by the clock of this thread."""
    start = time.thread_time_ns()
    work(passes)
    return time.thread_time_ns() - start
