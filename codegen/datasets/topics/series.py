"""Series: Taylor polynomials by derivatives, geometric sums, limits."""

from __future__ import annotations

from fractions import Fraction
from math import factorial
from typing import Any

from codegen.datasets.topics.calculus import derivative
from codegen.datasets.topics.numbers import nonzero_integer
from codegen.datasets.topics.problems import Problem
from codegen.datasets.topics.solution import Posed, Solution, call, equation
from codegen.datasets.topics.trigonometry import Chain
from codegen.datasets.topics.written import plain
from symnum.algebra import factor
from symnum.ops import ADD, DIV, MUL, POW, SUB
from symnum.polynomials import expand
from symnum.terms.conversion import to_canonical, to_plain
from symnum.terms.functions import cos, exp, sin
from symnum.terms.plain import Call, Number, Term
from symnum.terms.text import to_latex

_VARIABLES = ("x", "t", "u", "z")
_LIMITS = ("Find ${}$.", "Evaluate the limit ${}$.", "Compute ${}$.")


def _taylor_function(solution: Solution, x: Any) -> tuple[list[Any], list[Fraction]]:
    """A function, its first three derivatives, and the values of all four at 0."""
    random = solution.random
    a, p, q, r = random.randint(1, 6), *(nonzero_integer(random, 20) for _ in range(3))
    kind = random.randrange(4)
    if kind == 0:
        a *= random.choice((1, -1))
        parts = [p * a**n * exp(a * x) for n in range(4)]
        at = [p * a**n for n in range(4)]
    elif kind == 1:
        s, c = sin(a * x), cos(a * x)
        parts = [p * s, p * a * c, -p * a**2 * s, -p * a**3 * c]
        at = [0, p * a, 0, -p * a**3]
    elif kind == 2:
        s, c = sin(a * x), cos(a * x)
        parts = [p * c, -p * a * s, -p * a**2 * c, p * a**3 * s]
        at = [p, 0, -p * a**2, 0]
    else:
        parts = [p * factorial(n) * a**n / (1 - a * x) ** (n + 1) for n in range(4)]
        at = [p * factorial(n) * a**n for n in range(4)]
    slopes = [q * x**2 + r * x, 2 * q * x + r, to_canonical(2 * q), to_canonical(0)]
    values = [0, r, 2 * q, 0]
    whole = [part + slope for part, slope in zip(parts, slopes, strict=True)]
    return whole, [Fraction(v + w) for v, w in zip(at, values, strict=True)]


def taylor_polynomial(solution: Solution) -> Posed:
    """Degree 2 or 3 at 0."""
    random = solution.random
    x = solution.symbol(random.choice(_VARIABLES))
    name = random.choice("fgh")
    solution.function(name)
    solution.function("T")
    degree = random.choice((2, 3))
    parts, values = _taylor_function(solution, x)
    f: Any = call(name, x)
    conditions = []
    below = _denominators(parts[0])
    if below:
        conditions = [("nonzero", below[0])]
    step = solution.given(equation(f, parts[0]), conditions)
    posed = Posed(
        random.choice(
            (
                "Find the Taylor polynomial $T$ of degree {} at $0$ of ${}$.",
                "Expand around $0$ up to degree {}: ${}$.",
            )
        ).format(degree, solution.latex(step))
    )
    steps, current = [step], f
    for order in range(1, degree + 1):
        current = derivative(current, x)
        operator = "differentiate_definition" if order == 1 else "differentiate_again"
        step = solution.step(operator, [step], equation(current, parts[order]))
        steps.append(step)
    coefficients = []
    for order, source in enumerate(steps):
        c = solution.symbol(f"c_{order}")
        value = values[order] / factorial(order)
        coefficients.append(
            solution.step("taylor_coefficient", [source], equation(c, Number(_exact(value))))
        )
    whole = sum((values[n] / factorial(n) * x**n for n in range(degree + 1)), to_canonical(0))
    solution.step("taylor_polynomial", coefficients, equation(call("T", x), whole))
    return posed


def _exact(value: Fraction) -> int | Fraction:
    return int(value) if value.denominator == 1 else value


def _denominators(term: Any) -> list[Any]:
    found: list[Any] = []
    todo = [to_plain(term)]
    while todo:
        part = todo.pop()
        if isinstance(part, Call):
            if part.operator is DIV and not isinstance(part.arguments[1], Number):
                found.append(part.arguments[1])
            todo += part.arguments
    return found


