"""Systems from array code against known solutions, on every backend."""

from __future__ import annotations

from typing import Any

import numpy as np
import pytest

import symnum
from codegen.simulation import SolveError, available
from codegen.simulation.colouring import ColouredJacobian, by_differences, colours
from codegen.simulation.diffrax_backend import _FIELDS
from codegen.simulation.jax_solution import differentiable
from codegen.simulation.sensitivity import adjoint_gradient
from codegen.simulation.steady_state import steady_state
from symnum.errors import InputError

BACKENDS = [("scipy", m) for m in ("BDF", "Radau", "LSODA", "RK45", "DOP853")] + [
    ("sundials", m) for m in ("BDF", "Adams", "BDF-Krylov")
]


def _decay(t: Any, u: Any, p: Any) -> Any:
    return -p["rate"] * u * np.array([1.0, 2.0, 3.0])


def _oscillator(t: Any, u: Any) -> Any:
    position, speed = u
    return np.stack([speed, -position + 0 * t])


def _driven(t: Any, u: Any) -> Any:
    return np.cos(t) - u


def _heat(t: Any, u: Any) -> Any:
    du = np.zeros_like(u)
    du[1:-1] = (u[2:] - 2 * u[1:-1] + u[:-2]) * 64
    return du


CASES = [
    (_decay, np.ones(3), {"rate": 0.5}, 2.0, np.exp([-1.0, -2.0, -3.0])),
    (_oscillator, [1.0, 0.0], {}, 3.0, [np.cos(3.0), -np.sin(3.0)]),
    (_driven, [0.0], {}, 2.0, [(np.cos(2) + np.sin(2) - np.exp(-2)) / 2]),
]


@pytest.mark.parametrize(("backend", "method"), BACKENDS)
@pytest.mark.parametrize(("f", "start", "parameters", "end", "wanted"), CASES)
def test_known_solutions(
    f: Any, start: Any, parameters: Any, end: float, wanted: Any, backend: str, method: str
) -> None:
    assert backend in available()
    system = symnum.ode(f, start, parameters=parameters)
    found = system.solve((0, end), backend=backend, method=method, rtol=1e-9, atol=1e-11)
    np.testing.assert_allclose(found.final, wanted, rtol=1e-6, atol=1e-8)
    assert found.times[0] == 0
    assert found.times[-1] == end
    assert found.states.shape == (len(found.times), *np.shape(start))
    assert found.statistics.rhs_evaluations > 0


DIFFRAX = [
    "Tsit5",
    "Kvaerno3",
    *(pytest.param(name, marks=pytest.mark.slow) for name in ("Dopri5", "Kvaerno5")),
]


@pytest.mark.parametrize("method", DIFFRAX)
def test_diffrax_solves_in_jax_and_compiles_once(method: str) -> None:
    system = symnum.ode(_decay, np.ones(3), parameters={"rate": 0.5})
    times = [0.5, 2.0]
    for rate in (0.5, 1.0):
        found = system.with_parameters(rate=rate).solve(
            (0, 2), times=times, backend="diffrax", method=method, rtol=1e-8, atol=1e-10
        )
        wanted = np.exp(-rate * np.outer(times, [1, 2, 3]))
        np.testing.assert_allclose(found.final, wanted[-1], atol=1e-8)
        np.testing.assert_allclose(found.states, wanted, atol=1e-6)  # interpolated
        assert found.times.tolist() == times
        assert system.program is not None
        assert _FIELDS[id(system.program)][0] is system.program
    with pytest.raises(InputError, match="mass matrix"):
        symnum.ode(
            _robertson, [1.0, 0.0, 0.0], parameters={"rate": 0.04}, mass=[1.0, 1.0, 0.0]
        ).solve((0, 1), backend="diffrax")


