"""Calculus: derivatives by rules, antiderivatives by parts and by substitution, definite ones."""

from __future__ import annotations

from fractions import Fraction
from math import gcd
from typing import Any

from codegen.datasets.topics.equation_solving import split_roots
from codegen.datasets.topics.numbers import distinct_integers, nonzero_integer
from codegen.datasets.topics.ordinary import ordinary
from codegen.datasets.topics.pieces import (
    cosine,
    exponential,
    power,
    scaled,
    sine,
    transcendental,
)
from codegen.datasets.topics.problems import Problem
from codegen.datasets.topics.solution import Posed, Solution, call, equation
from codegen.datasets.topics.written import plain
from symnum.algebra import factor
from symnum.engines import simplify
from symnum.ops import ADD, DERIVATIVE, DIV, INTEGRAL, MUL, POW, SUB
from symnum.polynomials import expand
from symnum.rewriting.substitution import substitute
from symnum.terms.canonical import Product
from symnum.terms.conversion import to_canonical, to_plain
from symnum.terms.functions import cos, exp, log, pi, sin
from symnum.terms.plain import Call, Number
from symnum.terms.text import to_latex

_VARIABLES = ("x", "t", "u", "z", "s")
_DIFFERENTIATE = ("Find ${}$.", "Work out ${}$ and simplify the result.", "Evaluate ${}$.")
_INTEGRATE = ("Find ${}$.", "Determine all antiderivatives: ${}$.", "Evaluate ${}$.")


def derivative(term: Any, x: Any) -> Call:
    """The derivative, not carried out."""
    return Call(DERIVATIVE, (to_plain(term), to_plain(x)))


def integral(term: Any, x: Any) -> Call:
    """An antiderivative, not carried out."""
    return Call(INTEGRAL, (to_plain(term), to_plain(x)))


def variable(solution: Solution) -> Any:
    """The variable of a function."""
    return solution.symbol(solution.random.choice(_VARIABLES))


def asked(solution: Solution, wordings: tuple[str, ...], term: Any, kind: str) -> Posed:
    """The task of evaluating a term."""
    return Posed(solution.random.choice(wordings).format(ordinary(to_plain(term))), kind)


def algebraic(solution: Solution, x: Any) -> tuple[Any, Any]:
    """A power or a binomial, with its derivative."""
    random = solution.random
    base = power(x, random.randint(1, 9), nonzero_integer(random, 30))
    shift = random.randint(-90, 90)
    return base.value + shift, base.slope


def product_or_quotient(solution: Solution, rule: str) -> Posed:
    """The derivative of an algebraic and a transcendental function, multiplied or divided."""
    random, x = solution.random, variable(solution)
    u, v = algebraic(solution, x), transcendental(random, x)[:2]
    if rule == "quotient_rule":
        v = exponential(x, nonzero_integer(random, 12))[:2]
        if random.random() < 0.5:
            p = random.randint(1, 15)
            v = p * x**2 + random.randint(1, 99), 2 * p * x
            u = scaled(transcendental(random, x), nonzero_integer(random, 20))[:2]
    elif random.random() < 0.5:
        u, v = v, u
    is_product = rule == "product_rule"
    task = derivative(plain(MUL if is_product else DIV, u[0], v[0]), x)
    first = plain(MUL, derivative(u[0], x), v[0])
    second = plain(MUL, u[0], derivative(v[0], x))
    right, above = plain(ADD, first, second), u[1] * v[0] + u[0] * v[1]
    below = Call(POW, (to_plain(v[0]), Number(2)))
    if not is_product:
        right, above = plain(DIV, plain(SUB, first, second), below), u[1] * v[0] - u[0] * v[1]
    start = solution.step(rule, [], equation(task, right), words=f"Use the {rule[:-5]} rule.")
    lemmas = [
        solution.step("derivative_rule", [], equation(derivative(p, x), q)) for p, q in (u, v)
    ]
    found, tidy = to_plain(above), to_plain(factor(above))
    if not is_product:
        found, tidy = plain(DIV, found, below), plain(DIV, tidy, below)
    step = solution.step("substitute", [start, *lemmas], equation(task, found))
    if is_product and isinstance(factor(above), Product):
        solution.step("factor_out", [step], equation(task, tidy))
    return asked(solution, _DIFFERENTIATE, task, "expression")


def derivative_of_product(solution: Solution) -> Posed:
    """(u*v)'."""
    return product_or_quotient(solution, "product_rule")


def derivative_of_quotient(solution: Solution) -> Posed:
    """(u/v)', v without a zero."""
    return product_or_quotient(solution, "quotient_rule")


