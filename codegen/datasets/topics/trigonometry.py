"""Trigonometry: expressions simplified by rules, exact values of sine and cosine."""

from __future__ import annotations

from fractions import Fraction
from typing import Any

from codegen.datasets.topics.equation_solving import squared
from codegen.datasets.topics.numbers import UNKNOWNS, nonzero_integer
from codegen.datasets.topics.problems import Problem
from codegen.datasets.topics.solution import Posed, Solution, equation
from codegen.datasets.topics.written import multiple, plain
from symnum.algebra.radicals import square_root
from symnum.ops import ADD, COS, DIV, MUL, SIN, SUB
from symnum.polynomials import expand
from symnum.rewriting.rewrite import rewrite
from symnum.terms.conversion import to_canonical, to_plain
from symnum.terms.functions import cos, pi, sin, tan
from symnum.terms.plain import Call
from symnum.terms.text import to_latex

_NAMES = (*UNKNOWNS, "alpha", "beta", "theta", "phi")
_SIMPLIFY = ("Simplify ${}$.", "Write ${}$ as simply as possible.", "What does ${}$ simplify to?")


class Chain:
    """``expression = … = …``, link by link."""

    def __init__(self, solution: Solution, whole: Any) -> None:
        self.solution, self.whole = solution, to_plain(whole)
        self.current: Any = whole
        self.inputs: list[int] = []

    def link(self, operator: str, new: Any, words: str = "", **extra: Any) -> None:
        """One more expression of the same value."""
        if to_plain(new) is to_plain(self.current):
            return
        statement = equation(self.whole, new)
        self.inputs = [self.solution.step(operator, self.inputs, statement, words=words, **extra)]
        self.current = new

    def rule(self, operator: str, name: str) -> None:
        """The current expression rewritten by a rule."""
        self.link(operator, rewrite(to_canonical(self.current), name), f"Rule {name}.")

    def posed(self) -> Posed:
        """The task of simplifying."""
        wording = self.solution.random.choice(_SIMPLIFY)
        return Posed(wording.format(to_latex(self.whole)), "expression")


def angle(solution: Solution, shifted: bool = True) -> Any:
    """a*x + b."""
    random = solution.random
    x = solution.symbol(random.choice(_NAMES))
    return random.randint(1, 20) * x + (random.randint(-60, 60) if shifted else 0)


def two_angles(solution: Solution) -> tuple[Any, Any]:
    """Multiples of two symbols."""
    random = solution.random
    first, second = random.sample(_NAMES, 2)
    x, y = solution.symbol(first), solution.symbol(second)
    return random.randint(1, 30) * x, random.randint(1, 30) * y


def square_of_sum(solution: Solution) -> Posed:
    """a*(sin u ± cos u)^2 + b, to a multiple of sin(2*u)."""
    random, u = solution.random, angle(solution)
    a, sign, b = random.randint(1, 20), random.choice((1, -1)), nonzero_integer(random, 60)
    square = squared(sin(u) + sign * cos(u))
    whole = plain(ADD, square if a == 1 else plain(MUL, a, square), b)
    chain = Chain(solution, whole)
    chain.link("expand_expression", expand(to_canonical(whole)))
    chain.rule("pythagorean_identity", "pythagoras")
    chain.rule("double_angle", "sin-double")
    if to_canonical(chain.current) is to_canonical(2 * a * sign * sin(u) * cos(u) + a + b):
        chain.link("double_angle", a * sign * sin(2 * u) + a + b, "Rule sin-double.")
    return chain.posed()


def difference_of_fourth_powers(solution: Solution) -> Posed:
    """a*cos(u)^4 - a*sin(u)^4, to a multiple of cos(2*u)."""
    u, a = angle(solution), nonzero_integer(solution.random, 150)
    chain = Chain(solution, a * cos(u) ** 4 - a * sin(u) ** 4)
    c, s = cos(u) ** 2, sin(u) ** 2
    chain.link("factor_expression", a * ((c + s) * (c - s)))
    chain.rule("pythagorean_identity", "pythagoras")
    chain.link("expand_expression", a * c - a * s)
    chain.rule("double_angle", "cos-double")
    return chain.posed()


