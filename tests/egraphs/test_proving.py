"""The graph of terms with reasons, and the searches and normal forms that fill it."""

from __future__ import annotations

import random
import subprocess
import sys
from fractions import Fraction
from typing import Any

import pytest

from rewrite_rules import FACTS, RULES
from symnum.egraphs import Limits
from symnum.egraphs.limits import Deadline
from symnum.egraphs.proving.directions import backwards, forwards, in_search, vocabulary
from symnum.egraphs.proving.explanation import TooLong, explanation
from symnum.egraphs.proving.forest import Application
from symnum.egraphs.proving.graph import Contradiction, TermGraph
from symnum.egraphs.proving.normal_forms import NormalForms
from symnum.egraphs.proving.proof import Proving
from symnum.egraphs.proving.ring_instances import RingLaws
from symnum.egraphs.proving.search import Search
from symnum.egraphs.proving.sizes import Sizes
from symnum.egraphs.proving.slots import slots, squares
from symnum.errors import InputError
from symnum.numerics.balls import same_value
from symnum.ops import ADD, operator_named
from symnum.rewriting.facts import FactBase
from symnum.rules import RuleKind
from symnum.terms import Number, parse, to_canonical
from symnum.terms.functions import cos, derivative, exp, log, sin
from symnum.terms.plain import Call, Symbol
from symnum.terms.ring import symbols

x, y, z = symbols("x y z")
RULE = {rule.name: rule for rule in RULES}
NO_LIMIT = 600


def canonical(text: str) -> Any:
    return to_canonical(parse(text))


def applied(rule: str, **bindings: Any) -> Application:
    return Application(RULE[rule], False, bindings, (), ADD)


BINARY = [operator_named(name) for name in ("add", "sub", "mul", "div", "max")]
UNARY = [operator_named(name) for name in ("neg", "sin", "cos", "exp", "abs", "log")]
LEAVES = (Symbol("x"), Symbol("y"), Number(1), Number(2), Number(-1), Number(Fraction(-2, 3)))


def random_term(source: random.Random, depth: int) -> Any:
    if depth == 0:
        return source.choice(LEAVES)
    if source.random() < 0.65:
        parts = (random_term(source, depth - 1), random_term(source, depth - 1))
        return Call(source.choice(BINARY), parts)
    if source.random() < 0.6:
        return Call(source.choice(UNARY), (random_term(source, depth - 1),))
    return random_term(source, depth - 1) ** source.choice((2, 3, -1, -2))


def random_terms(count: int, depth: int) -> list[Any]:
    source = random.Random(f"proving {depth}")
    return [to_canonical(random_term(source, depth)) for _ in range(count)]


# -- places and sizes ----------------------------------------------------------------------------


@pytest.mark.parametrize("term", random_terms(60, 4))
def test_what_stands_in_a_place_put_there_again_changes_nothing(term: Any) -> None:
    for place in (*slots(term), *squares(term)):
        assert place.plug(place.child) is place.term is term


@pytest.mark.parametrize("term", random_terms(60, 4))
def test_terms_are_longer_than_their_parts(term: Any) -> None:
    sizes = Sizes()
    for part in (slot.child for slot in slots(term)):
        assert sizes[term] > sizes[part]


def test_sizes_are_those_of_terms_as_written() -> None:
    sizes = Sizes()
    lengths = {"x": 1, "-x": 2, "x - y": 3, "2*x": 3, "1/x": 3, "x/y": 3, "sqrt(x)": 2,
               "x^2": 3, "1 - x": 3, "x*y^2": 5, "exp(x)": 2}  # fmt: skip
    assert {text: sizes[canonical(text)] for text in lengths} == lengths


def test_nothing_is_a_place_inside_a_derivative() -> None:
    term = derivative(sin(x) * y, x)
    assert slots(term) == squares(term) == ()


# -- the graph -----------------------------------------------------------------------------------


def test_equals_make_equals_and_the_reason_is_told() -> None:
    graph = TermGraph()
    one, other = exp(abs(x) + y) * 2, exp(canonical("sqrt(x^2)") + y) * 2
    graph.add(one)
    graph.add(other)
    assert not graph.same(one, other)
    graph.union(canonical("sqrt(x^2)"), abs(x), applied("sqrt-of-square", x=x))
    assert graph.same(one, other)
    derivation = explanation(graph, other, one)
    assert [step.rule for step in derivation] == ["sqrt-of-square"]
    assert derivation.replay() is one
    back = explanation(graph, one, other)
    assert back.replay() is other
    assert back.steps[0].reverse


