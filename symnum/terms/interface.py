"""The term interface: five questions that every type of expression answers (TermInterface.jl).

Engines, rewriters and analyses use nothing but these functions, so a data structure can be
swapped under them. A type joins by registering one adapter; a type that never joined raises
:class:`UnregisteredTerm`, it never passes through silently.
"""

from __future__ import annotations

import importlib
from collections.abc import Mapping, Sequence
from typing import Any, Protocol

from symnum.ops import Kind, Operator
from symnum.terms.exact import Exact


class UnregisteredTerm(TypeError):
    """A value of a type for which no adapter was registered."""


class Adapter(Protocol):
    """How one type of expression answers the questions of the interface."""

    def is_call(self, term: Any) -> bool:
        """Whether the term is an operator applied to arguments."""
        ...

    def operator(self, term: Any) -> Operator:
        """The operator of a call."""
        ...

    def arguments(self, term: Any) -> Sequence[Any]:
        """The arguments of a call, in a deterministic order."""
        ...

    def rebuild(self, term: Any, operator: Operator, arguments: Sequence[Any]) -> Any:
        """A call of the same family."""
        ...

    def metadata(self, term: Any) -> Mapping[str, Any]:
        """What is known beside the structure."""
        ...

    def symtype(self, term: Any) -> Kind:
        """What kind of value the term stands for."""
        ...

    def number(self, term: Any) -> Exact | None:
        """The exact value of a numeric leaf, else ``None``."""
        ...

    def literal(self, term: Any, value: Exact) -> Any:
        """A number of the same family."""
        ...

    def name(self, term: Any) -> str:
        """The name of a symbol."""
        ...

    def symbol(self, term: Any, name: str, assumptions: frozenset[str]) -> Any:
        """A symbol of the same family."""
        ...


_ADAPTERS: dict[type, Adapter] = {}
_ON_DEMAND: dict[str, str] = {
    "sympy.core.basic.Basic": "symnum.terms.sympy_terms",
}
"""Types of optional libraries, by qualified name, and the module that registers their adapter."""


def register(kind: type, adapter: Adapter) -> None:
    """Let values of ``kind`` and of its subclasses take part in every engine."""
    _ADAPTERS[kind] = adapter


def adapter_of(term: object) -> Adapter:
    """The adapter for this term's type.

    Raises:
        UnregisteredTerm: its type never joined.
    """
    kind = type(term)
    found = _ADAPTERS.get(kind)
    return found if found is not None else _inherited(kind)


def _inherited(kind: type) -> Adapter:
    for base in kind.__mro__:
        module = _ON_DEMAND.get(f"{base.__module__}.{base.__qualname__}")
        if base not in _ADAPTERS and module is not None:
            importlib.import_module(module)
        if base in _ADAPTERS:
            _ADAPTERS[kind] = _ADAPTERS[base]
            return _ADAPTERS[base]
    raise UnregisteredTerm(
        f"{kind.__module__}.{kind.__qualname__} is not a registered term type; "
        "register an adapter with symnum.terms.register"
    )


def is_call(term: Any) -> bool:
    """Whether the term is an operator applied to arguments (else it is a number or a symbol)."""
    return adapter_of(term).is_call(term)


def operator(term: Any) -> Operator:
    """The operator of a call. Precondition: ``is_call(term)``."""
    return adapter_of(term).operator(term)


def arguments(term: Any) -> Sequence[Any]:
    """The arguments of a call, in a deterministic order. Precondition: ``is_call(term)``."""
    return adapter_of(term).arguments(term)


def rebuild(term: Any, operator: Operator, arguments: Sequence[Any]) -> Any:
    """A term of the same family as ``term`` with this operator and these arguments.

    It may come back in a better form: canonical terms collect, plain terms do not.
    """
    adapter = _ADAPTERS.get(type(term)) or adapter_of(term)
    return adapter.rebuild(term, operator, arguments)


def metadata(term: Any) -> Mapping[str, Any]:
    """What is known of the term beside its structure (a symbol's assumptions)."""
    return adapter_of(term).metadata(term)


def symtype(term: Any) -> Kind:
    """What kind of value the term stands for."""
    return adapter_of(term).symtype(term)


def number(term: Any) -> Exact | None:
    """The exact value of a numeric leaf; ``None`` for everything else."""
    return adapter_of(term).number(term)


def literal(term: Any, value: Exact) -> Any:
    """The number ``value`` as a leaf of the same family as ``term``."""
    return adapter_of(term).literal(term, value)


def name(term: Any) -> str:
    """The name of a symbol. Precondition: neither a call nor a number."""
    return adapter_of(term).name(term)


def symbol(term: Any, name: str, assumptions: frozenset[str] = frozenset()) -> Any:
    """A symbol of the same family as ``term``."""
    return adapter_of(term).symbol(term, name, assumptions)


def is_symbol(term: Any) -> bool:
    """Whether the term is a symbol: a leaf that is not a number."""
    adapter = adapter_of(term)
    return not adapter.is_call(term) and adapter.number(term) is None


def assumptions(term: Any) -> frozenset[str]:
    """The assumptions on a symbol: names of predicates of one argument, such as ``positive``."""
    found: frozenset[str] = adapter_of(term).metadata(term).get("assumptions", frozenset())
    return found
