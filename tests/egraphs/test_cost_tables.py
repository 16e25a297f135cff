"""Cost tables: what ships is valid, wrong files are refused, prices arrive in models."""

from __future__ import annotations

from fractions import Fraction
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from rewrite_rules import FACTS, RULES
from symnum.egraphs import CostModel, cost_model, simplify
from symnum.egraphs.cost_tables import (
    CostTable,
    Price,
    calibrated_path,
    cost_table,
    latency_bound,
    table_names,
    throughput_bound,
)
from symnum.egraphs.limits import node_count
from symnum.errors import InputError
from symnum.lowering import LARGEST_CHAIN, lower
from symnum.ops import EXP, MUL, POW, SIN, operator_named
from symnum.program import Program
from symnum.terms.exact import exact
from symnum.terms.parse import parse
from symnum.terms.plain import Call, Number, plain_symbols

MEASURED = """
name = "measured"
source = "made up"
unit = "nanoseconds"
other = 50
leaf = 0
integer_powers = "multiplications"

[machine]
cpu = "none"
compiler = "cc"
scalar_flags = "-O2"
vectorised_flags = "-O3"
date = "2026-01-31"
cycles_per_nanosecond = 3
frequency = "guessed"
repeats = 5

[operators]
add = {latency = 1, throughput = 0.25, vectorised = 0.125}
mul = {latency = 1.5, throughput = 0.25, vectorised = 0.125, latency_spread = 0.1}
div = {latency = 4, throughput = 2}
pow = {latency = 30, throughput = 9, vectorised = 9}
exp = {latency = 9, throughput = 3, vectorised = 3}
"""


@pytest.fixture
def measured(tmp_path: Path) -> Path:
    path = tmp_path / "measured.toml"
    path.write_text(MEASURED)
    return path


@pytest.mark.parametrize("name", table_names())
def test_tables_that_ship_are_valid_and_become_models(name: str) -> None:
    table = cost_table(name)
    measured = table.machine is not None
    assert measured == name.startswith("example-")
    for kind in ("throughput", "latency"):
        model = cost_model(name, kind)
        assert isinstance(model, CostModel)
        for operator in table.operators:
            price = table.price(operator_named(operator), kind)
            assert model.of(operator_named(operator)) == price
    if measured:
        assert 0 < cost_model(name, "vectorised").of(MUL) < cost_model(name).of(MUL)


@pytest.mark.parametrize(
    ("name", "text", "price"),
    [
        ("node-count", "x*y - sin(x)/2", 8),
        ("published", "x*y - sin(x)/2", 3 + 1 + 134 + 24),
        ("published", "sqrt(x) + x^2", 1 + 1 + 100),
        ("network", "k*a*b + k*a/b - a", 3 + 3 + 1 + 3 + 24 + 1),
        ("network", "a^3 + 1", 3 + 3 + 1),
    ],
)
def test_prices_of_terms(name: str, text: str, price: float) -> None:
    assert cost_model(name).tree(parse(text)) == price


def test_node_count_is_the_model_of_that_name() -> None:
    term = parse("select(x < 1, exp(x)^2, -x)")
    assert cost_model("node-count").tree(term) == node_count.tree(term)


def test_a_change_of_sign_is_free_in_networks_and_sums_are_whole() -> None:
    assert cost_model("network").tree(parse("-x")) == 0
    price = cost_model("network").tree(parse("-(k*a*b) + k*a/b - a"))
    assert repr(price) == "35"


@given(st.integers(1, LARGEST_CHAIN), st.booleans())
def test_integer_powers_cost_what_lowering_makes_of_them(degree: int, below: bool) -> None:
    exponent = -degree if below else degree
    (x,) = plain_symbols("x")
    program = lower([x**exponent])
    table = cost_table("network")
    price = cost_model("network").of(POW, (x, Number(exponent)))
    assert price == throughput_bound(table, program)
    assert cost_model("published").of(POW, (x, Number(exponent))) == 100


@pytest.mark.parametrize("exponent", ["1/2", "-1/2", "-1", "1/3", "2000", "-2000", "-3/2"])
def test_other_powers_cost_what_lowering_makes_of_them(exponent: str) -> None:
    table = cost_table("example-amd-epyc")
    (x,) = plain_symbols("x")
    power = Call(POW, (x, Number(exact(Fraction(exponent)))))
    assert table.model().tree(power) == pytest.approx(throughput_bound(table, lower([power])))


