"""Terms that are simplified together, extraction with sharing, and terms too large for one
e-graph."""

from __future__ import annotations

import random
from typing import Any

import pytest

from rewrite_rules import FACTS, RULES
from symnum.egraphs import Limits, cost_model, node_count, simplify, simplify_all
from symnum.egraphs.limits import Deadline
from symnum.errors import InputError
from symnum.numerics.balls import same_value
from symnum.ops import ADD, DIV, MUL, SUB, operator_named
from symnum.polynomials import expand
from symnum.rules import Guard
from symnum.terms import Call, Canonical, Term, parse, plain_symbols, to_canonical, to_text

PUBLISHED = cost_model("published")
SMALL = Limits(nodes=600, seconds=600)
SYMBOLS = plain_symbols("a b c d e f g h i j k l m")


def random_term(source: random.Random, depth: int) -> Term:
    """A term of thirteen symbols."""
    if depth == 0 or source.random() < 0.1:
        return source.choice(SYMBOLS)
    if source.random() < 0.1:
        return Call(
            operator_named(source.choice(("sin", "exp"))), (random_term(source, depth - 1),)
        )
    operator = source.choice((ADD, ADD, SUB, MUL, MUL, DIV))
    return Call(operator, (random_term(source, depth - 1), random_term(source, depth - 1)))


def texts(*found: Any) -> list[str]:
    return [to_text(term) for term in found]


def test_shared_parts_decide_between_equal_forms() -> None:
    """Written out, ``x*exp(y) + z*exp(y)`` is dearer than its factored form; beside both of its
    products it costs one addition."""
    terms = [parse(text) for text in ("x*exp(y) + z*exp(y)", "x*exp(y)", "z*exp(y)")]
    tree, dag, optimum = (
        simplify_all(terms, RULES, FACTS, cost=PUBLISHED, extraction=mode)
        for mode in ("tree", "dag", "ilp")
    )
    assert texts(*tree.terms)[0] == "exp(y)*(x + z)"
    assert texts(*dag.terms) == texts(*optimum.terms) == texts(*terms)
    assert dag.details["shared_cost"] == optimum.details["shared_cost"] == 18 + 3 + 3 + 1
    assert optimum.details["gap"] == 0
    assert dag.stopped_because == "saturated"


def test_what_costs_more_than_the_input_is_not_given() -> None:
    terms = [parse(text) for text in ("x*exp(y) + z*exp(y)", "x*exp(y)", "z*exp(y)")]
    found = simplify_all(terms, RULES, FACTS, cost=PUBLISHED, extraction="tree")
    assert found.details["cost"] < found.details["input_cost"]
    assert found.details["shared_cost"] > found.details["input_shared_cost"]
    again = simplify_all(found.terms, RULES, FACTS, cost=PUBLISHED, extraction="dag")
    assert again.details["shared_cost"] <= again.details["input_shared_cost"]


def test_brackets_that_keep_a_shared_part_stay() -> None:
    terms = [parse(text) for text in ("(a + b)*exp(x)", "exp(a + b)", "c + (a + b) + d")]
    found = simplify_all(terms, RULES, FACTS, limits=SMALL)
    assert found.details["shared_cost"] == node_count.together(found.terms)
    assert found.details["shared_cost"] <= found.details["input_shared_cost"]
    assert texts(found.terms[2]) != ["a + b + c + d"]


def test_the_prices_say_how_they_add_up_unless_told() -> None:
    term = parse("exp(x)*(y + 1) + y")
    assert simplify(term, RULES, FACTS).details["extraction"] == "tree"
    assert simplify(term, RULES, FACTS, cost=PUBLISHED).details["extraction"] == "dag"
    with pytest.raises(InputError, match="extraction 'best'; there are tree, dag, ilp"):
        simplify(term, RULES, FACTS, extraction="best")


def test_families_come_back_one_by_one() -> None:
    terms = [parse("a*b + a*c"), to_canonical(parse("a*b + a*c")), ("add", "x", 0), 7]
    found = simplify_all(terms, RULES, FACTS).terms
    assert isinstance(found[0], Term)
    assert isinstance(found[1], Canonical)
    assert texts(*found[:2]) == ["a*(b + c)"] * 2
    assert found[2:] == ("x", 7)
    assert simplify_all([], RULES, FACTS).terms == ()


def test_assumptions_hold_for_all() -> None:
    terms = [parse("x/x + a"), parse("abs(x)")]
    found = simplify_all(terms, RULES, FACTS, assuming=[Guard("positive", (parse("x"),))])
    assert texts(*found.terms) == ["a + 1", "x"]


