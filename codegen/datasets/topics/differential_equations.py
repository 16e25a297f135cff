"""Differential equations: separable, linear of first order, linear with constant coefficients."""

from __future__ import annotations

from collections.abc import Sequence
from fractions import Fraction
from typing import Any, NamedTuple

from codegen.datasets.topics.calculus import derivative, integral
from codegen.datasets.topics.equation_solving import split_roots, squared
from codegen.datasets.topics.numbers import nonzero_integer
from codegen.datasets.topics.ordinary import ordinary
from codegen.datasets.topics.problems import Problem
from codegen.datasets.topics.solution import Posed, Solution, call, equation, less
from codegen.datasets.topics.written import plain
from symnum.engines import simplify
from symnum.ops import ADD, MUL
from symnum.polynomials import expand
from symnum.rewriting.substitution import substitute
from symnum.terms.conversion import to_canonical
from symnum.terms.functions import cos, exp, log, sin
from symnum.terms.interface import number
from symnum.terms.plain import Number
from symnum.terms.text import to_latex

_PAIRS = (("y", "x"), ("y", "t"), ("u", "t"), ("x", "t"), ("f", "x"), ("v", "t"), ("q", "t"))
_SOLVE = (
    "Find the general solution of ${}$.",
    "Solve the differential equation ${}$.",
    "Determine all functions with ${}$.",
)
_INITIAL = (
    "Solve ${}$ with ${}$.",
    "Find the solution of ${}$ for which ${}$.",
    "Solve the initial value problem ${}$, ${}$.",
)


def unknown(solution: Solution) -> tuple[Any, Any, str]:
    """An unknown function as it is called, its variable, and its name."""
    name, variable = solution.random.choice(_PAIRS)
    x = solution.symbol(variable)
    solution.function(name)
    return to_canonical(call(name, x)), x, name


def asked(solution: Solution, wordings: Sequence[str], *steps: int) -> Posed:
    """The task of solving the statements of steps."""
    wording = solution.random.choice(wordings)
    shown = (ordinary(solution.statements[step - 1], solution.names) for step in steps)
    return Posed(wording.format(*shown))


def separable(solution: Solution) -> Posed:
    """y' = (a*x^n + b*x^m + c)*y for positive y."""
    random = solution.random
    y, x, _ = unknown(solution)
    a, b, c = nonzero_integer(random, 40), nonzero_integer(random, 40), random.randint(-40, 40)
    m, n = sorted(random.sample(range(1, 6), 2))
    rate = a * x**n + b * x**m + c
    start = solution.given(equation(derivative(y, x), rate * y))
    solution.given(less(0, y))
    step = solution.step(
        "divide_both_sides", [start], equation(to_canonical(derivative(y, x)) / y, rate),
        operand=y, words="Separate the variables.",
    )  # fmt: skip
    found = x ** (n + 1) * Fraction(a, n + 1) + x ** (m + 1) * Fraction(b, m + 1) + c * x
    constant = solution.constant(x, integral(rate, x), found)
    step = solution.step(
        "integrate_sides", [step], equation(log(y), plain(ADD, found, constant)), operand=x
    )
    solution.step("exponentiate", [step], equation(y, exp(found + constant)))
    wordings = tuple(w[:-1] + ", where ${}$." for w in _SOLVE)
    return asked(solution, wordings, 1, 2)


