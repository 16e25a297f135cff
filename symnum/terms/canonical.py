"""Canonical terms: sums and products kept as dictionaries, in the manner of SymEngine.

Construction applies the laws of a commutative ring with rational constants and integer powers,
and nothing else: ``x + x`` is ``2*x``, ``x*x`` is ``x^2``. Whatever could change where a term is
defined is left to rules with guards:

* ``x/x`` stays (as ``x`` times the reciprocal of ``x``) unless ``x`` is known to be nonzero;
* ``0*t`` is 0 only if ``t`` is defined everywhere, else the addend stays with coefficient 0;
* ``(x^2)^(1/2)`` is not ``x``.

Every node is interned, so sameness is identity. Nodes: :class:`CanonicalSymbol`,
:class:`CanonicalNumber`, :class:`Apply`, :class:`Reciprocal`, :class:`Product` (monic) and
:class:`Sum` (constant plus a dictionary from monic terms to coefficients; also a lone ``2*x``).
"""

from __future__ import annotations

import threading
import zlib
from collections.abc import Sequence
from typing import Any, ClassVar
from weakref import WeakValueDictionary

from symnum.ops import POW, Kind, Operator
from symnum.terms.assumptions import closure
from symnum.terms.exact import Exact, exact
from symnum.terms.spelling import Spelled

_LOCK = threading.Lock()
_MASK = (1 << 60) - 1


def _mix(*parts: int) -> int:
    """A hash that is the same in every process (text goes in through a checksum)."""
    return hash(tuple(part & _MASK for part in parts)) & _MASK


def _number_digest(value: Exact) -> int:
    return _mix(value.numerator, value.denominator)


class _Content:
    """Key of a node with dictionaries: commutative digest first, then the entries themselves."""

    __slots__ = ("constant", "digest", "entries", "kind")

    def __init__(self, kind: type, digest: int, constant: Exact, entries: dict[Any, Any]) -> None:
        self.kind, self.digest, self.constant, self.entries = kind, digest, constant, entries

    def __hash__(self) -> int:
        return self.digest

    def __eq__(self, other: object) -> bool:
        return (
            isinstance(other, _Content)
            and self.kind is other.kind
            and self.constant == other.constant
            and self.entries == other.entries
        )


class Canonical(Spelled):
    """A canonical term.

    Attributes:
        digest: A structural hash, the same in every process; it breaks ties in orderings.
        is_total: Known to have a value wherever its symbols have one.
        is_nonzero: Known to be different from 0 wherever it is defined.
    """

    __slots__ = ("__weakref__", "_sorted", "digest", "is_nonzero", "is_total")
    digest: int
    is_total: bool
    is_nonzero: bool
    _sorted: Any
    _interned: ClassVar[WeakValueDictionary[Any, Canonical]] = WeakValueDictionary()
    build: ClassVar[Any] = None
    """``build(operator, arguments)``; :mod:`symnum.terms.ring` puts the constructor here."""

    @classmethod
    def _intern(cls, key: Any, digest: int, total: bool, nonzero: bool, **slots: Any) -> Any:
        found = Canonical._interned.get(key)
        if found is not None:
            return found
        with _LOCK:
            found = Canonical._interned.get(key)
            if found is None:
                found = object.__new__(cls)
                found.digest, found.is_total, found.is_nonzero = digest, total, nonzero
                found._sorted = None
                for slot, value in slots.items():
                    setattr(found, slot, value)
                Canonical._interned[key] = found
        return found

    @classmethod
    def _leaf(cls, value: object) -> Any:
        if isinstance(value, Canonical):
            return value
        try:
            return CanonicalNumber(exact(value))
        except TypeError:
            return NotImplemented

    @classmethod
    def _apply(cls, operator: Operator, arguments: Sequence[Any]) -> Any:
        return cls.build(operator, arguments)


class CanonicalSymbol(Canonical):
    """A variable with a name and assumptions."""

    __slots__ = ("assumptions", "name")
    name: str
    assumptions: frozenset[str]

    def __new__(cls, name: str, assumptions: frozenset[str] = frozenset()) -> CanonicalSymbol:
        """The one CanonicalSymbol with this content."""
        known = closure(assumptions)
        digest = _mix(1, zlib.crc32(name.encode()), zlib.crc32(",".join(sorted(known)).encode()))
        return cls._intern(  # type: ignore[no-any-return]
            (cls, name, known), digest, True, "nonzero" in known, name=name, assumptions=known
        )

    def __reduce__(self) -> tuple[Any, ...]:
        return CanonicalSymbol, (self.name, self.assumptions)


class CanonicalNumber(Canonical):
    """An exact rational number."""

    __slots__ = ("value",)
    value: Exact

    def __new__(cls, value: Exact) -> CanonicalNumber:
        """The one CanonicalNumber with this content."""
        value = exact(value)
        return cls._intern(  # type: ignore[no-any-return]
            (cls, value), _mix(2, _number_digest(value)), True, value != 0, value=value
        )

    def __reduce__(self) -> tuple[Any, ...]:
        return CanonicalNumber, (self.value,)