def test_heat_decays_as_its_first_mode() -> None:
    x = np.linspace(0, 1, 9)
    system = symnum.ode(_heat, np.sin(np.pi * x))
    rate = 2 * 64 * (1 - np.cos(np.pi / 8))
    times = [0.01, 0.02, 0.05]
    found = system.solve((0, 0.05), times=times, rtol=1e-9, atol=1e-11)
    wanted = np.exp(-rate * np.array(times))[:, None] * np.sin(np.pi * x)
    np.testing.assert_allclose(found.states, wanted, atol=1e-7)
    assert found.times.tolist() == times
    assert system.pattern.nnz == 3 * 7


@pytest.mark.parametrize("backend", ["scipy", "sundials"])
@pytest.mark.parametrize("times", [[1.5], [0.0], [0.0, 2.0], [0.5, 1.0], [1.0, 1.25, 1.5]])
def test_states_are_given_at_the_times_asked_for(backend: str, times: list[float]) -> None:
    system = symnum.ode(_decay, np.ones(3), parameters={"rate": 0.5})
    found = system.solve((0, 2), times=times, backend=backend, rtol=1e-9, atol=1e-11)
    assert found.times.tolist() == times
    wanted = np.exp(-0.5 * np.outer(times, [1, 2, 3]))
    np.testing.assert_allclose(found.states, wanted, rtol=1e-6)


def _robertson(t: Any, u: Any, p: Any) -> Any:
    a, b, c = u
    first = -p["rate"] * a + 1e4 * b * c
    return np.stack([first, -first - 3e7 * b**2, a + b + c - 1])


def test_a_mass_matrix_makes_an_equation_algebraic() -> None:
    """Robertson's problem as a DAE; values from Hairer and Wanner, t = 40."""
    system = symnum.ode(
        _robertson, [1.0, 0.0, 0.0], parameters={"rate": 0.04}, mass=[1.0, 1.0, 0.0]
    )
    found = system.solve((0, 40), backend="sundials", rtol=1e-8, atol=1e-12).final
    np.testing.assert_allclose(found, [0.7158271, 9.1855e-6, 0.2841638], rtol=1e-4)
    assert abs(found.sum() - 1) < 1e-10
    for refused in (
        lambda: system.solve((0, 1)),
        lambda: system.conservation_laws(),
        lambda: adjoint_gradient(system, [0.0, 1.0], lambda y: (0.0, y), []),
        lambda: differentiable(system, [0.0, 1.0]),
    ):
        with pytest.raises(InputError, match="mass matrix"):
            refused()
    late = steady_state(system)
    assert late.stable is None
    np.testing.assert_allclose(late.state, [0, 0, 1], atol=1e-4)


def test_parameters_and_starts_change_without_compiling() -> None:
    system = symnum.ode(_decay, np.ones(3), parameters={"rate": 0.5})
    moved = system.with_parameters(rate=1.0).with_initial([2.0, 2.0, 2.0])
    found = moved.solve((0, 1), rtol=1e-9, atol=1e-11)
    np.testing.assert_allclose(found.final, 2 * np.exp([-1.0, -2.0, -3.0]), rtol=1e-6)
    assert moved.kernels is system.kernels
    assert found.parameters == {"rate": 1.0}


def _dimerisation(t: Any, u: Any) -> Any:
    free, pair = u
    flux = 2 * free**2 - 3 * pair
    return np.stack([-2 * flux, flux])


def test_conservation_laws_are_found_and_eliminated() -> None:
    system = symnum.ode(_dimerisation, [1.0, 0.25])
    (law,) = system.conservation_laws()
    assert law.text(["M", "D"]) == "M + 2*D = 1.5"
    less = symnum.ode(_dimerisation, [1.0, 0.25], eliminate=True)
    for backend in ("scipy", "sundials"):
        one, two = (s.solve((0, 2), backend=backend, rtol=1e-9, atol=1e-11) for s in (system, less))
        np.testing.assert_allclose(one.final, two.final, rtol=1e-6)
        assert abs(two.states @ [1, 2] - 1.5).max() < 1e-14
    assert symnum.ode(_oscillator, [1.0, 0.0]).conservation_laws() == ()


