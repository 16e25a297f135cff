"""CVODE called directly: the same steps as through scikit-sundae, and what may go wrong in them."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import numpy as np
import pytest
from scipy.linalg import expm

from codegen.simulation import SolveError, arrangement, cvode, ode, sundials_backend
from codegen.simulation.factors import Factorisation
from codegen.simulation.problem import Problem, Raw
from codegen.simulation.sundials_session import sundials

pytestmark = pytest.mark.skipif(sundials() is None, reason="no SUNDIALS to call directly")
N = 12


def reaction(t: Any, u: Any, p: Any) -> Any:
    """Diffusion between reflecting walls, and a fast reaction of two species."""
    a, b = u[0], u[1]
    walls = np.concatenate([a[:1], a, a[-1:]])
    fast = 1e3 * (p["k"] * a - b)
    return np.stack([50 * (walls[2:] - 2 * a + walls[:-2]) - fast, fast - b * (1 + np.cos(t))])


START = np.stack([np.linspace(0, 1, N) ** 2, np.zeros(N)])


def problem(method: str = "BDF", **options: Any) -> Problem:
    system = ode(reaction, START, parameters={"k": 2.0})
    given = {"times": None, "rtol": 1e-7, "atol": 1e-9, "largest_step": np.inf} | options
    kind = given.pop("jacobian", "analytic")
    return system.problem((0.0, 2.0), given["times"], method, given["rtol"], given["atol"],
                          given["largest_step"], kind)  # fmt: skip


def same(one: Raw, two: Raw) -> bool:
    return np.array_equal(one.times, two.times) and np.array_equal(one.states, two.states)


def in_python(given: Problem) -> Problem:
    return replace(given, compiled=None)


@pytest.fixture
def exact() -> Any:
    """Of the reaction, at the end."""
    return cvode.solve(replace(problem(), rtol=1e-12, atol=1e-14)).states[-1]


METHODS = ["BDF", "Adams", "BDF-Krylov"]


@pytest.mark.parametrize("method", METHODS)
def test_reaches_the_answer(method: str, exact: Any) -> None:
    found = cvode.solve(problem(method))
    np.testing.assert_allclose(found.states[-1], exact, atol=2e-6)
    assert found.times[0] == 0.0
    assert found.times[-1] == 2.0
    assert found.steps == len(found.times) - 1
    assert found.rhs_evaluations >= found.steps
    if method != "BDF-Krylov":
        assert 0 < found.jacobian_evaluations < found.factorisations < found.steps


@pytest.mark.parametrize("method", METHODS)
def test_machine_code_and_python_take_the_same_steps(method: str) -> None:
    given = problem(method)
    assert given.compiled is not None
    assert same(cvode.solve(given), cvode.solve(in_python(given)))


@pytest.mark.parametrize("times", [None, np.linspace(0.1, 1.9, 7)])
def test_as_through_scikit_sundae(times: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    """To the last bit without a preconditioner, and with one as closely as tolerances say."""
    krylov, direct = problem("BDF-Krylov", times=times), problem("BDF", times=times)
    found = [sundials_backend.solve(one) for one in (krylov, direct)]
    monkeypatch.setattr(sundials_backend, "sundials", lambda: None)
    wanted = [sundials_backend.solve(one) for one in (krylov, direct)]
    assert same(found[0], wanted[0])
    np.testing.assert_allclose(found[1].states[-1], wanted[1].states[-1], atol=1e-6)


def test_at_times() -> None:
    times = np.array([0.0, 1e-3, 0.5, 2.0])
    found = cvode.solve(problem(times=times))
    assert np.array_equal(found.times, times)
    assert np.array_equal(found.states[0], START.ravel())
    own = cvode.solve(problem(rtol=1e-11, atol=1e-13, times=times))
    np.testing.assert_allclose(found.states, own.states, atol=2e-6)
    assert found.steps > 10
    only = cvode.solve(problem(times=[0.0]))
    assert np.array_equal(only.states, [START.ravel()])


def test_comes_back_now_and_then(monkeypatch: pytest.MonkeyPatch) -> None:
    whole = cvode.solve(problem("BDF-Krylov", times=[2.0]))
    monkeypatch.setattr(cvode, "AT_ONCE", 3)
    assert same(cvode.solve(problem("BDF-Krylov", times=[2.0])), whole)


@pytest.mark.parametrize("times", [None, [1.5]])
@pytest.mark.parametrize("most", [5, 300])
def test_too_many_steps(times: Any, most: int) -> None:
    """300 are more than CVODE takes at once."""
    given = replace(problem(times=times, rtol=1e-12, atol=1e-14), most_steps=most)
    assert cvode.solve(replace(given, most_steps=10_000)).steps > 300
    with pytest.raises(SolveError, match="CVODE: "):
        cvode.solve(given)


def test_tolerances_for_each_state() -> None:
    atol = np.full(2 * N, 1e-9)
    one, two = (cvode.solve(problem(atol=given)) for given in (1e-9, atol))
    assert same(one, two)
    atol[:N] = 1e-3
    assert cvode.solve(problem(atol=atol, rtol=1e-5)).steps < one.steps


def test_largest_step() -> None:
    found = cvode.solve(problem(largest_step=0.01))
    assert np.diff(found.times).max() <= 0.01 * (1 + 1e-12)


@pytest.mark.parametrize("jacobian", ["coloured", "differences"])
def test_other_jacobians(jacobian: str, exact: Any) -> None:
    found = cvode.solve(problem(jacobian=jacobian))
    np.testing.assert_allclose(found.states[-1], exact, atol=2e-6)


def test_errors_of_python_come_out() -> None:
    def fails(*arguments: Any) -> Any:
        raise ZeroDivisionError("here")

    given = in_python(problem())
    for broken in (replace(given, rhs=fails), replace(given, jacobian=fails)):
        with pytest.raises(ZeroDivisionError, match="here"):
            cvode.solve(broken)
    with pytest.raises(ZeroDivisionError, match="here"):
        cvode.solve(replace(in_python(problem("BDF-Krylov")), product=fails))


def test_interrupted() -> None:
    def interrupted(*arguments: Any) -> Any:
        raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        cvode.solve(replace(problem(), jacobian=interrupted))


@pytest.mark.parametrize("compiled", [True, False])
def test_right_sides_without_a_value(compiled: bool) -> None:
    """u' = log(1 - t) has none from t = 1 on, and log(-1) has none at all."""
    for first, times, said in (
        (1.0, None, "small enough"), (1.0, [1.5], "small enough"), (-1.0, None, "first call")
    ):  # fmt: skip
        system = ode(lambda t, u, p: np.log(p["a"] - t - u * 0), [1.0], parameters={"a": first})
        given = system.problem((0.0, 2.0), times, "BDF", 1e-6, 1e-9, np.inf)
        with pytest.raises(SolveError, match=f"CVODE: .*{said}"):
            cvode.solve(given if compiled else in_python(given))
    before = ode(lambda t, u: np.sqrt(1 - t - u * 0), [1.0]).solve((0, 0.99), backend="sundials")
    np.testing.assert_allclose(before.final, [1 + 2 / 3 * (1 - 0.01**1.5)], rtol=1e-4)


