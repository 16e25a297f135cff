"""Assumptions written as text, such as ``positive(x)`` or ``nonzero(x - 1)``."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from symnum.errors import InputError
from symnum.terms import Canonical, Symbol, parse, to_canonical
from symnum.terms.assumptions import IMPLIED

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
        InputError: another form, an unknown predicate, or a malformed expression.

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
    return Assumptions(
        dict(symbols),
        tuple((p, to_canonical(parse(s, assumptions=symbols))) for p, s in others),
    )


def _split(text: str) -> tuple[str, str]:
    match = _FORM.fullmatch(text)
    if match is None or match[1] not in IMPLIED:
        raise InputError(
            f"assumption {text!r}: expected PREDICATE(EXPRESSION) with one of {', '.join(IMPLIED)}"
        )
    return match[1], match[2]
