"""What the SymPy-based procedure of ``derivations_sympy`` makes in a time, in several processes."""

from __future__ import annotations

import time
from collections import Counter
from concurrent.futures import ProcessPoolExecutor, wait
from multiprocessing import get_context
from random import Random
from typing import Any, NamedTuple

import sympy
from derivations_sympy import derivation, is_false


class Found(NamedTuple):
    lengths: Counter[str]
    operators: Counter[str]
    texts: list[str]
    failed: int
    attempts: int
    cpu: float


def attempts(seed: int, worker: int, seconds: float, most: int) -> Found:
    """Derivations until their number, or so much processor time, is reached."""
    found, began = Found(Counter(), Counter(), [], 0, 0, 0.0), time.process_time()
    while time.process_time() - began < seconds and len(found.texts) < most:
        name = f"{seed} {worker} {found.attempts}"
        made = derivation(name)
        found = found._replace(attempts=found.attempts + 1)
        if made is not None:
            steps, definitions = made
            wrong = is_false(steps, definitions, Random(f"points {name}"))
            found = found._replace(failed=found.failed + wrong)
            found.lengths[str(len(steps))] += 1
            found.operators.update(step.operator for step in steps)
            found.texts.append(" ".join(map(str, (step.equation for step in steps))))
    return found._replace(cpu=time.process_time() - began)


def measured(count: int, workers: int, seconds: float) -> dict[str, Any]:
    """The figures of the peer."""
    started = time.time()
    share = -(-count // workers)
    with ProcessPoolExecutor(workers, mp_context=get_context("spawn")) as pool:
        tasks = [pool.submit(attempts, 1, n, seconds, share) for n in range(workers)]
        wait(tasks)
    found = [task.result() for task in tasks]
    elapsed = time.time() - started
    texts = [text for part in found for text in part.texts]
    return {
        "generated": len(texts), "checked": len(texts), "failed": sum(p.failed for p in found),
        "seconds": elapsed, "per_second": len(texts) / elapsed, "workers": workers,
        "cpu_seconds": sum(part.cpu for part in found),
        "attempts": sum(part.attempts for part in found),
        "duplicates": len(texts) - len(set(texts)),
        "operators": dict(sorted(sum((p.operators for p in found), Counter[str]()).items())),
        "lengths": dict(sorted(sum((p.lengths for p in found), Counter[str]()).items())),
        "sympy": sympy.__version__, "scored_per_second": None, "peak_mib": None,
    }  # fmt: skip
