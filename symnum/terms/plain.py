"""Plain terms: immutable, interned trees that simplify nothing.

Two plain terms with the same structure are the same object, so ``is`` decides sameness, and a
rewriter that changes nothing returns its argument. Patterns and derivations need this family,
since what is written is what is kept: ``x + x`` stays ``x + x``.
"""

from __future__ import annotations

import threading
from collections.abc import Mapping, Sequence
from typing import Any, ClassVar
from weakref import ref

from symnum.ops import Kind, Operator
from symnum.terms import interface
from symnum.terms.assumptions import closure
from symnum.terms.exact import Exact, exact
from symnum.terms.spelling import Spelled

_LOCK = threading.RLock()
"""Held while a term is made; reentrant, since memory may be reclaimed in the middle of it."""


class _Reference(ref[Any]):
    """A weak reference that knows where it is filed."""

    __slots__ = ("key",)
    key: Any


_INTERNED: dict[Any, _Reference] = {}


def _forget(
    reference: _Reference, lock: Any = _LOCK, table: dict[Any, _Reference] = _INTERNED
) -> None:
    """Take a dead reference out. Defaults, since globals may be gone when the interpreter ends."""
    with lock:
        if table.get(reference.key) is reference:
            del table[reference.key]


class Term(Spelled):
    """A plain term: a :class:`Symbol`, a :class:`Number`, a :class:`Call` or a pattern variable."""

    __slots__ = ("__weakref__",)
    _fields: ClassVar[tuple[str, ...]] = ()
    _interned: ClassVar[dict[Any, _Reference]] = _INTERNED

    @classmethod
    def _intern(cls, *content: Any) -> Any:
        """The one object with this class and content, made if it is not there."""
        key = (cls, *content)
        reference = Term._interned.get(key)
        found = None if reference is None else reference()
        if found is None:
            with _LOCK:
                reference = Term._interned.get(key)
                found = None if reference is None else reference()
                if found is None:
                    found = object.__new__(cls)
                    for slot, value in zip(cls._fields, content, strict=True):
                        object.__setattr__(found, slot, value)
                    reference = Term._interned[key] = _Reference(found, _forget)
                    reference.key = key
        return found

    @classmethod
    def _leaf(cls, value: object) -> Any:
        if isinstance(value, Term):
            return value
        try:
            return Number(exact(value))
        except TypeError:
            return NotImplemented

    @classmethod
    def _apply(cls, operator: Operator, arguments: Sequence[Any]) -> Term:
        return Call(operator, tuple(arguments))

    def _parts(self) -> tuple[Any, tuple[Any, ...]]:
        return tuple(getattr(self, field) for field in self._fields), ()

    @classmethod
    def _whole(cls, data: Any, parts: tuple[Any, ...]) -> Any:
        return cls(*data)

    def __setattr__(self, name: str, value: object) -> None:
        raise AttributeError("terms are immutable")


class Symbol(Term):
    """A variable with a name and assumptions (see :mod:`symnum.terms.assumptions`)."""

    __slots__ = _fields = ("name", "assumptions")
    name: str
    assumptions: frozenset[str]

    def __new__(cls, name: str, assumptions: frozenset[str] = frozenset()) -> Symbol:
        """The one Symbol with this content."""
        return cls._intern(name, closure(assumptions))  # type: ignore[no-any-return]


class PatternVariable(Symbol):
    """A variable of a rule: it matches any term."""

    __slots__ = ()


class Number(Term):
    """An exact rational number."""

    __slots__ = _fields = ("value",)
    value: Exact

    def __new__(cls, value: Exact) -> Number:
        """The one Number with this content."""
        return cls._intern(exact(value))  # type: ignore[no-any-return]


class Call(Term):
    """An operator applied to arguments.

    Raises:
        ValueError: the operator does not take that many arguments.
    """

    __slots__ = _fields = ("operator", "arguments")
    operator: Operator
    arguments: tuple[Term, ...]

    def __new__(cls, operator: Operator, arguments: tuple[Term, ...]) -> Call:
        """The one Call with this content."""
        if not operator.accepts(len(arguments)):
            wanted = "at least 1" if operator.arity is None else operator.arity
            raise ValueError(f"{operator.name} takes {wanted} arguments, not {len(arguments)}")
        return cls._intern(operator, arguments)  # type: ignore[no-any-return]

    def _parts(self) -> tuple[Any, tuple[Any, ...]]:
        return self.operator, self.arguments

    @classmethod
    def _whole(cls, data: Any, parts: tuple[Any, ...]) -> Any:
        return cls(data, parts)


class _PlainAdapter:
    def is_call(self, term: Term) -> bool:
        return type(term) is Call

    def operator(self, term: Call) -> Operator:
        return term.operator

    def arguments(self, term: Call) -> tuple[Term, ...]:
        return term.arguments

    def rebuild(self, term: Term, operator: Operator, arguments: Sequence[Term]) -> Term:
        return Call(operator, tuple(arguments))

    def metadata(self, term: Term) -> Mapping[str, Any]:
        return {"assumptions": term.assumptions} if isinstance(term, Symbol) else {}

    def symtype(self, term: Term) -> Kind:
        if type(term) is Call:
            return term.operator.result
        if type(term) is Number:
            return Kind.INTEGER if type(term.value) is int else Kind.REAL
        if isinstance(term, Symbol) and "integer" in term.assumptions:
            return Kind.INTEGER
        return Kind.REAL

    def number(self, term: Term) -> Exact | None:
        return term.value if type(term) is Number else None

    def literal(self, term: Term, value: Exact) -> Term:
        return Number(value)

    def name(self, term: Symbol) -> str:
        return term.name

    def symbol(self, term: Term, name: str, assumptions: frozenset[str]) -> Term:
        return Symbol(name, assumptions)


interface.register(Term, _PlainAdapter())


def plain_symbols(names: str, *assumptions: str) -> tuple[Symbol, ...]:
    """Plain symbols from names separated by spaces or commas.

    >>> x, y = plain_symbols("x y")
    >>> x + x
    x + x
    """
    known = frozenset(assumptions)
    return tuple(Symbol(name, known) for name in names.replace(",", " ").split())