def test_without_our_factors(monkeypatch: pytest.MonkeyPatch, exact: Any) -> None:
    """SuperLU, as where a pivot is off the diagonal."""
    usual = cvode.solve(problem())
    monkeypatch.setattr(Factorisation, "factors", lambda self, entries: None)
    found = cvode.solve(problem())
    assert found.steps == usual.steps
    np.testing.assert_allclose(found.states[-1], exact, atol=2e-6)


def test_singular_matrices_want_a_smaller_step(monkeypatch: pytest.MonkeyPatch, exact: Any) -> None:
    usual, calls = arrangement.Arrangement.factors, []

    def sometimes(self: Any, entries: Any, step: float) -> Any:
        calls.append(step)
        if len(calls) == 5:
            raise RuntimeError("Factor is exactly singular")
        return usual(self, entries, step)

    monkeypatch.setattr(arrangement.Arrangement, "factors", sometimes)
    found = cvode.solve(problem())
    assert calls[5] < calls[4]
    np.testing.assert_allclose(found.states[-1], exact, atol=2e-6)


@pytest.mark.parametrize("frequency", [1.0, 1e4])
def test_against_the_exponential(frequency: float) -> None:
    """Linear, with an oscillation, entries without diagonals, and a state that nothing moves."""
    matrix = np.zeros((6, 6))
    matrix[0, 3], matrix[3, 0] = frequency, -frequency
    matrix[1, 1], matrix[2, 1], matrix[2, 2] = -1000.0, 1000.0, -1.0
    matrix[4, 2] = 3.0
    start, end = np.arange(1.0, 7.0), 2.0 / frequency
    system = ode(lambda t, u: matrix @ u, start)
    found = system.solve((0, end), backend="sundials", rtol=1e-9, atol=1e-11)
    np.testing.assert_allclose(found.final, expm(matrix * end) @ start, rtol=1e-5, atol=1e-7)


def test_many_solves_side_by_side() -> None:
    """Each has memory of its own, also with the same factors' places."""
    from concurrent.futures import ThreadPoolExecutor

    given = [problem(), problem("BDF-Krylov"), problem(rtol=1e-5)]
    wanted = [cvode.solve(one) for one in given]
    with ThreadPoolExecutor(2) as pool:
        found = list(pool.map(cvode.solve, given * 4))
    assert all(same(one, two) for one, two in zip(found, wanted * 4, strict=True))
