"""Rules as rewriters: one object on every family of terms, matching up to order, guards."""

from __future__ import annotations

from typing import Any

import pytest

from rewrite_rules import FACTS, RULES
from symnum.errors import InputError
from symnum.rewriting.combinators import Chain, Fixpoint, Postwalk
from symnum.rewriting.facts import FactBase
from symnum.rewriting.matcher import BudgetSpent, Matcher
from symnum.rewriting.prepared import prepared
from symnum.rewriting.rule_index import RuleIndex
from symnum.rewriting.rule_rewriter import RuleRewriter
from symnum.rules import Rule, core, rest, variables
from symnum.terms import Number, convert, parse, plain_symbols, to_canonical, to_plain
from symnum.terms.canonical import CanonicalNumber
from symnum.terms.functions import cos, sin
from symnum.terms.interface import adapter_of
from symnum.terms.ring import linear_combination, symbols
from symnum.terms.sympy_terms import to_sympy
from symnum.terms.traversal import postorder

x, y, n = variables("x y n")
a = rest("a")
BY_NAME = {rule.name: rule for rule in RULES}
PYTHAGORAS = BY_NAME["pythagoras"]


def rewriter(*names: str, assuming: tuple[tuple[str, Any], ...] = ()) -> Fixpoint:
    facts = FactBase(FACTS, assuming)
    return Fixpoint(Postwalk(Chain(tuple(RuleRewriter(BY_NAME[n], facts) for n in names))))


ONE_OBJECT = rewriter("pythagoras", "hyperbolic-pythagoras", "exp-times-exp")
FAMILIES = {
    "plain": lambda text: core(parse(text)),
    "canonical": lambda text: to_canonical(parse(text)),
    "sympy": lambda text: to_sympy(parse(text)),
    "tuples": lambda text: convert(core(parse(text)), ("sin", "x")),
}


@pytest.mark.parametrize("family", FAMILIES)
@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("sin(t)^2 + cos(t)^2", "1"),
        ("2 + 3*z*sin(t)^2 + 3*z*cos(t)^2 + w", "w + 3*z + 2"),
        ("sin(cosh(t)^2 - sinh(t)^2)", "sin(1)"),
        ("f*exp(t)*exp(z)", "f*exp(t + z)"),
    ],
)
def test_one_rewriter_object_works_on_every_family(family: str, text: str, expected: str) -> None:
    term = FAMILIES[family](text)
    after = ONE_OBJECT(term)
    assert adapter_of(after) is adapter_of(term)
    assert to_canonical(after) is to_canonical(parse(expected))


@pytest.mark.parametrize("family", FAMILIES)
def test_nothing_applies_gives_none(family: str) -> None:
    assert ONE_OBJECT(FAMILIES[family]("sin(t)^2 + 2*cos(t)^2")) is None


@pytest.mark.parametrize(
    ("rule", "text", "expected"),
    [
        ("pythagoras", "sin(x)^2 + cos(x)^2 + sin(y)^2", "sin(y)^2 + 1"),
        ("one-minus-sin", "5 - 5*sin(x)^2 + y", "y + 5*cos(x)^2"),
        ("cos-double-from-sin", "3 - 6*sin(x)^2", "3*cos(2*x)"),
        ("sin-plus-pi", "sin(x + y + pi)", "-sin(x + y)"),
        ("sin-minus", "sin(-3*x)", "-sin(3*x)"),
        ("exp-of-log", "exp(2*log(p))", "p^2"),
        ("log-of-exp-times", "log(y*exp(x))", "log(y) + x"),
        ("sin-over-cos-powers", "y*sin(x)^3/cos(x)^3", "y*tan(x)^3"),
        ("powers-times", "p^x*p^y*z", "z*p^(x + y)"),
        ("mul-zero", "0*log(p^2 + 1)", "0"),
    ],
)
def test_matching_up_to_order_with_a_rest(rule: str, text: str, expected: str) -> None:
    assumed = {"p": ["positive"]}
    after = rewriter(rule)(to_canonical(parse(text, assumptions=assumed)))
    assert after is to_canonical(parse(expected, assumptions=assumed))


@pytest.mark.parametrize(
    ("rule", "text"),
    [
        ("exp-of-log", "exp(2*log(x))"),
        ("mul-reciprocal", "x*x^-1"),
        ("sqrt-squared", "sqrt(x)^2"),
        ("sin-minus", "sin(3*x)"),
        ("log-plus-log", "log(x) + log(y)"),
        ("pythagoras", "sin(1/x)^2 + cos(1/x)^2"),
        ("tan-times-cos", "tan(x)*cos(x)"),
    ],
)
def test_a_guard_that_is_not_known_holds_the_rule_back(rule: str, text: str) -> None:
    assert rewriter(rule)(to_canonical(parse(text))) is None


