"""Least and greatest values, from squares: a bound, and where it is attained."""

from __future__ import annotations

from fractions import Fraction
from typing import Any

from codegen.datasets.topics.equation_solving import squared, unknown
from codegen.datasets.topics.numbers import nonzero_integer
from codegen.datasets.topics.solution import Posed, Solution, at_most, equation
from codegen.datasets.topics.written import plain
from symnum.ops import MUL
from symnum.polynomials import expand
from symnum.rewriting.substitution import substitute
from symnum.terms.conversion import to_plain
from symnum.terms.exact import exact
from symnum.terms.plain import Number
from symnum.terms.text import to_latex


def attained(solution: Solution, bound: int, x: Any, place: Fraction) -> None:
    """The last two steps: both sides of a bound are equal at a place, so that it is the best."""
    statement, at = solution.statements[bound - 1], Number(exact(place))
    sides = [substitute(side, {to_plain(x): at}) for side in statement.arguments]
    step = solution.step(
        "equality_at_a_place", [bound], equation(*sides), operand=at,
        words="Both sides are equal where the square is 0.",
    )  # fmt: skip
    solution.step(
        "attained_bound", [bound, step], statement, words="A bound that is attained is the best."
    )


def extreme_of_a_quadratic(solution: Solution) -> Posed:
    """The least or greatest value of a*x^2 + b*x + c, from a square."""
    random, x = solution.random, unknown(solution)
    a = nonzero_integer(random, 12)
    h = Fraction(nonzero_integer(random, 20), random.choice((1, 1, 2, 3)))
    m = Fraction(nonzero_integer(random, 200))
    opened, square = expand(a * (x + h) ** 2), squared(x + h)
    whole = opened + m

    def bound(low: Any, high: Any) -> Any:
        return at_most(high, low) if a < 0 else at_most(low, high)

    step = solution.step("square_is_nonnegative", [], at_most(0, square))
    if a != 1:
        words = "Multiplying by a negative number turns the inequality around." if a < 0 else ""
        step = solution.step(
            "multiply_both_sides", [step], bound(0, plain(MUL, a, square)), operand=Number(a),
            words=words,
        )  # fmt: skip
    step = solution.step("expand_products", [step], bound(0, opened))
    step = solution.step("add_to_both_sides", [step], bound(m, whole), operand=Number(exact(m)))
    attained(solution, step, x, -h)
    which = "least" if a > 0 else "greatest"
    wording = random.choice(
        ("Find the {} value of ${}$.", "What is the {} value that ${}$ can have?")
    )
    return Posed(wording.format(which, to_latex(whole)))


def sum_with_reciprocal(solution: Solution) -> Posed:
    """The least value of a*x + b/x + c for positive x, with a*b a square."""
    random = solution.random
    x = solution.symbol(random.choice("xtzuv"), "positive")
    p, q, k = random.randint(1, 15), random.randint(1, 15), random.randint(1, 15)
    shift = nonzero_integer(random, 900)
    square, opened = squared(p * x - q), p * p * x**2 - 2 * p * q * x + q * q
    step = solution.step("square_is_nonnegative", [], at_most(0, square))
    step = solution.step("expand_products", [step], at_most(0, opened))
    divided = p * p * x - 2 * p * q + q * q / x
    step = solution.step("divide_both_sides", [step], at_most(0, divided), operand=x)
    least, whole = 2 * p * q, p * p * x + q * q / x
    step = solution.step("add_to_both_sides", [step], at_most(least, whole), operand=Number(least))
    if k > 1:
        least, whole = k * least, k * p * p * x + k * q * q / x
        step = solution.step(
            "multiply_both_sides", [step], at_most(least, whole), operand=Number(k)
        )
    least, whole = least + shift, whole + shift
    step = solution.step("add_to_both_sides", [step], at_most(least, whole), operand=Number(shift))
    attained(solution, step, x, Fraction(q, p))
    wording = random.choice(
        ("Find the least value of ${}$ for ${} > 0$.", "How small can ${}$ get for positive ${}$?")
    )
    return Posed(wording.format(to_latex(whole), x))
