"""A reaction-diffusion PDE written as array code: naive solves against traced ones.

    python benchmarks/pde.py --json FILE [--grids 32 64 128] [--naive-limit 600] [--repeat 3]
                             [--contenders NAME ...]

Contenders in one run, each in a process of its own so that one cannot warm up or slow down another:
SciPy's BDF and Radau as a user writes them (dense Jacobian by differences), SciPy's BDF with a
sparsity pattern written by hand, diffrax's Kvaerno5 with JAX's own Jacobian (dense LU, or GMRES),
and ``symnum.ode`` on each backend. All solve from t = 0 to 10 with rtol 1e-6 and atol 1e-8; times
are medians over ``--repeat`` solves (one if it takes longer than 20 s). ``prepare_seconds`` is
tracing, differentiating, emitting and compiling with an empty cache of kernels (for diffrax, XLA's
compilation), and is not in ``seconds``. ``max_difference`` is from a reference solve with rtol
1e-11. A contender that does not finish within the limit, or needs more memory than there is, has a
row with ``null`` seconds and the reason. ``steps`` is -1 where a solver does not tell.
"""

from __future__ import annotations

import argparse
import importlib
import json
import os
import resource
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterator
from functools import partial
from pathlib import Path
from typing import Any

import numpy as np
from pde_system import ATOL, RTOL, SPAN, pattern_by_hand, right_side, start

Measured = dict[str, Any]
GIBIBYTES = 18
"""Addresses that a contender may have: dense matrices of large grids end it, not the machine."""
LONG = 20.0
"""Seconds after which a solve is not repeated."""


def naive(method: str, **options: Any) -> Callable[[int, int], Measured]:
    """SciPy on the NumPy code."""

    def run(n: int, repeat: int) -> Measured:
        from scipy.integrate import solve_ivp

        f = right_side(n)
        shape = start(n).shape

        def flat(t: float, y: Any) -> Any:
            return f(t, y.reshape(shape)).reshape(-1)

        given = {k: v(n) if callable(v) else v for k, v in options.items()}
        seconds, found = timed(
            lambda: solve_ivp(
                flat, SPAN, start(n).reshape(-1), method=method, rtol=RTOL, atol=ATOL, **given
            ),
            repeat,
        )
        return measured(seconds, 0.0, found.y[:, -1], len(found.t) - 1, call(flat, n))

    return run


def traced(backend: str, method: str) -> Callable[[int, int], Measured]:
    """``symnum.ode`` on the same code."""

    def run(n: int, repeat: int) -> Measured:
        import symnum
        from codegen.simulation import BACKENDS, ode

        assert symnum.trace  # importing is not preparation, nor solving
        importlib.import_module(BACKENDS[backend].module)
        before = time.perf_counter()
        system = ode(right_side(n), start(n))
        _ = system.pattern
        system.rhs(0.0, system.initial)
        system.jacobian(0.0, system.initial)
        if method == "BDF-Krylov" and system.kernels.product is not None:
            flat = system.initial.reshape(-1)
            system.kernels.product(0.0, flat, system.values, flat)
        # the first solve finds the order of elimination, and C or XLA is compiled
        system.solve((0.0, 1e-9), backend=backend, method=method, rtol=RTOL, atol=ATOL)
        prepared = time.perf_counter() - before

        def solve() -> Any:
            return system.solve(SPAN, backend=backend, method=method, rtol=RTOL, atol=ATOL)

        seconds, found = timed(solve, repeat)
        size = found.final.reshape(-1)
        values = system.values
        rhs = call(lambda t, y: system.kernels.rhs(t, y, values), n)
        return measured(seconds, prepared, size, found.statistics.steps, rhs)

    return run


