"""Complex numbers: arithmetic, moduli, powers by de Moivre, equations."""

from __future__ import annotations

from fractions import Fraction
from typing import Any

from codegen.datasets.topics.equation_solving import squared
from codegen.datasets.topics.numbers import nonzero_integer, squarefree
from codegen.datasets.topics.problems import Problem
from codegen.datasets.topics.solution import Posed, Solution, alternatives, equation
from codegen.datasets.topics.trigonometry import Chain
from codegen.datasets.topics.written import plain
from symnum.algebra.radicals import square_root
from symnum.ops import ABS, ADD, DIV, MUL, POW, SQRT, SUB
from symnum.polynomials import expand
from symnum.terms.conversion import to_canonical, to_plain
from symnum.terms.functions import cos, pi, sin
from symnum.terms.plain import Call, Number
from symnum.terms.text import to_latex

_FORM = ("Write ${}$ in the form $a + b i$.", "Compute ${}$.", "Simplify ${}$ to $a + b i$.")
_SOLVE = (
    "Solve ${}$ over the complex numbers.",
    "Find all complex ${1}$ with ${0}$.",
    "Determine every complex solution ${1}$ of ${0}$.",
)


def imaginary(solution: Solution) -> Any:
    """The imaginary unit."""
    return solution.symbol("i", "complex")


def gaussian_integer(solution: Solution, i: Any, largest: int = 9) -> tuple[int, int, Any]:
    """a + b*i with neither part 0, after the parts."""
    a, b = (nonzero_integer(solution.random, largest) for _ in range(2))
    return a, b, cartesian(a, b, i)


def cartesian(a: Any, b: Any, i: Any) -> Any:
    """a + b*i, as people write it."""
    if not b or not a:
        return to_plain(a + b * i)
    return plain(ADD, a, b * i) if b > 0 else plain(SUB, a, -b * i)


def asked(solution: Solution, chain: Chain) -> Posed:
    """The task of writing an expression as a + b*i."""
    return Posed(solution.random.choice(_FORM).format(to_latex(chain.whole)), "expression")


def product(solution: Solution) -> Posed:
    """(a + b*i)*(c + d*i) + e + f*i."""
    i = imaginary(solution)
    a, b, first = gaussian_integer(solution, i, 12)
    c, d, second = gaussian_integer(solution, i, 12)
    e, f, third = gaussian_integer(solution, i, 12)
    chain = Chain(solution, plain(ADD, plain(MUL, first, second), third))
    opened = expand((a + b * i) * (c + d * i)) + (e + f * i)
    chain.link("expand_expression", opened)
    value = cartesian(a * c - b * d + e, a * d + b * c + f, i)
    chain.link("powers_of_i", value, "$i^{2} = -1$.")
    return asked(solution, chain)


def _divide(chain: Chain, i: Any, parts: tuple[int, int, int, int]) -> Any:
    """(a + b*i)/(c + d*i) in the chain's current place, to its value."""
    a, b, c, d = parts
    above, below, conjugate = a + b * i, c + d * i, c - d * i
    shown = cartesian(c, -d, i)
    sides = plain(MUL, cartesian(a, b, i), shown), plain(MUL, cartesian(c, d, i), shown)
    chain.link("multiply_by_conjugate", plain(DIV, *sides), operand=shown)
    opened = plain(DIV, expand(above * conjugate), expand(below * conjugate))
    chain.link("expand_expression", opened)
    size, real, other = c * c + d * d, a * c + b * d, b * c - a * d
    chain.link("powers_of_i", plain(DIV, cartesian(real, other, i), size), "$i^{2} = -1$.")
    value = cartesian(Fraction(real, size), Fraction(other, size), i)
    chain.link("simplify_value", value)
    return value


def quotient(solution: Solution) -> Posed:
    """(a + b*i)/(c + d*i)."""
    i = imaginary(solution)
    a, b, first = gaussian_integer(solution, i, 25)
    c, d, second = gaussian_integer(solution, i, 25)
    chain = Chain(solution, plain(DIV, first, second))
    _divide(chain, i, (a, b, c, d))
    return asked(solution, chain)


