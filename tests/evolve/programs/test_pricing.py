"""Costs: prices of operations, fused products and sums, and fronts by cost."""

import tomllib
from fractions import Fraction

import numpy as np
import pytest

import evolve
from evolve.problem.config import validated
from evolve.problem.config_text import as_toml, commented
from evolve.programs.candidates import Candidate
from evolve.programs.genome import ADD, CONSTANT, DIV, MUL, SQRT, SUB
from evolve.programs.pricing import Pricing
from evolve.programs.translation import infix, to_program
from symnum.errors import InputError

C = CONSTANT
FUSED = Pricing.of_table({}, ("add", "mul", "fma"))
PLAIN = Pricing.of_table({}, ("add", "mul"))
HORNER = Candidate(
    ((MUL, 0, C), (ADD, 1, C), (MUL, 2, 0), (ADD, 3, C)), (2.0, 3.0, 0.0, 5.0), 0.0
)  # fmt: skip


def exactly(program, x):
    values = [Fraction(x), *map(Fraction, program.constants)]
    for instruction in program.instructions:
        a = [values[number] for number in instruction.arguments]
        name = instruction.operator.name
        values.append(
            a[0] * a[1] + a[2] if name == "fma" else a[0] + a[1] if name == "add"
            else a[0] - a[1] if name == "sub" else a[0] * a[1] if name == "mul" else a[0] / a[1]
        )  # fmt: skip
    return values[-1]


def test_horners_form_is_two_fused_operations():
    assert (PLAIN.of(HORNER), FUSED.of(HORNER)) == (4, 2)
    assert infix(to_program(HORNER, fused=True)) == "fma(fma(x, 2, 3), x, 5)"


@pytest.mark.parametrize(
    ("code", "constants", "text"),
    [
        (((MUL, 0, C), (SUB, C, 1)), (2.0, 3.0), "fma(x, -2, 3)"),
        (((MUL, 0, 0), (SUB, 1, C)), (0.0, 3.0), "fma(x, x, -3)"),
        (((MUL, 0, 0), (SUB, C, 1)), (0.0, 3.0), "3 - x * x"),
        (((MUL, 0, C), (SUB, 1, 0)), (2.0, 0.0), "x * 2 - x"),
        (((MUL, 0, 0), (ADD, 1, C), (MUL, 1, 2)), (0.0, 1.0, 0.0), "t1 = x * x; t1 * (t1 + 1)"),
    ],
)
def test_what_is_fused(code, constants, text):
    assert infix(to_program(Candidate(code, constants, 0.0), fused=True)) == text


@pytest.mark.parametrize("seed", range(60))
def test_fused_programs_have_the_same_values_and_the_counted_operations(random_program, seed):
    code, constants = random_program(seed, 7)
    owned = (code[:, 1:] == C).any(axis=1)
    values = tuple(np.where(owned, np.sign(constants) * (1.5 + abs(constants)), 0.0).tolist())
    candidate = Candidate(tuple(map(tuple, code.tolist())), values, 0.0)
    plain, fused = to_program(candidate), to_program(candidate, fused=True)
    assert (plain.operations, fused.operations) == (PLAIN.of(candidate), FUSED.of(candidate))
    assert exactly(plain, 0.375) == exactly(fused, 0.375)


def test_prices_add_up():
    pricing = Pricing.of_table({"div": 7, "sqrt": 5, "fma": 2, "mul": 3}, ("fma",))
    code = ((MUL, 0, 0), (ADD, 1, C), (SQRT, 2, 2), (DIV, C, 3))
    candidate = Candidate(code, (0.0, 1.0, 0.0, 1.0), 0.0)
    assert pricing.of(candidate) == 2 + 5 + 7
    assert pricing.operations.of(candidate) == 3


def test_constants_have_a_price_where_it_is_said():
    pricing = Pricing.of_table({"constant": 3, "mul": 2}, ("add", "mul", "fma"))
    assert pricing.of(HORNER) == 2 + 3 * 3
    assert Pricing.of_table({"constant": 3}, ("add", "mul")).of(HORNER) == 4 + 3 * 3
    assert pricing.operations.of(HORNER) == 2


def test_a_front_by_constants(tiny, tmp_path):
    config = tiny(costs={"constant": 10}, maximum_operations=3)
    front = evolve.run(config, tmp_path / "run", workers=1).front
    assert front is not None
    costs = [member.price for member in front.members]
    assert costs == sorted(set(costs))
    for member in front.members:
        assert member.price == member.operations + 10 * len(member.constants)


def test_two_fused_operations_reach_the_best_parabola(tiny, tmp_path):
    config = tiny(operations=["add", "mul", "fma"], maximum_operations=2)
    front = evolve.run(config, tmp_path / "run", workers=1).front
    assert front is not None
    assert front.member(2).max_error == pytest.approx(2.48e-3, rel=5e-3)
    assert [name for name, _ in front.member(2).instructions] == ["fma", "fma"]


def test_a_front_by_cost(tiny, tmp_path):
    config = tiny(costs={"div": 4, "mul": 2})
    front = evolve.run(config, tmp_path / "run", workers=1).front
    assert front is not None
    for member in front.members:
        names = [name for name, _ in member.instructions]
        assert member.cost == sum({"div": 4, "mul": 2}.get(name, 1) for name in names)
    prices = [member.price for member in front.members]
    assert prices == sorted(set(prices))
    errors = [member.max_error for member in front.members]
    assert errors == sorted(errors, reverse=True)
    assert errors[-1] == pytest.approx(1.2266e-3, rel=5e-3)
    assert evolve.load_front(tmp_path / "run") == front


def test_prices_survive_a_commented_configuration():
    given = {"function": "exp2(x)", "domain": [0, 1], "maximum_operations": 3, "seed": 1,
             "costs": {"div": 4, "mul": 2}, "budget": {"epochs": 2}}  # fmt: skip
    config = validated(tomllib.loads(commented(given, "prices")), "commented")
    assert config == validated(given, "given")
    assert validated(tomllib.loads(as_toml(config.resolved())), "resolved") == config


def test_prices_may_be_latencies_of_a_table(tiny):
    assert tiny(costs="network").costs["div"] > tiny(costs="network").costs["add"] == 1


@pytest.mark.parametrize(
    ("changes", "message"),
    [
        ({"costs": {"pow": 3}}, "costs: unknown operation 'pow'; there are add, "),
        ({"costs": {"div": 0}}, "costs.*div"),
        ({"costs": "unheard-of"}, "costs: unknown cost table"),
        ({"operations": ["mul", "fma"]}, "'fma' fuses"),
    ],
)
def test_bad_prices_are_refused(tiny, changes, message):
    with pytest.raises(InputError, match=message):
        tiny(**changes)


def test_roots_are_found_and_certified(tiny, tmp_path):
    config = tiny(function="sqrt(x) + x/4", domain=["1/4", 1], operations=["add", "mul", "sqrt"])
    front = evolve.run(config, tmp_path / "run", workers=1).front
    assert front is not None
    assert {"sqrt"} <= {name for m in front.members for name, _ in m.instructions}