class Apply(Canonical):
    """An operator applied to arguments, where no ring law has anything to say."""

    __slots__ = ("arguments", "operator")
    operator: Operator
    arguments: tuple[Canonical, ...]

    def __new__(cls, operator: Operator, arguments: tuple[Canonical, ...]) -> Apply:
        """The one Apply with this content."""
        label = zlib.crc32(operator.name.encode())
        digest = _mix(3, label, *(argument.digest for argument in arguments))
        total = all(a.is_total for a in arguments) and _within_domain(operator, arguments)
        return cls._intern(  # type: ignore[no-any-return]
            (cls, operator, arguments), digest, total, False, operator=operator, arguments=arguments
        )

    def __reduce__(self) -> tuple[Any, ...]:
        return Apply, (self.operator, self.arguments)


class Reciprocal(Canonical):
    """``1/base`` for a base that may be zero."""

    __slots__ = ("base",)
    base: Canonical

    def __new__(cls, base: Canonical) -> Reciprocal:
        """The one Reciprocal with this content."""
        return cls._intern(  # type: ignore[no-any-return]
            (cls, base), _mix(4, base.digest), base.is_total and base.is_nonzero, True, base=base
        )

    def __reduce__(self) -> tuple[Any, ...]:
        return Reciprocal, (self.base,)


class Product(Canonical):
    """A monic product: factors to integer exponents. Built by :mod:`symnum.terms.ring` only."""

    __slots__ = ("entries",)
    entries: dict[Canonical, int]

    def __new__(cls, entries: dict[Canonical, int]) -> Product:
        """The one Product with this content."""
        digest = 0
        for factor, exponent in entries.items():
            digest += _mix(factor.digest, exponent)
        digest = _mix(5, digest)
        return cls._intern(  # type: ignore[no-any-return]
            _Content(cls, digest, 1, entries),
            digest,
            all(f.is_total for f in entries),
            all(f.is_nonzero for f in entries),
            entries=entries,
        )

    def __reduce__(self) -> tuple[Any, ...]:
        return Product, (self.entries,)


class Sum(Canonical):
    """A constant plus monic terms with coefficients. Built by :mod:`symnum.terms.ring` only."""

    __slots__ = ("constant", "entries")
    constant: Exact
    entries: dict[Canonical, Exact]

    def __new__(cls, constant: Exact, entries: dict[Canonical, Exact]) -> Sum:
        """The one Sum with this content."""
        digest = 0
        for addend, coefficient in entries.items():
            digest += _mix(addend.digest, coefficient.numerator, coefficient.denominator)
        digest = _mix(6, _number_digest(constant), digest)
        scaled = constant == 0 and len(entries) == 1
        return cls._intern(  # type: ignore[no-any-return]
            _Content(cls, digest, constant, entries),
            digest,
            all(a.is_total for a in entries),
            scaled and all(a.is_nonzero and c != 0 for a, c in entries.items()),
            constant=constant,
            entries=entries,
        )

    @property
    def is_scaled(self) -> bool:
        """Whether this is one monic term times a coefficient."""
        return self.constant == 0 and len(self.entries) == 1

    def __reduce__(self) -> tuple[Any, ...]:
        return Sum, (self.constant, self.entries)


def known_facts(term: Canonical) -> frozenset[str]:
    """Predicates that a symbol's assumptions or a number's value decide."""
    if isinstance(term, CanonicalSymbol):
        return term.assumptions
    if isinstance(term, CanonicalNumber):
        value = term.value
        return closure(
            name
            for name, holds in (
                ("positive", value > 0),
                ("nonnegative", value >= 0),
                ("negative", value < 0),
                ("integer", isinstance(value, int)),
            )
            if holds
        )
    return frozenset({"nonzero"}) if term.is_nonzero else frozenset()


def _within_domain(operator: Operator, arguments: tuple[Canonical, ...]) -> bool:
    if operator is POW:
        return _power_is_total(*arguments)
    return all(
        isinstance(condition.subject, str)
        and condition.predicate in known_facts(arguments["abc".index(condition.subject)])
        for condition in operator.domain
    )


def _power_is_total(base: Canonical, exponent: Canonical) -> bool:
    facts = known_facts(base)
    if "positive" in facts:
        return True
    positive = isinstance(exponent, CanonicalNumber) and exponent.value > 0
    return "nonnegative" in facts and positive


def kind_of(term: Canonical) -> Kind:
    """What kind of value the term stands for."""
    if isinstance(term, Apply):
        return term.operator.result
    return Kind.INTEGER if "integer" in known_facts(term) else Kind.REAL