def test_an_equal_number_twice_is_a_contradiction() -> None:
    graph = TermGraph()
    graph.union(x, canonical("1"), applied("pythagoras", x=x, a=x))
    with pytest.raises(Contradiction):
        graph.union(x, canonical("2"), applied("pythagoras", x=x, a=x))


def test_classes_that_are_each_others_opposite_come_to_rest() -> None:
    graph = TermGraph()
    reason = applied("sin-minus", c=x, a=x)
    graph.union(sin(x), -sin(-x), reason)
    graph.union(sin(-x), -sin(x), reason)
    for whole in (sin(x) * y, -sin(-x) * y, sin(x) + y, y - sin(-x)):
        graph.add(whole)
    assert graph.same(sin(x) + y, y - sin(-x))
    assert graph.same(sin(x) * y, -sin(-x) * y)


def test_an_explanation_that_is_too_long_is_given_up(monkeypatch: pytest.MonkeyPatch) -> None:
    graph = TermGraph()
    graph.union(canonical("sqrt(x^2)"), abs(x), applied("sqrt-of-square", x=x))
    monkeypatch.setattr("symnum.egraphs.proving.explanation.LONGEST", 0)
    with pytest.raises(TooLong):
        explanation(graph, canonical("sqrt(x^2)"), abs(x))


# -- directions ----------------------------------------------------------------------------------


def test_every_direction_is_sound_where_its_rule_is() -> None:
    """What is matched is the rule behind it, turned around and with its factor put in."""
    for rule in RULES:
        for way in (*forwards(rule), *backwards(rule)):
            assert way.rule is rule
            assert len(way.matched.where) == len(rule.where)
            if not way.reverse:
                assert way.matched is rule
            elif not way.fixed:
                assert (way.matched.left, way.matched.right) == (rule.right, rule.left)


def test_only_related_operators_come_in_from_right_to_left() -> None:
    words = vocabulary([sin(x) + 1])
    assert {"sin", "cos", "tan", "add"} <= words
    assert "exp" not in words
    ways = in_search(tuple(RULES), words, True)
    assert any(way.reverse and way.rule.name == "one-minus-cos" for way in ways)
    assert not any(way.reverse and way.rule.name == "sinh-from-exp" for way in ways)
    assert not any(way.rule.kind is RuleKind.FLOAT_ONLY for way in ways)
    few = in_search(tuple(RULES), words, False)
    assert all(way.rule.kind is not RuleKind.DIRECTED for way in few if way.reverse)


# -- ring laws and normal forms ------------------------------------------------------------------

FACT_BASE = FactBase(FACTS)
LAWS = RingLaws.among(RULES)


@pytest.mark.parametrize("term", random_terms(80, 3))
def test_instances_of_ring_laws_replay(term: Any) -> None:
    for reason, after in LAWS.instances(term):
        graph = TermGraph()
        if after is term:
            continue
        graph.union(term, after, reason)
        assert explanation(graph, term, after).replay() is after
        assert explanation(graph, after, term).replay() is term


@pytest.mark.parametrize("count", [2, 3, 7, 30])
def test_a_common_factor_of_many_addends(count: int) -> None:
    parts = symbols(" ".join(f"a{number}" for number in range(count)))
    start, end = sum(x * part for part in parts), x * sum(parts)
    for reason, after in LAWS.instances(start):
        graph = TermGraph()
        graph.union(start, after, reason)
        assert explanation(graph, start, after).replay() is after
    proving = Proving(RULES, (), Limits(25, 6000, NO_LIMIT))
    derivation, why = proving.joined(start, end)
    assert (why, proving.refused) == ("proved", [])
    assert derivation is not None
    assert derivation.replay() is end


