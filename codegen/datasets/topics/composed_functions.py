"""Problems about functions that join skills of calculus with some of another topic."""

from __future__ import annotations

from fractions import Fraction
from typing import Any

from codegen.datasets.topics.calculus import derivative, integral, with_constant
from codegen.datasets.topics.equation_solving import formula_roots, has_irrational_roots
from codegen.datasets.topics.numbers import distinct_integers, nonzero_integer
from codegen.datasets.topics.ordinary import ordinary
from codegen.datasets.topics.pieces import power
from codegen.datasets.topics.problems import Problem
from codegen.datasets.topics.solution import Posed, Solution, all_of, any_of, call, equation, less
from codegen.datasets.topics.written import plain
from symnum.algebra import factor
from symnum.ops import ADD, DIV, MUL
from symnum.polynomials import expand
from symnum.terms.functions import cos, log, sin

_VARIABLES = ("x", "t", "u", "z", "s")


def _integrated(solution: Solution, x: Any, step: int, sides: tuple[Any, Any, Any]) -> None:
    """From an identity of two integrands, and an antiderivative of the second, to the integral."""
    old, new, found = sides
    task, other = integral(old, x), integral(new, x)
    changed = solution.step("integrate_rewritten", [step], equation(task, other))
    lemma = solution.step("antiderivative_rule", [], equation(other, found))
    step = solution.step("substitute", [changed, lemma], equation(task, found))
    with_constant(solution, step, x, task, found)


def integral_by_partial_fractions(solution: Solution) -> Posed:
    """∫ of a fraction with two linear factors below, by the fractions that it is the sum of."""
    random = solution.random
    x = solution.symbol(random.choice(_VARIABLES), "positive")
    first, second = (x + n for n in sorted(random.sample(range(1, 31), 2)))
    a, b = nonzero_integer(random, 40), nonzero_integer(random, 40)
    above, below = expand(a * second + b * first), expand(first * second)
    whole, split = plain(DIV, above, below), plain(ADD, a / first, b / second)
    step = solution.step(
        "factor_expression", [], equation(whole, plain(DIV, above, plain(MUL, first, second)))
    )
    step = solution.step("partial_fractions", [step], equation(whole, split))
    found = a * log(first) + b * log(second)
    _integrated(solution, x, step, (whole, split, found))
    wording = random.choice(("Find ${}$ for ${} > 0$.", "Evaluate ${}$, where ${} > 0$."))
    return Posed(wording.format(ordinary(integral(whole, x)), x), "expression")


def integral_by_double_angle(solution: Solution) -> Posed:
    """∫ (a*sin(u)*cos(u) + c*x^n), u linear, by the sine of the double angle."""
    random = solution.random
    x = solution.symbol(random.choice(_VARIABLES))
    k, a = random.randint(1, 12), 2 * nonzero_integer(random, 40)
    u = k * x + random.randint(-20, 20)
    more = power(x, random.randint(1, 5), nonzero_integer(random, 30))
    whole, new = a * sin(u) * cos(u) + more.value, Fraction(a, 2) * sin(2 * u) + more.value
    step = solution.step("double_angle", [], equation(whole, new), words="Rule sin-double.")
    _integrated(solution, x, step, (whole, new, cos(2 * u) * Fraction(-a, 4 * k) + more.once))
    wording = random.choice(("Find ${}$.", "Evaluate ${}$."))
    return Posed(wording.format(ordinary(integral(whole, x))), "expression")


def _slope_given(solution: Solution, whole: Any, slope: Any, x: Any) -> tuple[int, int]:
    """A function and its derivative: the two steps."""
    name = solution.random.choice("fghpq")
    solution.function(name)
    f = call(name, x)
    start = solution.given(equation(f, whole))
    return start, solution.step(
        "differentiate_definition", [start], equation(derivative(f, x), slope)
    )


def stationary_points_by_formula(solution: Solution) -> Posed:
    """A cubic whose derivative has irrational zeros."""
    random = solution.random
    x = solution.symbol(random.choice(_VARIABLES))
    while True:
        a, b, c = random.randint(1, 9), nonzero_integer(random, 40), nonzero_integer(random, 40)
        if has_irrational_roots(3 * a, 2 * b, c):
            break
    whole = a * x**3 + b * x**2 + c * x + nonzero_integer(random, 99)
    slope = 3 * a * x**2 + 2 * b * x + c
    start, step = _slope_given(solution, whole, slope, x)
    step = solution.step("stationary_condition", [step], equation(slope, 0))
    formula_roots(solution, step, x, (3 * a, 2 * b, c))
    wording = random.choice(
        ("Find the stationary points of ${}$.", "Where does the derivative of ${}$ vanish?")
    )
    return Posed(wording.format(solution.latex(start)))


def sign_of_a_derivative(solution: Solution) -> Posed:
    """Where the derivative of a cubic is positive, or negative."""
    random = solution.random
    x = solution.symbol(random.choice(_VARIABLES))
    r, s = distinct_integers(random, 2, 15)
    scale, shift = random.choice((6, -6, 12, -12)), nonzero_integer(random, 300)
    slope = expand(scale * (x - r) * (x - s))
    whole = expand(scale * (x**3 / 3 - (r + s) * x**2 / 2 + r * s * x)) + shift
    start, step = _slope_given(solution, whole, slope, x)
    positive = random.random() < 0.5

    def compared(side: Any) -> Any:
        return less(0, side) if positive else less(side, 0)

    step = solution.step("monotone_condition", [step], compared(slope))
    step = solution.step("factor", [step], compared(factor(slope)))
    outside = positive == (scale > 0)
    found = any_of([less(x, r), less(s, x)]) if outside else all_of([less(r, x), less(x, s)])
    solution.step(
        "sign_chart", [step], found, words="A product is negative if and only if one factor is."
    )
    wording = random.choice(
        ("Where is the derivative of ${}$ {}?", "For which ${2}$ is the slope of ${0}$ {1}?")
    )
    return Posed(wording.format(solution.latex(start), "positive" if positive else "negative", x))


OF_CALCULUS = (
    Problem(
        "integral_by_partial_fractions", ("partial_fractions", "factoring", "antiderivatives"),
        integral_by_partial_fractions,
    ),
    Problem(
        "integral_by_double_angle", ("double_angles", "antiderivatives"), integral_by_double_angle
    ),
    Problem(
        "stationary_points_by_formula", ("stationary_points", "quadratic_formula"),
        stationary_points_by_formula,
    ),
)  # fmt: skip
"""Kinds of problems of calculus."""
OF_INEQUALITIES = (
    Problem(
        "sign_of_a_derivative", ("monotonicity", "factoring", "sign_charts"), sign_of_a_derivative
    ),
)
"""Kinds of problems of inequalities."""
