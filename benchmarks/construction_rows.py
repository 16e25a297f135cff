"""Rows about building terms and building them anew."""

from __future__ import annotations

from random import Random
from typing import Any

from contest import Work
from rows import Row, Skipped, each

import symnum


def sum_step_by_step(name: str, small: bool) -> Row:
    def make(s: Any) -> Work:
        variables = s.symbols(" ".join(f"v{n}" for n in range(20)))

        def work() -> Any:
            total = variables[0]
            for n in range(20 if small else 200):
                total = total + variables[n % 20] * variables[n * 7 % 19] ** (1 + n % 11)
            return total

        return work

    return each(name, False, make)


def sum_at_once(name: str, small: bool) -> Row:
    def make(s: Any) -> Work:
        variables = s.symbols(" ".join(f"v{n}" for n in range(20)))
        parts = [
            variables[n % 20] * variables[n * 7 % 19] ** (1 + n % 97)
            for n in range(20 if small else 2000)
        ]
        return lambda: s.sum(parts)

    return each(name, False, make)


def product_step_by_step(name: str, small: bool) -> Row:
    def make(s: Any) -> Work:
        variables = s.symbols(" ".join(f"v{n}" for n in range(20)))

        def work() -> Any:
            total = variables[0]
            for n in range(20 if small else 200):
                total = total * (variables[n % 20] + n)
            return total

        return work

    return each(name, False, make)


def substitution(name: str, small: bool) -> Row | Skipped:
    if not hasattr(symnum, "substitute"):
        return Skipped(name, "symnum.substitute does not exist")

    def make(s: Any) -> Work:
        x, y, z = s.symbols("x y z")
        term = _nested(s, (x, y, z), 10 if small else 3000)
        swap = {x: y + 1, y: z * x, z: s.sin(x)}
        if s.name == "symnum":
            return lambda: symnum.substitute(term, swap)
        return (lambda: term.xreplace(swap)) if s.name == "sympy" else (lambda: term.subs(swap))

    return each(name, False, make)


def _nested(s: Any, symbols: Any, size: int) -> Any:
    """A sum of functions of sums; about four nodes for each of ``size``."""
    random = Random(1)
    x, y, z = symbols
    parts = [
        s.sin(x * random.randrange(1, 10**6) + y) * s.exp(z * random.randrange(1, 10**6))
        for _ in range(max(1, size // 3))
    ]
    return s.sum(parts)
