"""The rows of the contest: for each system the work to time, on inputs made beforehand."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from functools import partial
from random import Random
from typing import Any

import numpy as np
import sympy
from contest import Work, data_folder
from contestants import symengine, systems

import symnum
from codegen.kernels import compile_terms
from symnum.calculus import jacobian
from symnum.interop import read_network
from symnum.terms import convert


@dataclass(frozen=True)
class Row:
    """One comparison.

    Args:
        name: What is done.
        polynomial: Whether polynomial arithmetic does the work.
        works: For each system, the work to time.
        answer: What of a work's result is compared.
    """

    name: str
    polynomial: bool
    works: Mapping[str, Work]
    answer: Callable[[Any], Any] = lambda result: result


@dataclass(frozen=True)
class Skipped:
    """A row that cannot be measured here, and why."""

    name: str
    reason: str


def rows(small: bool, only: str = "") -> Iterator[Row | Skipped]:
    """All rows; ``small`` makes them tiny."""
    for name, make in _ROWS.items():
        if only in name:
            yield make(name, small)


def _each(name: str, polynomial: bool, make: Callable[[Any], Work], **more: Any) -> Row:
    return Row(name, polynomial, {s.name: make(s) for s in systems()}, **more)


# Construction


def sum_step_by_step(name: str, small: bool) -> Row:
    def make(s: Any) -> Work:
        variables = s.symbols(" ".join(f"v{n}" for n in range(20)))

        def work() -> Any:
            total = variables[0]
            for n in range(20 if small else 200):
                total = total + variables[n % 20] * variables[n * 7 % 19] ** (1 + n % 11)
            return total

        return work

    return _each(name, False, make)


def sum_at_once(name: str, small: bool) -> Row:
    def make(s: Any) -> Work:
        variables = s.symbols(" ".join(f"v{n}" for n in range(20)))
        parts = [
            variables[n % 20] * variables[n * 7 % 19] ** (1 + n % 97)
            for n in range(20 if small else 2000)
        ]
        return lambda: s.sum(parts)

    return _each(name, False, make)


def product_step_by_step(name: str, small: bool) -> Row:
    def make(s: Any) -> Work:
        variables = s.symbols(" ".join(f"v{n}" for n in range(20)))

        def work() -> Any:
            total = variables[0]
            for n in range(20 if small else 200):
                total = total * (variables[n % 20] + n)
            return total

        return work

    return _each(name, False, make)


# Polynomials


def expand(name: str, small: bool) -> Row:
    def make(s: Any) -> Work:
        x, y, z, w = s.symbols("x y z w")
        power = 2 if small else 8
        term = (x + y + z + w) ** power * ((x + y + z + w) ** power + w)
        return lambda: s.expand(term)

    return _each(name, True, make)


def _algebra(name: str, ours: str, make: Callable[[Any], tuple[Any, ...]], **peers: Any) -> Any:
    """A row of a function of ours on inputs that ``make`` builds, against those of peers."""
    if not hasattr(symnum, ours):
        return Skipped(name, f"symnum.{ours} does not exist")
    functions = {"symnum": getattr(symnum, ours), **peers}
    present = [s for s in systems() if functions.get(s.name) is not None]
    works = {s.name: partial(functions[s.name], *make(s)) for s in present}
    return Row(name, True, works)


def _quartic(s: Any, small: bool) -> tuple[Any, Any, Any, Any]:
    """Three expanded polynomials in four variables and the first variable."""
    x, y, z, w = s.symbols("x y z w")
    power = 1 if small else 4
    return (
        s.expand((x + 2 * y + z + 1) ** power), s.expand((x - y + 3 * w + 2) ** power),
        s.expand((x * y + z * w - 5) ** power), x,
    )  # fmt: skip


def collect(name: str, small: bool) -> Row | Skipped:
    def make(s: Any) -> tuple[Any, ...]:
        f, g, _, x = _quartic(s, small)
        return s.expand(f * g), x

    return _algebra(name, "collect", make, sympy=sympy.collect)


def gcd(name: str, small: bool) -> Row | Skipped:
    def make(s: Any) -> tuple[Any, ...]:
        f, g, h, _ = _quartic(s, small)
        return s.expand(f * g), s.expand(f * h)

    return _algebra(name, "gcd", make, sympy=sympy.gcd)


def factor(name: str, small: bool) -> Row | Skipped:
    def make(s: Any) -> tuple[Any, ...]:
        f, g, _, _ = _quartic(s, small)
        return (s.expand(f * g),)

    return _algebra(name, "factor", make, sympy=sympy.factor)


def cancel(name: str, small: bool) -> Row | Skipped:
    def make(s: Any) -> tuple[Any, ...]:
        f, g, h, _ = _quartic(s, small)
        return (s.expand(f * g) / s.expand(f * h),)

    return _algebra(name, "cancel", make, sympy=sympy.cancel)


def together(name: str, small: bool) -> Row | Skipped:
    def make(s: Any) -> tuple[Any, ...]:
        x, y, z, w = s.symbols("x y z w")
        count = 3 if small else 8
        return (s.sum([(x + n) / (y * n + z + w) for n in range(1, count)]),)

    return _algebra(name, "together", make, sympy=sympy.together)


def apart(name: str, small: bool) -> Row | Skipped:
    def make(s: Any) -> tuple[Any, ...]:
        (x,) = s.symbols("x")
        below = s.product([x + n for n in range(1, 3 if small else 9)])
        return (x**3 + 2 * x + 1) / s.expand(below), x

    return _algebra(name, "apart", make, sympy=sympy.apart)


def resultant(name: str, small: bool) -> Row | Skipped:
    def make(s: Any) -> tuple[Any, ...]:
        x, y, z = s.symbols("x y z")
        n = 2 if small else 5
        return x**n + y * x**2 + z * x + 1, x ** (n - 1) + z * x - y, x

    return _algebra(name, "resultant", make, sympy=sympy.resultant)


def determinant(name: str, small: bool) -> Row | Skipped:
    size = 3 if small else 8

    def make(s: Any) -> tuple[Any, ...]:
        v = s.symbols(" ".join(f"v{n}" for n in range(4)))
        return (
            [[v[(r * c + r) % 4] + r - c if (r + c) % 2 else v[(r + c) % 4] * (r + 1)
              for c in range(size)] for r in range(size)],
        )  # fmt: skip

    def theirs(rows: Any) -> Any:
        return sympy.Matrix(rows).det(method="berkowitz")

    def compiled(rows: Any) -> Any:
        return symengine.DenseMatrix(size, size, [entry for row in rows for entry in row]).det()

    return _algebra(name, "determinant", make, sympy=theirs, symengine=compiled)


# Calculus


def deep_derivative(name: str, small: bool) -> Row:
    def make(s: Any) -> Work:
        (x,) = s.symbols("x")
        term = s.sin(x * s.cos(x * s.exp(x)))
        return lambda: s.diff(term, x, 2 if small else 4)

    return _each(name, False, make)


def dense_jacobian(name: str, small: bool) -> Row:
    count = 4 if small else 30

    def make(s: Any) -> Work:
        x = s.symbols(" ".join(f"x{n}" for n in range(count)))
        terms = [
            s.sin(x[n] * x[(n + 1) % count]) * s.exp(x[n - 1])
            + s.sum([x[n] * x[m] ** 2 for m in range(count)])
            for n in range(count)
        ]
        return lambda: s.jacobian(terms, x)

    return _each(name, False, make)


def sparse_jacobian(name: str, small: bool) -> Row | Skipped:
    path = data_folder() / "networks" / ("toy-jim.net" if small else "multisite2.net")
    if not path.is_file():
        return Skipped(name, f"{path} not found; set SYMNUM_DATA to a folder with it")
    network = read_network(path)
    ours, columns = network.odes(), list(network.symbols)
    places = sorted(jacobian(ours, columns).entries)

    def peer(symbols: list[Any], terms: list[Any]) -> Work:
        """Peers are told where the entries are; they have no sparse Jacobian of their own."""
        return lambda: [terms[r].diff(symbols[c]) for r, c in places]

    like = sympy.Symbol("x")
    theirs, symbols = ([convert(t, like) for t in terms] for terms in (ours, columns))
    works: dict[str, Work] = {
        "symnum": lambda: list(jacobian(ours, columns).entries.values()),
        "sympy": peer(symbols, theirs),
    }
    if symengine is not None:
        works["symengine"] = peer(*([*map(symengine.sympify, t)] for t in (symbols, theirs)))
    return Row(name, False, works)


# Substitution


def substitution(name: str, small: bool) -> Row | Skipped:
    if not hasattr(symnum, "substitute"):
        return Skipped(name, "symnum.substitute does not exist")

    def make(s: Any) -> Work:
        x, y, z = s.symbols("x y z")
        term = _nested(s, (x, y, z), 10 if small else 2500)
        swap = {x: y + 1, y: z * x, z: s.sin(x)}
        if s.name == "symnum":
            return lambda: symnum.substitute(term, swap)
        return (lambda: term.xreplace(swap)) if s.name == "sympy" else (lambda: term.subs(swap))

    return _each(name, False, make)


def _nested(s: Any, symbols: Any, size: int) -> Any:
    """A sum of functions of sums; about four nodes for each of ``size``."""
    random = Random(1)
    x, y, z = symbols
    parts = [
        s.sin(x * random.randrange(1, 10**6) + y) * s.exp(z * random.randrange(1, 10**6))
        for _ in range(max(1, size // 3))
    ]
    return s.sum(parts)


# Evaluation and text


def evaluation(name: str, small: bool) -> Row:
    points = np.random.default_rng(0).uniform(0.5, 1.5, (3, 100 if small else 100_000))

    def make(s: Any) -> Work:
        x, y, z = s.symbols("x y z")
        term = s.sin(x * y) * s.exp(-z) + (x**3 - 2 * x * y + z**2) / (1 + x**2 + y**2)
        if s.name == "symnum":
            function = compile_terms(term, ["x", "y", "z"])
        elif s.name == "sympy":
            function = sympy.lambdify([x, y, z], term, "numpy")
        else:
            made = symengine.Lambdify([x, y, z], [term])
            stacked = np.ascontiguousarray(points.T)
            return lambda: np.asarray(made(stacked)).reshape(-1)
        return lambda: np.asarray(function(*points))

    return _each(name, False, make)


def _text(size: int) -> str:
    """A balanced expression of about ``size`` nodes."""
    random = Random(2)
    level = [
        f"sin({random.choice('xyzw')}*{random.randrange(2, 10**6)} + {random.choice('uvst')})"
        for _ in range(max(2, size // 8))
    ]
    while len(level) > 1:
        joined = [f"({a} + cos({b}))" for a, b in zip(level[::2], level[1::2], strict=False)]
        level = joined + level[len(joined) * 2 :]
    return level[0]


def parsing(name: str, small: bool) -> Row:
    text = _text(80 if small else 100_000)
    return _each(name, False, lambda s: lambda: s.parse(text))


def printing(name: str, small: bool) -> Row:
    text = _text(80 if small else 100_000)

    def make(s: Any) -> Work:
        term = s.parse(text)
        return lambda: s.text(term)

    return _each(name, False, make, answer=symnum.parse)


_ROWS: Mapping[str, Callable[[str, bool], Row | Skipped]] = {
    "sum of 200 products, one by one": sum_step_by_step,
    "sum of 2000 products at once": sum_at_once,
    "product of 200 factors, one by one": product_step_by_step,
    "expand (x+y+z+w)^8*((x+y+z+w)^8+w)": expand,
    "collect": collect,
    "gcd": gcd,
    "factor": factor,
    "cancel": cancel,
    "together": together,
    "apart": apart,
    "resultant": resultant,
    "determinant 8x8": determinant,
    "4th derivative of sin(x*cos(x*exp(x)))": deep_derivative,
    "Jacobian 30x30": dense_jacobian,
    "sparse Jacobian of multisite2.net": sparse_jacobian,
    "substitution into 10^4 nodes": substitution,
    "evaluation at 10^5 points": evaluation,
    "parse 10^5 nodes": parsing,
    "print 10^5 nodes": printing,
}
