"""Five hundred random problems, each solved by symnum and by SymPy."""

from __future__ import annotations

import random
from collections.abc import Callable
from fractions import Fraction
from typing import Any

import pytest
import sympy
from sympy.polys.subresultants_qq_zz import sylvester

import symnum
from symnum.terms import Canonical, linear_combination, product, symbols
from symnum.terms.sympy_terms import from_sympy, to_sympy

BATCHES, SIZE = 10, 4
"""Batches for each of the 13 functions but the last, and problems in a batch: 520 in total."""
X, Y, Z = symbols("x y z")
SX, SY, SZ = (to_sympy(v) for v in (X, Y, Z))


class Problems:
    """Random polynomials, small enough for SymPy."""

    def __init__(self, seed: str) -> None:
        self.random = random.Random(seed)

    def number(self) -> Fraction:
        return Fraction(self.random.randint(-6, 6), self.random.choice([1, 1, 1, 2, 3]))

    def polynomial(self, *variables: Canonical, terms: int = 4, degree: int = 3) -> Canonical:
        addends = []
        for _ in range(terms):
            powers = [(v, self.random.randint(0, degree)) for v in variables]
            addends.append((product([(v, e) for v, e in powers if e]), self.number()))
        return linear_combination(addends)

    def nonzero(self, *variables: Canonical, terms: int = 3, degree: int = 2) -> Canonical:
        while True:
            found = self.polynomial(*variables, terms=terms, degree=degree)
            if to_sympy(found) != 0:
                return found

    def rational(self, *variables: Canonical) -> Canonical:
        parts = [self.nonzero(*variables) / self.nonzero(*variables, terms=2) for _ in range(2)]
        return parts[0] + parts[1]


def same(ours: Any, theirs: Any) -> bool:
    """Whether two expressions are the same rational function."""
    return bool(sympy.cancel(to_sympy(ours) - theirs) == 0)


def check_expand(p: Problems) -> None:
    term = p.polynomial(X, Y) ** 2 * p.polynomial(Y, Z) + p.polynomial(X) ** 3
    assert symnum.expand(term) is from_sympy(sympy.expand(to_sympy(term)))


def check_collect(p: Problems) -> None:
    term = p.polynomial(X, Y, Z, terms=8)
    theirs = sympy.collect(sympy.expand(to_sympy(term)), SX, evaluate=False)
    ours = symnum.coefficients(term, X)
    assert {n: to_sympy(c) for n, c in enumerate(ours) if to_sympy(c) != 0} == {
        sympy.degree(power, SX) if power != 1 else 0: c for power, c in theirs.items()
    }
    assert symnum.expand(symnum.collect(term, X)) is symnum.expand(term)


def check_degree(p: Problems) -> None:
    term = p.nonzero(X, Y, terms=3) * p.nonzero(X, Z) - p.nonzero(X)
    theirs = sympy.Poly(sympy.expand(to_sympy(term)), SX, SY, SZ).degree(SX)
    assert symnum.degree(term, X) == (-1 if theirs == -sympy.oo else theirs)


def check_factor(p: Problems) -> None:
    term = symnum.expand(p.nonzero(X, Y) * p.nonzero(X, Y) * p.nonzero(Y, Z))
    ours, theirs = symnum.factor(term), sympy.factor_list(to_sympy(term))
    assert symnum.expand(ours) is term
    rebuilt = product([(from_sympy(f), e) for f, e in theirs[1]])
    assert ours is product([(rebuilt, 1), (from_sympy(theirs[0]), 1)])


def check_gcd(p: Problems) -> None:
    common, whole = p.nonzero(X, Y), lambda t: symnum.expand(36 * t)
    a, b = (whole(common * p.nonzero(X, Y)) for _ in range(2))
    assert same(symnum.gcd(a, b), sympy.gcd(to_sympy(a), to_sympy(b)))


def check_lcm(p: Problems) -> None:
    common = p.nonzero(X, Y)
    a, b = (symnum.expand(36 * common * p.nonzero(X, Y)) for _ in range(2))
    theirs = sympy.lcm(to_sympy(a), to_sympy(b))
    assert same(symnum.lcm(a, b), theirs) or same(symnum.lcm(a, b), -theirs)


