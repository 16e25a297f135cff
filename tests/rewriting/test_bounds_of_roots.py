"""Bounds of powers with fractional exponents, where FLINT has no value for roots of 0."""

from __future__ import annotations

from fractions import Fraction

import pytest

from rewrite_rules import FACTS, RULES
from symnum.rewriting.facts import FactBase
from symnum.rewriting.rewrite import rewrite
from symnum.terms import parse, to_canonical

EXPONENTS = [Fraction(n, d) for d in range(2, 13) for n in (1, 2, 3, 7, d + 1) if n % d]


@pytest.mark.parametrize("exponent", EXPONENTS, ids=str)
@pytest.mark.parametrize("zero", ["log(1)", "abs(log(1))", "sin(0)^2"])
def test_powers_of_what_is_zero_are_not_positive(zero: str, exponent: Fraction) -> None:
    for term in (parse(f"({zero})^({exponent})"), to_canonical(parse(f"({zero})^({exponent})"))):
        facts = FactBase(FACTS)
        assert not facts.holds("positive", term)
        assert not facts.holds("nonzero", term)
        interval = facts.interval(term)
        assert interval.low == 0
        assert interval.low_closed


@pytest.mark.parametrize("exponent", ["1/2", "1/10", "11/10", "3/7"])
def test_powers_of_what_is_positive_are(exponent: str) -> None:
    term = to_canonical(parse(f"(2 + sin(x))^({exponent})"))
    assert FactBase(FACTS).holds("positive", term)


@pytest.mark.parametrize("strategy", ["top-down", "once", "fixpoint", "bottom-up"])
def test_the_sign_of_a_root_of_zero(strategy: str) -> None:
    term = to_canonical(parse("sign(min(log(1)^(11/10), log(1)^(11/10)))"))
    assert rewrite(term, RULES, strategy=strategy) is not to_canonical(parse("1"))
