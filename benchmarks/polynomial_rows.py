"""Rows in which polynomial arithmetic does the work; terms go in and terms come out."""

from __future__ import annotations

from random import Random
from typing import Any

import sympy
from contest import Work
from contestants import symengine
from rows import Row, Skipped, each, of_function
from sympy.polys.matrices import DomainMatrix

from symnum.terms import interface


def _with_count(result: Any) -> list[Any]:
    """A sum or product and the number of its parts, so that all have gone equally far."""
    parts = result.args if hasattr(result, "args") else interface.arguments(result)
    return [result, len(parts)]


def expand(name: str, small: bool) -> Row:
    def make(s: Any) -> Work:
        x, y, z, w = s.symbols("x y z w")
        power = 2 if small else 8
        term = (x + y + z + w) ** power * ((x + y + z + w) ** power + w)
        return lambda: s.expand(term)

    return each(name, True, make, answer=_with_count)


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

    return of_function(name, "collect", make, sympy=sympy.collect)


def gcd(name: str, small: bool) -> Row | Skipped:
    def make(s: Any) -> tuple[Any, ...]:
        f, g, h, _ = _quartic(s, small)
        return s.expand(f * g), s.expand(f * h)

    return of_function(name, "gcd", make, sympy=sympy.gcd)


def factor(name: str, small: bool) -> Row | Skipped:
    def make(s: Any) -> tuple[Any, ...]:
        f, g, _, _ = _quartic(s, small)
        return (s.expand(f * g),)

    return of_function(name, "factor", make, answer=_with_count, sympy=sympy.factor)


def cancel(name: str, small: bool) -> Row | Skipped:
    def make(s: Any) -> tuple[Any, ...]:
        f, g, h, _ = _quartic(s, small)
        return (s.expand(f * g) / s.expand(f * h),)

    return of_function(name, "cancel", make, sympy=sympy.cancel)


def together(name: str, small: bool) -> Row | Skipped:
    def make(s: Any) -> tuple[Any, ...]:
        x, y, z, w = s.symbols("x y z w")
        count = 3 if small else 8
        return (s.sum([(x + n) / (y * n + z + w) for n in range(1, count)]),)

    return of_function(name, "together", make, sympy=sympy.together)


def apart(name: str, small: bool) -> Row | Skipped:
    def make(s: Any) -> tuple[Any, ...]:
        (x,) = s.symbols("x")
        below = s.product([x + n for n in range(1, 3 if small else 9)])
        return (x**3 + 2 * x + 1) / s.expand(below), x

    return of_function(name, "apart", make, sympy=sympy.apart)


def resultant(name: str, small: bool) -> Row | Skipped:
    def make(s: Any) -> tuple[Any, ...]:
        x, y, z = s.symbols("x y z")
        n = 2 if small else 5
        return x**n + y * x**2 + z * x + 1, x ** (n - 1) + z * x - y, x

    return of_function(name, "resultant", make, sympy=sympy.resultant)


def determinant(name: str, small: bool) -> Row | Skipped:
    """All multiply out; SymEngine's own answer is a quotient of unexpanded minors."""
    size = 3 if small else 8

    def make(s: Any) -> tuple[Any, ...]:
        v, random = s.symbols(" ".join(f"v{n}" for n in range(4))), Random(3)

        def entry() -> Any:
            return v[random.randrange(4)] * random.randrange(1, 9) + random.randrange(-9, 10)

        return ([[entry() for _ in range(size)] for _ in range(size)],)

    def theirs(rows: Any) -> Any:
        matrix = DomainMatrix.from_Matrix(sympy.Matrix(rows))
        return matrix.domain.to_sympy(matrix.det())

    def compiled(rows: Any) -> Any:
        entries = [entry for row in rows for entry in row]
        return symengine.expand(symengine.DenseMatrix(size, size, entries).det())

    return of_function(
        name, "determinant", make, answer=_with_count, sympy=theirs, symengine=compiled
    )
