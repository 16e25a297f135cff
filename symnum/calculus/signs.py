"""Whether a coefficient is zero, and its sign: proofs or nothing.

Ball arithmetic proves that a number is not 0, and where it is; that it is 0 is proved by algebra
and by the simplifier. A coefficient with symbols is nonzero if it is so at one point: the answer
then holds for all values but exceptional ones.
"""

from __future__ import annotations

from fractions import Fraction
from functools import lru_cache

from flint import arb

from rewrite_rules import FACTS
from symnum.algebra.quotients import cancel
from symnum.calculus.special_values import simplified
from symnum.errors import InputError
from symnum.numerics.balls import UNDEFINED, evaluate
from symnum.rewriting.facts import FactBase
from symnum.terms.canonical import (
    Apply,
    Canonical,
    CanonicalNumber,
    CanonicalSymbol,
    Product,
    Reciprocal,
)
from symnum.terms.exact import Exact
from symnum.terms.ring import ZERO
from symnum.terms.traversal import free_symbols, postorder

_BITS = (128, 512, 2048)
_POINTS = (Fraction(7, 11), Fraction(13, 8), Fraction(37, 5))
_FAR_POINTS = (Fraction(100_003, 7), Fraction(5003, 9), Fraction(307, 11))
_REMEMBERED = 1024
FAR = CanonicalSymbol("_far", frozenset({"positive"}))
"""A variable that goes to infinity: what is asked of terms with it is meant for large values."""


class Undecided(InputError):
    """Neither provably zero nor provably nonzero, or of unknown sign."""


def is_zero(term: Canonical) -> bool:
    """Whether the term is 0, for all values of its symbols but exceptional ones.

    Raises:
        Undecided: neither could be proved.
    """
    if isinstance(term, CanonicalNumber):
        return term.value == 0
    if isinstance(term, CanonicalSymbol | Reciprocal) or term.is_nonzero:
        return False
    if isinstance(term, Product):
        return any(is_zero(factor) for factor in term.entries)
    if isinstance(term, Apply) and not term.operator.interpreted:
        return False
    return _is_zero(term)


@lru_cache(_REMEMBERED)
def _is_zero(term: Canonical) -> bool:
    if _is_nonzero_somewhere(term):
        return False
    if not free_symbols(term) and evaluate(term, {}) is UNDEFINED:
        raise Undecided(f"{term!r} has no real value")
    if simplified(cancel(term)) is ZERO or cancel(simplified(term)) is ZERO:
        return True
    raise Undecided(f"it could not be decided whether {term!r} is 0")


def _is_nonzero_somewhere(term: Canonical) -> bool:
    symbols = free_symbols(term)
    if not all(t.operator.interpreted for t, _ in postorder([term]) if isinstance(t, Apply)):
        return False
    for shift, start in enumerate(_FAR_POINTS if FAR in symbols else _POINTS):
        point = {s.name: _value(s, start, n * (2 * shift + 3)) for n, s in enumerate(symbols)}
        for bits in _BITS:
            value = evaluate(term, point, bits=bits)
            if isinstance(value, arb) and value != 0:
                return True
        if not symbols:
            return False
    return False


def _value(symbol: CanonicalSymbol, start: Fraction, place: int) -> Exact:
    """A number that has all the properties assumed of the symbol."""
    size: Exact = start + Fraction(place, 7)
    if "integer" in symbol.assumptions:
        size = 2 * int(size + place) + (4 if "even" in symbol.assumptions else 5)
        if not {"even", "odd"} & symbol.assumptions and place % 2:
            size += 1
    return -size if "negative" in symbol.assumptions else size


def sign_of(term: Canonical) -> int:
    """The sign of a term for all values of its symbols: -1, 0 or 1.

    Raises:
        Undecided: it could not be proved, or depends on the symbols.
    """
    if isinstance(term, CanonicalNumber):
        return (term.value > 0) - (term.value < 0)
    found = _sign(term)
    if found is None:
        raise Undecided(f"the sign of {term!r} could not be decided")
    return found


@lru_cache(_REMEMBERED)
def _sign(term: Canonical) -> int | None:
    if not free_symbols(term):
        for bits in _BITS:
            value = evaluate(term, {}, bits=bits)
            if isinstance(value, arb) and value != 0:
                return 1 if value > 0 else -1
    else:
        facts = FactBase(FACTS).facts(term)
        if "positive" in facts or "negative" in facts:
            return 1 if "positive" in facts else -1
    try:
        return 0 if is_zero(term) else None
    except InputError:
        return None
