"""Factoring of systems: known costs, equal values in exact arithmetic, limits, bad input."""

from __future__ import annotations

from typing import Any

import pytest

from symnum.egraphs.cost_tables import cost_model
from symnum.errors import InputError
from symnum.factoring import optimise, price_of_program
from symnum.interop import parse_network
from symnum.ops import SIN
from symnum.terms import functions, parse, symbols, to_plain

NETWORK = cost_model("network")

KNOWN = [
    ("a product of sums", "a*c + a*d + b*c + b*d", 15, 5),
    ("three by two", "a*d + a*e + b*d + b*e + c*d + c*e", 23, 6),
    ("one factor", "a*b + a*c", 7, 4),
    ("a factor with a number", "3*a*b + 3*a*c", 13, 7),
    ("Horner's form", "a*x^3 + b*x^2 + c*x + d", 18, 12),
    ("a square of a sum", "a^2 + 2*a*b + b^2", 14, 4),
    ("common addends", "a + b + c; a + b + d", 3, 3),
    ("opposite fluxes", "k*x*y - l*z; l*z - k*x*y", 11, 10),
    ("a reversible reaction in three equations", "k*x - l*y; l*y - k*x; k*x - l*y + z", 9, 8),
    ("common factors", "a*b*c; a*b*d", 9, 9),
    ("a power of a product", "a^2*b^2", 9, 6),
    ("a reciprocal", "a/b", 24, 24),
    ("two quotients by one divisor", "a/c + b/c", 49, 25),
    ("nothing to do", "a", 0, 0),
    ("a number", "7", 0, 0),
    ("zero", "0; a", 0, 0),
    ("the same output twice", "a*b; a*b", 3, 3),
    ("inside functions", "sin(a*c + a*d) + sin(a*c + a*d)", 108, 107),
]  # fmt: skip


@pytest.mark.parametrize(
    ("texts", "before", "after"), [row[1:] for row in KNOWN], ids=[row[0] for row in KNOWN]
)
def test_known_costs(texts: str, before: int, after: int) -> None:
    terms = [parse(text) for text in texts.split(";")]
    found = optimise(terms)
    assert found.is_proved
    assert found.cost == price_of_program(found.program, NETWORK)
    assert (found.input_cost, found.cost) == (before, after)


def test_terms_of_any_family_and_the_order_of_inputs() -> None:
    a, b, c = symbols("a b c")
    found = optimise([to_plain(a * b + a * c)], ["c", "b", "a"])
    assert found.program.inputs == ("c", "b", "a")
    assert found.cost == 4


@pytest.mark.parametrize("text", ["0/x + y", "x/x + y", "0*sin(1/x) + y*a + y*b"])
def test_what_may_be_undefined_stays(text: str) -> None:
    terms = [parse(text)]
    found = optimise(terms)
    assert found.is_proved
    names = [i.operator.name for i in found.program.instructions]
    assert "div" in names


NET = """
begin parameters
 1 kon 2.0
 2 koff 0.5
 3 kp 3.0
end parameters
begin species
 1 A 10
 2 B 20
 3 AB 0
 4 AP 1
 5 APB 0
end species
begin reactions
 1 1,2 3 kon
 2 3 1,2 koff
 3 4,2 5 kon
 4 5 4,2 koff
 5 1 4 kp
 6 3 5 kp
end reactions
"""


def test_a_small_network() -> None:
    network = parse_network(NET)
    inputs = [*(s.name for s in network.symbols), *network.parameter_values()]
    found = optimise(network.odes(), inputs)
    assert found.is_proved
    # two reversible bindings at 10, two modifications at 3, eight additions among five equations
    assert found.cost < found.input_cost
    again = optimise(network.odes(), inputs)
    assert (again.program, again.costs) == (found.program, found.costs)


def test_effort_is_a_limit_that_is_told() -> None:
    terms = [parse("a*c + a*d + b*c + 2*b*d + 3*a^2*c^3 + b*d*e"), parse("a*c*e + b*d^2 + 2*a*d")]
    short, long = optimise(terms, effort=1), optimise(terms)
    assert (short.stopped_because, long.stopped_because) == ("effort", "fixpoint")
    assert long.cost <= short.cost <= short.input_cost
    assert short.is_proved


def test_high_powers_take_no_room() -> None:
    for text in ("x^100000000*y + 1", "x^2000 - y^2000", "x^20000*a + x^20000*b"):
        found = optimise([parse(text)], effort=1_000)
        assert found.is_proved
        assert found.cost <= found.input_cost
    assert found.technique == "factored"


def test_a_long_sum_and_a_deep_term() -> None:
    x, *many = symbols("x " + " ".join(f"y{n}" for n in range(1500)))
    total = many[0] * x
    for number, one in enumerate(many[1:]):
        total = total + one * x * (number % 7 + 1)
    found = optimise([total], effort=1)
    assert found.is_proved
    assert found.cost < found.input_cost
    deep: Any = x
    for _ in range(5_000):
        deep = functions.sin(deep * x + x)
    found = optimise([deep], effort=1)
    assert found.is_proved
    assert sum(i.operator is SIN for i in found.program.instructions) == 5_000


BAD = [
    ("no terms", ([],), {}, "term"),
    ("effort 0", ([*symbols("a")],), {"effort": 0}, "effort must be positive, not 0"),
    ("an unknown input", ([*symbols("a")], ["b"]), {}, "a"),
    ("an unknown cost table", ([*symbols("a")],), {"cost": "wrong"}, "wrong"),
]


@pytest.mark.parametrize(
    ("arguments", "options", "message"), [row[1:] for row in BAD], ids=[row[0] for row in BAD]
)
def test_bad_input(arguments: Any, options: Any, message: str) -> None:
    with pytest.raises(InputError, match=message):
        optimise(*arguments, **options)
