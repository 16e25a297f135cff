"""Values of programs in exact arithmetic: those found agree with their terms, changed ones not."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from fractions import Fraction
from typing import Any

from hypothesis import assume, given, settings
from hypothesis import strategies as st

from symnum.egraphs.cost_tables import cost_model
from symnum.factoring import optimise, price_of_program
from symnum.factoring.proof import computes
from symnum.lowering import lower
from symnum.ops import ADD, DIV, MUL, NEG, SUB, Operator
from symnum.program import Instruction, Program
from symnum.terms import functions, symbols

ARITHMETIC: dict[Operator, Callable[..., Fraction]] = {
    ADD: lambda a, b: a + b,
    SUB: lambda a, b: a - b,
    MUL: lambda a, b: a * b,
    DIV: lambda a, b: a / b,
    NEG: lambda a: -a,
}


def values(program: Program, point: Mapping[str, Fraction]) -> list[Fraction]:
    """The outputs at a point; operators that are not arithmetic count as a made-up function."""
    known = [Fraction(point[name]) for name in program.inputs]
    known += [Fraction(constant) for constant in program.constants]
    for instruction in program.instructions:
        given = [known[number] for number in instruction.arguments]
        work = ARITHMETIC.get(instruction.operator)
        known.append(work(*given) if work else _made_up(instruction.operator.name, given))
    return [known[output] for output in program.outputs]


def _made_up(name: str, given: list[Fraction]) -> Fraction:
    """Any function does: equal arguments must give equal values, and that is all."""
    seed = sum(ord(letter) * 31**place for place, letter in enumerate(name))
    mixed = sum((place + 2) * value for place, value in enumerate(given))
    return Fraction(seed % 97 + 1, 7) + mixed * mixed + mixed / 3


SYMBOLS = symbols("a b c d e")
ATOMS = [
    *SYMBOLS,
    functions.sin(SYMBOLS[0]),
    1 / SYMBOLS[1],
    functions.exp(SYMBOLS[2] / SYMBOLS[3]),
]
FACTORS = st.tuples(st.sampled_from(ATOMS), st.integers(1, 3))
COEFFICIENTS = st.sampled_from([1, -1, 1, -1, 2, -2, 3, Fraction(1, 2), Fraction(-3, 4)])


@st.composite
def polynomials(draw: st.DrawFn) -> Any:
    total: Any = 0
    for _ in range(draw(st.integers(1, 6))):
        monomial: Any = draw(COEFFICIENTS)
        for atom, exponent in draw(st.lists(FACTORS, max_size=3)):
            monomial = monomial * atom**exponent
        total = total + monomial
    if draw(st.booleans()):
        total = total * draw(st.sampled_from([*SYMBOLS, SYMBOLS[0] + SYMBOLS[1]]))
    return total if not isinstance(total, int | Fraction) else total + 0 * SYMBOLS[0]


POINT = {
    s.name: Fraction(p, q)
    for s, p, q in zip(SYMBOLS, (2, 3, 5, 7, 11), (3, 5, 7, 2, 13), strict=True)
}


@settings(max_examples=60, deadline=None)
@given(st.lists(polynomials(), min_size=1, max_size=5))
def test_the_values_are_the_same_and_the_program_is_not_dearer(terms: list[Any]) -> None:
    found = optimise(terms, SYMBOLS_BY_NAME, effort=20_000)
    given_program = lower(terms, SYMBOLS_BY_NAME)
    assert found.is_proved
    assert found.cost <= found.input_cost == price_of_program(given_program, cost_model("network"))
    assert values(found.program, POINT) == values(given_program, POINT)


SYMBOLS_BY_NAME = [symbol.name for symbol in SYMBOLS]


@given(
    st.lists(polynomials(), min_size=1, max_size=3), st.sampled_from(["published", "node-count"])
)
@settings(max_examples=15, deadline=None)
def test_other_prices(terms: list[Any], cost: str) -> None:
    found = optimise(terms, cost=cost, effort=5_000)
    assert found.cost == price_of_program(found.program, cost_model(cost)) <= found.input_cost


a, b, c, d, _ = SYMBOLS
TERMS = [a * b + c * d - a / b, functions.exp(a * b - c) + 3 * d, (a + b) * (c - 2 * d)]


@settings(deadline=None)
@given(st.data())
def test_a_program_with_one_thing_changed_is_refused_if_a_value_changes(
    data: st.DataObject,
) -> None:
    program = lower(TERMS)
    changed = data.draw(st.sampled_from([*_changes(program)]))
    assume(values(changed, POINT) != values(program, POINT))
    assert not computes(changed, TERMS)


def _changes(program: Program) -> Any:
    first = program.first_instruction
    for place, (operator, arguments) in enumerate(
        (i.operator, i.arguments) for i in program.instructions
    ):
        for other in ARITHMETIC:
            if other is not operator and operator in ARITHMETIC and other.arity == operator.arity:
                yield _with(program, place, Instruction(other, arguments))
        for number in range(first + place):
            yield _with(program, place, Instruction(operator, (number, *arguments[1:])))


def _with(program: Program, place: int, instruction: Instruction) -> Program:
    instructions = list(program.instructions)
    instructions[place] = instruction
    return Program(program.inputs, program.constants, tuple(instructions), program.outputs)
