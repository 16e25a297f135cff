"""Inequalities: solved by steps that mind signs, and bounds from squares."""

from __future__ import annotations

from collections.abc import Callable
from fractions import Fraction
from typing import Any

from codegen.datasets.topics.equation_solving import squared, unknown
from codegen.datasets.topics.extremes import extreme_of_a_quadratic, sum_with_reciprocal
from codegen.datasets.topics.numbers import distinct_integers, nonzero_integer
from codegen.datasets.topics.problems import Problem
from codegen.datasets.topics.solution import (
    Posed,
    Solution,
    all_of,
    any_of,
    at_most,
    less,
)
from codegen.datasets.topics.written import multiple, plain
from symnum.algebra import factor
from symnum.ops import ABS, ADD, DIV
from symnum.polynomials import expand
from symnum.terms.conversion import to_plain
from symnum.terms.functions import sqrt
from symnum.terms.plain import Call, Number
from symnum.terms.text import to_latex

Relation = Callable[[Any, Any], Call]
_SOLVE = (
    "Solve ${}$ for ${}$.",
    "For which real ${1}$ does ${0}$ hold?",
    "Find the set of all real ${1}$ with ${0}$.",
)


def asked(solution: Solution, start: int, symbol: Any) -> Posed:
    """The task of solving the statement of a step."""
    wording = solution.random.choice(_SOLVE)
    return Posed(wording.format(solution.latex(start), symbol))


def compared(relation: Relation, left: Any, right: Any, turned: bool) -> Call:
    """The comparison, or the one from right to left."""
    return relation(right, left) if turned else relation(left, right)


def compared_to_the_end(
    solution: Solution, step: int, x: Any, sides: tuple[int, int, int, int], how: tuple[Any, bool]
) -> int:
    """From a*x + b against c*x + d to x against a number, turning around for negative factors."""
    (a, b, c, d), (relation, turned) = sides, how
    if c:
        step = solution.step(
            "subtract_from_both_sides", [step], compared(relation, (a - c) * x + b, d, turned),
            operand=c * x,
        )  # fmt: skip
    if b:
        step = solution.step(
            "subtract_from_both_sides", [step], compared(relation, (a - c) * x, d - b, turned),
            operand=Number(b),
        )  # fmt: skip
    if a - c == 1:
        return step
    value = Number(Fraction(d - b, a - c))
    flips = a - c < 0
    words = "Dividing by a negative number turns the inequality around." if flips else ""
    return solution.step(
        "divide_both_sides", [step], compared(relation, x, value, turned != flips),
        operand=Number(a - c), words=words,
    )  # fmt: skip


def a_relation(solution: Solution) -> tuple[Relation, bool]:
    """A comparison, and whether it is to be read from right to left."""
    return solution.random.choice((less, at_most)), solution.random.random() < 0.5


def linear_inequality(solution: Solution) -> Posed:
    """a*x + b < c*x + d."""
    random, x = solution.random, unknown(solution)
    how = a_relation(solution)
    a, c = random.sample(range(-12, 13), 2)
    if not a:
        a, c = c, 0
    b, d = nonzero_integer(random, 30), nonzero_integer(random, 30)
    start = solution.given(compared(how[0], a * x + b, c * x + d, how[1]))
    compared_to_the_end(solution, start, x, (a, b, c, d), how)
    return asked(solution, start, x)


def inequality_with_parentheses(solution: Solution) -> Posed:
    """a*(x + p) + b < c*(x + q)."""
    random, x = solution.random, unknown(solution)
    how = a_relation(solution)
    a, c = random.sample([n for n in range(-9, 10) if abs(n) > 1], 2)
    p, q, b = (nonzero_integer(random, 9) for _ in range(3))
    left, right = plain(ADD, multiple(a, x + p), b), multiple(c, x + q)
    start = solution.given(compared(how[0], left, right, how[1]))
    opened = compared(how[0], a * x + (a * p + b), c * x + c * q, how[1])
    step = solution.step("expand_products", [start], opened)
    compared_to_the_end(solution, step, x, (a, a * p + b, c, c * q), how)
    return asked(solution, start, x)


def _between(relation: Relation, x: Any, low: Any, high: Any) -> Call:
    return all_of([relation(low, x), relation(x, high)])


def _outside(relation: Relation, x: Any, low: Any, high: Any) -> Call:
    return any_of([relation(x, low), relation(high, x)])


def quadratic_inequality(solution: Solution) -> Posed:
    """A quadratic compared with a number."""
    random, x = solution.random, unknown(solution)
    relation, turned = a_relation(solution)
    p = random.choice((1, 1, 2, 3, -1, -2))
    r, s = distinct_integers(random, 2, 25)
    moved = nonzero_integer(random, 60)
    left = expand(p * (x - r) * (x - s))
    start = solution.given(compared(relation, left + moved, moved, turned))
    step = solution.step(
        "subtract_from_both_sides", [start], compared(relation, left, 0, turned),
        operand=Number(moved),
    )  # fmt: skip
    step = solution.step("factor", [step], compared(relation, factor(left), 0, turned))
    inside = (p > 0) != turned
    ends = Number(r), Number(s)
    shape = _between if inside else _outside
    solution.step(
        "sign_chart", [step], shape(relation, x, *ends),
        words="A product is negative if and only if one factor is.",
    )  # fmt: skip
    return asked(solution, start, x)


