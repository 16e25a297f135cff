"""What a record is up to the names in it, so that duplicates can be told and splits kept apart."""

from __future__ import annotations

import hashlib
import json
import re
from collections.abc import Callable, Iterator, Mapping, Sequence
from functools import lru_cache, partial
from itertools import chain, permutations, product
from math import factorial, prod
from typing import Any

from symnum.terms.canonical import CanonicalSymbol
from symnum.terms.grammar import PLAIN_INFIX, usual_leaf
from symnum.terms.parse import parse
from symnum.terms.tokens import ParseError
from symnum.terms.walks import parsed

ORDERINGS = 120
"""Orders of symbols that are tried; symbols of more share a name (see :func:`structure`)."""
_NAME = re.compile(r"[A-Za-z_][A-Za-z0-9_]*")
_CALLED = re.compile(r"(?<![A-Za-z0-9_])f[0-9]+(?=\()")
_SIDES = " = "
_BETWEEN = "\0"
"""Between equations, in none of which it can stand."""
_UNSIDED = {"substitute_LHS_for_RHS": "substitute", "substitute_RHS_for_LHS": "substitute"}
"""Labels that are mirrored when the sides of all equations are exchanged."""


def structure(record: Mapping[str, Any]) -> str:
    """A hash of a record that neither renaming nor exchanging sides of equations changes.

    Functions and constants are numbered in the order in which the record declares them. Symbols
    are put in order by what is assumed of them, then by what the equations look like to each of
    them; of the orders that are left the one with the least text counts. Should these be more than
    :data:`ORDERINGS`, symbols that look alike share a name: records that differ only in which of
    these stands where then have one structure.

    Records of a template, and those without steps, are what their problem says.

    Raises:
        KeyError: the record lacks a field.
    """
    fixed = {f["name"]: f"f{n}" for n, f in enumerate(record["functions"])}
    symbols = {entry["symbol"]: entry["assumption"] for entry in record["domain"]}
    least = min(_described(record, {**fixed, **names}) for names in _namings(record, symbols))
    told = [record["template"], record["problem"], record["answer"]]
    kept = told if record["template"] or not record["steps"] else []
    text = json.dumps([sorted(symbols.values()), least, kept])
    return hashlib.sha256(text.encode()).hexdigest()[:20]


def _namings(record: Mapping[str, Any], symbols: Mapping[str, str]) -> Iterator[dict[str, str]]:
    """The ways to number the symbols that have to be compared."""
    classes = _alike(symbols, symbols)
    if _orders(classes) > 6:
        looks = {name: (fact, _look(record, name)) for name, fact in symbols.items()}
        classes = _alike(symbols, looks)
    if _orders(classes) > ORDERINGS:
        yield {name: f"x{n}" for n, names in enumerate(classes) for name in names}
        return
    for orders in product(*(permutations(names) for names in classes)):
        yield {name: f"x{n}" for n, name in enumerate(chain.from_iterable(orders))}


def _orders(classes: Sequence[Sequence[str]]) -> int:
    return prod(factorial(len(names)) for names in classes)


def _alike(symbols: Mapping[str, str], keys: Mapping[str, Any]) -> list[list[str]]:
    """Symbols with equal keys together, in the order of the keys."""
    found: dict[Any, list[str]] = {}
    for name in symbols:
        found.setdefault(keys[name], []).append(name)
    return [found[key] for key in sorted(found)]


def _look(record: Mapping[str, Any], name: str) -> str:
    """The equations as one symbol sees them: all others look alike."""
    names = {entry["symbol"]: "o" for entry in record["domain"]}
    fixed = {f["name"]: f"f{n}" for n, f in enumerate(record["functions"])}
    return json.dumps(_described(record, {**fixed, **names, name: "x"}))


def _described(record: Mapping[str, Any], names: Mapping[str, str]) -> list[Any]:
    steps = record["steps"]
    if not steps:
        return []
    texts = _BETWEEN.join([step["equation"]["text"] for step in steps])
    get = names.get
    renamed = _NAME.sub(lambda match: get(match[0], match[0]), texts).split(_BETWEEN)
    return [
        [_UNSIDED.get(step["operator"], step["operator"]), step["inputs"],
         sorted(map(_digest, text.split(_SIDES)))]
        for step, text in zip(steps, renamed, strict=True)
    ]  # fmt: skip


@lru_cache(maxsize=1 << 16)
def _digest(text: str) -> str:
    """What a side is in canonical form; the text itself if it is no term (as in traces)."""
    called = frozenset(_CALLED.findall(text))
    found = parsed(text, PLAIN_INFIX, _leaves(called))
    if found is not None:  # the usual case of the general parser, without setting that up
        return str(found.digest)
    try:
        return str(parse(text, functions=called, canonical=True).digest)
    except ParseError:
        return text


@lru_cache(maxsize=256)
def _leaves(functions: frozenset[str]) -> Callable[[str], Any]:
    """What names mean where these are functions, remembered."""
    return lru_cache(maxsize=256)(partial(usual_leaf, functions, CanonicalSymbol))