def krylov() -> Any:
    """diffrax's Kvaerno5 with Newton's iteration and GMRES, as ``symnum.ode`` sets them."""
    import diffrax
    import lineax
    import optimistix

    linear = lineax.GMRES(rtol=1e-2, atol=1e-2 * ATOL, restart=10, max_steps=50)
    newton = optimistix.Newton(
        rtol=RTOL, atol=ATOL, norm=optimistix.rms_norm, linear_solver=linear,
        cauchy_termination=False,
    )  # fmt: skip
    return diffrax.Kvaerno5(root_finder=newton)


def with_diffrax(n: int, repeat: int, matrix_free: bool = False) -> Measured:
    """diffrax on the code in ``jax.numpy``, derivatives by automatic differentiation."""
    import diffrax
    import jax
    import jax.numpy as jnp

    jax.config.update("jax_enable_x64", True)
    solver = krylov() if matrix_free else diffrax.Kvaerno5()
    f = right_side(n, jnp)
    term = diffrax.ODETerm(lambda t, u, args: f(t, u))
    control = diffrax.PIDController(rtol=RTOL, atol=ATOL)

    @jax.jit
    def solve(initial: Any) -> Any:
        return diffrax.diffeqsolve(
            term, solver, *SPAN, None, initial, stepsize_controller=control,
            max_steps=100_000,
        )  # fmt: skip

    initial = jnp.asarray(start(n))
    before = time.perf_counter()
    solve.lower(initial).compile()
    prepared = time.perf_counter() - before
    seconds, found = timed(lambda: jax.block_until_ready(solve(initial)), repeat)
    compiled = jax.jit(f)
    rhs = call(lambda t, y: jax.block_until_ready(compiled(t, y.reshape(n, n, 3))), n)
    final = np.asarray(found.ys[-1]).reshape(-1)
    return measured(seconds, prepared, final, int(found.stats["num_accepted_steps"]), rhs)


def reference(n: int, repeat: int) -> Measured:
    """A solve with tolerances of 1e-11."""
    from codegen.simulation import ode

    found = ode(right_side(n), start(n)).solve(SPAN, backend="sundials", rtol=1e-11, atol=1e-13)
    return measured([0.0], 0.0, found.final.reshape(-1), found.statistics.steps, 0.0)


CONTENDERS: dict[str, Callable[[int, int], Measured]] = {
    "naive SciPy BDF": naive("BDF"),
    "naive SciPy Radau": naive("Radau"),
    "SciPy BDF, pattern by hand": naive("BDF", jac_sparsity=pattern_by_hand),
    "JAX + diffrax Kvaerno5": with_diffrax,
    "JAX + diffrax Kvaerno5, GMRES": partial(with_diffrax, matrix_free=True),
    "symnum, SciPy BDF": traced("scipy", "BDF"),
    "symnum, SciPy Radau": traced("scipy", "Radau"),
    "symnum, SUNDIALS BDF": traced("sundials", "BDF"),
    "symnum, SUNDIALS BDF-Krylov": traced("sundials", "BDF-Krylov"),
    "symnum, diffrax Kvaerno5": traced("diffrax", "Kvaerno5"),
    "symnum, diffrax Kvaerno5-Krylov": traced("diffrax", "Kvaerno5-Krylov"),
    "reference": reference,
}


def timed(solve: Callable[[], Any], repeat: int) -> tuple[list[float], Any]:
    """Seconds of each solve, and the last answer."""
    seconds: list[float] = []
    while len(seconds) < repeat and (not seconds or seconds[0] < LONG):
        before = time.perf_counter()
        found = solve()
        seconds.append(time.perf_counter() - before)
    return seconds, found


def call(f: Callable[[float, Any], Any], n: int) -> float:
    """Microseconds of one call of a right side, the least mean of five runs."""
    y = np.random.default_rng(0).random(3 * n * n)
    f(0.0, y)
    means = []
    for _ in range(5):
        before = time.perf_counter()
        for _ in range(50):
            f(0.0, y)
        means.append((time.perf_counter() - before) / 50)
    return min(means) * 1e6