def geometric_sum(solution: Solution) -> Posed:
    """a*r^m + … + a*r^(m + n - 1) by multiplying with r and subtracting."""
    random = solution.random
    total = solution.symbol(random.choice(("S", "A", "T", "V")))
    a, n = random.choice((-1, 1)) * random.randint(2, 99), random.randint(4, 7)
    r = Fraction(1)
    while abs(r) == 1:
        r = Fraction(nonzero_integer(random, 15), random.randint(1, 15))
    first = random.randint(0, 4)
    terms = [_multiple_of_power(a, r, first + k) for k in range(n + 1)]
    start = solution.given(equation(total, plain(ADD, *terms[:-1])))
    up = solution.step(
        "multiply_both_sides", [start], equation(r * total, plain(ADD, *terms[1:])),
        operand=Number(_exact(r)),
    )  # fmt: skip
    step = solution.step(
        "subtract_equations", [start, up],
        equation(total - r * total, plain(SUB, terms[0], terms[-1])),
        words="All terms but the first and the last cancel.",
    )  # fmt: skip
    whole = _exact(a / (1 - r))
    ends = [_multiple_of_power(whole, r, k) for k in (first, first + n)]
    solution.step(
        "divide_both_sides", [step], equation(total, plain(SUB, *ends)),
        operand=Number(_exact(1 - r)),
    )  # fmt: skip
    wording = random.choice(
        ("Find ${}$ without adding all terms: ${}$.", "Compute the geometric sum ${}$ in ${}$.")
    )
    return Posed(wording.format(total, solution.latex(start)))


def _multiple_of_power(a: int | Fraction, r: Fraction, n: int) -> Term:
    """a*r^n, as people write it."""
    base = Number(_exact(r))
    powers: tuple[Term, ...] = (base,) if n == 1 else (Call(POW, (base, Number(n))),) if n else ()
    factors = (Number(_exact(Fraction(a))), *powers)
    return factors[0] if not n else Call(MUL, factors)


def _geometric(solution: Solution, k: Any, start: int) -> tuple[Call, Fraction]:
    """A term a*r^k with |r| < 1, and the sum from the start on."""
    random = solution.random
    below = random.randint(2, 20)
    r = Fraction(random.choice([n for n in range(-below + 1, below) if n]), below)
    a = random.randint(1, 400)
    return geometric_term(a, r, k), a * r**start / (1 - r)


def geometric_term(a: int, r: Fraction, k: Any) -> Call:
    """a*r^k, as people write it."""
    power = Call(POW, (Number(_exact(r)), to_plain(k)))
    return power if a == 1 else plain(MUL, a, power)


def _shown_sum(inside: Call, k: Any, start: int) -> str:
    shown = to_latex(inside)
    if inside.operator in (ADD, SUB):  # else a reader takes the sign for the end of the series
        shown = rf"\left({shown}\right)"
    return rf"\sum_{{{to_latex(k)}={start}}}^{{\infty}} {shown}"


def _posed_sum(solution: Solution, shown: str) -> Posed:
    wording = solution.random.choice(("Find ${}$.", "Evaluate the series ${}$.", "Compute ${}$."))
    return Posed(wording.format(shown), "expression")


def summed(solution: Solution, inside: Call, k: Any, value: Any, start: int = 0) -> str:
    """The step to the sum of one geometric series, as it is shown."""
    solution.function("infinite_sum")
    task = call("infinite_sum", inside, k, start)
    solution.step("geometric_series", [], equation(task, _exact(Fraction(value))))
    return _shown_sum(inside, k, start)


def infinite_sum(solution: Solution) -> Posed:
    """One geometric series."""
    k = solution.symbol(solution.random.choice(("k", "n", "j")), "integer")
    start = solution.random.randint(0, 6)
    inside, value = _geometric(solution, k, start)
    return _posed_sum(solution, summed(solution, inside, k, value, start))


def two_infinite_sums(solution: Solution) -> Posed:
    """A sum of two geometric series."""
    random = solution.random
    solution.function("infinite_sum")
    k = solution.symbol(random.choice(("k", "n", "j")), "integer")
    start = random.randint(0, 3)
    (u, a), (v, b) = _geometric(solution, k, start), _geometric(solution, k, start)
    while u.arguments == v.arguments or _ratio(u) is _ratio(v):
        v, b = _geometric(solution, k, start)
    operator = random.choice((ADD, SUB))
    inside = plain(operator, u, v)
    task, first, second = (call("infinite_sum", part, k, start) for part in (inside, u, v))
    step = solution.step("split_sum", [], equation(task, plain(operator, first, second)))
    lemmas = [
        solution.step("geometric_series", [], equation(part, _exact(value)))
        for part, value in ((first, a), (second, b))
    ]
    step = solution.step(
        "substitute", [step, *lemmas], equation(task, plain(operator, _exact(a), _exact(b)))
    )
    total = a + b if operator is ADD else a - b
    solution.step("simplify_value", [step], equation(task, _exact(total)))
    return _posed_sum(solution, _shown_sum(inside, k, start))


