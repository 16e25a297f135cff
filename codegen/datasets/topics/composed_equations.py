"""Problems of matrices, differential equations and physics that lead to an equation of algebra or
to an identity of trigonometry."""

from __future__ import annotations

from fractions import Fraction
from math import lcm

from codegen.datasets.topics.differential_equations import all_solutions_asked, second_order
from codegen.datasets.topics.equation_solving import (
    formula_roots,
    has_irrational_roots,
    split_roots,
)
from codegen.datasets.topics.laws import LAWS
from codegen.datasets.topics.linear_algebra import (
    characteristic_polynomial,
    eigenvalues_asked,
    posed_determinant,
)
from codegen.datasets.topics.matrices import Rows, det, value
from codegen.datasets.topics.numbers import nonzero_integer
from codegen.datasets.topics.physics import declared, statement_of, value_asked
from codegen.datasets.topics.problems import Problem
from codegen.datasets.topics.solution import Posed, Solution, equation
from codegen.datasets.topics.trigonometry import Chain, angle
from symnum.algebra.radicals import square_root
from symnum.polynomials import expand
from symnum.terms.conversion import to_canonical
from symnum.terms.exact import exact
from symnum.terms.functions import cos, exp, sin
from symnum.terms.plain import Number

_FALL = next(law for law in LAWS if law.name == "distance under uniform acceleration")


def determinant_with_angles(solution: Solution) -> Posed:
    """Two rows of multiples of sin(u) and cos(u), whose determinant is a number."""
    random, u = solution.random, angle(solution)
    solution.function("det")
    p, q, r, s = (random.randint(1, 9) for _ in range(4))
    sign, other = random.choice((1, -1)), random.choice((1, -1))
    # cosines on the diagonal or beside it; their products are p*q*r*s times both squares
    diagonal = [sign * p * q * cos(u), sign * r * s * cos(u)]
    beside = [other * p * r * sin(u), -other * q * s * sin(u)]
    if random.random() < 0.5:
        diagonal, beside = beside, diagonal
    rows: Rows = [[diagonal[0], beside[0]], [beside[1], diagonal[1]]]
    opened = to_canonical(value(rows))
    step = solution.step("determinant_formula", [], equation(det(rows), opened))
    chain = Chain(solution, det(rows))
    chain.inputs, chain.current = [step], opened
    chain.rule("pythagorean_identity", "pythagoras")
    return posed_determinant(solution, rows)


def eigenvalues_by_formula(solution: Solution) -> Posed:
    """Two rows with irrational eigenvalues."""
    random = solution.random
    solution.function("det")
    root = solution.symbol(random.choice(("lambda", "mu", "r")))
    while True:
        rows: Rows = [[nonzero_integer(random, 20) for _ in range(2)] for _ in range(2)]
        trace, product = rows[0][0] + rows[1][1], value(rows)
        if trace and product and has_irrational_roots(1, -trace, product):
            break
    polynomial = root**2 - trace * root + product
    step = characteristic_polynomial(solution, rows, root, polynomial)
    formula_roots(solution, step, root, (1, -trace, product))
    return eigenvalues_asked(solution, rows, root)


def exponents_by_formula(solution: Solution) -> Posed:
    """A linear equation of order 2 with two irrational exponents."""
    random = solution.random
    while True:
        b, c = nonzero_integer(random, 20), nonzero_integer(random, 20)
        if has_irrational_roots(1, b, c):
            break
    found = second_order(solution, b, c, random.randint(1, 9))
    step = formula_roots(solution, found.step, solution.symbol("r"), (1, b, c))
    first, second = solution.constant(found.x), solution.constant(found.x)
    middle, root = Fraction(-b, 2), square_root(Fraction(b * b - 4 * c)) / 2
    powers = exp((middle - root) * found.x), exp((middle + root) * found.x)
    found.conclude(solution, step, first * powers[0] + second * powers[1])
    return all_solutions_asked(solution, found.start)


def time_of_a_distance(solution: Solution) -> Posed:
    """The time after which an accelerated body has gone some way: a quadratic equation."""
    random, law = solution.random, _FALL
    symbols = declared(solution, law)
    t = to_canonical(symbols["t"])
    time = Fraction(random.randint(2, 60))
    speed = Fraction(random.randint(1, 90), random.choice((1, 2)))
    push = Fraction(random.randint(1, 99), random.choice((2, 4, 5, 10)))
    way = speed * time + push * time**2 / 2
    values = {"s": way, "v_0": speed, "a": push}
    start = solution.given(statement_of(law, symbols))
    known = {
        name: solution.given(equation(symbols[name], Number(exact(value))))
        for name, value in values.items()
    }
    going = push / 2 * t**2 + speed * t
    scale = lcm(*(number.denominator for number in (push / 2, speed, way)))
    step = solution.step(
        "substitute", [start, *known.values()], equation(way, going), words="Insert the values."
    )
    step = solution.step(
        "subtract_from_both_sides", [step], equation(0, going - way), operand=Number(exact(way))
    )
    step = solution.step("swap_sides", [step], equation(going - way, 0))
    left = expand(scale * (going - way))
    if scale > 1:
        step = solution.step(
            "multiply_both_sides", [step], equation(left, 0), operand=Number(scale),
            words="Clear the denominators.",
        )  # fmt: skip
    roots = -time - 2 * speed / push, time
    split_roots(solution, step, t, left, roots, kept=(time,))
    return value_asked(solution, law, "t", (start, known))


OF_LINEAR_ALGEBRA = (
    Problem(
        "determinant_with_angles", ("determinants", "pythagorean_identity"),
        determinant_with_angles,
    ),
    Problem(
        "eigenvalues_by_formula", ("eigenvalues", "expanding", "quadratic_formula"),
        eigenvalues_by_formula,
    ),
)  # fmt: skip
"""Kinds of problems of linear algebra."""
OF_DIFFERENTIAL_EQUATIONS = (
    Problem(
        "exponents_by_formula",
        ("characteristic_equations", "quadratic_formula"),
        exponents_by_formula,
    ),
)
"""Kinds of problems of differential equations."""
OF_PHYSICS = (
    Problem(
        "time_of_a_distance",
        ("inserting_values", "physical_units", "factoring", "zero_products"),
        time_of_a_distance,
    ),
)
"""Kinds of problems of physics."""
