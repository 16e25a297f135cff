"""Equations with one unknown, solved by steps."""

from __future__ import annotations

from collections.abc import Sequence
from fractions import Fraction
from math import isqrt
from typing import Any

from codegen.datasets.topics.numbers import (
    UNKNOWNS,
    distinct_integers,
    nonzero_integer,
    squarefree,
)
from codegen.datasets.topics.solution import (
    Posed,
    Solution,
    alternatives,
    equation,
)
from codegen.datasets.topics.written import multiple, plain
from symnum.algebra import factor
from symnum.algebra.radicals import square_root
from symnum.ops import ADD, POW, SQRT
from symnum.polynomials import expand
from symnum.terms.conversion import to_plain
from symnum.terms.plain import Call, Number


def squared(term: Any) -> Call:
    """The square of a term, as it is written."""
    return Call(POW, (to_plain(term), Number(2)))


_SOLVE = (
    "Solve ${}$ for ${}$.",
    "Find all real solutions ${1}$ of ${0}$.",
    "For which real ${1}$ does ${0}$ hold?",
    "Determine every real number ${1}$ with ${0}$.",
)


def unknown(solution: Solution) -> Any:
    """A symbol to solve for."""
    return solution.symbol(solution.random.choice(UNKNOWNS))


def asked(solution: Solution, start: int, symbol: Any) -> Posed:
    """The task of solving the statement of a step."""
    wording = solution.random.choice(_SOLVE)
    return Posed(wording.format(solution.latex(start), symbol))


def linear_to_the_end(solution: Solution, step: int, x: Any, sides: tuple[Any, ...]) -> int:
    """From a*x + b = c*x + d, a and c different numbers, to x = ….

    ``sides`` are the coefficients a, b, c, d.
    """
    a, b, c, d = sides
    if c:
        step = solution.step(
            "subtract_from_both_sides", [step], equation((a - c) * x + b, d), operand=c * x
        )
    if b:
        step = solution.step(
            "subtract_from_both_sides", [step], equation((a - c) * x, d - b), operand=Number(b)
        )
    if a - c != 1:
        value = Number(Fraction(d - b, a - c))
        step = solution.step("divide_both_sides", [step], equation(x, value), operand=Number(a - c))
    return step


def linear_equation(solution: Solution) -> Posed:
    """a*x + b = c*x + d."""
    random, x = solution.random, unknown(solution)
    a, c = distinct_integers(random, 2, 20)
    if not a:
        a = 21
    b, d = nonzero_integer(random, 60), nonzero_integer(random, 60)
    start = solution.given(equation(a * x + b, c * x + d))
    linear_to_the_end(solution, start, x, (a, b, c, d))
    return asked(solution, start, x)


def linear_with_parentheses(solution: Solution) -> Posed:
    """a*(x + p) + b = c*(x + q)."""
    random, x = solution.random, unknown(solution)
    a, c = random.sample([n for n in range(-9, 10) if abs(n) > 1], 2)
    p, q, b = (nonzero_integer(random, 9) for _ in range(3))
    left, right = plain(ADD, multiple(a, x + p), b), multiple(c, x + q)
    start = solution.given(equation(left, right))
    step = solution.step("expand_products", [start], equation(a * x + (a * p + b), c * x + c * q))
    linear_to_the_end(solution, step, x, (a, a * p + b, c, c * q))
    return asked(solution, start, x)


def quadratic_by_factoring(solution: Solution) -> Posed:
    """A quadratic with rational roots, brought to 0, factored, split."""
    random, x = solution.random, unknown(solution)
    p = random.choice((1, 1, 1, 2, 3, 4, 5, 7))
    r, s = distinct_integers(random, 2, 30)
    while Fraction(r, p) == s:
        r, s = distinct_integers(random, 2, 30)
    moved = nonzero_integer(random, 99)
    left = expand((p * x - r) * (x - s))
    start = solution.given(equation(left + moved, moved))
    step = solution.step(
        "subtract_from_both_sides", [start], equation(left, 0), operand=Number(moved)
    )
    split_roots(solution, step, x, left, (Fraction(r, p), Fraction(s)))
    return asked(solution, start, x)


def split_roots(
    solution: Solution, step: int, x: Any, left: Any, roots: Sequence[Fraction],
    kept: Sequence[Fraction] | None = None,
) -> int:  # fmt: skip
    """From a polynomial equal to 0, by its factors over the rationals, to its distinct roots.

    ``kept`` are those in the domain, if not all are.
    """
    step = solution.step("factor", [step], equation(factor(left), 0), words="Factor the left side.")
    factors = [root.denominator * x - root.numerator for root in sorted(roots)]
    step = solution.step(
        "zero_product", [step], alternatives([(f, 0) for f in factors]),
        words="A product is 0 if and only if one of its factors is.",
    )  # fmt: skip
    if all(f is x for f in factors):
        return step
    solved = alternatives([(x, Number(root)) for root in sorted(roots if kept is None else kept)])
    words = "" if kept is None else "The unknown is positive."
    return solution.step("solve_alternatives", [step], solved, words=words)


