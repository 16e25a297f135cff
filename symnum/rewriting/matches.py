"""Matching for people: every way in which a pattern fits a term.

>>> from symnum.ops import function
>>> from symnum.rules import segment, variables
>>> from symnum.terms import symbols
>>> from symnum.terms.functions import apply
>>> f, (a,), (x, y) = function("f"), variables("a"), symbols("x y")
>>> xs, ys = segment("xs"), segment("ys")
>>> for found in matches(apply(f, x, y), apply(f, xs, a, ys)):
...     print(found["xs"].terms, found["a"], found["ys"].terms)
() x (y,)
(x,) y ()
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import Any

from rewrite_rules import FACTS
from symnum.errors import InputError
from symnum.rewriting.facts import FactBase
from symnum.rewriting.families import Family, family_of
from symnum.rewriting.matcher import BudgetSpent, Matcher
from symnum.rewriting.patterns import Segment, is_multiset
from symnum.rewriting.rule_rewriter import guard_conditions
from symnum.rules import Guard, core, variables_of
from symnum.terms.interface import adapter_of
from symnum.terms.plain import Call, Term

COMPARISONS = 100_000
"""Default bound on the comparisons of one search for all matches."""


def matches(
    term: Any,
    pattern: Term,
    where: Iterable[Guard] = (),
    *,
    parts: bool = False,
    assuming: Iterable[tuple[str, Any]] = (),
    match_steps: int = COMPARISONS,
) -> Iterator[dict[str, Any]]:
    """Every way to bind a pattern's variables so that it equals the term, in a fixed order.

    Sums and products match in any order at every depth. Two ways that bind the same may come both.

    Args:
        term: A term of any family; plain terms are matched in core form.
        pattern: A plain term with variables, rest variables and segments (:mod:`symnum.rules`).
        where: Guards that the bindings must satisfy.
        parts: Whether a sum or product may have further arguments that take no part.
        assuming: What else is known, as pairs of a predicate and a term.
        match_steps: Bound on the comparisons made in all.

    Raises:
        InputError: a guard with a variable that the pattern does not bind, or a pattern that is
            no plain term.
        BudgetSpent: the bound was reached before the search came to an end.

    >>> from symnum.rules import rest, variables
    >>> from symnum.terms import symbols
    >>> (x,), a, (u, v) = variables("x"), rest("a"), symbols("u v")
    >>> [(str(found["x"]), str(found["a"])) for found in matches(2 * u * v, a * x)]
    [('2', 'u*v'), ('u', '2*v'), ('v', '2*u')]
    """
    if not isinstance(pattern, Term):
        raise InputError(f"a pattern is a plain term with variables, not {pattern!r}")
    guards, bound = tuple(where), set(variables_of(pattern))
    free = {v for guard in guards for v in variables_of(*guard.subjects)} - bound
    if free:
        raise InputError(f"guards on {', '.join(sorted(map(str, free)))}, which are not matched")
    family = family_of(term)
    facts = FactBase(FACTS, [(name, family.enter(subject)) for name, subject in assuming])
    subject = family.enter(term)
    conditions = guard_conditions(guards, facts, subject)
    matcher = Matcher(adapter_of(subject), subject, match_steps, conditions=conditions)
    found = _found(matcher, core(pattern), subject, parts)
    return ({name: _left(value, family) for name, value in match.items()} for match in found)


def _left(value: Any, family: Family) -> Any:
    """What a variable stands for, spelled as the family spells it."""
    if isinstance(value, Segment):
        return Segment(tuple(map(family.leave, value.terms)))
    return family.leave(value)


def _found(matcher: Matcher, pattern: Term, subject: Any, parts: bool) -> Iterator[dict[str, Any]]:
    adapter, limit = matcher.adapter, matcher.steps
    if not all(holds({}) for names, holds in matcher.conditions if not names):
        return
    multiset = isinstance(pattern, Call) and is_multiset(pattern.operator)
    operator = adapter.operator(subject) if adapter.is_call(subject) else None
    try:
        if parts and multiset and operator is pattern.operator:  # type: ignore[attr-defined]
            for bindings, _ in matcher.partial(pattern, subject):  # type: ignore[arg-type]
                yield bindings
        else:
            yield from matcher.match(pattern, subject, {})
    except BudgetSpent:
        raise BudgetSpent(f"matching was given up after {limit} comparisons") from None