def power(solution: Solution) -> Posed:
    """(a + b*i)^n + c + d*i."""
    i, n = imaginary(solution), solution.random.choice((2, 3, 3, 4))
    a, b, base = gaussian_integer(solution, i, 12 if n < 4 else 6)
    c, d, more = gaussian_integer(solution, i, 20)
    chain = Chain(solution, plain(ADD, Call(POW, (to_plain(base), Number(n))), more))
    chain.link("expand_expression", expand((a + b * i) ** n) + (c + d * i))
    real, other = 1, 0
    for _ in range(n):
        real, other = real * a - other * b, real * b + other * a
    chain.link("powers_of_i", cartesian(real + c, other + d, i), "Powers of $i$ repeat after four.")
    return asked(solution, chain)


def modulus(solution: Solution) -> Posed:
    """|a + b*i|, or of a product."""
    random, i = solution.random, imaginary(solution)
    a, b, _ = gaussian_integer(solution, i, 900)
    k = random.choice((1, 1, 2, 3, 5))
    chain = modulus_found(solution, i, k * a, k * b)
    wording = random.choice(("Find ${}$.", "Compute the modulus ${}$.", "Evaluate ${}$."))
    return Posed(wording.format(to_latex(chain.whole)), "expression")


def modulus_found(solution: Solution, i: Any, a: int, b: int) -> Chain:
    """Steps to |a + b*i|."""
    chain = Chain(solution, Call(ABS, (cartesian(a, b, i),)))
    inside = plain(ADD, squared(a), squared(b))
    chain.link("modulus_formula", Call(SQRT, (inside,)))
    chain.link("simplify_value", square_root(Fraction(a * a + b * b)))
    return chain


_DIRECTIONS = {
    Fraction(1, 6): (3, 1), Fraction(1, 4): (1, 1), Fraction(1, 3): (1, 3),
    Fraction(2, 3): (-1, 3), Fraction(3, 4): (-1, 1), Fraction(5, 6): (-3, 1),
}  # fmt: skip
"""For some angles, in multiples of π: the squares of a number's parts, with the signs of these."""


def power_by_de_moivre(solution: Solution) -> Posed:
    """A power of a number whose angle is a simple part of π, and another number added to it."""
    random, i = solution.random, imaginary(solution)
    turn = random.choice(list(_DIRECTIONS))
    x, y = _DIRECTIONS[turn]
    sign = random.choice((1, -1))
    k, n, inside = random.randint(1, 3), random.randint(3, 6), random.choice((1, 2, 3, 5, 6, 7))
    scale = Fraction(k * k * inside)
    base, norm = _root(scale * x) + sign * _root(scale * y) * i, scale * (abs(x) + y)
    angle, size = sign * turn, square_root(norm)
    c, d, more = gaussian_integer(solution, i, 60)

    def with_more(part: Any) -> Call:
        return plain(ADD, part, more)

    chain = Chain(solution, with_more(Call(POW, (to_plain(base), Number(n)))))
    chain.link("polar_form", with_more(Call(POW, (_polar(size, angle, i), Number(n)))))
    polar = _polar(square_root(norm**n), n * angle, i)
    chain.link("de_moivre", with_more(polar), "By de Moivre's formula.")
    real, other = (_root(norm**n * part) for part in _unit(n * angle))
    chain.link("special_values", expand(real + c + (other + d) * i))
    return asked(solution, chain)


def _polar(size: Any, angle: Fraction, i: Any) -> Call:
    inside = plain(ADD, cos(to_canonical(angle) * pi), plain(MUL, i, sin(to_canonical(angle) * pi)))
    return plain(MUL, size, inside)


def _root(signed_square: Fraction) -> Any:
    """The number with this square, negative if the square is written with a minus."""
    if not signed_square:
        return to_canonical(0)
    root = square_root(abs(signed_square))
    return -root if signed_square < 0 else root


