"""Physics: laws solved for a quantity, with numbers and units, and two laws joined."""

from __future__ import annotations

from collections.abc import Mapping
from fractions import Fraction
from random import Random
from typing import Any

from codegen.datasets.topics.calculus import derivative
from codegen.datasets.topics.isolation import isolate
from codegen.datasets.topics.laws import LAWS, Law
from codegen.datasets.topics.numbers import nonzero_integer
from codegen.datasets.topics.problems import Problem
from codegen.datasets.topics.solution import Posed, Solution, call, equation
from symnum.rewriting.substitution import substitute
from symnum.terms.conversion import to_canonical, to_plain
from symnum.terms.exact import exact
from symnum.terms.interface import number
from symnum.terms.plain import Call, Number, Symbol
from symnum.terms.traversal import free_symbols

_SMALL = (1, 60, 1)
"""Values of quantities of which nothing else is said."""


def declared(solution: Solution, law: Law) -> dict[str, Symbol]:
    """The law's quantities as symbols of the record."""
    found = {}
    for row in law.quantities:
        made = solution.symbol(row[0], "positive", row[3] if len(row) > 3 else "")
        found[row[0]] = to_plain(made)
    return found  # type: ignore[return-value]


def statement_of(law: Law, symbols: dict[str, Symbol]) -> Call:
    """The law's equation over the record's symbols."""
    replaced = {Symbol(name): symbol for name, symbol in symbols.items()}
    found = substitute(law.term, replaced)
    assert isinstance(found, Call)
    return found


def solvable(random: Random, law: Law) -> str:
    """A quantity of the right side for which the law can be solved."""
    left = {symbol.name for symbol in free_symbols(law.term.arguments[0])}
    names = [row[0] for row in law.quantities if row[0] not in {*law.fixed, *law.constants}]
    if len(left) == 1:
        names = [name for name in names if law.term.arguments[0] is not Symbol(name)]
    return random.choice(names)


def law_solved_for(solution: Solution) -> Posed:
    """A law solved for one of its quantities, with the value of another."""
    random = solution.random
    law = random.choice(LAWS)
    symbols = declared(solution, law)
    start = solution.given(statement_of(law, symbols))
    name = solvable(random, law)
    step, right = isolate(solution, start, statement_of(law, symbols), symbols[name])
    rows = {row[0]: row for row in law.quantities}
    names = sorted(symbol.name for symbol in free_symbols(to_plain(right)))
    known = random.choice([n for n in names if n not in law.constants])
    value = to_canonical(_measured(random, law, known))
    told = solution.given(equation(symbols[known], value))
    found = substitute(right, {to_canonical(symbols[known]): value})
    solution.step("substitute", [step, told], equation(symbols[name], found))
    wording = random.choice(
        (
            'The law "{0}" says ${1}$. Given ${4}$ ({5}, in {6}), solve it for the {2} ${3}$; '
            "all quantities are positive.",
            "Express the {2} ${3}$ by the other quantities, all positive, in ${1}$ ({0}) if ${4}$ "
            "({5}, in {6}).",
            "{0}: ${1}$, where ${4}$ is the {5} in {6}. What is ${3}$, the {2}, in terms of the "
            "other positive quantities?",
        )
    )
    words = law.name, solution.latex(start), rows[name][1], solution.names[name]
    return Posed(wording.format(*words, solution.latex(told), rows[known][1], rows[known][2]))


def _usual(random: Random, law: Law, name: str) -> Fraction:
    """A value that a quantity may have, or that a constant has."""
    if name in law.constants:
        return Fraction(random.choice(law.constants[name]))
    low, high, below = law.typical.get(name, _SMALL)
    return Fraction(random.randint(low, high), below)


def _measured(random: Random, law: Law, name: str) -> Fraction:
    """A usual value with two more digits, so that few are equal."""
    low, high, below = law.typical.get(name, _SMALL)
    return Fraction(random.randint(100 * low, 100 * high), 100 * below)


def _values(random: Random, law: Law, symbols: dict[str, Symbol]) -> dict[str, Any]:
    """Positive rational values that satisfy a law, the left side computed from the others."""
    left, right = law.term.arguments
    while True:
        values = {row[0]: _usual(random, law, row[0]) for row in law.quantities}
        point = {Symbol(name): Number(exact(value)) for name, value in values.items()}
        found = number(to_canonical(substitute(right, point)))
        if not isinstance(left, Symbol) or found is None or found <= 0:
            raise ValueError(f"{law.name} is not solved for one quantity")
        values[left.name] = Fraction(found)
        return values


EXPLICIT = tuple(
    law for law in LAWS
    if isinstance(law.term.arguments[0], Symbol) and all(law.constants.values())
)  # fmt: skip
"""Laws that are solved for one quantity as they stand, without constants that stay symbols."""


def _linear_in(law: Law) -> list[str]:
    """Quantities for which the law is solved without a root."""
    squared = {part[0] for part in law.quantities if f"{part[0]}^2" in law.equation}
    return [
        row[0] for row in law.quantities if row[0] not in {*law.fixed, *law.constants, *squared}
    ]


def law_with_numbers(solution: Solution) -> Posed:
    """A quantity from the values of the others."""
    random = solution.random
    law = random.choice(EXPLICIT)
    symbols = declared(solution, law)
    name = random.choice(_linear_in(law))
    values = _values(random, law, symbols)
    start = solution.given(statement_of(law, symbols))
    known = {
        row[0]: solution.given(equation(symbols[row[0]], Number(exact(values[row[0]]))))
        for row in law.quantities if row[0] != name
    }  # fmt: skip
    step, right = start, to_canonical(law.term.arguments[1])
    if law.term.arguments[0] is not Symbol(name):
        step, right = isolate(solution, start, statement_of(law, symbols), symbols[name])
    names = {symbol.name for symbol in free_symbols(to_plain(right))}
    inputs = [given for quantity, given in known.items() if quantity in names]
    solution.step(
        "substitute", [step, *inputs], equation(symbols[name], Number(exact(values[name]))),
        words="Insert the values.",
    )  # fmt: skip
    return value_asked(solution, law, name, (start, known))