def test_applications_are_logged() -> None:
    log: list[tuple[str, str, str]] = []
    facts = FactBase(FACTS)
    apply = RuleRewriter(
        PYTHAGORAS,
        facts,
        lambda rule, old, new: log.append((rule.name, str(old), str(new))),
    )
    Postwalk(apply)(to_canonical(parse("y*sin(x)^2 + y*cos(x)^2 + 1")))
    assert log == [("pythagoras", "y*cos(x)^2 + y*sin(x)^2 + 1", "y + 1")]


def test_a_long_sum_is_searched_within_the_budget() -> None:
    names = symbols(" ".join(f"x{i}" for i in range(600)))
    long_sum = linear_combination((sin(name) ** 2, 1) for name in names)
    matcher = Matcher(adapter_of(long_sum), long_sum, steps=4000)
    pattern = core(PYTHAGORAS.left)
    try:
        found = next(matcher.match(pattern, long_sum, {}), None)
    except BudgetSpent:
        found = None
    assert found is None
    assert rewriter("pythagoras")(long_sum) is None
    with_pair = long_sum + cos(names[0]) ** 2
    assert rewriter("pythagoras")(with_pair) is not None


def test_facts_are_derived_from_the_inferences() -> None:
    facts = FactBase(FACTS)
    p, q = symbols("p q", "positive")
    (t,) = symbols("t")
    known = {
        "positive": [p + q, p * q, p**-2, t**2 + 1 + p, cos(t) * 0 + 2, p**t],
        "nonnegative": [t**2, abs(t), t**4 + abs(t)],
        "nonzero": [p * q, -p],
        "defined": [sin(t), 1 / p, (t**2 + 1) ** -1],
    }
    for predicate, terms in known.items():
        for term in terms:
            assert facts.holds(predicate, term), f"{predicate}({term})"
    unknown = {"positive": t, "nonzero": t**2, "defined": 1 / t, "negative": p - q}
    for predicate, term in unknown.items():
        assert not facts.holds(predicate, term), f"{predicate}({term})"


@pytest.mark.parametrize(
    ("build", "complaint"),
    [
        (lambda: Rule("Bad Name", sin(x), x), "kebab-case"),
        (lambda: Rule("bare", x, x + 0), "must be a call"),
        (lambda: Rule("unbound", sin(x), y), "y not bound"),
        (lambda: Rule("tag", sin(x), x, tag="trig"), "not a Tag"),  # type: ignore[arg-type]
        (lambda: rewrite_set_twice(), "two rules are called"),
    ],
)
def test_bad_rules_are_refused_when_built(build: Any, complaint: str) -> None:
    with pytest.raises(InputError, match=complaint):
        build()


def rewrite_set_twice() -> None:
    from symnum.rules import rule_set

    rule_set(Rule("same", sin(x), x), Rule("same", cos(x), x))


def test_a_two_way_rule_binds_the_same_on_both_sides() -> None:
    from symnum.rules import RuleKind

    with pytest.raises(InputError, match="two-way"):
        Rule("lopsided", x * 0 + y, y, kind=RuleKind.TWO_WAY)


def test_a_dropped_variable_must_be_defined() -> None:
    rule = Rule("drops", 0 * x, Number(0))
    assert [str(guard) for guard in rule.where] == ["defined(x)"]


def test_strategies_can_be_read() -> None:
    shown = repr(Fixpoint(Postwalk(Chain((RuleRewriter(PYTHAGORAS, FactBase(())),)))))
    assert shown.startswith("Fixpoint(rewriter=Postwalk(rewriter=Chain(rewriters=(RuleRewriter(")


def test_plain_terms_are_rewritten_in_place_of_nothing_else() -> None:
    (t,) = plain_symbols("t")
    untouched = t + t
    after = ONE_OBJECT(core(untouched + 0 * t + sin(t) ** 2 + cos(t) ** 2))
    assert "t + t" in str(after)
    assert to_plain(after) is after
    assert isinstance(CanonicalNumber(1).value, int)


def test_rules_that_canonical_terms_keep_by_construction_are_not_tried_on_them() -> None:
    built = [r for r in RULES if prepared(r).by_construction and prepared(r).is_directed]
    assert {"add-same", "collect", "power-one"} <= {rule.name for rule in built}
    assert "mul-zero" not in {rule.name for rule in built}  # 0*log(x) is not 0
    index = RuleIndex(built, FactBase(FACTS))
    text = "2*x + 3*x*log(y) + x*log(y) + 5 + 0*log(x) + log(x)/log(x) + (x + y)^1"
    term = to_canonical(parse(text))
    plain = core(parse(text))
    assert not any(index.candidates(subterm) for subterm, _ in postorder([term]))
    assert any(index.candidates(subterm) for subterm, _ in postorder([plain]))
    for rule in built:
        assert not any(RuleRewriter(rule, FactBase(FACTS))(t) for t, _ in postorder([term]))