def multiple_of_double_angle(solution: Solution) -> Posed:
    """Constants and squares of sines or cosines, to multiples of cos(2*u)."""
    random, (u, v) = solution.random, two_angles(solution)
    a, b = nonzero_integer(random, 30), nonzero_integer(random, 20) * solution.symbol("m")
    unit = b * sin(v) ** 2 + b * cos(v) ** 2
    name, double = random.choice(
        (
            ("cos-double-from-sin", a - 2 * a * sin(u) ** 2),
            ("cos-double-from-cos", 2 * a * cos(u) ** 2 - a),
        )
    )
    whole, rest = plain(ADD, double, unit), double + b
    chain = Chain(solution, whole)
    chain.link("pythagorean_identity", rest, "Rule pythagoras.")
    chain.link("double_angle", a * cos(2 * u) + b, f"Rule {name}.")
    return chain.posed()


def sum_of_angles(solution: Solution) -> Posed:
    """Products of sines and cosines, to the sine or cosine of a sum or difference."""
    random = solution.random
    u, v = two_angles(solution)
    a, b = nonzero_integer(random, 12), nonzero_integer(random, 20)
    combined, name = random.choice(
        (
            (sin(u) * cos(v) + cos(u) * sin(v), "sin-of-sum"),
            (sin(u) * cos(v) - cos(u) * sin(v), "sin-of-difference"),
            (cos(u) * cos(v) - sin(u) * sin(v), "cos-of-sum"),
            (cos(u) * cos(v) + sin(u) * sin(v), "cos-of-difference"),
        )
    )
    whole = plain(ADD, expand(a * combined), b * sin(u) ** 2 + b * cos(u) ** 2)
    chain = Chain(solution, whole)
    chain.link("pythagorean_identity", expand(a * combined) + b, "Rule pythagoras.")
    chain.rule("angle_sum", name)
    return chain.posed()


def shifted_angles(solution: Solution) -> Posed:
    """Angles shifted by π or π/2, to the sine of a sum."""
    random = solution.random
    u, v = two_angles(solution)
    a = nonzero_integer(random, 99)
    shifts = (
        ("cos-half-pi-minus", cos(pi / 2 - u), sin(u)),
        ("cos-plus-pi", -cos(u + pi), cos(u)),
        ("sin-plus-half-pi", sin(u + pi / 2), cos(u)),
        ("sin-plus-pi", -sin(u + pi), sin(u)),
    )
    name, hidden, shown = random.choice(shifts)
    if shown is sin(u):
        first, second, last = hidden * cos(v), cos(u) * sin(v), "sin-of-sum"
        opened = sin(u) * cos(v) + cos(u) * sin(v)
    else:
        first, second, last = hidden * cos(v), sin(u) * sin(v), "cos-of-difference"
        opened = cos(u) * cos(v) + sin(u) * sin(v)
    chain = Chain(solution, expand(a * first + a * second))
    chain.link("shift_identity", expand(a * opened), f"Rule {name}.")
    chain.rule("angle_sum", last)
    return chain.posed()


def quotient_to_tangent(solution: Solution) -> Posed:
    """(a - a*cos(u)^2)/(b*sin(u)*cos(u)), to a multiple of the tangent."""
    random, u = solution.random, angle(solution)
    a, b = nonzero_integer(random, 20), random.randint(1, 12)
    below = b * sin(u) * cos(u)
    whole = plain(DIV, a - a * cos(u) ** 2, below)
    chain = Chain(solution, whole)
    conditions = [("nonzero", sin(u)), ("nonzero", cos(u))]
    chain.link(
        "pythagorean_identity", plain(DIV, a * sin(u) ** 2, below), "Rule one-minus-cos.",
        conditions=conditions,
    )  # fmt: skip
    chain.link("cancel_factor", plain(MUL, Fraction(a, b), plain(DIV, sin(u), cos(u))))
    chain.link("quotient_identity", Fraction(a, b) * tan(u), "Rule sin-over-cos.")
    return chain.posed()


def tangent_times_cosine(solution: Solution) -> Posed:
    """a*tan(u)*cos(u)^n, without the tangent."""
    random, u = solution.random, angle(solution)
    a, n = nonzero_integer(random, 200), random.randint(2, 5)
    chain = Chain(solution, a * tan(u) * cos(u) ** n)
    opened = plain(DIV, a * sin(u) * cos(u) ** n, cos(u))
    chain.link(
        "quotient_identity", opened, "Rule tan-as-quotient.", conditions=[("nonzero", cos(u))]
    )
    chain.link("cancel_factor", a * sin(u) * cos(u) ** (n - 1))
    if n == 2:
        chain.link("double_angle", Fraction(a, 2) * sin(2 * u), "Rule sin-double.")
    wording = random.choice(("Write ${}$ without the tangent.", "Express ${}$ by sine and cosine."))
    return Posed(wording.format(to_latex(chain.whole)), "expression")