@pytest.mark.parametrize("term", random_terms(40, 3))
def test_ways_to_normal_forms_replay(term: Any) -> None:
    graph = TermGraph()
    forms = NormalForms(graph, RULES, FACT_BASE, Deadline(NO_LIMIT))
    try:
        found = [*forms.all_of(term)]
    except Contradiction:  # a term without a value anywhere
        assert same_value(term, canonical("1/0"), {"x": 2, "y": 3})
        return
    assert found[0] is term
    for form in found:
        assert graph.same(term, form)
        assert explanation(graph, term, form).replay() is form


@pytest.mark.parametrize(
    ("text", "opened"),
    [
        ("sinh(x)", "exp(x)/2 - 1/(2*exp(x))"),
        ("sin(2*x)", "2*cos(x)*sin(x)"),
        ("sin(x)^2", "1 - cos(x)^2"),
        ("sin(x)^4", "1 - 2*cos(x)^2 + cos(x)^4"),
        ("exp(x + 2*y)", "exp(x)*exp(y)^2"),
        ("cos(3*x)", "4*cos(x)^3 - 3*cos(x)"),
    ],
)
def test_opened_terms(text: str, opened: str) -> None:
    graph = TermGraph()
    forms = NormalForms(graph, RULES, FACT_BASE, Deadline(NO_LIMIT))
    assert forms.opened(canonical(text)) is canonical(opened)


def test_factored_terms() -> None:
    graph = TermGraph()
    forms = NormalForms(graph, RULES, FACT_BASE, Deadline(NO_LIMIT))
    term = exp(x**3 - y**3) + 1
    assert forms.factored(term) is exp((x - y) * (x**2 + x * y + y**2)) + 1
    assert forms.factored(x + y) is x + y


# -- the search ----------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("limits", "reason"),
    [
        (Limits(iterations=1, nodes=10_000, seconds=NO_LIMIT), "iteration limit"),
        (Limits(iterations=2, nodes=30, seconds=NO_LIMIT), "node limit"),
        (Limits(iterations=50, nodes=10_000, seconds=1e-9), "time limit"),
    ],
)
def test_limits_are_honoured_and_said(limits: Limits, reason: str) -> None:
    search = Search([sin(x + y) * cos(z) + log(x)], RULES, FACT_BASE, limits, all_backwards=True)
    assert search.run(lambda: False) == reason
    assert reason != "node limit" or len(search.graph) < 30 + 100


def test_a_small_search_comes_to_an_end() -> None:
    search = Search([canonical("f + 1")], RULES[:3], FACT_BASE, Limits(50, 1000, NO_LIMIT))
    assert search.run(lambda: False) == "saturated"


def test_what_is_found_is_equal_at_points() -> None:
    start = canonical("sin(x)*cos(y) + cos(x)*sin(y) + sqrt(x^2)")
    search = Search([start], RULES, FACT_BASE, Limits(10, 600, NO_LIMIT), True)
    search.run(lambda: False)
    members = search.graph.members(start)
    assert len(members) > 5
    for member in members:
        for point in ({"x": 2, "y": 1}, {"x": -3, "y": 0}, {"x": 0, "y": Fraction(1, 2)}):
            assert same_value(start, member, point, cap=512) is not False
        assert explanation(search.graph, start, member).replay() is member


def test_contradicting_assumptions_are_bad_input() -> None:
    assumed = [("positive", log(x)), ("negative", log(x))]
    proving = Proving(RULES, assumed, Limits(10, 500, NO_LIMIT))
    with pytest.raises(InputError, match="nothing can be both"):
        proving.joined(abs(log(x)), canonical("17"))


SCRIPT = """
import json
from rewrite_rules import RULES
from symnum.egraphs import Limits
from symnum.egraphs.proving.proof import Proving
from symnum.terms import parse, to_canonical
texts = "sin(x + y)*sin(x - y) + 1/(a*b)", "sin(x)^2 - sin(y)^2 + 1/(b*a)"
pair = [to_canonical(parse(text)) for text in texts]
derivation, reason = Proving(RULES, (), Limits(10, 2000, 600)).joined(*pair)
print(json.dumps(derivation.to_json()))
"""


def test_proofs_are_the_same_in_every_process() -> None:
    outputs = {
        subprocess.run(
            [sys.executable, "-c", SCRIPT], env={"PYTHONHASHSEED": seed}, check=True,
            capture_output=True, text=True,
        ).stdout
        for seed in ("0", "3")
    }  # fmt: skip
    assert len(outputs) == 1
