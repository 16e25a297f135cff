"""Many parameter sets at once against single solves and exact solutions."""

from __future__ import annotations

from typing import Any

import numpy as np
import pytest

import symnum
from codegen.arrays.compiled import CompiledArrayProgram
from codegen.simulation import SolveError, ode, solve_batch
from symnum.errors import InputError
from symnum.tracing.batching import batched

RATES = np.linspace(0.0, 3.0, 11)


def _driven(t: Any, u: Any, p: Any) -> Any:
    return -p["rate"] * u + p["feed"] * np.cos(t)


def _system(threads: bool = False) -> Any:
    parameters = {"rate": 1.0, "feed": [0.0, 0.5]}
    return ode(_driven, [1.0, 2.0], parameters=parameters, threads=threads)


def test_every_set_has_its_solution() -> None:
    times = np.linspace(0.0, 2.0, 9)
    found = solve_batch(_system(), {"rate": RATES}, (0, 2), times=times, rtol=1e-9, atol=1e-11)
    assert found.states.shape == (11, 9, 2)
    np.testing.assert_allclose(found.states[:, :, 0], np.exp(-np.outer(RATES, times)), atol=1e-8)
    single = [_system().with_parameters(rate=rate) for rate in RATES]
    for states, system in zip(found.states, single, strict=True):
        one = system.solve((0, 2), times=times, method="RK45", rtol=1e-9, atol=1e-11)
        np.testing.assert_allclose(states, one.states, rtol=1e-9, atol=1e-11)
    assert (np.diff(found.steps) >= 0).all()  # each with steps of its own
    assert found.steps[0] < found.steps[-1]


def test_a_set_does_not_depend_on_the_others() -> None:
    feeds = np.random.default_rng(0).normal(size=(1030, 2))
    rates = np.random.default_rng(1).uniform(0, 2, 1030)
    many = solve_batch(_system(), {"rate": rates, "feed": feeds}, (0, 1))
    few = solve_batch(_system(), {"rate": rates[:3], "feed": feeds[:3]}, (0, 1))
    shared = solve_batch(_system(threads=True), {"rate": rates, "feed": feeds}, (0, 1))
    assert many.states[:3].tobytes() == few.states.tobytes()
    assert many.states.tobytes() == shared.states.tobytes()


@pytest.mark.parametrize("backend", ["scipy", "sundials"])
def test_other_backends_solve_set_after_set(backend: str) -> None:
    found = solve_batch(
        _system(), {"rate": RATES[:3]}, (0, 1), backend=backend, rtol=1e-8, atol=1e-10
    )
    np.testing.assert_allclose(found.states[:, -1, 0], np.exp(-RATES[:3]), rtol=1e-6)


def _mixed(t: Any, u: Any, k: Any) -> Any:
    weights = np.random.default_rng(3).normal(size=(40, 40))  # a constant, and a stage
    return np.tanh(weights @ (u * u)) * k[0] - np.roll(u, 1) + np.sin(t) * np.arange(40)


@pytest.mark.parametrize("lanes", [1, 5, 200])
@pytest.mark.parametrize("threads", [False, True])
def test_kernels_of_batches_give_the_same_numbers(lanes: int, threads: bool) -> None:
    program = symnum.trace(_mixed, (), (40,), (2,))
    assert program.stages
    generator = np.random.default_rng(lanes)
    t, u, k = (generator.random((*shape, lanes)) for shape in ((), (40,), (2,)))
    found = CompiledArrayProgram(batched(program, lanes), "together", threads=threads)(t, u, k)
    alone = CompiledArrayProgram(program, "alone")
    wanted = np.stack([alone(t[i], u[:, i], k[:, i]) for i in range(lanes)], axis=1)
    assert found.tobytes() == wanted.tobytes()


BAD = [
    ({}, {}, "at least one"),
    ({"speed": [1.0]}, {}, "unknown parameter"),
    ({"rate": 1.0}, {}, "one value for each set"),
    ({"feed": [1.0]}, {}, r"shape \(2,\)"),
    ({"rate": [1.0], "feed": [[1.0, 2.0]] * 2}, {}, "as many values"),
    ({"rate": [1.0]}, {"method": "BDF"}, "there are RK45"),
    ({"rate": [1.0]}, {"times": [3.0]}, "within t_span"),
]


@pytest.mark.parametrize(("parameters", "options", "words"), BAD)
def test_bad_batches_are_refused(parameters: Any, options: Any, words: str) -> None:
    with pytest.raises(InputError, match=words):
        solve_batch(_system(), parameters, (0, 1), **options)


def test_a_set_that_ends_early_is_named() -> None:
    explodes = ode(lambda t, u, p: p["k"] * u**2, [1.0], parameters={"k": 0.1})
    with pytest.raises(SolveError, match="sets 1: the step became too short"):
        solve_batch(explodes, {"k": [0.1, 2.0, 0.2]}, (0, 1))