_SQUARES: dict[tuple[str, Fraction], Fraction] = {
    (name, Fraction(*angle)): Fraction(*value)
    for angle, sine, cosine in (
        ((1, 6), (1, 4), (3, 4)), ((1, 4), (1, 2), (1, 2)), ((1, 3), (3, 4), (1, 4)),
        ((2, 3), (3, 4), (-1, 4)), ((3, 4), (1, 2), (-1, 2)), ((5, 6), (1, 4), (-3, 4)),
    )
    for name, value in (("sin", sine), ("cos", cosine))
}  # fmt: skip
"""Squares of sines and cosines of multiples of π, with the signs of these."""


def exact_value(solution: Solution) -> Posed:
    """a*f + b, f being the sine or cosine of an odd multiple of π/12."""
    random = solution.random
    angles = sorted({a for _, a in _SQUARES})
    operator = random.choice((ADD, SUB))
    first = random.choice([a for a in angles if a.denominator == 4])
    second = random.choice([a for a in angles if a.denominator != 4])
    if random.random() < 0.5:
        first, second = second, first
    name = random.choice(("sin", "cos"))
    function = SIN if name == "sin" else COS
    total = first + second if operator is ADD else first - second
    turns, b = 2 * random.randint(-12, 12), nonzero_integer(random, 80)
    a = random.choice((-1, 1)) * random.randint(2, 80)

    def around(part: Any) -> Call:
        return plain(ADD, multiple(a, part), b)

    chain = Chain(solution, around(plain(function, to_canonical(total + turns) * pi)))
    chain.link("whole_turns", around(plain(function, to_canonical(total) * pi)))
    chain.link("split_angle", around(plain(function, plain(operator, first * pi, second * pi))))
    pairs = (("sin", "cos"), ("cos", "sin")) if name == "sin" else (("cos", "cos"), ("sin", "sin"))
    sign = 1 if (operator is ADD) == (name == "sin") else -1
    terms = [_product_at(pair, first, second) for pair in pairs]
    opened = plain(ADD if sign == 1 else SUB, *(term[0] for term in terms))
    chain.link("addition_theorem", around(opened))
    value = terms[0][1] + sign * terms[1][1]
    chain.link("special_values", expand(a * value + b))
    wording = random.choice(("Find the exact value of ${}$.", "Evaluate ${}$ exactly."))
    return Posed(wording.format(to_latex(chain.whole)), "expression")


def _product_at(pair: tuple[str, str], first: Fraction, second: Fraction) -> tuple[Call, Any]:
    """A product of functions of two angles, as it is written, and its value."""
    functions = {"sin": SIN, "cos": COS}
    written = plain(
        MUL, plain(functions[pair[0]], first * pi), plain(functions[pair[1]], second * pi)
    )
    square = _SQUARES[pair[0], first] * _SQUARES[pair[1], second]
    root = square_root(abs(square))
    return written, -root if square < 0 else root


PROBLEMS = (
    Problem("square_of_sum", ("pythagorean_identity", "double_angles", "expanding"), square_of_sum),
    Problem(
        "difference_of_fourth_powers", ("factoring", "pythagorean_identity", "double_angles"),
        difference_of_fourth_powers,
    ),
    Problem(
        "multiple_of_double_angle", ("pythagorean_identity", "double_angles"),
        multiple_of_double_angle,
    ),
    Problem("sum_of_angles", ("angle_sums", "pythagorean_identity"), sum_of_angles),
    Problem("shifted_angles", ("shifted_angles", "angle_sums"), shifted_angles),
    Problem(
        "quotient_to_tangent", ("tangents", "pythagorean_identity", "cancelling"),
        quotient_to_tangent,
    ),
    Problem("tangent_times_cosine", ("tangents", "cancelling"), tangent_times_cosine),
    Problem("exact_value", ("exact_values", "angle_sums"), exact_value),
)  # fmt: skip
"""Kinds of problems of trigonometry."""
