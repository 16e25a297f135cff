"""The laws of a commutative ring as rewriters, for families of terms that collect nothing.

Canonical terms have these laws in their constructors. Here they are rewriters over the term
interface, so the same objects run on any family. A family whose constructors keep these laws says
so in its adapter (``keeps_ring_laws``); then there is nothing to walk over. They keep where a term
is defined: bases cancel only where they are known to be nonzero, and addends only where they are
known to be defined.

>>> from symnum.terms import parse
>>> COLLECT(parse("2*(x + 1)*x + (x*(1 + x))*3 - x*(x + 1)"))
4*x*(x + 1)
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any
from weakref import WeakKeyDictionary

from symnum.ops import ADD, DIV, MUL, NEG, POW, SUB, Operator
from symnum.rewriting.combinators import Chain, If, Postwalk, changed
from symnum.terms.digests import checksum, label, mix
from symnum.terms.exact import Exact, exact_power
from symnum.terms.interface import adapter_of, assumptions, is_symbol, literal, number, rebuild


def _operator(term: Any) -> Operator | None:
    adapter = adapter_of(term)
    return adapter.operator(term) if adapter.is_call(term) else None


def _parts(term: Any) -> Sequence[Any]:
    return adapter_of(term).arguments(term)


def _call(like: Any, operator: Operator, parts: Sequence[Any]) -> Any:
    """A sum or product of parts, which may be one or none."""
    if not parts:
        return literal(like, operator.identity or 0)
    return parts[0] if len(parts) == 1 else rebuild(like, operator, parts)


@dataclass(frozen=True)
class Desugar:
    """``a - b`` to ``a + (-1)*b``, ``-a`` to ``(-1)*a``, ``a/b`` to ``a*b^(-1)``."""

    def __call__(self, term: Any) -> Any | None:
        """The rewritten term, or ``None``."""
        operator = _operator(term)
        if operator is NEG:
            return rebuild(term, MUL, (literal(term, -1), *_parts(term)))
        if operator is SUB:
            first, second = _parts(term)
            return rebuild(term, ADD, (first, rebuild(term, MUL, (literal(term, -1), second))))
        if operator is DIV:
            first, second = _parts(term)
            return rebuild(term, MUL, (first, rebuild(term, POW, (second, literal(term, -1)))))
        return None


@dataclass(frozen=True)
class Flatten:
    """Sums inside sums and products inside products become one call."""

    operator: Operator

    def __call__(self, term: Any) -> Any | None:
        """The rewritten term, or ``None``."""
        if _operator(term) is not self.operator:
            return None
        flat: list[Any] = []
        for part in _parts(term):
            flat.extend(_parts(part) if _operator(part) is self.operator else (part,))
        if len(flat) == len(_parts(term)):
            return None
        return rebuild(term, self.operator, flat)


@dataclass(frozen=True)
class FoldPower:
    """Powers of numbers, powers of powers to integers, and distribution over products."""

    def __call__(self, term: Any) -> Any | None:
        """The rewritten term, or ``None``."""
        if _operator(term) is not POW:
            return None
        base, exponent = _parts(term)
        power = number(exponent)
        if type(power) is not int or power == 0:
            return None
        if power == 1:
            return base
        value = number(base)
        if value is not None:
            folded = exact_power(value, power)
            return None if folded is None else literal(term, folded)
        if _operator(base) is MUL:
            return rebuild(term, MUL, [rebuild(term, POW, (f, exponent)) for f in _parts(base)])
        inner = _integer_power(base)
        if inner is None or inner[1] == 0:
            return None
        if power < 0 and inner[1] < 0 and not _is_nonzero(inner[0]):
            return None  # (x^-2)^-1 is undefined at 0, x^2 is not
        return rebuild(term, POW, (inner[0], literal(term, inner[1] * power)))


def _integer_power(term: Any) -> tuple[Any, int] | None:
    """Base and exponent of a power to an integer written out."""
    if _operator(term) is POW:
        base, exponent = _parts(term)
        power = number(exponent)
        if type(power) is int:
            return base, power
    return None


def _with_coefficient(term: Any) -> tuple[Exact, Any]:
    """The number in front of an addend, and the rest of it."""
    if _operator(term) is MUL:
        coefficient: Exact = 1
        others = []
        for part in _parts(term):
            value = number(part)
            if value is None:
                others.append(part)
            else:
                coefficient *= value
        if len(others) < len(_parts(term)):
            return coefficient, _call(term, MUL, others)
    return 1, term


def _is_defined(term: Any) -> bool:
    """Whether a sum, product or positive power of symbols, so that it always has a value."""
    stack = [term]
    while stack:
        part = stack.pop()
        operator = _operator(part)
        if operator in (ADD, MUL):
            stack.extend(_parts(part))
        elif operator is POW:
            power = _integer_power(part)
            if power is None or not (power[1] > 0 or _is_nonzero(power[0])):
                return False
            stack.append(power[0])
        elif operator is not None:
            return False
    return True


def _is_nonzero(term: Any) -> bool:
    value = number(term)
    return value != 0 if value is not None else is_symbol(term) and "nonzero" in assumptions(term)


@dataclass(frozen=True)
class CollectSum:
    """Numbers added up, like addends collected, the addends in a fixed order."""

    def __call__(self, term: Any) -> Any | None:
        """The rewritten term, or ``None``."""
        if _operator(term) is not ADD:
            return None
        constant: Exact = 0
        found: dict[Any, Exact] = {}
        for part in _parts(term):
            value = number(part)
            if value is not None:
                constant += value
                continue
            coefficient, monic = _with_coefficient(part)
            found[monic] = found.get(monic, 0) + coefficient
        addends = [self._addend(t, c) for t, c in found.items() if c or not _is_defined(t)]
        addends.sort(key=_order)
        if constant != 0:
            addends.append(literal(term, constant))
        result = _call(term, ADD, addends)
        return result if changed(term, result) else None

    def _addend(self, monic: Any, coefficient: Exact) -> Any:
        if coefficient == 1:
            return monic
        factors = _parts(monic) if _operator(monic) is MUL else (monic,)
        return rebuild(monic, MUL, (literal(monic, coefficient), *factors))


@dataclass(frozen=True)
class CollectProduct:
    """Numbers multiplied, powers of one base collected, the factors in a fixed order."""

    def __call__(self, term: Any) -> Any | None:
        """The rewritten term, or ``None``."""
        if _operator(term) is not MUL:
            return None
        coefficient: Exact = 1
        found: dict[Any, int] = {}
        for part in _parts(term):
            value = number(part)
            if value is not None:
                coefficient *= value
                continue
            base, power = _integer_power(part) or (part, 1)
            if power < 0 and not _is_nonzero(base):  # x*x^(-1) keeps its hole at 0
                base, power = rebuild(term, POW, (base, literal(term, -1))), -power
            found[base] = found.get(base, 0) + power
        factors = [
            b if e == 1 else rebuild(term, POW, (b, literal(term, e)))
            for b, e in found.items()
            if e != 0
        ]
        factors.sort(key=_order)
        if coefficient == 0 and all(map(_is_defined, factors)):
            return literal(term, 0)
        if coefficient != 1:
            factors.insert(0, literal(term, coefficient))
        result = _call(term, MUL, factors)
        return result if changed(term, result) else None


_DIGESTS: WeakKeyDictionary[Any, int] = WeakKeyDictionary()


def _order(term: Any) -> tuple[int, str, int]:
    """Symbols by name, then calls by a hash that is the same in every process."""
    adapter = adapter_of(term)
    return (0, adapter.name(term), 0) if is_symbol(term) else (1, "", _digest(term))


def _digest(term: Any) -> int:
    """A structural hash, remembered for every subterm."""
    stack = [term]
    while stack:
        part = stack[-1]
        adapter = adapter_of(part)
        inside = adapter.arguments(part) if adapter.is_call(part) else ()
        waiting = [p for p in inside if p not in _DIGESTS]
        if waiting:
            stack.extend(waiting)
            continue
        stack.pop()
        if inside:
            parts = [_DIGESTS[p] for p in inside]
            _DIGESTS[part] = mix(label(adapter.operator(part)), *parts)
        else:
            _DIGESTS[part] = checksum(str(part))
    return _DIGESTS[term]


def lacks_ring_laws(term: Any) -> bool:
    """Whether the term's family leaves the ring laws to rewriters (see ``keeps_ring_laws``)."""
    return not getattr(adapter_of(term), "keeps_ring_laws", False)


LAWS = Chain((
    Desugar(), FoldPower(), Flatten(MUL), CollectProduct(), Flatten(ADD), CollectSum(),
))  # fmt: skip
"""Everything above at one node."""
COLLECT = If(lacks_ring_laws, Postwalk(LAWS))
"""Everything above, at every node, innermost first."""
