"""The compact encoding: hashes, pruning, normal form, variation, and translation to programs."""

import itertools

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from evolve.programs.candidates import Candidate
from evolve.programs.genome import (
    ADD,
    CONSTANT,
    DIV,
    MUL,
    SQRT,
    SUB,
    commutes,
    compact,
    is_irreducible,
    normalise,
    structure_hash,
)
from evolve.programs.stretching import degrees, ends_squared, squared, unsquared
from evolve.programs.translation import infix, to_program
from evolve.search.variation import DRAWS, ROWS, vary

ALLOWED, CHOICES = np.ones(5, np.int64), np.arange(5)
C = CONSTANT


def rows(*entries):
    return np.array(entries, np.int64).reshape(len(entries), 3)


def hashed(*entries):
    return structure_hash(rows(*entries), len(entries))


def reordered(code, rng):
    """The same graph, its operations in another order and commuting arguments swapped."""
    size = len(code)
    left, order = list(range(size)), []
    while left:
        ready = [i for i in left if all(a - 1 in order for a in code[i, 1:] if a > 0)]
        order.append(ready[rng.integers(len(ready))])
        left.remove(order[-1])
    number = {old + 1: new + 1 for new, old in enumerate(order)} | {0: 0, C: C}
    result = np.array([[code[i, 0], *(number[a] for a in code[i, 1:])] for i in order])
    for row in result:
        if commutes(row[0]) and rng.random() < 0.5:
            row[1], row[2] = row[2], row[1]
    return result


@settings(max_examples=150, deadline=None)
@given(st.integers(0, 10**9), st.integers(1, 9))
def test_hash_ignores_numbering_and_order_of_commuting_arguments(random_program, seed, size):
    code, _ = random_program(seed, size)
    other = reordered(code, np.random.default_rng(seed))
    assert structure_hash(code, len(code)) == structure_hash(other, len(code))


@pytest.mark.parametrize(
    ("first", "second"),
    [
        ([(SUB, 0, C)], [(SUB, C, 0)]),
        ([(ADD, 0, C)], [(MUL, 0, C)]),
        ([(MUL, 0, 0)], [(MUL, 0, C)]),
        ([(ADD, 0, C), (DIV, 1, 0)], [(ADD, 0, C), (DIV, 0, 1)]),
        # (x + a)·(x + a) shared against (x + a)·(x + b)
        ([(ADD, 0, C), (MUL, 1, 1)], [(ADD, 0, C), (ADD, 0, C), (MUL, 1, 2)]),
        (
            [(ADD, 0, C), (ADD, 0, C), (MUL, 1, 2), (DIV, 3, 1), (ADD, 4, 1)],
            [(ADD, 0, C), (ADD, 0, C), (MUL, 1, 2), (DIV, 3, 1), (ADD, 4, 2)],
        ),
    ],
)
def test_hash_tells_structures_apart(first, second):
    assert hashed(*first) != hashed(*second)


def test_hash_has_no_collisions_among_small_programs():
    one = [(o, a, b) for o in range(4) for a, b in [(0, C), (C, 0), (0, 0)]]
    two = [(o, a, b) for o in range(4) for a in (C, 0, 1) for b in (C, 0, 1) if 1 in (a, b)]
    programs = [(first, second) for first, second in itertools.product(one, two)]
    canonical = {
        tuple(r if not commutes(r[0]) else (r[0], *sorted(r[1:])) for r in p) for p in programs
    }
    assert len({hashed(*p) for p in programs}) == len(canonical)


def test_compact_drops_what_the_output_does_not_need():
    code = rows((ADD, 0, C), (MUL, 0, 0), (DIV, C, 1), (SUB, 2, 3))
    constants = np.array([1.0, 2.0, 3.0, 4.0])
    assert compact(code, constants, 4, 3) == 2
    assert code[:2].tolist() == [[ADD, 0, C], [DIV, C, 1]]
    assert constants[:2].tolist() == [1.0, 3.0]


@pytest.mark.parametrize(
    ("row", "constant", "expected", "value"),
    [
        ((SUB, 0, C), 2.0, (ADD, 0, C), -2.0),
        ((DIV, 0, C), 4.0, (MUL, 0, C), 0.25),
        ((ADD, C, 0), 3.0, (ADD, 0, C), 3.0),
        ((SUB, C, 0), 3.0, (SUB, C, 0), 3.0),
        ((DIV, C, 0), 3.0, (DIV, C, 0), 3.0),
    ],
)
def test_normal_form(row, constant, expected, value):
    code, constants = rows(row), np.array([constant])
    normalise(code, constants, 1, ALLOWED)
    assert tuple(code[0]) == expected
    assert constants[0] == value


@pytest.mark.parametrize(
    ("entries", "expected"),
    [
        ([(MUL, 0, 0)], True),
        ([(SUB, 0, 0)], False),
        ([(ADD, 0, 0)], False),
        ([(ADD, 0, C), (ADD, 1, C)], False),
        ([(ADD, 0, C), (SUB, C, 1)], False),
        ([(DIV, C, 0), (MUL, 1, C)], False),
        ([(ADD, 0, C), (MUL, 1, C)], True),
        ([(ADD, 0, C), (ADD, 1, C), (MUL, 1, 2)], True),
    ],
)
def test_irreducible(entries, expected):
    assert is_irreducible(rows(*entries), len(entries)) is expected


