"""Rewriting by rules of one's choice, with every step on record if wanted.

>>> from symnum.terms import symbols
>>> from symnum.terms.functions import cos, sin
>>> (x,) = symbols("x")
>>> term, derivation = rewrite(sin(x) ** 2 + cos(x) ** 2, "pythagoras", trace=True)
>>> print(derivation)
cos(x)^2 + sin(x)^2
top: cos(x)^2 + sin(x)^2 → 1  by pythagoras (x = x, a = 1)
>>> derivation.replay()
1
"""

from __future__ import annotations

import warnings
from collections.abc import Iterable
from typing import Any, Literal, NamedTuple, overload

from rewrite_rules import FACTS
from symnum.errors import InputError, require_known
from symnum.rewriting.derivation import Derivation
from symnum.rewriting.facts import FactBase
from symnum.rewriting.families import family_of
from symnum.rewriting.matcher import STEPS
from symnum.rewriting.redexes import STRATEGIES, Strategy
from symnum.rewriting.rule_index import RuleIndex
from symnum.rewriting.rule_selection import Rules, selected
from symnum.rewriting.stepwise import derived
from symnum.terms.assumptions import closure

APPLICATIONS = 20_000
"""Default bound on the steps of one rewriting."""


class LimitReached(UserWarning):
    """Rewriting or matching ended at a limit, so that rules may apply to the result still."""


class Traced(NamedTuple):
    """A result with the derivation that leads to it."""

    term: Any
    derivation: Derivation


@overload
def rewrite(
    term: Any, rules: Rules = ..., *, trace: Literal[False] = ..., strategy: Strategy = ...,
    assuming: Iterable[tuple[str, Any]] = ..., applications: int = ..., match_steps: int = ...,
) -> Any: ...  # fmt: skip


@overload
def rewrite(
    term: Any, rules: Rules = ..., *, trace: Literal[True], strategy: Strategy = ...,
    assuming: Iterable[tuple[str, Any]] = ..., applications: int = ..., match_steps: int = ...,
) -> Traced: ...  # fmt: skip


def rewrite(
    term: Any,
    rules: Rules = "rules",
    *,
    trace: bool = False,
    strategy: Strategy = "fixpoint",
    assuming: Iterable[tuple[str, Any]] = (),
    applications: int = APPLICATIONS,
    match_steps: int = STEPS,
) -> Any:
    """The term rewritten by rules, one application after another.

    Args:
        term: A term of any family; the result is of the same family.
        rules: A :class:`~symnum.rules.Rule`, the name of one, the name of a theme such as
            ``"trigonometry"``, or several of these. Of several the directed ones are used.
        trace: Whether to return the derivation too.
        strategy: ``fixpoint``: innermost first, until no rule applies anywhere. ``bottom-up``,
            ``top-down``: one pass, arguments before calls or calls before arguments. ``once``: one
            application, at the outermost leftmost position.
        assuming: What else is known, as pairs of a predicate and a term.
        applications: Bound on the number of applications.
        match_steps: Bound on the comparisons of one attempt to match one rule.

    Returns:
        The term, or with ``trace=True`` the pair ``(term, derivation)``; the term has the value of
        the input at every point, and is undefined exactly where the input is.

    Raises:
        InputError: an unknown rule, theme, strategy or predicate, or a limit that is negative.

    Warns:
        LimitReached: without ``trace``, when a limit ended the search; with it, the derivation
            says so in ``stopped_because``.

    >>> from symnum.terms import symbols
    >>> from symnum.terms.functions import cos, exp, sin
    >>> x, y = symbols("x y")
    >>> rewrite(exp(y * sin(x) ** 2 + y * cos(x) ** 2), "trigonometry")
    exp(y)
    """
    result, derivation = _traced(term, rules, strategy, assuming, (applications, match_steps))
    if trace:
        return Traced(result, derivation)
    if derivation.stopped_because.endswith("limit"):
        warnings.warn(_limit_reached(derivation), LimitReached, stacklevel=2)
    return result


def _limit_reached(derivation: Derivation) -> str:
    return (
        f"rewriting stopped at a limit ({derivation.stopped_because}) after {len(derivation)} "
        "steps; with trace=True the derivation tells more"
    )


def _traced(
    term: Any,
    rules: Rules,
    strategy: Strategy,
    assuming: Iterable[tuple[str, Any]],
    limits: tuple[int, int],
) -> Traced:
    """The result and the derivation; ``limits`` are those of :func:`rewrite`."""
    applications, match_steps = limits
    require_known(strategy, STRATEGIES, "strategy")
    if min(limits) < 0:
        raise InputError("limits of rewriting are counts, 0 or more")
    family = family_of(term)
    assumed = tuple((predicate, family.enter(subject)) for predicate, subject in assuming)
    for predicate, _ in assumed:
        closure((predicate,))
    index = RuleIndex(selected(rules), FactBase(FACTS, assumed), steps=match_steps)
    derivation = derived(family.enter(term), index, strategy, applications, assumed)
    return Traced(family.leave(derivation.result) if derivation.steps else term, derivation)