def _unit(turn: Fraction) -> tuple[Fraction, Fraction]:
    """Squares of cosine and sine of a multiple of π/6 or π/4, with the signs of these."""
    quadrant, rest = divmod(turn % 2, Fraction(1, 2))
    quarter, half = Fraction(1, 4), Fraction(1, 2)
    c, s = {
        Fraction(0): (Fraction(1), Fraction(0)), Fraction(1, 6): (3 * quarter, quarter),
        Fraction(1, 4): (half, half), Fraction(1, 3): (quarter, 3 * quarter),
    }[rest]  # fmt: skip
    for _ in range(int(quadrant)):
        c, s = -s, c
    return c, s


def unknown(solution: Solution) -> Any:
    """A complex unknown."""
    return solution.symbol(solution.random.choice(("z", "w", "s", "u")), "complex")


def complex_roots(solution: Solution) -> Posed:
    """A quadratic with real coefficients and no real root."""
    random, i, z = solution.random, imaginary(solution), unknown(solution)
    half = Fraction(nonzero_integer(random, 15), random.choice((1, 1, 2)))
    surd = squarefree(random) * random.choice((1, 1, 4))
    square = Fraction(random.choice((random.randint(1, 15) ** 2, surd)))
    a, moved = nonzero_integer(random, 9), nonzero_integer(random, 99)
    c = half**2 + square
    left = expand(a * (z**2 + 2 * half * z + c))
    start = solution.given(equation(left + moved, moved))
    step = solution.step(
        "subtract_from_both_sides", [start], equation(left, 0), operand=Number(moved)
    )
    if a != 1:
        step = solution.step(
            "divide_both_sides", [step], equation(z**2 + 2 * half * z + c, 0), operand=Number(a)
        )
    step = solution.step(
        "subtract_from_both_sides", [step], equation(z**2 + 2 * half * z, -c),
        operand=to_plain(c),
    )  # fmt: skip
    step = solution.step(
        "add_to_both_sides", [step], equation(z**2 + 2 * half * z + half**2, -square),
        operand=to_plain(half**2),
    )  # fmt: skip
    step = solution.step("complete_the_square", [step], equation(squared(z + half), -square))
    root = square_root(square) * i
    step = solution.step(
        "complex_square_roots", [step], alternatives([(z + half, root), (z + half, -root)])
    )
    solution.step(
        "solve_linear_alternatives", [step], alternatives([(z, -half + root), (z, -half - root)])
    )
    wording = random.choice(_SOLVE)
    return Posed(wording.format(solution.latex(start), z))


def linear_equation(solution: Solution) -> Posed:
    """(a + b*i)*z + c + d*i = e + f*i."""
    random, i, z = solution.random, imaginary(solution), unknown(solution)
    a, b, first = gaussian_integer(solution, i)
    c, d, second = gaussian_integer(solution, i)
    e, f = random.randint(-20, 20), nonzero_integer(random, 20)
    factor, above = plain(MUL, first, z), cartesian(e - c, f - d, i)
    start = solution.given(equation(plain(ADD, factor, second), cartesian(e, f, i)))
    step = solution.step(
        "subtract_from_both_sides", [start], equation(factor, above),
        operand=second,
    )  # fmt: skip
    step = solution.step(
        "divide_both_sides", [step], equation(z, plain(DIV, above, first)), operand=first
    )
    chain = Chain(solution, z)
    chain.inputs, chain.current = [step], plain(DIV, above, first)
    _divide(chain, i, (e - c, f - d, a, b))
    wording = random.choice(_SOLVE)
    return Posed(wording.format(solution.latex(start), z))


PROBLEMS = (
    Problem("product", ("complex_arithmetic", "expanding"), product),
    Problem("quotient", ("conjugates", "complex_arithmetic"), quotient),
    Problem("power", ("complex_arithmetic", "expanding"), power),
    Problem("modulus", ("moduli",), modulus),
    Problem("power_by_de_moivre", ("polar_forms", "de_moivre", "exact_values"), power_by_de_moivre),
    Problem("complex_roots", ("complex_roots", "completing_the_square"), complex_roots),
    Problem(
        "linear_equation_over_the_complex_numbers",
        ("linear_equations", "conjugates", "complex_arithmetic"), linear_equation,
    ),
)  # fmt: skip
"""Kinds of problems of complex numbers."""