def test_kinds_of_prices(measured: Path) -> None:
    assert cost_model(measured).of(MUL) == 0.25
    assert cost_model(str(measured), "latency").of(MUL) == 1.5
    assert cost_model(measured, "latency").of(SIN) == 50
    with pytest.raises(InputError, match="cost table measured: no vectorised price of div"):
        cost_model(measured, "vectorised")
    with pytest.raises(InputError, match="kind of cost 'speed'; there are throughput, latency"):
        cost_model(measured, "speed")  # type: ignore[arg-type]


def test_bounds_of_a_program(measured: Path) -> None:
    table = cost_table(measured)
    program = lower([parse("exp(x)*exp(y) + x*x + 2/3*pi")])
    work = [i.operator.name for n, i in program.numbered() if n in program.input_dependent]
    assert sorted(work) == ["add", "add", "exp", "exp", "mul", "mul"]
    assert throughput_bound(table, program) == 2 * 3 + 4 * 0.25
    assert latency_bound(table, program) == 9 + 1.5 + 1 + 1
    shared = lower([parse("exp(x)*exp(x)"), parse("exp(x) + 1")])
    assert throughput_bound(table, shared) == 3 + 0.25 + 0.25
    assert latency_bound(table, shared) == 9 + 1.5


def test_a_program_without_operations_takes_no_time(measured: Path) -> None:
    program = Program(("x",), (), (), (0,))
    assert throughput_bound(cost_table(measured), program) == 0
    assert latency_bound(cost_table(measured), program) == 0


@pytest.mark.parametrize(
    ("old", "new", "complaint"),
    [
        ("add =", "plus =", "operators: no operator is called 'plus'"),
        ("latency = 9", "latency = -9", "operators.exp.latency: Input should be greater"),
        ("latency = 9", "latency = nan", "operators.exp.latency: Input should be a finite"),
        ("latency = 9,", "", "operators.exp.latency: Field required"),
        ("latency = 9", "delay = 9", "operators.exp.latency: Field required"),
        ("div = {latency = 4, throughput = 2}", "div = true", "operators.div"),
        ("div = {latency = 4, throughput = 2}", 'div = "4"', "operators.div"),
        ('"nanoseconds"', '"hours"', "unit: Input should be 'nodes', 'cycles' or 'nanoseconds'"),
        ("other = 50", "other = 0", "other: Input should be greater than 0"),
        ("leaf = 0", "leaf = -1", "leaf: Input should be greater"),
        ('"multiplications"', '"free"', "integer_powers: Input should be 'calls'"),
        ("2026-01-31", "January", "machine.date: String should match"),
        ('cpu = "none"', "", "machine.cpu: Field required"),
        ("unit =", "units =", "unit: Field required"),
        ("leaf = 0", "leaf = 0\ncolour = 1", "colour: unknown field 'colour'; there are name"),
        ("leaf = 0", "leaf =", "not valid TOML"),
    ],
)
def test_wrong_files(old: str, new: str, complaint: str, measured: Path) -> None:
    assert old in MEASURED
    measured.write_text(MEASURED.replace(old, new, 1))
    with pytest.raises(InputError) as caught:
        cost_table(measured)
    assert str(caught.value).startswith(f"{measured}: ")
    assert complaint in str(caught.value)
    assert "\n" not in str(caught.value)


def test_names_that_are_no_tables(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("XDG_CACHE_HOME", str(tmp_path))
    with pytest.raises(InputError, match=r"'cheap'; there are example-.*, network, .*calibrated"):
        cost_model("cheap")
    with pytest.raises(InputError, match="cannot be read: No such file"):
        cost_model("cheap.toml")
    with pytest.raises(InputError, match=r"no calibrated costs at .*: run `symnum calibrate`"):
        cost_model("calibrated")


def test_the_calibrated_table_is_found(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("XDG_CACHE_HOME", str(tmp_path))
    calibrated_path().parent.mkdir(parents=True)
    calibrated_path().write_text(MEASURED)
    assert cost_table("calibrated").name == "measured"
    assert cost_model("calibrated").of(EXP) == 3


def test_the_price_decides_what_an_engine_takes() -> None:
    """Where a call of pow is dear, a product of equal factors is not."""
    found = []
    for price in (1, 100):
        table = CostTable(
            name="a", source="b", unit="cycles", other=1, leaf=0,
            operators={"mul": Price(latency=3, throughput=3),
                       "pow": Price(latency=9, throughput=price)},
        )  # fmt: skip
        answer = simplify(parse("x*x*x"), RULES, FACTS, cost=table.model())
        found.append(str(answer.term))
    assert found == ["x^3", "x*x*x"]