def rational_inequality(solution: Solution) -> Posed:
    """a/(x - p) < b, over one denominator, by the signs of its parts."""
    random, x = solution.random, unknown(solution)
    relation, turned = a_relation(solution)
    p, b = random.randint(-60, 60), nonzero_integer(random, 60)
    q = random.choice([n for n in range(-60, 61) if n != p])
    a = b * (q - p)  # a - b*(x - p) = -b*(x - q)
    below = x - p
    start = solution.given(compared(relation, a / below, b, turned), [("nonzero", below)])
    step = solution.step(
        "subtract_from_both_sides", [start], compared(relation, a / below - b, 0, turned),
        operand=Number(b),
    )  # fmt: skip
    joined = plain(DIV, expand(-b * (x - q)), below)
    step = solution.step("common_denominator", [step], compared(relation, joined, 0, turned))
    negative_outside = b > 0  # -b*(x - q)/(x - p) is negative outside of the two points
    outside = negative_outside != turned
    low, high = sorted((p, q))
    strict_low, strict_high = p == low, p == high
    first = less if strict_low else relation
    second = less if strict_high else relation
    if outside:
        found = any_of([first(x, Number(low)), second(Number(high), x)])
    else:
        found = all_of([first(Number(low), x), second(x, Number(high))])
    solution.step("sign_chart", [step], found, words="The denominator must not be 0.")
    return asked(solution, start, x)


def absolute_value(solution: Solution) -> Posed:
    """|a*x + b| against a positive number."""
    random, x = solution.random, unknown(solution)
    relation, turned = a_relation(solution)
    a, b, c = nonzero_integer(random, 40), nonzero_integer(random, 200), random.randint(1, 200)
    inside = a * x + b
    start = solution.given(compared(relation, Call(ABS, (to_plain(inside),)), c, turned))
    split = _outside if turned else _between
    step = solution.step("split_absolute_value", [start], split(relation, inside, -c, c))
    low, high = sorted((Fraction(-c - b, a), Fraction(c - b, a)))
    solution.step("solve_parts", [step], split(relation, x, Number(low), Number(high)))
    return asked(solution, start, x)


def arithmetic_and_geometric_mean(solution: Solution) -> Posed:
    """2*p*q*sqrt(a)*sqrt(b) <= p^2*a + q^2*b."""
    random = solution.random
    first, second = random.choice((("a", "b"), ("x", "y"), ("u", "v"), ("s", "t"), ("p", "q")))
    a, b = solution.symbol(first, "positive"), solution.symbol(second, "positive")
    p, q, shift = random.randint(1, 60), random.randint(1, 60), random.randint(0, 150)
    square = squared(p * sqrt(a) - q * sqrt(b))
    mixed = 2 * p * q * sqrt(a) * sqrt(b)
    step = solution.step(
        "square_is_nonnegative", [], at_most(0, square), words="Squares are not negative."
    )
    step = solution.step("expand_products", [step], at_most(0, p**2 * a - mixed + q**2 * b))
    step = solution.step(
        "add_to_both_sides", [step], at_most(mixed, p**2 * a + q**2 * b), operand=mixed
    )
    if shift:
        solution.step(
            "add_to_both_sides", [step], at_most(mixed + shift, p**2 * a + q**2 * b + shift),
            operand=Number(shift),
        )  # fmt: skip
    assert solution.last is not None
    wording = random.choice(
        (
            "Prove that ${}$ for all positive ${}$ and ${}$.",
            "Show ${}$ whenever ${}$ and ${}$ are positive.",
        )
    )
    return Posed(wording.format(to_latex(solution.last), first, second))


PROBLEMS = (
    Problem("linear_inequality", ("linear_inequalities",), linear_inequality),
    Problem(
        "inequality_with_parentheses", ("linear_inequalities", "expanding"),
        inequality_with_parentheses,
    ),
    Problem("quadratic_inequality", ("sign_charts", "factoring"), quadratic_inequality),
    Problem("rational_inequality", ("sign_charts", "common_denominators"), rational_inequality),
    Problem("absolute_value", ("absolute_values", "compound_inequalities"), absolute_value),
    Problem(
        "arithmetic_and_geometric_mean", ("squares_are_nonnegative", "expanding"),
        arithmetic_and_geometric_mean,
    ),
    Problem(
        "extreme_of_a_quadratic", ("squares_are_nonnegative", "expanding"),
        extreme_of_a_quadratic,
    ),
    Problem(
        "sum_with_reciprocal", ("squares_are_nonnegative", "expanding", "dividing_inequalities"),
        sum_with_reciprocal,
    ),
)  # fmt: skip
"""Kinds of problems of inequalities."""