def value_asked(
    solution: Solution, law: Law, name: str, givens: tuple[int, Mapping[str, int]]
) -> Posed:
    """The task of finding a quantity, from the steps that give the law and the other values."""
    start, known = givens
    rows = {row[0]: row for row in law.quantities}
    told = ", ".join(
        f"${solution.latex(given)}$ ({rows[quantity][1]}, in {rows[quantity][2]})"
        for quantity, given in known.items()
    )
    wording = solution.random.choice(
        (
            'By the law "{0}", ${1}$. Given are {2}. Find the {3} ${4}$ in {5}.',
            "{0}: ${1}$. With {2}, what is ${4}$, the {3}, in {5}?",
        )
    )
    _, meaning, unit, *_ = rows[name]
    shown = solution.names[name]
    return Posed(wording.format(law.name, solution.latex(start), told, meaning, shown, unit))


def _pairs() -> tuple[tuple[Law, Law, str], ...]:
    """Two laws that are solved for one quantity, the second with the first's on its right."""
    found = []
    for first in EXPLICIT:
        left = first.term.arguments[0]
        meaning = {row[0]: row[1:3] for row in first.quantities}
        for second in EXPLICIT:
            other = {row[0]: row[1:3] for row in second.quantities}
            shared = [name for name in meaning if name in other]
            same = all(meaning[name] == other[name] for name in shared)
            inside = left in free_symbols(second.term.arguments[1])
            if first is not second and inside and same and isinstance(left, Symbol):
                found.append((first, second, left.name))
    return tuple(found)


PAIRS = _pairs()


def two_laws(solution: Solution) -> Posed:
    """One quantity eliminated from two laws, then a third isolated or the numbers inserted."""
    random = solution.random
    first, second, name = random.choice(PAIRS)
    symbols = {**declared(solution, first), **declared(solution, second)}
    one = solution.given(statement_of(first, symbols))
    two = solution.given(statement_of(second, symbols))
    goal = second.term.arguments[0]
    assert isinstance(goal, Symbol)
    inner = to_canonical(statement_of(first, symbols).arguments[1])
    outer = to_canonical(statement_of(second, symbols).arguments[1])
    whole = substitute(outer, {to_canonical(symbols[name]): inner})
    step = solution.step("substitute", [two, one], equation(symbols[goal.name], whole))
    names = sorted(s.name for s in free_symbols(to_plain(whole)))
    values = {
        n: _usual(random, first if n in {row[0] for row in first.quantities} else second, n)
        for n in names
    }
    known = [solution.given(equation(symbols[n], values[n])) for n in names]
    point = {to_canonical(symbols[n]): to_canonical(values[n]) for n in names}
    found = substitute(whole, point)
    solution.step(
        "substitute", [step, *known], equation(symbols[goal.name], found),
        words="Insert the values.",
    )  # fmt: skip
    rows = {row[0]: row for law in (first, second) for row in law.quantities}
    told = ", ".join(
        f"${solution.latex(k)}$ ({rows[n][1]}, in {rows[n][2]})"
        for k, n in zip(known, names, strict=True)
    )
    meaning = rows[goal.name]
    text = 'The laws "{}" and "{}" say ${}$ and ${}$. Given are {}. Find the {} ${}$ in {}.'
    laws = first.name, second.name, solution.latex(one), solution.latex(two)
    return Posed(text.format(*laws, told, meaning[1], solution.names[goal.name], meaning[2]))


def velocity(solution: Solution) -> Posed:
    """When a body with a given position is at rest, by its derivative."""
    random = solution.random
    t = solution.symbol("t")
    name = random.choice(("x", "s", "z", "h"))
    solution.function(name)
    turning = Fraction(random.randint(1, 120), random.choice((1, 2, 4)))
    a = nonzero_integer(random, 20)
    b, c = -2 * a * turning, nonzero_integer(random, 99)
    position: Any = call(name, t)
    start = solution.given(equation(position, a * t**2 + b * t + c))
    slope = 2 * a * t + b
    step = solution.step(
        "differentiate_definition", [start], equation(derivative(position, t), slope),
        words="The velocity is the derivative of the position.",
    )  # fmt: skip
    step = solution.step("stationary_condition", [step], equation(slope, 0))
    step = solution.step(
        "subtract_from_both_sides", [step], equation(2 * a * t, -b), operand=to_plain(b)
    )
    solution.step("divide_both_sides", [step], equation(t, turning), operand=to_plain(2 * a))
    wording = random.choice(
        (
            "A body has the position ${}$, in metres after $t$ seconds. When is it at rest?",
            "The position in metres after $t$ seconds is ${}$. At which time is the velocity $0$?",
        )
    )
    return Posed(wording.format(solution.latex(start)))


PROBLEMS = (
    Problem("law_solved_for", ("formulas", "inserting_values"), law_solved_for),
    Problem("law_with_numbers", ("inserting_values", "physical_units"), law_with_numbers),
    Problem("two_laws", ("inserting_values", "joining_laws", "physical_units"), two_laws),
    Problem("velocity", ("motion", "linear_equations"), velocity),
)
"""Kinds of problems of physics."""