@settings(max_examples=150, deadline=None)
@given(st.integers(0, 10**9))
def test_offspring_are_well_formed(random_program, seed):
    rng = np.random.default_rng(seed)
    (code, constants), (donor, donor_constants) = random_program(seed), random_program(seed + 1)
    buffers = np.zeros((2, ROWS, 3), np.int64)
    values = np.zeros((2, ROWS))
    buffers[0, : len(code)], values[0, : len(code)] = code, constants
    buffers[1, : len(donor)], values[1, : len(donor)] = donor, donor_constants
    size = vary(buffers[0], values[0], len(code), buffers[1], values[1], len(donor),
                rng.random((4, DRAWS)), CHOICES, ALLOWED, 8)  # fmt: skip
    assert 0 <= size <= 8
    child = buffers[0, :size]
    if size:
        parts = tuple(tuple(int(v) for v in row) for row in child)
        filled = tuple(np.nan_to_num(values[0, :size], nan=1.0, posinf=1.0, neginf=1.0).tolist())
        program = to_program(Candidate(parts, filled, 0.0))
        assert program.operations == size == len(program.pruned().instructions)


def test_variation_respects_the_allowed_operations():
    allowed, choices = np.array([1, 0, 1, 0, 0]), np.array([ADD, MUL])
    rng = np.random.default_rng(5)
    seen = set()
    for _ in range(300):
        code, constants = np.zeros((ROWS, 3), np.int64), np.zeros(ROWS)
        size = vary(code, constants, 0, code.copy(), constants.copy(), 0,
                    rng.random((4, DRAWS)), choices, allowed, 5)  # fmt: skip
        seen.update(code[:size, 0].tolist())
    assert seen == {ADD, MUL}


@pytest.mark.parametrize(
    ("entries", "constants", "text"),
    [
        ([(ADD, 0, C)], [-2.5], "x - 2.5"),
        ([(SUB, C, 0)], [-2.5], "-2.5 - x"),
        ([(MUL, 0, C)], [-0.5], "x * (-0.5)"),
        ([(ADD, 0, C), (DIV, C, 1), (SUB, 2, 1)], [1.5, 2.5, 0.0],
         "t1 = x + 1.5; 2.5 / t1 - t1"),
        ([(ADD, 0, C), (DIV, C, 1), (SUB, C, 2)], [1.5, 2.5, 0.25], "0.25 - 2.5 / (x + 1.5)"),
        ([(ADD, 0, C), (SUB, 0, 1)], [1.5, 0.0], "x - (x + 1.5)"),
        ([(DIV, C, 0), (ADD, 0, 1), (MUL, 2, 2)], [2.5, 0.0, 0.0],
         "t1 = x + 2.5 / x; t1 * t1"),
        ([(ADD, 0, C), (SQRT, 1, 1), (MUL, 2, 0)], [1.5, 0.0, 0.0], "sqrt(x + 1.5) * x"),
    ],
)  # fmt: skip
def test_text(entries, constants, text):
    code = tuple(tuple(row) for row in entries)
    assert infix(to_program(Candidate(code, tuple(constants), 0.0))) == text


def test_a_homogeneous_program_is_stretched_exactly():
    # c / (c' + x + c'' / x): degrees of the constants are 1, 1 and 2
    code = ((DIV, C, 0), (ADD, 0, 1), (ADD, 2, C), (DIV, C, 3))
    entry = Candidate(code, (3.0, 0.0, -5.0, 7.0), 0.0)
    assert degrees(entry) == pytest.approx([2.0, 0.0, 1.0, 1.0])
    half, twice = to_program(entry), to_program(squared(entry))
    assert half.operations + 1 == twice.operations
    value = 7 / (-5 + 0.25 + 3 / 0.25)
    stretched = 14 / (-10 + 0.5 + 12 / 0.5)
    assert stretched == value
    assert squared(entry).constants == pytest.approx((12.0, 0.0, -10.0, 14.0, 0.0))


def test_the_root_of_a_square_is_what_was_squared():
    entry = Candidate(
        ((DIV, C, 0), (ADD, 0, 1), (ADD, 2, C), (DIV, C, 3)), (3.0, 0.0, -5.0, 7.0), 1
    )
    assert not ends_squared(entry)
    assert ends_squared(squared(entry))
    root = unsquared(squared(entry))
    assert root.code == entry.code
    assert root.constants == pytest.approx(entry.constants, rel=1e-12)


def test_roots_halve_degrees():
    entry = Candidate(((ADD, 0, C), (SQRT, 1, 1), (DIV, C, 2)), (2.0, 0.0, 3.0), 0.0)
    assert degrees(entry) == pytest.approx([1.0, 0.0, 0.5])


def test_a_program_that_cannot_be_stretched_is_squared_as_it_is():
    entry = Candidate(((MUL, 0, 0), (ADD, 0, 1)), (0.0, 0.0), 0.0)
    assert degrees(entry) is None
    assert squared(entry).code == (*entry.code, (MUL, 2, 2))
