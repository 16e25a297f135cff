"""What comes out of an e-graph is compared with what went in."""

from __future__ import annotations

import pytest

from symnum.egraphs import engine
from symnum.egraphs.refutation import refuted
from symnum.rules import Guard, Rule, variables
from symnum.terms import Number, parse
from symnum.terms.functions import exp, sin

(t,) = variables("t")


@pytest.mark.parametrize(
    ("before", "after", "wrong"),
    [
        ("x + y", "y + x", False),
        ("x + y", "x - y", True),
        ("x/x", "1", False),  # no point is 0
        ("log(x)", "log(x) + 1", True),
        ("exp(atan2(-2, y)) - select(x < y, 1, 2)", "-2*select(x < y, 1, 2)", True),
        ("abs(p)", "p", False),
    ],
)
def test_points_tell_terms_apart(before: str, after: str, wrong: bool) -> None:
    assumed = {"p": ["positive"]}
    assert (
        refuted(parse(before, assumptions=assumed), parse(after, assumptions=assumed), ()) is wrong
    )


def test_assumptions_choose_the_points() -> None:
    x = parse("x")
    assert refuted(parse("abs(x)"), x, ())
    assert not refuted(parse("abs(x)"), x, (Guard("positive", (x,)),))


def test_rules_that_contradict_each_other_change_nothing() -> None:
    wrong = Rule("wrong", exp(sin(t)), Number(7))
    term = parse("exp(sin(x)) + y")
    found = engine.simplify(term, [wrong], [])
    assert found.term is term
    assert found.stopped_because == "contradiction"


def test_a_wrong_answer_is_asked_again(monkeypatch: pytest.MonkeyPatch) -> None:
    """An e-graph gone wrong is thrown away, and a new one gives the answer."""
    right = Rule("right", exp(sin(t)), exp(sin(t)) * 1)
    answers = iter([[parse("x + 1")], [parse("exp(sin(x))")]])
    monkeypatch.setattr(engine.Work, "simplest", lambda work: next(answers))
    found = engine.simplify(parse("exp(sin(x))"), [right], [])
    assert found.term is parse("exp(sin(x))")
    assert found.stopped_because != "contradiction"
    assert next(answers, None) is None
