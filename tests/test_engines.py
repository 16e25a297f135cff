"""Both engines on 2,000 random terms: the value and the domain are preserved."""

from __future__ import annotations

import random
from fractions import Fraction
from pathlib import Path

import pytest

from symnum import InputError
from symnum.egraphs import CostModel, Limits, cost_model
from symnum.engines import ENGINES, Engine, simplification, simplify
from symnum.numerics.balls import UNDEFINED, evaluate, same_value
from symnum.ops import Operator, operator_named
from symnum.terms import Term, node_count, parse, plain_symbols, to_canonical, to_plain
from symnum.terms.plain import Call, Number

BATCHES, BATCH = 20, 100
POINTS = 8
SMALL = Limits(iterations=5, nodes=1500, seconds=20)
SPECIAL = (0, 1, -1, 2, -2, Fraction(1, 2), Fraction(-1, 2))

BINARY = [operator_named(n) for n in ("add", "sub", "mul", "div", "add", "mul", "max", "min")]
UNARY = [
    operator_named(n)
    for n in ("neg", "sin", "cos", "tan", "exp", "log", "sqrt", "abs", "sinh", "cosh", "tanh",
              "asin", "atan", "erf", "sign", "log1p", "exp2")
]  # fmt: skip
LEAVES = (*plain_symbols("x y"), *plain_symbols("p", "positive"), Number(1), Number(2), Number(-1))
POWER = operator_named("pow")
EXPONENTS = (Number(2), Number(3), Number(-1), Number(-2), Number(Fraction(1, 2)), Number(0))


def random_term(source: random.Random, depth: int) -> Term:
    """A term in which rules have much to do: few leaves, and parts that occur again."""
    if depth == 0 or source.random() < 0.12:
        return source.choice(LEAVES)
    shape = source.random()
    if shape < 0.5:
        operator: Operator = source.choice(BINARY)
        first = random_term(source, depth - 1)
        again = source.random() < 0.15
        return Call(operator, (first, first if again else random_term(source, depth - 1)))
    if shape < 0.85:
        return Call(source.choice(UNARY), (random_term(source, depth - 1),))
    return Call(POWER, (random_term(source, depth - 1), source.choice(EXPONENTS)))


def random_points(source: random.Random) -> list[dict[str, int | Fraction]]:
    def value() -> int | Fraction:
        small = source.random() < 0.5
        return source.choice(SPECIAL) if small else Fraction(source.randint(-99, 99), 16)

    return [{"x": value(), "y": value(), "p": abs(value()) + Fraction(1, 8)} for _ in range(POINTS)]


@pytest.mark.parametrize("batch", range(BATCHES))
@pytest.mark.parametrize("engine", ENGINES)
def test_random_terms_keep_their_value_and_domain(engine: Engine, batch: int) -> None:
    source = random.Random(f"{engine} {batch}")
    agreed = undefined = changed = 0
    for _ in range(BATCH):
        term = to_canonical(random_term(source, source.randint(2, 4)))
        result = simplification(term, engine, limits=SMALL)
        assert size(result.term) <= size(term)
        changed += result.term is not term
        for point in random_points(source):
            verdict = same_value(term, result.term, point, cap=1024)
            assert verdict is not False, f"{term} became {result.term}, which differs at {point}"
            agreed += verdict is True
            undefined += evaluate(term, point) is UNDEFINED
    assert agreed > 0.9 * BATCH * POINTS
    assert undefined > 0.05 * BATCH * POINTS
    assert changed > 0.05 * BATCH


def size(term: object) -> int:
    return node_count(to_plain(term), shared=False)


