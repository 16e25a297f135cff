"""Symmetric forms: they are the compositions that they promise to be, and have the parity."""

from fractions import Fraction

import numpy as np
import pytest
from flint import arb
from hypothesis import given, settings
from hypothesis import strategies as st

from evolve.problem.config import validated
from evolve.programs.candidates import Candidate
from evolve.programs.genome import ADD, CONSTANT, DIV, MUL, SQRT, SUB, complete_unary
from evolve.programs.parity import Parity, parity
from evolve.programs.symmetry import ODD_FORMS, core, even, odd
from evolve.programs.translation import to_program
from evolve.search import brood
from evolve.search.population import ranked
from evolve.search.variation import DRAWS, ROWS, _substitute
from symnum.numerics.functions import ProgramFunction

C = CONSTANT
POINTS = (Fraction(3, 7), Fraction(-5, 4), Fraction(9, 2))
SEEDS = st.integers(0, 10**9)


def candidate(random_program, seed, size=6):
    code, _ = random_program(seed, size)
    constants = np.random.default_rng(seed).integers(1, 9, len(code)) / 4
    rows = tuple(tuple(int(v) for v in row) for row in code)
    owned = [CONSTANT in row[1:] for row in rows]
    return Candidate(rows, tuple(np.where(owned, constants, 0.0).tolist()), 1.0)


def extended(found, rows, constants):
    """Values with those of further rows, in exact arithmetic; ``None`` from a ÷ 0 on."""
    found = list(found)
    for (operator, *arguments), constant in zip(rows, constants, strict=True):
        a, b = (Fraction(constant) if i == C else found[i] for i in arguments)
        if operator == DIV and b == 0:
            return None
        found.append({ADD: a + b, SUB: a - b, MUL: a * b}[operator] if operator != DIV else a / b)
    return found


def values(entry, x):
    """Every value of a program, the input first."""
    return extended([x], entry.code, entry.constants)


def output(entry, x):
    found = values(entry, x)
    return None if found is None else found[-1]


@settings(max_examples=80, deadline=None)
@given(SEEDS, st.sampled_from(POINTS))
def test_an_even_form_is_the_program_of_the_square(random_program, seed, x):
    g = candidate(random_program, seed)
    assert even(g).size == g.size + 1
    assert output(even(g), x) == output(g, x * x)
    assert parity(even(g).code) is Parity.EVEN


@settings(max_examples=80, deadline=None)
@given(SEEDS, st.sampled_from(POINTS), st.integers(0, ODD_FORMS - 1))
def test_an_odd_form_has_an_odd_factor_before_an_even_form(random_program, seed, x, form):
    g = candidate(random_program, seed)
    inner, found = output(g, x * x), output(odd(g, form), x)
    assert odd(g, form).size == g.size + 2
    assert parity(odd(g, form).code) is Parity.ODD
    if inner is not None and inner != 0:
        assert found == (x * inner, x / inner, inner / x)[form]


@settings(max_examples=80, deadline=None)
@given(SEEDS, st.integers(0, ODD_FORMS))
def test_the_core_of_a_symmetric_form_is_the_program_that_it_was_made_of(
    random_program, seed, form
):
    g = candidate(random_program, seed)
    made = odd(g, form) if form < ODD_FORMS else even(g)
    if (MUL, 0, 0) not in g.code:  # else squares of squares come off together
        found = core(made)
        assert found is not None
        assert (found.code, found.constants) == (g.code, g.constants)


@pytest.mark.parametrize(
    "code",
    [
        ((MUL, 0, 0),),
        ((MUL, 0, 0), (MUL, 0, 1)),
        ((MUL, 0, C), (ADD, 1, C)),
        ((MUL, 0, 0), (ADD, 1, C), (ADD, 2, 0), (MUL, 0, 3)),
    ],
)
def test_programs_without_a_symmetric_form_have_no_core(code):
    assert core(Candidate(code, (1.0,) * len(code), 1.0)) is None


@settings(max_examples=150, deadline=None)
@given(SEEDS, st.integers(1, 9))
def test_parity_holds_in_ball_arithmetic(random_program, seed, size):
    entry = candidate(random_program, seed, size)
    kind = parity(entry.code)
    function = ProgramFunction(to_program(entry))
    for x in (arb(0.375), arb(1.75)):
        here, there = function.value(x, 200), function.value(-x, 200)
        if isinstance(here, arb) and isinstance(there, arb) and kind is not Parity.NONE:
            assert here.overlaps(there if kind is Parity.EVEN else -there)
            assert here.rel_accuracy_bits() > 100 or abs(here) < 1e-30