def completing_the_square(solution: Solution) -> Posed:
    """a*x^2 + b*x + c = d with irrational roots."""
    random, x = solution.random, unknown(solution)
    half = Fraction(nonzero_integer(random, 15), random.choice((1, 1, 2)))
    square = Fraction(squarefree(random) * random.choice((1, 1, 4)))
    a, moved = nonzero_integer(random, 9), nonzero_integer(random, 99)
    c = half**2 - square
    left = expand(a * (x**2 + 2 * half * x + c))
    start = solution.given(equation(left + moved, moved))
    step = solution.step(
        "subtract_from_both_sides", [start], equation(left, 0), operand=Number(moved)
    )
    if a != 1:
        step = solution.step(
            "divide_both_sides", [step], equation(x**2 + 2 * half * x + c, 0), operand=Number(a)
        )
    if c:
        step = solution.step(
            "subtract_from_both_sides", [step], equation(x**2 + 2 * half * x, -c),
            operand=Number(c),
        )  # fmt: skip
    step = solution.step(
        "add_to_both_sides", [step], equation(x**2 + 2 * half * x + half**2, square),
        operand=Number(half**2), words="Add the square of half the coefficient.",
    )  # fmt: skip
    step = solution.step("complete_the_square", [step], equation(squared(x + half), square))
    root = square_root(square)
    step = solution.step(
        "take_square_roots", [step], alternatives([(x + half, -root), (x + half, root)]),
        words="A positive number has two square roots.",
    )  # fmt: skip
    solution.step(
        "solve_alternatives", [step], alternatives([(x, -half - root), (x, -half + root)])
    )
    return asked(solution, start, x)


def quadratic_by_formula(solution: Solution) -> Posed:
    """a*x^2 + b*x = c by the formula for its roots."""
    random, x = solution.random, unknown(solution)
    while True:
        a, b = random.randint(1, 30), nonzero_integer(random, 99)
        c = nonzero_integer(random, 99)
        if b * b - 4 * a * c > 0:
            break
    start = solution.given(equation(a * x**2 + b * x, -c))
    step = solution.step(
        "add_to_both_sides", [start], equation(a * x**2 + b * x + c, 0), operand=Number(c)
    )
    formula_roots(solution, step, x, (a, b, c))
    return asked(solution, start, x)


def formula_roots(solution: Solution, step: int, x: Any, coefficients: tuple[int, int, int]) -> int:
    """From a*x^2 + b*x + c = 0 with a positive discriminant, a > 0, to its roots by the formula."""
    a, b, c = coefficients
    discriminant = b * b - 4 * a * c
    root = square_root(Fraction(discriminant)) / (2 * a)
    middle = Fraction(-b, 2 * a)
    return solution.step(
        "quadratic_formula", [step], alternatives([(x, middle - root), (x, middle + root)]),
        words=f"The discriminant is {discriminant}.",
    )  # fmt: skip


def has_irrational_roots(a: int, b: int, c: int) -> bool:
    """Whether a*x^2 + b*x + c has two real roots, neither rational."""
    discriminant = b * b - 4 * a * c
    return discriminant > 0 and isqrt(discriminant) ** 2 != discriminant


def fractional_equation(solution: Solution) -> Posed:
    """a/(x - p) = b/(x - q)."""
    random, x = solution.random, unknown(solution)
    p, q = distinct_integers(random, 2, 15)
    if random.random() < 0.5:
        p, q = q, p
    a, b = random.sample([n for n in range(-30, 31) if n], 2)
    while a * q == b * p or (b * p - a * q) in (p * (b - a), q * (b - a)):
        a, b = random.sample([n for n in range(-30, 31) if n], 2)
    first, second = x - p, x - q
    start = solution.given(
        equation(a / first, b / second), [("nonzero", first), ("nonzero", second)]
    )
    step = solution.step(
        "multiply_both_sides", [start], equation(a * second, b * first),
        operand=first * second, words="Clear the denominators.",
    )  # fmt: skip
    linear_to_the_end(solution, step, x, (a, -a * q, b, -b * p))
    return asked(solution, start, x)


def radical_equation(solution: Solution) -> Posed:
    """sqrt(a*x + b) + d = x + c + d, with one of the candidates extraneous or not."""
    random, x = solution.random, unknown(solution)
    while True:
        r, s = distinct_integers(random, 2, 30)
        c = random.randint(-30, 30)
        # (x + c)^2 - (a*x + b) = (x - r)*(x - s)
        a, b = 2 * c + r + s, c * c - r * s
        if a and (s + c >= 0):
            break
    inside = a * x + b
    root = Call(SQRT, (to_plain(inside),))
    d = nonzero_integer(random, 60)
    start = solution.given(equation(plain(ADD, root, d), x + (c + d)), [("nonnegative", inside)])
    step = solution.step(
        "subtract_from_both_sides", [start], equation(root, x + c), operand=Number(d),
        words="Leave the root alone on its side.",
    )  # fmt: skip
    step = solution.step(
        "square_both_sides", [step], equation(inside, (x + c) ** 2),
        words="Squaring may add solutions, so candidates are tested at the end.",
    )  # fmt: skip
    if c:
        step = solution.step("expand_products", [step], equation(inside, expand((x + c) ** 2)))
    left = expand((x - r) * (x - s))
    step = solution.step("subtract_from_both_sides", [step], equation(0, left), operand=inside)
    step = solution.step("swap_sides", [step], equation(left, 0))
    step = split_roots(solution, step, x, left, (Fraction(r), Fraction(s)))
    kept = [(x, Number(v)) for v in (r, s) if v + c >= 0]
    solution.step("discard_extraneous", [step, start], alternatives(kept))
    return asked(solution, start, x)