def inner_function(solution: Solution, x: Any) -> tuple[Any, Any]:
    """A polynomial without linear shape, and its derivative."""
    random = solution.random
    n, a, b = random.randint(2, 6), random.randint(1, 12), random.randint(1, 99)
    while gcd(a, b) > 1:
        b += 1
    if n % 2 and random.random() < 0.5:
        c = random.choice((-1, 1)) * b
        return a * x**n + c * x, a * n * x ** (n - 1) + c
    return a * x**n + b, a * n * x ** (n - 1)


def derivative_of_composition(solution: Solution) -> Posed:
    """f(g)'."""
    random, x = solution.random, variable(solution)
    g, slope = inner_function(solution, x)
    n, c = random.randint(3, 9), nonzero_integer(random, 20)
    outer, outer_slope = random.choice(
        (
            (c * sin(g), c * cos(g)), (c * cos(g), -c * sin(g)), (c * exp(g), c * exp(g)),
            (c * g**n, c * n * g ** (n - 1)),
        )
    )  # fmt: skip
    task = derivative(outer, x)
    start = solution.step(
        "chain_rule", [], equation(task, plain(MUL, outer_slope, derivative(g, x))),
        words="Differentiate the outer function, then the inner one.",
    )  # fmt: skip
    lemma = solution.step("derivative_rule", [], equation(derivative(g, x), slope))
    solution.step("substitute", [start, lemma], equation(task, outer_slope * slope))
    return asked(solution, _DIFFERENTIATE, task, "expression")


def with_constant(solution: Solution, step: int, x: Any, task: Call, found: Any) -> None:
    """The last step: the constant of integration."""
    name = solution.constant(x, task, found)
    solution.step("add_constant", [step], equation(task, plain(ADD, found, name)))


def integral_by_parts(solution: Solution) -> Posed:
    """∫ (p*x + q)*v', or ∫ (c*x^n + d*x^m)*log(x)."""
    random = solution.random
    u: Any
    if random.random() < 0.3:
        x = solution.symbol(random.choice(_VARIABLES), "positive")
        terms = [(n, nonzero_integer(random, 30)) for n in random.sample(range(1, 10), 2)]
        u, zero = log(x), to_canonical(0)
        whole = sum((c * x**n for n, c in terms), zero) * u
        product = sum((x ** (n + 1) * Fraction(c, n + 1) for n, c in terms), zero)
        inner = sum((x**n * Fraction(c, n + 1) for n, c in terms), zero)
        rest = sum((x ** (n + 1) * Fraction(c, (n + 1) ** 2) for n, c in terms), zero)
    else:
        x = variable(solution)
        p, v = nonzero_integer(random, 40), transcendental(random, x)
        u = p * x + random.randint(-60, 60)
        whole, product, inner, rest = u * v.value, v.once, p * v.once, p * v.twice
    task, left = integral(whole, x), integral(inner, x)
    right = plain(SUB, u * product, left)
    step = solution.step("integrate_by_parts", [], equation(task, right), operand=u)
    lemma = solution.step("antiderivative_rule", [], equation(left, rest))
    found = u * product - rest
    step = solution.step("substitute", [step, lemma], equation(task, found))
    with_constant(solution, step, x, task, found)
    return asked(solution, _INTEGRATE, task, "expression")


def integral_by_parts_twice(solution: Solution) -> Posed:
    """∫ (p*x^2 + q)*v'."""
    random, x = solution.random, variable(solution)
    p, v = nonzero_integer(random, 60), transcendental(random, x)
    u = p * x**2 + random.randint(-150, 150)
    task, second = integral(u * v.value, x), integral(2 * p * x * v.once, x)
    right = plain(SUB, u * v.once, second)
    start = solution.step("integrate_by_parts", [], equation(task, right), operand=u)
    third = integral(2 * p * v.twice, x)
    right = plain(SUB, 2 * p * x * v.twice, third)
    again = solution.step("integrate_by_parts", [], equation(second, right), operand=2 * p * x)
    last = 2 * p * v.once * v.ratio
    lemma = solution.step("antiderivative_rule", [], equation(third, last))
    inner = 2 * p * x * v.twice - last
    inside = solution.step("substitute", [again, lemma], equation(second, inner))
    found = u * v.once - inner
    step = solution.step("substitute", [start, inside], equation(task, found))
    with_constant(solution, step, x, task, found)
    return asked(solution, _INTEGRATE, task, "expression")