@pytest.mark.parametrize(
    ("code", "kind"),
    [
        (((DIV, C, 0), (ADD, 0, 1)), Parity.ODD),
        (((DIV, C, 0), (ADD, 0, 1), (MUL, 2, 2)), Parity.EVEN),
        (((DIV, C, 0), (ADD, 0, 1), (ADD, 2, C)), Parity.NONE),
        (((MUL, 0, 0), (SUB, 1, 0)), Parity.NONE),
        (((MUL, 0, 0), (SQRT, 1, 1)), Parity.EVEN),
        (((SQRT, 0, 0),), Parity.NONE),
        (((MUL, 0, 0), (ADD, 1, C), (DIV, 0, 2)), Parity.ODD),
    ],
)
def test_parity_of_known_programs(code, kind):
    assert parity(code) is kind


def test_parities_are_niches_of_their_own():
    # x + c/(x + c·x) has one division, one product, two constants and three uses, as has the other
    mixed = ((ADD, 0, C), (DIV, 1, 0), (MUL, 2, C), (ADD, 3, 0))
    symmetric = ((MUL, 0, C), (DIV, C, 0), (ADD, 1, 2), (ADD, 3, 0))
    entries = [
        Candidate(code, (1.0, 2.0, 3.0, 0.0), error)
        for code, error in ((mixed, 0.1), (mixed, 0.2), (symmetric, 0.3))
    ]
    assert entries[0].niche[:4] == entries[2].niche[:4]
    assert [entry.error for entry in ranked(entries, 9, 1)] == [0.1, 0.3]


def substituted(entry, draws):
    code, constants = np.zeros((ROWS, 3), np.int64), np.zeros(ROWS)
    code[: entry.size], constants[: entry.size] = entry.code, entry.constants
    size = _substitute(code, constants, entry.size, draws, np.arange(4))
    complete_unary(code, size)
    filled = np.nan_to_num(constants[:size], nan=1.75)
    rows = tuple(tuple(int(v) for v in row) for row in code[:size])
    return Candidate(rows, tuple(filled.tolist()), 1.0)


@settings(max_examples=150, deadline=None)
@given(SEEDS, st.sampled_from(POINTS))
def test_a_substitution_replaces_a_value_wherever_it_is_used(random_program, seed, x):
    entry, draws = candidate(random_program, seed), np.random.default_rng(seed).random(DRAWS)
    child = substituted(entry, draws)
    place, count = int(draws[1] * (entry.size + 1)), child.size - entry.size
    assert count in (1, 2)
    after = values(child, x)
    if after is None:
        return
    # the rest of the parent, run with the new value in place of the old one
    begun = [*after[:place], after[place + count]]
    assert extended(begun, entry.code[place:], entry.constants[place:])[-1] == after[-1]


def test_the_square_of_the_input_is_one_substitution():
    g = Candidate(((DIV, C, 0), (ADD, 0, 1), (ADD, 2, C)), (3.0, 0.0, 2.0), 1.0)
    draws = np.full(DRAWS, 0.0)
    draws[3] = 0.9  # the value itself beside the value
    child = substituted(g, draws)
    assert (child.code, child.constants[1:]) == (even(g).code, g.constants)


@pytest.mark.parametrize("operations", [("add", "mul"), ("add", "sub", "div"), ("mul", "div")])
def test_generations_keep_to_the_operations_of_a_run(tiny, operations):
    config = tiny(operations=list(operations), maximum_operations=6)
    code = ((brood.OPERATORS.index(operations[0]), 0, C),)
    population = {1: (Candidate(code, (2.0,), 0.5),)}
    found = brood.offspring(config, population, np.random.default_rng(4))
    used = {int(o) for rows, n in zip(found.code, found.sizes, strict=True) for o in rows[:n, 0]}
    assert used <= {brood.OPERATORS.index(name) for name in operations}
    assert found.sizes.max() > 1


def test_forms_are_offered_in_every_generation(tiny):
    config = validated(
        {**tiny().resolved(), "maximum_operations": 6, "budget": {"epochs": 1, "offspring": 200}},
        "forms",
    )
    g = Candidate(((ADD, 0, C), (DIV, C, 1)), (2.0, 1.0), 0.5)
    found = brood.offspring(config, {2: (g,)}, np.random.default_rng(4))
    rows = {
        tuple(map(tuple, code[:size].tolist())) for code, size in
        zip(found.code, found.sizes, strict=True)
    }  # fmt: skip
    assert even(g).code in rows
    assert {odd(g, form).code for form in range(ODD_FORMS)} & rows
