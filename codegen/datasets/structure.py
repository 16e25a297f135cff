"""What a record is up to the names in it, so that duplicates can be told and splits kept apart."""

from __future__ import annotations

import hashlib
import json
import re
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from functools import lru_cache, partial
from itertools import chain, permutations, product
from math import factorial, prod
from typing import Any, NamedTuple

from codegen.datasets.stated import NAME, stated
from symnum.ops import function
from symnum.terms.canonical import CanonicalSymbol
from symnum.terms.grammar import PLAIN_INFIX, usual_leaf
from symnum.terms.parse import parse
from symnum.terms.tokens import ParseError
from symnum.terms.walks import parsed

ORDERINGS = 120
"""Orders of symbols that are tried; symbols of more share a name (see :func:`structure`)."""
_CALLED = re.compile(r"(?<![A-Za-z0-9_])f[0-9]+(?=\()")
_SIDES = " = "
_BETWEEN = "\0"
"""Between equations, in none of which it can stand."""
_UNSIDED = {"substitute_LHS_for_RHS": "substitute", "substitute_RHS_for_LHS": "substitute"}
"""Labels that are mirrored when the sides of all equations are exchanged."""


class _Shape(NamedTuple):
    """All of a record that its structure is made of."""

    functions: tuple[str, ...]
    symbols: tuple[tuple[str, str], ...]
    """Each with what is assumed of it."""
    steps: tuple[tuple[str, tuple[int, ...], str], ...]
    """Operator, inputs and the text of the equation."""
    kept: tuple[str, ...]
    """What counts as it is."""


def structure(record: Mapping[str, Any]) -> str:
    """A hash of a record that neither renaming nor exchanging sides of equations changes.

    Functions and constants are numbered in the order in which the record declares them. Symbols
    are put in order by what is assumed of them, then by what the equations look like to each of
    them; of the orders that are left the one with the least text counts. Should these be more than
    :data:`ORDERINGS`, symbols that look alike share a name: records that differ only in which of
    these stands where then have one structure.

    Records of a template are what :mod:`codegen.datasets.stated` says that they state, and those
    without steps what their problem says.

    Raises:
        KeyError: the record lacks a field.
    """
    steps = record["steps"]
    kept: tuple[str, ...] = ()
    lines = [(s["operator"], tuple(s["inputs"]), s["equation"]["text"]) for s in steps]
    if record["template"]:
        kept, equations = stated(record)
        lines = [("", tuple[int, ...](), text) for text in equations]
    elif not steps:
        kept = (record["problem"], record["answer"])
    return _hashed(
        _Shape(
            tuple([entry["name"] for entry in record["functions"]]) if lines else (),
            tuple([(e["symbol"], e["assumption"]) for e in record["domain"]]) if lines else (),
            tuple(lines),
            kept,
        )
    )


@lru_cache(maxsize=64)
def _hashed(shape: _Shape) -> str:
    """The structure; remembered, since who makes a record asks, and who checks it asks again."""
    symbols = dict(shape.symbols)
    fixed = {name: f"f{n}" for n, name in enumerate(shape.functions)}
    least = _described(shape, [{**fixed, **names} for names in _namings(shape, symbols)])
    text = json.dumps([sorted(symbols.values()), least, shape.kept])
    return hashlib.sha256(text.encode()).hexdigest()[:20]


def _namings(shape: _Shape, symbols: Mapping[str, str]) -> Iterator[dict[str, str]]:
    """The ways to number the symbols that have to be compared."""
    classes = _alike(symbols, symbols)
    if _orders(classes) > 6:
        looks = {name: (fact, _look(shape, symbols, name)) for name, fact in symbols.items()}
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


def _look(shape: _Shape, symbols: Mapping[str, str], name: str) -> str:
    """The equations as one symbol sees them: all others look alike."""
    fixed = {called: f"f{n}" for n, called in enumerate(shape.functions)}
    return json.dumps(_described(shape, [{**fixed, **dict.fromkeys(symbols, "o"), name: "x"}]))


def _described(shape: _Shape, namings: Sequence[Mapping[str, str]]) -> list[Any]:
    """The steps with each of these names, whichever comes first in order."""
    left, found = _readers(shape, namings), []
    for name, inputs, text in shape.steps:
        sides = text.split(_SIDES)
        shown = [sorted(map(reader.digest, sides)) for reader in left]
        least = min(shown)
        if len(left) > 1:
            left = [reader for reader, own in zip(left, shown, strict=True) if own == least]
        found.append([_UNSIDED.get(name, name), inputs, least])
    return found


def _readers(shape: _Shape, namings: Iterable[Mapping[str, str]]) -> list[_Reader]:
    whole = _BETWEEN.join([text for _, _, text in shape.steps])
    called = {name for name in shape.functions if name + "(" in whole}
    return [_Reader(names, called) for names in namings]


class _Reader:
    """Digests of sides, with names replaced.

    Args:
        names: What they are called instead.
        called: Which of them are functions.
    """

    def __init__(self, names: Mapping[str, str], called: Collection[str]) -> None:
        self._names = names
        self._leaves = _Leaves(
            {n: function(new) if n in called else _symbol(new) for n, new in names.items()}
        )
        self._known: dict[str, str] = {}

    def digest(self, text: str) -> str:
        """What a side is in canonical form; the text itself if it is no term (as in traces)."""
        known = self._known.get(text)
        if known is None:
            found = parsed(text, PLAIN_INFIX, self._leaves.__getitem__)
            known = self._general(text) if found is None else str(found.digest)
            self._known[text] = known
        return known

    def _general(self, text: str) -> str:
        """The digest of what is unusual: with names replaced first, functions told by the text."""
        get = self._names.get
        renamed = NAME.sub(lambda match: get(match[0], match[0]), text)
        try:
            term = parse(renamed, functions=frozenset(_CALLED.findall(renamed)), canonical=True)
        except ParseError:
            return renamed
        return str(term.digest)


class _Leaves(dict[str, Any]):
    """What names mean: those given, and all that always mean the same."""

    def __missing__(self, name: str) -> Any:
        return _usual(name)


_symbol = lru_cache(maxsize=256)(CanonicalSymbol)
_usual = lru_cache(maxsize=256)(partial(usual_leaf, frozenset[str](), CanonicalSymbol))