def integral_by_substitution(solution: Solution) -> Posed:
    """∫ f(g)*g'."""
    random, x = solution.random, variable(solution)
    w = solution.symbol("w")
    g, slope = inner_function(solution, x)
    c, n = nonzero_integer(random, 40), random.randint(2, 9)
    outer = random.choice((power(w, n, c), *(scaled(kind(w, 1), c) for kind in TABLE)))
    back = substitute(outer.value, {w: g})
    task = integral(back * slope, x)
    meaning = solution.step("let", [], equation(w, g), words="Choose a new variable.")
    inner = integral(outer.value, w)
    changed = solution.step("change_variable", [meaning], equation(task, inner))
    lemma = solution.step("antiderivative_rule", [], equation(inner, outer.once))
    step = solution.step("substitute", [changed, lemma], equation(task, outer.once))
    found = substitute(outer.once, {w: g})
    step = solution.step("substitute", [step, meaning], equation(task, found))
    with_constant(solution, step, x, task, found)
    return asked(solution, _INTEGRATE, task, "expression")


def definite_integral(solution: Solution) -> Posed:
    """∫ from a to b of a polynomial or of a transcendental function."""
    random, x = solution.random, variable(solution)
    if random.random() < 0.6:
        powers = random.sample(range(1, 7), 2)
        pieces = [power(x, n, nonzero_integer(random, 15)) for n in powers]
        lower, upper = (to_plain(n) for n in distinct_integers(random, 2, 5))
    else:
        kind, c, a = random.choice(TABLE), nonzero_integer(random, 30), random.randint(1, 9)
        pieces = [
            scaled(kind(x, a), c),
            power(x, random.randint(1, 5), nonzero_integer(random, 30)),
        ]
        lower, upper = to_plain(0), to_plain(pi / a if kind is not exponential else 1)
    sides = pieces[0].value + pieces[1].value, pieces[0].once + pieces[1].once
    shown = integrated(solution, x, sides, (lower, upper))
    return Posed(random.choice(_DIFFERENTIATE[::2]).format(shown), "expression")


def integrated(solution: Solution, x: Any, sides: tuple[Any, Any], ends: tuple[Any, Any]) -> str:
    """Steps from an integrand and its antiderivative to a definite integral, as it is shown."""
    (integrand, found), (lower, upper) = sides, map(to_plain, ends)
    solution.function("definite_integral")
    task = call("definite_integral", integrand, x, lower, upper)
    lemma = solution.step("antiderivative_rule", [], equation(integral(integrand, x), found))
    values = [substitute(to_plain(found), {to_plain(x): end}) for end in (upper, lower)]
    step = solution.step(
        "fundamental_theorem", [lemma], equation(task, plain(SUB, *values)),
        words="The antiderivative at the upper end minus that at the lower end.",
    )  # fmt: skip
    value = simplify(to_canonical(plain(SUB, *values)))
    if to_plain(value) is not plain(SUB, *values):
        solution.step("simplify", [step], equation(task, value))
    shown = [to_latex(part) for part in (lower, upper, integrand, x)]
    return r"\int_{{{}}}^{{{}}} \left({}\right)\, d{}".format(*shown)


def stationary_points(solution: Solution) -> Posed:
    """Where the derivative of a cubic or quartic is 0."""
    random, x = solution.random, variable(solution)
    r, s = distinct_integers(random, 2, 15)
    scale, shift = random.choice((6, -6, 12, -12)), nonzero_integer(random, 999)
    slope = expand(scale * (x - r) * (x - s))
    whole = expand(scale * (x**3 / 3 - (r + s) * x**2 / 2 + r * s * x)) + shift
    name = random.choice("fghpq")
    solution.function(name)
    f = call(name, x)
    start = solution.given(equation(f, whole))
    step = solution.step("differentiate_definition", [start], equation(derivative(f, x), slope))
    step = solution.step(
        "stationary_condition", [step], equation(slope, 0), words="The derivative has to vanish."
    )
    split_roots(solution, step, x, slope, (Fraction(r), Fraction(s)))
    wordings = "Find the stationary points of ${}$.", "Where does the derivative of ${}$ vanish?"
    return Posed(random.choice(wordings).format(solution.latex(start)))


TABLE = (exponential, sine, cosine)
PROBLEMS = (
    Problem("derivative_of_product", ("product_rule", "derivative_table"), derivative_of_product),
    Problem(
        "derivative_of_quotient", ("quotient_rule", "derivative_table"), derivative_of_quotient
    ),
    Problem(
        "derivative_of_composition", ("chain_rule", "derivative_table"), derivative_of_composition
    ),
    Problem("integral_by_parts", ("integration_by_parts", "antiderivatives"), integral_by_parts),
    Problem(
        "integral_by_parts_twice", ("integration_by_parts", "antiderivatives"),
        integral_by_parts_twice,
    ),
    Problem(
        "integral_by_substitution", ("integration_by_substitution", "antiderivatives"),
        integral_by_substitution,
    ),
    Problem("definite_integral", ("fundamental_theorem", "antiderivatives"), definite_integral),
    Problem(
        "stationary_points", ("stationary_points", "factoring", "zero_products"),
        stationary_points,
    ),
)  # fmt: skip
"""Kinds of problems of calculus."""