def measured(seconds: list[float], prepared: float, final: Any, steps: int, rhs: float) -> Measured:
    """What a contender's process sends back."""
    return {
        "seconds": statistics.median(seconds), "prepare_seconds": prepared,
        "rhs_microseconds": rhs, "steps": steps, "final": np.asarray(final).tolist(),
    }  # fmt: skip


def in_process(name: str, n: int, repeat: int, limit: float) -> Measured | str:
    """A contender in a process of its own with an empty kernel cache; or why there is nothing."""
    with tempfile.TemporaryDirectory() as cache:
        environment = {**os.environ, "XDG_CACHE_HOME": cache, "PYTHONWARNINGS": "ignore"}
        here = Path(__file__)
        command = [sys.executable, str(here), "--one", name, "--grids", str(n), "--repeat",
                   str(repeat)]  # fmt: skip
        try:
            done = subprocess.run(
                command, env=environment, capture_output=True, text=True, timeout=limit, check=False
            )
        except subprocess.TimeoutExpired:
            return f"over {limit:g} s"
    if done.returncode:
        said = done.stderr.strip().splitlines() or ["said nothing"]
        return f"ended with {done.returncode}: {said[-1]}"
    found: Measured = json.loads(done.stdout)
    return found


def rows(grids: list[int], repeat: int, limit: float, names: list[str]) -> Iterator[list[Measured]]:
    """All contenders on all grids, after each all rows; those that do not finish say why."""
    found: list[Measured] = []
    for n in grids:
        wanted = in_process("reference", n, 1, 3600)
        if isinstance(wanted, str):
            raise SystemExit(f"reference on {n} x {n}: {wanted}")
        for name in names:
            one = in_process(name, n, repeat, limit)
            if isinstance(one, str):
                print(f"{n:4d}  {name:31s} no time: {one}", flush=True)
                found.append({"grid": n, "contender": name, "seconds": None, "reason": one})
                yield found
                continue
            difference = np.abs(np.array(one.pop("final")) - np.array(wanted["final"])).max()
            row = {"grid": n, "contender": name, **one, "max_difference": float(difference)}
            found.append(row)
            print_row(row, found)
            yield found


def print_row(row: Measured, found: list[Measured]) -> None:
    """One line, with how many times a naive solve took."""
    ratios = [
        f"{other['seconds'] / row['seconds']:.0f}x {other['contender'].removeprefix('naive ')}"
        for other in found
        if other["grid"] == row["grid"] and other["contender"].startswith("naive")
        if other != row and other["seconds"] is not None
    ]
    print(
        f"{row['grid']:4d}  {row['contender']:31s} {row['seconds']:9.4f} s  prepare "
        f"{row['prepare_seconds']:6.2f} s  rhs {row['rhs_microseconds']:7.1f} us  steps "
        f"{row['steps']:5d}  difference {row['max_difference']:.1e}  {', '.join(ratios)}",
        flush=True,
    )


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__.partition("\n")[0])
    parser.add_argument("--json", type=Path, help="write the rows here")
    parser.add_argument("--grids", type=int, nargs="+", default=[32, 64, 128])
    parser.add_argument("--naive-limit", type=float, default=600.0, help="seconds for a contender")
    parser.add_argument("--repeat", type=int, default=3, help="solves of which the median counts")
    parser.add_argument("--one", choices=CONTENDERS, help=argparse.SUPPRESS)
    everyone = [name for name in CONTENDERS if name != "reference"]
    parser.add_argument("--contenders", nargs="+", choices=everyone, default=everyone)
    options = parser.parse_args()
    if options.one:
        resource.setrlimit(resource.RLIMIT_AS, (GIBIBYTES << 30,) * 2)
        print(json.dumps(CONTENDERS[options.one](options.grids[0], options.repeat)))
        return 0
    for found in rows(options.grids, options.repeat, options.naive_limit, options.contenders):
        if options.json:  # what is measured stays, whatever comes after it
            text = json.dumps({"rows": found}, indent=1) + "\n"
            options.json.write_text(text, encoding="utf-8")
    return 0


if __name__ == "__main__":
    sys.exit(main())