def test_a_sum_of_600_addends_goes_through() -> None:
    """Every addend is in one piece and in the result, and no e-graph is larger than its share."""
    source = random.Random(3)
    names = plain_symbols(" ".join(f"x{i}" for i in range(60)))
    factors = [source.choice(names) * source.choice(names) for _ in range(600)]
    whole = Call(ADD, tuple(f * k for f, k in zip(factors, plain_symbols(
        " ".join(f"k{i}" for i in range(600))), strict=True)))  # fmt: skip
    limits = Limits(nodes=2000, iterations=4, seconds=3000)
    result = simplify(whole, RULES, FACTS, limits=limits)
    first = result.details["pieces"][0]
    assert sum(first) == 600
    assert max(first) <= 6
    assert result.details["nodes"] < 3 * limits.nodes
    assert result.details["left_whole"] == ()
    assert result.details["cost"] < result.details["input_cost"]
    assert expand(to_canonical(result.term)) is expand(to_canonical(whole))


@pytest.mark.parametrize("mode", ["tree", "dag"])
def test_deep_terms_are_cut_into_subterms(mode: str) -> None:
    """A term far too large for its e-graphs keeps its value and becomes cheaper."""
    term = random_term(random.Random(4), 9)
    limits = Limits(nodes=800, iterations=3, seconds=3000)
    result = simplify(term, RULES, FACTS, limits=limits, cost=PUBLISHED, extraction=mode)
    details = result.details
    assert node_count.shared(term) > limits.nodes / 8
    assert len(details["groups"]) > 2
    assert details["left_whole"] == ()
    which = "cost" if mode == "tree" else "shared_cost"
    assert details[which] < details[f"input_{which}"]
    source = random.Random(5)
    for _ in range(4):
        point = {symbol.name: source.randint(1, 40) for symbol in SYMBOLS}
        assert same_value(term, result.term, point, cap=512) is not False


def test_what_is_known_of_a_subterm_is_known_of_what_stands_for_it() -> None:
    """A large sum of squares is positive, so that it cancels; one of symbols is not."""
    squares = "+".join(f"x{i}^2" for i in range(9))
    symbols = "+".join(f"x{i}" for i in range(9))
    found = simplify_all(
        [parse(f"y*(1 + {squares})/(1 + {squares})"), parse(f"y*({symbols})/({symbols})")],
        RULES, FACTS, limits=SMALL, extraction="tree",
    )  # fmt: skip
    first, second = texts(*found.terms)
    assert first == "y"
    assert second != "y"


def test_systems_go_through_in_groups_that_share_parts() -> None:
    """Two unconnected systems, their outputs mixed."""
    terms = []
    for i in range(4):
        terms += [parse(f"k{i}*exp(a + b) + q*exp(a + b)"), parse(f"m{i}*exp(c*d) + r*exp(c*d)")]
    limits = Limits(nodes=200, iterations=5, seconds=3000)
    result = simplify_all(terms, RULES, FACTS, limits=limits, cost=PUBLISHED)
    assert sum(result.details["groups"]) == 8
    assert len(result.details["groups"]) >= 2
    assert result.details["shared_cost"] < result.details["input_shared_cost"]
    for before, after in zip(terms, result.terms, strict=True):
        assert to_canonical(expand(to_canonical(before - after))) is to_canonical(parse("0"))


def test_what_no_e_graph_has_seen_is_told(monkeypatch: pytest.MonkeyPatch) -> None:
    terms = [parse("a*b + a*c"), parse("x"), parse("sin(x)^2 + cos(x)^2")]
    result = simplify_all(terms, RULES, FACTS, limits=Limits(seconds=1e-9))
    assert result.terms == tuple(terms)
    assert (result.stopped_because, result.details["left_whole"]) == ("time limit", (13,))
    left = iter([1000.0] * 60)
    monkeypatch.setattr(Deadline, "remaining", property(lambda self: next(left, 0.0)))
    many = [parse(f"sin(a{i})*b{i} + sin(a{i})*c{i} + d{i}*exp(e{i})") for i in range(12)]
    result = simplify_all(many, RULES, FACTS, limits=Limits(nodes=200, seconds=1000))
    assert result.stopped_because == "time limit"
    assert 0 < len(result.details["left_whole"]) < len(many)
    assert result.details["shared_cost"] < result.details["input_shared_cost"]


def test_the_same_system_has_the_same_answer() -> None:
    terms = [random_term(random.Random(seed), 5) for seed in range(3)]
    limits = Limits(nodes=400, iterations=4, seconds=3000)
    first, second = (
        simplify_all(terms, RULES, FACTS, limits=limits, cost=PUBLISHED) for _ in range(2)
    )
    assert first == second


def test_where_a_limit_ends_the_search_directed_rules_are_asked() -> None:
    zero = "(x + y + z)^3 - (x + y)^3 - z^3 - 3*z*(x + y)*(x + y + z)"
    term = parse(f"{zero} + exp(a)*b + exp(a)*c")
    short = Limits(iterations=1, seconds=600)
    found = simplify(term, RULES, FACTS, limits=short)
    assert found.details["begun_again"]
    assert found.stopped_because == "iteration limit"
    assert to_text(found.term) == "b*exp(a) + c*exp(a)"
    assert not simplify(parse("a*b + a*c"), RULES, FACTS).details["begun_again"]