def _ratio(term: Call) -> Any:
    return (term.arguments[1] if term.operator is MUL else term).arguments[0]  # type: ignore[attr-defined]


def _limit(inside: Any, x: Any, place: Any) -> Call:
    return call("limit", inside, x, place)


def _posed_limit(solution: Solution, shown: str) -> Posed:
    return Posed(solution.random.choice(_LIMITS).format(shown), "expression")


def _shown_limit(inside: Any, x: Any, place: Any) -> str:
    return rf"\lim_{{{to_latex(x)} \to {to_latex(to_plain(place))}}} {to_latex(inside)}"


def limit_by_lhopital(solution: Solution) -> Posed:
    """0/0 at 0, once or twice."""
    random = solution.random
    solution.function("limit")
    x = solution.symbol(random.choice(_VARIABLES))
    a, b, c = random.randint(1, 40), random.randint(1, 40), nonzero_integer(random, 99)
    kinds = (
        [c * sin(a * x), c * a * cos(a * x)],
        [c * exp(a * x) - c, c * a * exp(a * x)],
        [c - c * cos(a * x), c * a * sin(a * x), c * a * a * cos(a * x)],
        [c * exp(a * x) - c * a * x - c, c * a * exp(a * x) - c * a, c * a * a * exp(a * x)],
    )
    above = random.choice(kinds)
    if len(above) == 3:
        below = [b * x**2, 2 * b * x, to_canonical(2 * b)]
    else:
        below = random.choice(
            (
                [b * x, to_canonical(b)],
                [exp(b * x) - 1, b * exp(b * x)],
                [sin(b * x), b * cos(b * x)],
            )
        )
    quotients = [plain(DIV, p, q) for p, q in zip(above, below, strict=True)]
    chain = Chain(solution, _limit(quotients[0], x, 0))
    for inside in quotients[1:]:
        chain.link("lhopital", _limit(inside, x, 0), "Both parts tend to 0.")
    value = Fraction(c * a ** (len(above) - 1), 1)
    value /= {2: b, 3: 2 * b}[len(above)]
    chain.link("direct_substitution", Number(_exact(value)))
    return _posed_limit(solution, _shown_limit(quotients[0], x, 0))


def limit_by_cancelling(solution: Solution) -> Posed:
    """A quotient of quadratics with a common zero."""
    random = solution.random
    x = solution.symbol(random.choice(_VARIABLES))
    r, s, t = random.sample(range(-30, 31), 3)
    c = random.choice((1, nonzero_integer(random, 9)))
    return _posed_limit(solution, cancelled_limit(solution, x, c, (r, s, t)))


def cancelled_limit(solution: Solution, x: Any, c: int, zeros: tuple[int, int, int]) -> str:
    """Steps to the limit of c*(x - r)*(x - s)/((x - r)*(x - t)) at r, as it is shown."""
    r, s, t = zeros
    solution.function("limit")
    above, below = expand(c * (x - r) * (x - s)), expand((x - r) * (x - t))
    whole = plain(DIV, above, below)
    chain = Chain(solution, _limit(whole, x, r))
    chain.link("factor_in_limit", _limit(plain(DIV, factor(above), factor(below)), x, r))
    chain.link("cancel_in_limit", _limit(plain(DIV, c * (x - s), x - t), x, r))
    chain.link("direct_substitution", Number(_exact(Fraction(c * (r - s), r - t))))
    return _shown_limit(whole, x, r)


PROBLEMS = (
    Problem("taylor_polynomial", ("taylor_series", "higher_derivatives"), taylor_polynomial),
    Problem("geometric_sum", ("geometric_sums", "linear_systems"), geometric_sum),
    Problem("infinite_sum", ("geometric_series",), infinite_sum),
    Problem("two_infinite_sums", ("geometric_series", "linearity_of_sums"), two_infinite_sums),
    Problem("limit_by_lhopital", ("lhopital", "limits"), limit_by_lhopital),
    Problem("limit_by_cancelling", ("limits", "factoring"), limit_by_cancelling),
)
"""Kinds of problems of series."""
