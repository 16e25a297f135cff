"""Algebra: equations and systems solved by steps, fractions in lowest terms."""

from __future__ import annotations

from fractions import Fraction

from codegen.datasets.topics.equation_solving import (
    completing_the_square,
    fractional_equation,
    linear_equation,
    linear_with_parentheses,
    quadratic_by_factoring,
    quadratic_by_formula,
    radical_equation,
    unknown,
)
from codegen.datasets.topics.numbers import distinct_integers, nonzero_integer
from codegen.datasets.topics.problems import Problem
from codegen.datasets.topics.solution import Posed, Solution, all_of, equation, relation
from symnum.algebra import factor
from symnum.ops import DIV, EQUAL
from symnum.polynomials import expand
from symnum.terms.conversion import to_plain
from symnum.terms.plain import Call, Number
from symnum.terms.text import to_latex


def linear_system(solution: Solution) -> Posed:
    """Two equations with two unknowns, by elimination."""
    random = solution.random
    first, second = random.choice((("x", "y"), ("u", "v"), ("p", "q"), ("a", "b"), ("s", "t")))
    x, y = solution.symbol(first), solution.symbol(second)
    while True:
        a, b, c, d = (nonzero_integer(random, 7) for _ in range(4))
        if a * d != b * c and abs(a) != 1 != abs(c):
            break
    values = (
        Fraction(nonzero_integer(random, 9), random.choice((1, 1, 2))),
        Fraction(nonzero_integer(random, 9)),
    )
    e, f = a * values[0] + b * values[1], c * values[0] + d * values[1]
    one = solution.given(equation(a * x + b * y, e))
    two = solution.given(equation(c * x + d * y, f))
    wording = random.choice(
        ("Solve the system ${}$, ${}$.", "Find ${2}$ and ${3}$ such that ${0}$ and ${1}$.")
    )
    posed = Posed(wording.format(solution.latex(one), solution.latex(two), x, y))
    up = solution.step(
        "multiply_both_sides", [one], equation(a * c * x + b * c * y, c * e), operand=Number(c)
    )
    down = solution.step(
        "multiply_both_sides", [two], equation(a * c * x + a * d * y, a * f), operand=Number(a)
    )
    slope, rest = b * c - a * d, c * e - a * f
    step = solution.step(
        "subtract_equations", [up, down], equation(slope * y, rest), words="Eliminate an unknown."
    )
    if slope != 1:
        step = solution.step(
            "divide_both_sides", [step], equation(y, values[1]), operand=Number(slope)
        )
    back = solution.step("substitute", [one, step], equation(a * x + b * values[1], e))
    (back_constant,) = (b * values[1],)
    back = solution.step(
        "subtract_from_both_sides", [back], equation(a * x, e - back_constant),
        operand=Number(back_constant),
    )  # fmt: skip
    back = solution.step("divide_both_sides", [back], equation(x, values[0]), operand=Number(a))
    solution.step(
        "collect_solution", [back, step],
        all_of([relation(EQUAL, x, values[0]), relation(EQUAL, y, values[1])]),
    )  # fmt: skip
    return posed


def simplify_fraction(solution: Solution) -> Posed:
    """A fraction of polynomials in lowest terms."""
    random, x = solution.random, unknown(solution)
    r, s, t = distinct_integers(random, 3, 25)
    shared = x - random.choice((r, s, t))
    roots = [n for n in (r, s, t) if shared is not x - n]
    random.shuffle(roots)
    scale = random.choice((1, 1, 2, 3, 4, 5, 6, 7))
    above = expand(scale * shared * (x - roots[0]))
    below = expand(shared * (x - roots[1]))
    whole = Call(DIV, (to_plain(above), to_plain(below)))
    conditions = [("nonzero", below)]
    factored = Call(DIV, (to_plain(factor(above)), to_plain(factor(below))))
    step = solution.step(
        "factor_expression", [], equation(whole, factored), conditions=conditions,
        words="Factor numerator and denominator.",
    )  # fmt: skip
    reduced = Call(DIV, (to_plain(scale * (x - roots[0])), to_plain(x - roots[1])))
    solution.step("simplify_fraction", [step], equation(whole, reduced))
    shown = to_latex(whole)
    wording = random.choice(("Reduce ${}$ to lowest terms.", "Simplify ${}$ where it is defined."))
    return Posed(wording.format(shown), "expression")


PROBLEMS = (
    Problem("linear_equation", ("linear_equations",), linear_equation),
    Problem("linear_with_parentheses", ("linear_equations", "expanding"), linear_with_parentheses),
    Problem("quadratic_by_factoring", ("factoring", "zero_products"), quadratic_by_factoring),
    Problem(
        "completing_the_square", ("completing_the_square", "square_roots"), completing_the_square
    ),
    Problem("quadratic_by_formula", ("quadratic_formula",), quadratic_by_formula),
    Problem("fractional_equation", ("fractions", "linear_equations"), fractional_equation),
    Problem("linear_system", ("linear_systems", "linear_equations"), linear_system),
    Problem("simplify_fraction", ("fractions", "factoring"), simplify_fraction),
    Problem("radical_equation", ("square_roots", "factoring", "zero_products"), radical_equation),
)
"""Kinds of problems of algebra."""
