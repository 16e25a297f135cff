"""The nodes of canonical terms: sums and products kept as dictionaries, as SymEngine does.

Construction applies the laws of a commutative ring with rational constants and integer powers,
and nothing else: ``x + x`` is ``2*x``, ``x*x`` is ``x^2``. Whatever could change where a term is
defined is left to rules with guards:

* ``x/x`` stays (as ``x`` times the reciprocal of ``x``) unless ``x`` is known to be nonzero;
* ``0*t`` is 0 only if ``t`` is defined everywhere, else the addend stays with coefficient 0;
* ``(x^2)^(1/2)`` is not ``x``.

Every node is interned, so sameness is identity. Nodes: :class:`CanonicalSymbol`,
:class:`CanonicalNumber`, :class:`Apply`, :class:`Reciprocal`, :class:`Product` (monic) and
:class:`Sum` (constant plus a dictionary from monic terms to coefficients; also a lone ``2*x``).

This is the reference; :mod:`symnum.terms.compiled` has the same in C.
"""

from __future__ import annotations

from collections.abc import Sequence
from operator import attrgetter
from typing import Any, ClassVar

from symnum.ops import POW, Kind, Operator
from symnum.terms.assumptions import closure
from symnum.terms.digests import MASK, checksum, label, mass_of, mix, mix2, number_digest
from symnum.terms.exact import Exact, exact
from symnum.terms.interpreted import interning
from symnum.terms.spelling import Spelled

_DOOR = "symnum.terms.canonical"
"""Where both forms are found, so that pickles are exchanged between them."""
_is_total, _is_nonzero = attrgetter("is_total"), attrgetter("is_nonzero")


class Canonical(Spelled):
    """A canonical term.

    Attributes:
        digest: A structural hash, the same in every process; it breaks ties in orderings.
        is_total: Known to have a value wherever its symbols have one.
        is_nonzero: Known to be different from 0 wherever it is defined.
    """

    __module__ = _DOOR
    __slots__ = ("__weakref__", "_sorted", "digest", "is_nonzero", "is_total")
    _fields: ClassVar[tuple[str, ...]] = ()
    digest: int
    is_total: bool
    is_nonzero: bool
    _sorted: Any
    build: ClassVar[Any] = None
    """``build(operator, arguments)``, put here by :mod:`symnum.terms.interpreted.ring`."""

    @classmethod
    def _intern(cls, digest: int, *content: Any) -> Any:
        with interning.LOCK:
            found = None
            if digest in interning.TABLE or interning.COLLIDED:
                found = interning.find(digest, cls, cls._fields, content)
            if found is None:
                found = object.__new__(cls)
                found.digest, found._sorted = digest, None
                for slot, value in zip(cls._fields, content, strict=True):
                    setattr(found, slot, value)
                found.is_total, found.is_nonzero = found._facts()
                interning.remember(found)
        return found

    def _facts(self) -> tuple[bool, bool]:
        """Whether the node is total, and whether it is nonzero."""
        raise NotImplementedError

    def _parts(self) -> tuple[Any, tuple[Any, ...]]:
        return tuple(getattr(self, field) for field in self._fields), ()

    @classmethod
    def _whole(cls, data: Any, parts: tuple[Any, ...]) -> Any:
        return cls(*data)

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

    __module__ = _DOOR
    __slots__ = _fields = ("name", "assumptions")
    name: str
    assumptions: frozenset[str]

    def __new__(cls, name: str, assumptions: frozenset[str] = frozenset()) -> CanonicalSymbol:
        """The one CanonicalSymbol with this content."""
        known = closure(assumptions)
        digest = mix(1, checksum(name), checksum(",".join(sorted(known))))
        return cls._intern(digest, name, known)  # type: ignore[no-any-return]

    def _facts(self) -> tuple[bool, bool]:
        return True, "nonzero" in self.assumptions


class CanonicalNumber(Canonical):
    """An exact rational number."""

    __module__ = _DOOR
    __slots__ = _fields = ("value",)
    value: Exact

    def __new__(cls, value: Exact) -> CanonicalNumber:
        """The one CanonicalNumber with this content."""
        if type(value) is int and value in _SMALL:
            return _SMALL[value]
        value = exact(value)
        return cls._intern(number_digest(value), value)  # type: ignore[no-any-return]

    def _facts(self) -> tuple[bool, bool]:
        return True, self.value != 0


_SMALL: dict[int, CanonicalNumber] = {}
_SMALL.update({value: CanonicalNumber(value) for value in range(-64, 257)})