def test_steady_states() -> None:
    system = symnum.ode(_dimerisation, [1.0, 0.25])
    for laws in (None, system.conservation_laws()):
        found = steady_state(system, laws=laws)
        assert found.residual < 1e-8
        assert found.stable
        np.testing.assert_allclose(2 * found.state[0] ** 2, 3 * found.state[1], rtol=1e-8)
        np.testing.assert_allclose(found.state @ [1, 2], 1.5, rtol=1e-15)
    growth = symnum.ode(lambda t, u: u * (1 - u), [1e-3])
    assert abs(steady_state(growth).state[0] - 1) < 1e-9
    unstable = steady_state(growth, np.zeros(1))
    assert (unstable.state[0], unstable.stable) == (0.0, False)
    with pytest.raises(SolveError, match="no steady state"):
        steady_state(symnum.ode(lambda t, u: u * 0 + 1, [0.0]))


def test_coloured_jacobians_are_the_analytic_ones() -> None:
    system = symnum.ode(lambda t, u: u * (np.roll(u, 1) - 2 * np.roll(u, -1)), np.arange(1.0, 10))
    analytic = system.jacobian(0.0, system.initial).toarray()
    product = system.kernels.product
    assert product is not None
    exact = ColouredJacobian(system.pattern, lambda t, y, v: product(t, y, system.values, v))
    rough = ColouredJacobian(system.pattern, by_differences(system.rhs))
    np.testing.assert_allclose(exact(0.0, system.initial).toarray(), analytic, rtol=1e-13)
    np.testing.assert_allclose(rough(0.0, system.initial).toarray(), analytic, atol=1e-4)
    assert exact.count == 3 == len(set(colours(system.pattern).tolist()))
    ends = [
        system.solve((0, 0.1), backend=backend, jacobian=kind, rtol=1e-9, atol=1e-11).final
        for backend in ("scipy", "sundials")
        for kind in ("analytic", "coloured", "differences")
    ]
    for end in ends[1:]:
        np.testing.assert_allclose(end, ends[0], rtol=1e-6)


def test_products_are_those_of_the_jacobian() -> None:
    system = symnum.ode(_heat, np.ones(9))
    v = np.arange(9.0) ** 2
    wanted = system.jacobian(0.0, system.initial) @ v
    np.testing.assert_allclose(system.jacobian_product(0.0, system.initial, v), wanted)


def _van_der_pol(t: Any, u: Any, p: Any) -> Any:
    x, v = u
    return np.stack([v, p["mu"] * ((1 - x**2) * v) - x])


def test_stiff_oscillations_agree_and_repeat() -> None:
    """Van der Pol's equation, mu = 100, t = 150: past the first fast turn, at about 81."""
    system = symnum.ode(_van_der_pol, [2.0, 0.0], parameters={"mu": 100.0})
    ways = [("scipy", "BDF"), ("scipy", "Radau"), ("scipy", "LSODA"), ("sundials", "BDF")]
    runs = [
        [system.solve((0, 150), backend=b, method=m, rtol=1e-9, atol=1e-11) for b, m in ways]
        for _ in range(2)
    ]
    for one, again in zip(*runs, strict=True):
        assert one.states.tobytes() == again.states.tobytes()
        np.testing.assert_allclose(one.final, runs[0][1].final, rtol=1e-5)
    assert runs[0][0].states[:, 0].min() < -1.9