def _linear(solution: Solution, y: Any, x: Any) -> tuple[int, int, Any, Any, Any]:
    """y' + p*y = q by its integrating factor: first and last step, particular part, C_1, p."""
    random = solution.random
    kind = random.choice(("constant", "exponential", "linear"))
    p = nonzero_integer(random, 40 if kind == "constant" else 20)
    k = random.choice([n for n in range(-20, 21) if n not in (0, -p)])
    c, d = nonzero_integer(random, 200), nonzero_integer(random, 200)
    factor = exp(p * x)
    if kind == "constant":
        c = nonzero_integer(random, 2000)
        right, particular = to_canonical(c), to_canonical(Fraction(c, p))
        integrated = Fraction(c, p) * factor
        multiplied = c * factor
    elif kind == "linear":
        right = c * x + d
        particular = Fraction(c, p) * x + (Fraction(d, p) - Fraction(c, p * p))
        integrated, multiplied = particular * factor, expand(right * factor)
        integrated = expand(integrated)
    else:
        right, particular = c * exp(k * x), Fraction(c, p + k) * exp(k * x)
        multiplied, integrated = c * exp((p + k) * x), Fraction(c, p + k) * exp((p + k) * x)
    start = solution.given(equation(to_canonical(derivative(y, x)) + p * y, right))
    dy = to_canonical(derivative(y, x))
    step = solution.step(
        "multiply_both_sides", [start], equation(factor * dy + p * factor * y, multiplied),
        operand=factor, words="Multiply by the integrating factor.",
    )  # fmt: skip
    step = solution.step(
        "product_rule_backwards", [step],
        equation(derivative(plain(MUL, factor, y), x), multiplied),
    )  # fmt: skip
    constant = solution.constant(x, integral(multiplied, x), integrated)
    step = solution.step(
        "integrate_sides", [step],
        equation(plain(MUL, factor, y), plain(ADD, integrated, constant)), operand=x,
    )  # fmt: skip
    whole = plain(ADD, particular, constant * exp(-p * x))
    step = solution.step("divide_both_sides", [step], equation(y, whole), operand=factor)
    return start, step, particular, constant, p


def linear_first_order(solution: Solution) -> Posed:
    """y' + p*y = q."""
    y, x, _ = unknown(solution)
    start, *_ = _linear(solution, y, x)
    return asked(solution, _SOLVE, start)


def linear_from_a_value(solution: Solution) -> Posed:
    """y' + p*y = q with y(0) given."""
    y, x, name = unknown(solution)
    start, step, particular, constant, p = _linear(solution, y, x)
    value = nonzero_integer(solution.random, 20)
    initial = solution.given(equation(call(name, 0), value))
    at_zero = _at_zero(particular, x)
    right = plain(ADD, at_zero, constant) if at_zero else constant
    last = solution.step("insert_initial_value", [step, initial], equation(value, right))
    found = Fraction(value) - at_zero
    if at_zero:
        last = solution.step(
            "subtract_from_both_sides", [last], equation(found, constant), operand=Number(at_zero)
        )
    last = solution.step("swap_sides", [last], equation(constant, found))
    whole = to_canonical(particular) + found * exp(-p * x)
    solution.step("substitute", [step, last], equation(y, whole))
    return asked(solution, _INITIAL, start, initial)


def _at_zero(term: Any, x: Any) -> Any:
    """The value at 0 of a sum of powers and exponentials: a number."""
    return number(simplify(substitute(to_canonical(term), {x: to_canonical(0)})))


def growth_from_a_value(solution: Solution) -> Posed:
    """y' = a*y with y(0) given: exponential growth or decay."""
    random = solution.random
    y, x, name = unknown(solution)
    a = Fraction(nonzero_integer(random, 99), random.randint(1, 12))
    value = random.randint(1, 9000)
    factor = exp(-a * x)
    start = solution.given(equation(to_canonical(derivative(y, x)) - a * y, 0))
    initial = solution.given(equation(call(name, 0), value))
    dy = to_canonical(derivative(y, x))
    step = solution.step(
        "multiply_both_sides", [start], equation(factor * dy - a * factor * y, 0), operand=factor,
        words="Multiply by the integrating factor.",
    )  # fmt: skip
    product = plain(MUL, factor, y)
    step = solution.step("product_rule_backwards", [step], equation(derivative(product, x), 0))
    constant = solution.constant(x, integral(Number(0), x), Number(0))
    step = solution.step("integrate_sides", [step], equation(product, constant), operand=x)
    general = solution.step(
        "divide_both_sides", [step], equation(y, constant * exp(a * x)), operand=factor
    )
    last = solution.step("insert_initial_value", [general, initial], equation(value, constant))
    last = solution.step("swap_sides", [last], equation(constant, value))
    solution.step("substitute", [general, last], equation(y, value * exp(a * x)))
    return asked(solution, _INITIAL, start, initial)


class SecondOrder(NamedTuple):
    """a*(y'' + b*y' + c*y) = d with its characteristic equation, divided by a."""

    start: int
    step: int
    y: Any
    x: Any
    constant: Fraction
    """A number that solves the equation."""

    def conclude(self, solution: Solution, roots: int, homogeneous: Any) -> None:
        """The last step: the general solution."""
        whole = plain(ADD, homogeneous, self.constant)
        solution.step(
            "general_solution", [self.start, roots], equation(self.y, whole),
            words="A constant that solves the equation is added.",
        )  # fmt: skip


