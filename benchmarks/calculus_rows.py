"""Rows about derivatives, series and values."""

from __future__ import annotations

from typing import Any

import numpy as np
import sympy
from contest import Work, data_folder
from contestants import symengine
from rows import Row, Skipped, each, of_function

from codegen.kernels import compile_terms
from symnum.calculus import jacobian
from symnum.interop import read_network
from symnum.terms import convert


def deep_derivative(name: str, small: bool) -> Row:
    def make(s: Any) -> Work:
        (x,) = s.symbols("x")
        term = s.sin(x * s.cos(x * s.exp(x)))
        return lambda: s.diff(term, x, 2 if small else 4)

    return each(name, False, make)


def series(name: str, small: bool) -> Row | Skipped:
    order = 4 if small else 12

    def make(s: Any) -> tuple[Any, ...]:
        (x,) = s.symbols("x")
        return s.exp(s.sin(x)) * s.cos(x**2 + x), x, 0, order

    return of_function(
        name, "series", make, polynomial=False,
        answer=lambda found: found.term() if hasattr(found, "term") else found,
        sympy=lambda *of: sympy.series(*of).removeO(),
        symengine=symengine and symengine.series,
    )  # fmt: skip


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

    return each(name, False, make)


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

    return each(name, False, make)