class Apply(Canonical):
    """An operator applied to arguments, where no ring law has anything to say."""

    __module__ = _DOOR
    __slots__ = _fields = ("operator", "arguments")
    operator: Operator
    arguments: tuple[Canonical, ...]

    def __new__(cls, operator: Operator, arguments: tuple[Canonical, ...]) -> Apply:
        """The one Apply with this content."""
        digest = mix2(3, label(operator))
        for argument in arguments:
            digest = mix2(digest, argument.digest)
        reference = interning.TABLE.get(digest)
        if reference is not None:
            found = reference()
            if type(found) is cls and (found.operator, found.arguments) == (operator, arguments):
                return found
        return cls._intern(digest, operator, arguments)  # type: ignore[no-any-return]

    def _facts(self) -> tuple[bool, bool]:
        total = all(a.is_total for a in self.arguments)
        return total and _within_domain(self.operator, self.arguments), False

    def _parts(self) -> tuple[Any, tuple[Any, ...]]:
        return self.operator, self.arguments

    @classmethod
    def _whole(cls, data: Any, parts: tuple[Any, ...]) -> Any:
        return cls(data, parts)


class Reciprocal(Canonical):
    """``1/base`` for a base that may be zero."""

    __module__ = _DOOR
    __slots__ = _fields = ("base",)
    base: Canonical

    def __new__(cls, base: Canonical) -> Reciprocal:
        """The one Reciprocal with this content."""
        return cls._intern(mix2(4, base.digest), base)  # type: ignore[no-any-return]

    def _facts(self) -> tuple[bool, bool]:
        return self.base.is_total and self.base.is_nonzero, True

    def _parts(self) -> tuple[Any, tuple[Any, ...]]:
        return None, (self.base,)

    @classmethod
    def _whole(cls, data: Any, parts: tuple[Any, ...]) -> Any:
        return cls(*parts)


class Product(Canonical):
    """A monic product: factors to integer exponents. Built by the module ``ring`` only."""

    __module__ = _DOOR
    __slots__ = _fields = ("entries",)
    entries: dict[Canonical, int]

    def __new__(cls, entries: dict[Canonical, int]) -> Product:
        """The one Product with this content."""
        digest = mix2(5, mass_of(entries))
        reference = interning.TABLE.get(digest)
        if reference is not None:
            found = reference()
            if type(found) is cls and found.entries == entries:
                return found
        return cls._intern(digest, entries)  # type: ignore[no-any-return]

    def _facts(self) -> tuple[bool, bool]:
        return all(map(_is_total, self.entries)), all(map(_is_nonzero, self.entries))

    def _parts(self) -> tuple[Any, tuple[Any, ...]]:
        return tuple(self.entries.values()), tuple(self.entries)

    @classmethod
    def _whole(cls, data: Any, parts: tuple[Any, ...]) -> Any:
        return cls(dict(zip(parts, data, strict=True)))


class Sum(Canonical):
    """A constant plus monic terms with coefficients. Built by the module ``ring`` only.

    ``mass`` is the sum of :func:`symnum.terms.digests.mass` over the entries, modulo 2^60.
    """

    __module__ = _DOOR
    __slots__ = _fields = ("constant", "entries", "mass")
    constant: Exact
    entries: dict[Canonical, Exact]
    mass: int

    def __new__(
        cls, constant: Exact, entries: dict[Canonical, Exact], mass: int | None = None
    ) -> Sum:
        """The one Sum with this content."""
        if mass is None:
            mass = mass_of(entries)
        mass &= MASK
        digest = mix2(mix2(6, number_digest(constant)), mass)
        reference = interning.TABLE.get(digest)
        if reference is not None:
            found = reference()
            if type(found) is cls and found.constant == constant and found.entries == entries:
                return found
        return cls._intern(digest, constant, entries, mass)  # type: ignore[no-any-return]

    def _facts(self) -> tuple[bool, bool]:
        nonzero = self.is_scaled and all(a.is_nonzero and c != 0 for a, c in self.entries.items())
        return all(map(_is_total, self.entries)), nonzero

    @property
    def is_scaled(self) -> bool:
        """Whether this is one monic term times a coefficient."""
        return len(self.entries) == 1 and self.constant == 0

    def _parts(self) -> tuple[Any, tuple[Any, ...]]:
        return (self.constant, *self.entries.values()), tuple(self.entries)

    @classmethod
    def _whole(cls, data: Any, parts: tuple[Any, ...]) -> Any:
        return cls(data[0], dict(zip(parts, data[1:], strict=True)))


def known_facts(term: Canonical) -> frozenset[str]:
    """Predicates that a symbol's assumptions or a number's value decide."""
    if isinstance(term, CanonicalSymbol):
        return term.assumptions
    if isinstance(term, CanonicalNumber):
        value = term.value
        return closure(
            name
            for name, holds in (
                ("positive", value > 0), ("nonnegative", value >= 0),
                ("negative", value < 0), ("integer", isinstance(value, int)),
            )
            if holds
        )  # fmt: skip
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