def second_order(solution: Solution, b: Any, c: Any, a: int) -> SecondOrder:
    """The equation with a random d, and the steps to r^2 + b*r + c = 0; c is not 0."""
    d = nonzero_integer(solution.random, 600)
    y, x, _ = unknown(solution)
    r = solution.symbol("r")
    first = to_canonical(derivative(y, x))
    second = to_canonical(derivative(derivative(y, x), x))
    start = solution.given(equation(a * second + a * b * first + a * c * y, d))
    polynomial = a * r**2 + a * b * r + a * c
    step = solution.step(
        "characteristic_equation", [start], equation(polynomial, 0),
        words=f"Try ${to_latex(exp(r * x))}$.",
    )  # fmt: skip
    if a != 1:
        polynomial = r**2 + b * r + c
        step = solution.step(
            "divide_both_sides", [step], equation(polynomial, 0), operand=Number(a)
        )
    return SecondOrder(start, step, y, x, Fraction(d) / (a * c))


def distinct_roots(solution: Solution) -> Posed:
    """Two real exponents."""
    random = solution.random
    p, q = sorted(random.sample([n for n in range(-12, 13) if n], 2))
    found = second_order(solution, -(p + q), p * q, random.randint(1, 6))
    r, x = solution.symbol("r"), found.x
    polynomial = r**2 - (p + q) * r + p * q
    step = split_roots(solution, found.step, r, polynomial, (Fraction(p), Fraction(q)))
    first, second = solution.constant(x), solution.constant(x)
    found.conclude(solution, step, first * exp(p * x) + second * exp(q * x))
    return all_solutions_asked(solution, found.start)


def double_root(solution: Solution) -> Posed:
    """One exponent, twice."""
    p = Fraction(nonzero_integer(solution.random, 20), solution.random.randint(1, 3))
    a = p.denominator**2 * solution.random.randint(1, 4)
    found = second_order(solution, -2 * p, p * p, a)
    r, x = solution.symbol("r"), found.x
    step = solution.step("complete_the_square", [found.step], equation(squared(r - p), 0))
    step = solution.step("solve_alternatives", [step], equation(r, p))
    first, second = solution.constant(x), solution.constant(x)
    found.conclude(solution, step, plain(MUL, first + second * x, exp(p * x)))
    return all_solutions_asked(solution, found.start)


def complex_pair(solution: Solution) -> Posed:
    """Damped or growing oscillations."""
    random = solution.random
    p = Fraction(nonzero_integer(random, 12), random.choice((1, 1, 2)))
    q = random.randint(1, 12)
    found = second_order(solution, -2 * p, p * p + q * q, p.denominator**2 * random.randint(1, 4))
    r, x = solution.symbol("r"), found.x
    square = plain(ADD, squared(r - p), q * q)
    step = solution.step(
        "complete_the_square", [found.step], equation(square, 0), words="There is no real root."
    )
    first, second = solution.constant(x), solution.constant(x)
    wave = first * cos(q * x) + second * sin(q * x)
    found.conclude(solution, step, plain(MUL, exp(p * x), wave))
    return all_solutions_asked(solution, found.start)


def all_solutions_asked(solution: Solution, start: int) -> Posed:
    """The task of finding every solution of the equation of a step."""
    return asked(solution, _SOLVE, start)


PROBLEMS = (
    Problem("separable", ("separation_of_variables", "integrating_equations"), separable),
    Problem(
        "linear_first_order", ("integrating_factors", "integrating_equations"), linear_first_order
    ),
    Problem(
        "linear_from_a_value",
        ("integrating_factors", "integrating_equations", "initial_values"),
        linear_from_a_value,
    ),
    Problem("growth_from_a_value", ("integrating_factors", "initial_values"), growth_from_a_value),
    Problem(
        "distinct_roots", ("characteristic_equations", "factoring", "zero_products"),
        distinct_roots,
    ),
    Problem("double_root", ("characteristic_equations", "completing_the_square"), double_root),
    Problem("complex_pair", ("characteristic_equations", "completing_the_square"), complex_pair),
)  # fmt: skip
"""Kinds of problems of differential equations."""
