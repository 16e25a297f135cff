"""Assumptions written as text, such as ``positive(x)`` or ``nonzero(x - 1)``."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass

from symnum.errors import InputError, unknown
from symnum.terms import Canonical, Symbol, parse, to_canonical
from symnum.terms.assumptions import IMPLIED, REAL, closure

_FORM = re.compile(r"\s*([a-z]+)\s*\((.*)\)\s*", re.DOTALL)


@dataclass(frozen=True)
class Assumptions:
    """Assumptions on symbols, and on other terms.

    Args:
        symbols: For each symbol's name, the predicates assumed of it.
        terms: Pairs of a predicate and a canonical term.
    """

    symbols: Mapping[str, frozenset[str]]
    terms: tuple[tuple[str, Canonical], ...]


def parse_assumptions(texts: Iterable[str]) -> Assumptions:
    """Assumptions from texts of the form ``predicate(expression)``.

    Raises:
        InputError: another form, an unknown predicate, a malformed expression, or assumptions that
            contradict each other.

    >>> parse_assumptions(["positive(x)"]).symbols["x"]
    frozenset({'positive'})
    """
    symbols: dict[str, frozenset[str]] = defaultdict(frozenset)
    others: list[tuple[str, str]] = []
    for text in texts:
        predicate, subject = _split(text)
        term = parse(subject, source=f"assumption {text!r}")
        if isinstance(term, Symbol):
            symbols[term.name] |= {predicate}
        else:
            others.append((predicate, subject))
    terms = tuple((p, to_canonical(parse(s, assumptions=symbols))) for p, s in others)
    together: dict[str, set[str]] = defaultdict(set)
    for predicate, assumed in terms:
        together[str(assumed)].add(predicate)
    _check(symbols)
    _check(together)
    return Assumptions(dict(symbols), terms)


def _check(assumed: Mapping[str, Collection[str]]) -> None:
    """Refuse what no number can be."""
    for subject, predicates in assumed.items():
        try:
            closure(predicates)
        except InputError as error:
            raise InputError(f"assumptions on {subject}: {error}") from None


def _split(text: str) -> tuple[str, str]:
    match = _FORM.fullmatch(text)
    known = (REAL, *IMPLIED)
    if match is None:
        raise InputError(
            f"assumption {text!r}: expected PREDICATE(EXPRESSION) with one of {', '.join(known)}"
        )
    if match[1] not in known:
        raise InputError(f"assumption {text!r}: {unknown(match[1], known, 'predicate')}")
    return match[1], match[2]