def check_resultant(p: Problems) -> None:
    a, b = (p.nonzero(X, Y) + product([(X, p.random.randint(1, 3))]) for _ in range(2))
    # by its definition, since SymPy's own resultant may come out with the wrong sign
    theirs = sylvester(to_sympy(a), to_sympy(b), SX).det("berkowitz")
    assert symnum.expand(symnum.resultant(a, b, X)) is symnum.expand(from_sympy(theirs))


def check_together(p: Problems) -> None:
    term = p.rational(X, Y) + p.nonzero(Z) / p.nonzero(X, terms=2)
    above, below = sympy.fraction(to_sympy(symnum.together(term)))
    assert same(term, above / below)
    assert above.is_polynomial(SX, SY, SZ)
    assert below.is_polynomial(SX, SY, SZ)


def check_cancel(p: Problems) -> None:
    common = p.nonzero(X, Y)
    term = symnum.expand(common * p.nonzero(X, Y)) / symnum.expand(common * p.nonzero(X, Y))
    ours, theirs = symnum.cancel(term), sympy.cancel(to_sympy(term))
    assert same(ours, theirs)
    assert sympy.total_degree(sympy.fraction(to_sympy(ours))[1]) == sympy.total_degree(
        sympy.fraction(theirs)[1]
    )


def check_apart(p: Problems) -> None:
    below = product([(X + p.random.randint(-3, 3), p.random.randint(1, 2)) for _ in range(2)])
    term = p.nonzero(X, degree=4) / (below * (X**2 + p.random.randint(1, 5)))
    theirs = sympy.apart(to_sympy(term), SX)
    assert sympy.expand(to_sympy(symnum.apart(term, X)) - theirs) == 0


def check_determinant(p: Problems) -> None:
    size = p.random.randint(1, 4)
    rows = [[p.polynomial(X, Y, terms=2, degree=1) for _ in range(size)] for _ in range(size)]
    theirs = sympy.Matrix([[to_sympy(entry) for entry in row] for row in rows]).det("berkowitz")
    assert symnum.determinant(rows) is from_sympy(sympy.expand(theirs))


def check_solve_linear(p: Problems) -> None:
    entry: Callable[[], Any] = p.random.choice([p.number, lambda: p.polynomial(symbols("a")[0])])
    count = p.random.randint(2, 4)
    equations = [
        linear_combination([(product([(v, 1)]) * entry(), 1) for v in (X, Y, Z)]) - p.number()
        for _ in range(count)
    ]
    ours = symnum.solve_linear(equations, [X, Y, Z])
    theirs = sympy.linsolve([to_sympy(e) for e in equations], SX, SY, SZ)
    if ours is None:
        assert theirs == sympy.EmptySet
        return
    values = {to_sympy(v): to_sympy(value) for v, value in ours.items()}
    for mine, other in zip((SX, SY, SZ), next(iter(theirs)), strict=True):
        assert sympy.cancel(values.get(mine, mine) - other) == 0


def check_roots(p: Problems) -> None:
    term = symnum.expand(p.nonzero(X, degree=4) * p.nonzero(X, degree=2))
    if symnum.degree(term, X) < 1:
        return
    ours, polynomial = symnum.roots(term, X), sympy.Poly(to_sympy(term), SX)
    assert sum(root.multiplicity for root in ours) == polynomial.degree()
    real = [root for root in ours if root.is_real for _ in range(root.multiplicity)]
    theirs = polynomial.real_roots()
    assert len(real) == len(theirs)
    for mine, other in zip(real, theirs, strict=True):
        assert abs(float(mine.ball.real) - float(other)) < 1e-12
        assert mine.exact is None or abs(float(to_sympy(mine.exact)) - float(other)) < 1e-12


CHECKS = [
    check_expand, check_collect, check_degree, check_factor, check_gcd, check_lcm,
    check_resultant, check_together, check_cancel, check_apart, check_determinant,
    check_solve_linear, check_roots,
]  # fmt: skip


@pytest.mark.parametrize("batch", range(BATCHES))
@pytest.mark.parametrize("check", CHECKS, ids=lambda check: check.__name__[6:])
def test_batch(check: Callable[[Problems], None], batch: int) -> None:
    problems = Problems(f"{check.__name__}/{batch}")
    for _ in range(SIZE):
        check(problems)


def test_there_are_five_hundred_problems() -> None:
    assert len(CHECKS) * BATCHES * SIZE >= 500
