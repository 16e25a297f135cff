"""Two parts joined: a number that a problem of one topic gives is a coefficient in another one.

Any source of a number goes with any equation or inequality, so that pairs of skills are needed
together that no problem of one part needs.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from fractions import Fraction
from functools import partial
from typing import Any, NamedTuple

from codegen.datasets.topics.calculus import integrated
from codegen.datasets.topics.complex_numbers import modulus_found
from codegen.datasets.topics.equation_solving import linear_to_the_end, split_roots
from codegen.datasets.topics.inequalities import a_relation, compared, compared_to_the_end
from codegen.datasets.topics.matrices import det, formula, integer_matrix, matrix_latex, value
from codegen.datasets.topics.numbers import UNKNOWNS, distinct_integers, nonzero_integer
from codegen.datasets.topics.problems import Problem
from codegen.datasets.topics.series import cancelled_limit, geometric_term, summed
from codegen.datasets.topics.solution import Posed, Solution, equation
from codegen.datasets.topics.trigonometry import Chain
from codegen.datasets.topics.written import multiple, plain
from symnum.ops import ADD, COS, SIN
from symnum.terms.conversion import to_canonical
from symnum.terms.functions import pi
from symnum.terms.plain import Number
from symnum.terms.text import to_latex

LARGEST = 60
"""Coefficients that a source gives are not larger."""
_HALVES = tuple(
    (function, Fraction(n, below), sign * Fraction(1, 2))
    for function, below, signs in ((SIN, 6, {1: 1, 5: 1, 7: -1, 11: -1}),
                                   (COS, 3, {1: 1, 2: -1, 4: -1, 5: 1}))
    for n, sign in signs.items()
)  # fmt: skip
"""Sines and cosines that are 1/2 or -1/2, with their angles in multiples of π."""
_TRIANGLES = (
    (3, 4, 5), (4, 3, 5), (5, 12, 13), (12, 5, 13), (8, 15, 17), (7, 24, 25), (20, 21, 29),
)  # fmt: skip
"""Sides of right triangles."""


class Source(NamedTuple):
    """What gives a number. ``make`` writes the steps and returns how it is shown, and its value."""

    name: str
    skills: tuple[str, ...]
    make: Callable[[Solution], tuple[str, int]]


class Target(NamedTuple):
    """What has the number as a coefficient. ``make`` gets its name, the step that says its value,
    the value, and the unknown; it returns the step that is given."""

    name: str
    skills: tuple[str, ...]
    make: Callable[[Solution, Any, int, int, Any], int]


def _determinant(solution: Solution) -> tuple[str, int]:
    solution.function("det")
    while True:
        rows = integer_matrix(solution.random, 2, 12)
        found: int = value(rows)
        if 1 < abs(found) <= LARGEST:
            break
    step = solution.step("determinant_formula", [], equation(det(rows), formula(rows)))
    solution.step("simplify_value", [step], equation(det(rows), found))
    return matrix_latex(rows), found


def _definite_integral(solution: Solution) -> tuple[str, int]:
    random = solution.random
    x = solution.symbol(random.choice("xt"))
    while True:
        p, q = nonzero_integer(random, 6), nonzero_integer(random, 20)
        low, high = distinct_integers(random, 2, 5)
        found = p * (high**2 - low**2) + q * (high - low)
        if 1 < abs(found) <= LARGEST:
            break
    shown = integrated(solution, x, (2 * p * x + q, p * x**2 + q * x), (low, high))
    return shown, found


def _limit(solution: Solution) -> tuple[str, int]:
    random = solution.random
    x, place = solution.symbol(random.choice("xt")), random.randint(-9, 9)
    found = random.choice((-1, 1)) * random.randint(2, 12)
    gap = nonzero_integer(random, 3)
    # (place - s)/(place - t) is the number
    return cancelled_limit(solution, x, 1, (place, place - gap * found, place - gap)), found


def _infinite_sum(solution: Solution) -> tuple[str, int]:
    random = solution.random
    k = solution.symbol(random.choice("nj"), "integer")
    below = random.randint(2, 9)
    r = Fraction(random.choice([n for n in range(1 - below, below) if n]), below)
    found = r.denominator * random.randint(1, LARGEST // 9)
    return summed(solution, geometric_term(int(found * (1 - r)), r, k), k, found), found


def _exact_value(solution: Solution) -> tuple[str, int]:
    random = solution.random
    function, angle, half = random.choice(_HALVES)
    factor = 2 * random.randint(2, LARGEST // 2)
    turns = 2 * random.choice((-1, 1)) * random.randint(1, 9)

    def multiplied(total: Fraction) -> Any:
        return multiple(factor, plain(function, to_canonical(total) * pi))

    chain = Chain(solution, multiplied(angle + turns))
    found = factor * half
    chain.link("whole_turns", multiplied(angle))
    chain.link("special_values", Number(int(found)))
    return to_latex(chain.whole), int(found)


def _modulus(solution: Solution) -> tuple[str, int]:
    random, i = solution.random, solution.symbol("i", "complex")
    a, b, longest = random.choice(_TRIANGLES)
    k = random.randint(1, LARGEST // longest) * random.choice((-1, 1))
    chain = modulus_found(solution, i, k * a, random.choice((k, -k)) * b)
    return to_latex(chain.whole), abs(k) * longest


def _linear_equation(solution: Solution, m: Any, named: int, number: int, x: Any) -> int:
    b, d = nonzero_integer(solution.random, 60), nonzero_integer(solution.random, 60)
    start = solution.given(equation(m * x + b, d))
    step = solution.step("substitute", [start, named], equation(number * x + b, d))
    linear_to_the_end(solution, step, x, (number, b, 0, d))
    return start


def _quadratic_equation(solution: Solution, m: Any, named: int, number: int, x: Any) -> int:
    roots = [n for n in range(-20, 21) if n not in (0, -number) and 2 * n != -number]
    r = solution.random.choice(roots)
    s = -number - r
    start = solution.given(equation(plain(ADD, x**2, m * x, r * s), 0))
    left = x**2 + number * x + r * s
    step = solution.step("substitute", [start, named], equation(left, 0))
    split_roots(solution, step, x, left, (Fraction(r), Fraction(s)))
    return start


def _linear_inequality(solution: Solution, m: Any, named: int, number: int, x: Any) -> int:
    relation, turned = how = a_relation(solution)
    b, d = nonzero_integer(solution.random, 60), nonzero_integer(solution.random, 60)
    start = solution.given(compared(relation, m * x + b, d, turned))
    inserted = compared(relation, number * x + b, d, turned)
    step = solution.step("substitute", [start, named], inserted)
    compared_to_the_end(solution, step, x, (number, b, 0, d), how)
    return start


_WORDINGS = (
    "Let ${0}$ be ${1}$. Solve ${2}$ for ${3}$.",
    "Let ${0}$ be ${1}$. For which real ${3}$ does ${2}$ hold?",
)


def joined(solution: Solution, source: Source, target: Target) -> Posed:
    """A problem of two parts."""
    shown, number = source.make(solution)
    m = solution.symbol("m")
    named = solution.step("name_value", [len(solution.steps)], equation(m, number))
    unknowns = [name for name in UNKNOWNS if name not in solution.names]
    x = solution.symbol(solution.random.choice(unknowns))
    start = target.make(solution, m, named, number, x)
    wording = solution.random.choice(_WORDINGS)
    return Posed(wording.format(m, shown, solution.latex(start), x))


_DETERMINANT = Source("determinant", ("determinants",), _determinant)
_INTEGRAL = Source("integral", ("fundamental_theorem", "antiderivatives"), _definite_integral)
_LIMIT = Source("limit", ("limits", "factoring"), _limit)
_SUM = Source("infinite_sum", ("geometric_series",), _infinite_sum)
_VALUE = Source("exact_value", ("exact_values",), _exact_value)
_MODULUS = Source("modulus", ("moduli",), _modulus)
_LINEAR = Target("linear_equation", ("linear_equations",), _linear_equation)
_QUADRATIC = Target("quadratic", ("factoring", "zero_products"), _quadratic_equation)
_INEQUALITY = Target("inequality", ("linear_inequalities", "dividing_inequalities"),
                     _linear_inequality)  # fmt: skip


def _problem(source: Source, target: Target) -> Problem:
    skills = tuple(dict.fromkeys((*source.skills, *target.skills)))
    make = partial(joined, source=source, target=target)
    return Problem(f"{target.name}_with_{source.name}", skills, make)


JOINED: Mapping[str, tuple[Problem, ...]] = {
    "algebra": (_problem(_SUM, _LINEAR), _problem(_SUM, _QUADRATIC)),
    "calculus": (_problem(_INTEGRAL, _LINEAR), _problem(_INTEGRAL, _QUADRATIC)),
    "series": (_problem(_LIMIT, _LINEAR), _problem(_LIMIT, _QUADRATIC)),
    "linear_algebra": (_problem(_DETERMINANT, _LINEAR), _problem(_DETERMINANT, _QUADRATIC)),
    "trigonometry": (_problem(_VALUE, _LINEAR), _problem(_VALUE, _QUADRATIC)),
    "complex_numbers": (_problem(_MODULUS, _LINEAR), _problem(_MODULUS, _QUADRATIC)),
    "inequalities": tuple(
        _problem(source, _INEQUALITY)
        for source in (_DETERMINANT, _INTEGRAL, _LIMIT, _SUM, _VALUE, _MODULUS)
    ),
}
"""Kinds of problems by topic."""
