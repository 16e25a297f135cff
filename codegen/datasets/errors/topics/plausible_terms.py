"""Whether somebody could write a term by mistake: in the form of the right one, and not absurd."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from fractions import Fraction

from symnum.ops import ADD, DIV, MUL, NEG, PI, POW, SUB, Operator
from symnum.terms.conversion import to_canonical, to_plain
from symnum.terms.plain import Call, Number, Term
from symnum.terms.text import to_text
from symnum.terms.traversal import fold, free_symbols, postorder

_LARGEST_EXPONENT = 20


def in_the_form_of(right: Term, altered: Term) -> Term | None:
    """The altered side, written as the right one is: in canonical form if that is."""
    if to_text(to_plain(to_canonical(right))) == to_text(right):
        shown = to_plain(to_canonical(altered))
        return None if to_canonical(altered) is to_canonical(right) else shown
    fits = _oddities(altered) <= _oddities(right) and _ones(altered) <= _ones(right)
    return altered if fits else None


def is_plausible(right: Term, wrong: Term, other: Term) -> bool:
    """Whether nothing vanishes, what was solved for stays so, exponents stay natural numbers, and
    π stays where it may be in an angle.

    Args:
        right: A side as it should be.
        wrong: What stands there.
        other: The other side.
    """
    if free_symbols(right) and not free_symbols(wrong):
        return False
    if other in free_symbols(wrong) and other not in free_symbols(right):
        return False
    if isinstance(wrong, Number) and wrong.value == 0:
        return False
    if _count_of_pi(wrong) < _count_of_pi(right):
        return False
    below = [set(_second(term, DIV)) for term in (right, wrong)]
    if any(_count_of_pi(part) for part in below[1] - below[0]):
        return False
    exponents = [set(_second(term, POW)) for term in (right, wrong)]
    return all(map(_is_natural, exponents[1] - exponents[0]))


def _count_of_pi(term: Term) -> int:
    return fold(term, lambda leaf: 0, lambda _, operator, parts: sum(parts) + (operator is PI))


def _second(term: Term, operator: Operator) -> Iterator[Term]:
    """Denominators or exponents in a term."""
    for part, _ in postorder([term]):
        if isinstance(part, Call) and part.operator is operator:
            yield part.arguments[1]


def _is_natural(term: Term) -> bool:
    return (
        isinstance(term, Number)
        and isinstance(term.value, int)
        and 1 < term.value <= _LARGEST_EXPONENT
    )


def _oddities(term: Term) -> int:
    """How often there is a sign after a sign, a factor 1 or 0, or a fraction to be reduced."""
    parts = (part for part, _ in postorder([term]) if isinstance(part, Call) and part.arguments)
    return sum(map(_is_odd, parts))


def _ones(term: Term) -> int:
    """How often there is a factor 1: where there was a -1, one is not written."""
    parts = (part for part, _ in postorder([term]) if isinstance(part, Call))
    return sum(part.operator is MUL and _has(part.arguments, 1) for part in parts)


def _is_odd(call: Call) -> bool:
    first, *others = call.arguments
    if call.operator in (ADD, SUB):
        return any(_begins_with_minus(part) for part in others) or _has(call.arguments, 0)
    if call.operator is MUL:
        return any(map(_begins_with_minus, others)) or _has(call.arguments, 0, 1, -1)
    if call.operator is DIV:
        numbers = all(isinstance(part, Number) for part in call.arguments)
        return _has(others, 0, 1, -1) or _has([first], 0) or (numbers and not _is_reduced(call))
    if call.operator is NEG:
        return _begins_with_minus(first) or _has([first], 0)
    return call.operator is POW and (_has(others, 0, 1) or _has([first], 0, 1))


def _begins_with_minus(term: Term) -> bool:
    if isinstance(term, Number):
        return term.value < 0
    if not isinstance(term, Call):
        return False
    leading = term.operator in (MUL, DIV) and _begins_with_minus(term.arguments[0])
    return term.operator is NEG or leading


def _has(parts: Sequence[Term], *numbers: int) -> bool:
    return any(isinstance(part, Number) and part.value in numbers for part in parts)


def _is_reduced(call: Call) -> bool:
    above, below = (Fraction(part.value) for part in call.arguments if isinstance(part, Number))
    return below > 1 and (above / below).denominator == below