BAD = [
    (lambda: symnum.ode(_oscillator), "initial"),
    (lambda: symnum.ode(lambda t, u: u[:1], [1.0, 2.0]), r"the shape of the state, \(2,\)"),
    (lambda: symnum.ode(_oscillator, [1.0, 0.0], names=["a"]), "names: 1 for 2"),
    (lambda: symnum.ode(_oscillator, [1.0, 0.0], mass=[1.0]), "mass"),
    (lambda: symnum.ode(_decay, [1.0] * 3, parameters={"t": 1.0}), "t and y"),
    (lambda: _solve(backend="euler"), "there are scipy, sundials, diffrax"),
    (lambda: _solve(method="Euler"), "there are BDF, Radau"),
    (lambda: _solve(jacobian="dense"), "there are analytic, coloured, differences"),
    (lambda: _solve(times=[2.0, 1.0]), "increase"),
    (lambda: symnum.ode(_oscillator, [1.0, 0.0]).with_parameters(k=1), "unknown parameter"),
    (lambda: symnum.ode(_oscillator, [1.0, 0.0]).with_initial([1.0]), r"\(2,\), not \(1,\)"),
    (lambda: symnum.ode(_oscillator, [1.0, 0.0]).solve((1, 0)), "after the start"),
    (lambda: symnum.ode(_oscillator, [1.0, 0.0]).solve(5), "start and end"),
    (lambda: _solve(rtol=-1e-6), "rtol: -1e-06 is not above 0"),
    (lambda: _solve(rtol=np.nan), "rtol"),
    (lambda: _solve(atol=[1e-9, -1.0]), "atol: -1.0 is not 0"),
    (lambda: _solve(atol=[1e-9]), "atol: 1 numbers for 2 states"),
    (lambda: symnum.ode(_decay, [1.0], parameters={"rat": 1.0}), "did you mean 'rat'"),
    (lambda: symnum.ode(_decay, [1.0]), "no parameters were given"),
    (lambda: symnum.ode(lambda t, u: [u[0], u, 1], [1.0, 2.0]), "shape"),
]


def _solve(**options: Any) -> Any:
    return symnum.ode(_oscillator, [1.0, 0.0]).solve((0, 1), **options)


@pytest.mark.parametrize(("call", "words"), BAD)
def test_bad_input_is_said_in_one_line(call: Any, words: str) -> None:
    with pytest.raises(InputError, match=words) as caught:
        call()
    assert "\n" not in str(caught.value)


@pytest.mark.parametrize("kind", [list, tuple])
def test_slopes_as_a_list(kind: Any) -> None:
    """As SciPy's users write them, numbers among them."""
    system = symnum.ode(lambda t, u: kind((u[1], -u[0], 2.0)), [1.0, 0.0, 0.0])
    found = system.solve((0, 1), rtol=1e-9, atol=1e-11)
    np.testing.assert_allclose(found.final, [np.cos(1), -np.sin(1), 2.0], rtol=1e-6)
    rows = symnum.ode(lambda t, u: kind((u[1], -u[0])), np.eye(2))
    np.testing.assert_allclose(rows.rhs(0.0, np.eye(2)), [[0, 1], [-1, 0]])
    same = symnum.ode(lambda t, u: kind((-u[0],)), [1.0])
    np.testing.assert_allclose(same.solve((0, 1), rtol=1e-9).final, np.exp(-1), rtol=1e-6)


@pytest.mark.parametrize(("backend", "method"), BACKENDS)
def test_steps_are_counted(backend: str, method: str) -> None:
    system = symnum.ode(_oscillator, [1.0, 0.0])
    own, two = (
        system.solve((0, 9), backend=backend, method=method, times=times)
        for times in (None, [1.0, 9.0])
    )
    assert own.statistics.steps == len(own.times) - 1 > 10
    assert two.statistics.steps > 10  # CVODE's first step depends on the first time
    assert backend == "sundials" or two.statistics.steps == own.statistics.steps


def test_solutions_have_names_and_pictures() -> None:
    system = symnum.ode(_oscillator, [1.0, 0.0], names=["x", "v"])
    found = system.solve((0, 1))
    assert found["v"][0] == 0
    axes = found.plot(["x", 1])
    assert [line.get_label() for line in axes.get_lines()] == ["x", "v"]
    with pytest.raises(InputError, match="states are x, v"):
        found["z"]