@pytest.mark.parametrize(
    ("text", "classical", "egraph"),
    [
        ("x + x", "2*x", "2*x"),
        ("sin(x)^2 + cos(x)^2", "1", "1"),
        ("x/x", "x/x", "x/x"),
        ("1/x - 1/x", "0/x", "0/x"),
        ("(x^2)^(1/2)", "abs(x)", "abs(x)"),
        ("sqrt(x)^2", "sqrt(x)^2", "sqrt(x)^2"),
        ("exp(log(x))", "exp(log(x))", "exp(log(x))"),
        ("a*b + a*c", "a*b + a*c", "a*(b + c)"),
        ("log(x) + log(y)", "log(x) + log(y)", "log(x) + log(y)"),
        ("5 - 10*sin(z)^2 + y", "y + 5*cos(2*z)", "y + 5*cos(2*z)"),
    ],
)
def test_known_answers(text: str, classical: str, egraph: str) -> None:
    assert str(simplify(to_canonical(parse(text)), "classical")) == classical
    assert str(simplify(to_canonical(parse(text)), "egraph")) == egraph


@pytest.mark.parametrize("engine", ENGINES)
@pytest.mark.parametrize(
    ("text", "assuming", "expected"),
    [
        ("x/x", "nonzero", "1"),
        ("sqrt(x)^2", "nonnegative", "x"),
        ("exp(log(x))", "positive", "x"),
        ("abs(x) + x", "negative", "0"),
        ("sqrt(x^2)", "nonnegative", "x"),
        ("x^y*x^(-y)", "positive", "1"),
    ],
)
def test_assumptions_unlock_rules(engine: Engine, text: str, assuming: str, expected: str) -> None:
    term = to_canonical(parse(text, assumptions={"x": [assuming]}))
    assert str(simplify(term, engine)) == expected


@pytest.mark.parametrize("engine", ENGINES)
def test_assumptions_on_terms(engine: Engine) -> None:
    term = to_canonical(parse("cos(x)^2/cos(x)"))
    assert str(simplify(term, engine)) == "cos(x)^2/cos(x)"
    assumed = [("nonzero", to_canonical(parse("cos(x)")))]
    assert str(simplify(term, engine, assuming=assumed)) == "cos(x)"


def test_an_unknown_engine_is_refused() -> None:
    with pytest.raises(InputError, match="there are classical, egraph"):
        simplify(to_canonical(parse("x")), "magic")  # type: ignore[arg-type]


@pytest.mark.parametrize(
    ("cost", "expected"),
    [
        (None, "log(x*y)"),
        ("node-count", "log(x*y)"),
        ("published", "log(x) + log(y)"),
        (cost_model("published"), "log(x) + log(y)"),
        (CostModel("dear sums", {"add": 9}), "log(x*y)"),
    ],
)
def test_prices_decide(cost: CostModel | str | None, expected: str) -> None:
    """The published table has no price for log, so that it costs less than a product."""
    term = parse("log(x) + log(y)", assumptions={"x": ["positive"], "y": ["positive"]})
    assert str(simplify(to_canonical(term), "egraph", cost=cost)) == expected


def test_prices_of_a_file(tmp_path: Path) -> None:
    path = tmp_path / "mine.toml"
    path.write_text(
        'name = "mine"\nsource = "made up"\nunit = "cycles"\nother = 1\nleaf = 0\n'
        "[operators]\nlog = 50\n"
    )
    term = parse("log(x) + log(y)", assumptions={"x": ["positive"], "y": ["positive"]})
    result = simplification(term, "egraph", cost=path)
    assert (str(result.term), result.details["cost"]) == ("log(x*y)", 51)


def test_prices_are_for_the_egraph() -> None:
    with pytest.raises(InputError, match="'classical' knows no prices"):
        simplify(parse("x"), cost="published")
    with pytest.raises(InputError, match="unknown cost table 'cheap'"):
        simplify(parse("x"), "egraph", cost="cheap")


def test_only_the_e_graph_extracts() -> None:
    with pytest.raises(InputError, match="classical' extracts nothing"):
        simplify(parse("x + x"), extraction="dag")
    found = simplification(parse("exp(x)*y + exp(x)*z"), "egraph", extraction="ilp")
    assert found.details["extraction"] == "ilp"
    assert found.details["gap"] == 0
