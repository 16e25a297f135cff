"""Walks over terms of any family: iterative, each shared subterm once."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence
from typing import Any, TypeVar

from symnum.ops import Operator
from symnum.terms.canonical import (
    Apply,
    Canonical,
    CanonicalSymbol,
    Product,
    Reciprocal,
    Sum,
)
from symnum.terms.interface import adapter_of
from symnum.terms.plain import Call, Term
from symnum.terms.walks import subterms_of

R = TypeVar("R")


def postorder(terms: Iterable[Any]) -> Iterator[tuple[Any, tuple[Any, ...]]]:
    """Every distinct subterm after its arguments, with those arguments (none for a leaf).

    Subterms are told apart by identity; families that intern have one object a structure.
    """
    done: dict[int, Any] = {}  # keeps what it has seen alive, so that an id is never used twice
    stack: list[tuple[Any, tuple[Any, ...] | None]] = []
    stack.extend((term, None) for term in reversed(tuple(terms)))
    while stack:
        term, children = stack.pop()
        if id(term) in done:
            continue
        if children is None:
            adapter = adapter_of(term)
            children = tuple(adapter.arguments(term)) if adapter.is_call(term) else ()
            if children:
                stack.append((term, children))
                stack.extend((child, None) for child in reversed(children) if id(child) not in done)
                continue
        done[id(term)] = (term, children)
        yield term, children


def fold(term: Any, leaf: Callable[[Any], R], call: Callable[[Any, Operator, Sequence[R]], R]) -> R:
    """The value of a term, given the value of leaves and of calls on values of arguments.

    Args:
        term: A term of any family.
        leaf: Value of a number or symbol.
        call: Value of a call from the term, its operator and the values of its arguments.
    """
    values: dict[int, R] = {}
    for subterm, children in postorder([term]):
        adapter = adapter_of(subterm)
        if adapter.is_call(subterm):
            arguments = [values[id(child)] for child in children]
            values[id(subterm)] = call(subterm, adapter.operator(subterm), arguments)
        else:
            values[id(subterm)] = leaf(subterm)
    return values[id(term)]


def rewritten(term: Term, change: Callable[[Term, tuple[Term, ...]], Term | None]) -> Term:
    """A plain term with its parts changed, from the leaves up.

    Args:
        term: The term.
        change: What becomes of a part, given it and its arguments as they have become (none for a
            leaf). Where it gives ``None``, the part stays, with these arguments.

    >>> from symnum.terms.plain import Number, plain_symbols
    >>> x, y = plain_symbols("x y")
    >>> rewritten(x + y * x, lambda part, arguments: Number(2) if part is x else None)
    2 + y*2
    """
    done: dict[Term, Term] = {}
    for part, arguments in postorder([term]):
        now = tuple(done[argument] for argument in arguments)
        new = change(part, now)
        if new is None:
            new = part if now == arguments else Call(part.operator, now)
        done[part] = new
    return done[term]


def free_symbols(term: Any) -> tuple[Any, ...]:
    """The symbols in a term, sorted by name."""
    parts = subterms_of(term) if isinstance(term, Canonical) else None
    if parts is not None:
        found: dict[str, Any] = {t.name: t for t in parts if isinstance(t, CanonicalSymbol)}
    else:
        found = {
            adapter_of(t).name(t): t
            for t, _ in postorder([term])
            if not adapter_of(t).is_call(t) and adapter_of(t).number(t) is None
        }
    return tuple(found[key] for key in sorted(found))


def node_count(term: Any, *, shared: bool = True) -> int:
    """Number of nodes: of the DAG, or with ``shared=False`` of the tree written out."""
    if shared:
        parts = subterms_of(term) if isinstance(term, Canonical) else None
        return sum(1 for _ in postorder([term])) if parts is None else len(parts)
    return fold(term, lambda leaf: 1, lambda call, operator, sizes: 1 + sum(sizes))


def nodes_inside(term: Canonical) -> Sequence[Canonical]:
    """The nodes directly inside a canonical node: of a sum or product, without coefficients."""
    kind = type(term)
    if kind is Apply:
        return term.arguments  # type: ignore[attr-defined,no-any-return]
    if kind is Sum or kind is Product:
        return tuple(term.entries)  # type: ignore[attr-defined]
    return (term.base,) if kind is Reciprocal else ()  # type: ignore[attr-defined]
