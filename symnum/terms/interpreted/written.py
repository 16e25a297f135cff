"""Canonical terms in plain text, written as people write: differences, quotients, square roots.

One walk over the nodes, without making the plain term; the text is that of the plain term which
:func:`symnum.terms.to_plain` gives.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from fractions import Fraction

from symnum.ops import ADD, ATOM, DIV, MUL, NEG, POW, SQRT, SUB, Fixity, operators
from symnum.terms.exact import Exact, exact_text
from symnum.terms.interpreted.nodes import (
    Apply,
    Canonical,
    CanonicalNumber,
    CanonicalSymbol,
    Product,
    Reciprocal,
    Sum,
)
from symnum.terms.interpreted.ordering import sorted_addends, sorted_factors
from symnum.terms.precedence import Spelled, enclosed, least, number_precedence, spelled_call
from symnum.terms.ropes import Rope, rope

_Texts = dict[Canonical, Spelled]
_FIRST_ADDEND, _ADDEND = least(ADD, 0), least(ADD, 1)
_SUBTRACTED, _NEGATED = least(SUB, 1), least(NEG, 0)
_FIRST_FACTOR, _FACTOR = least(MUL, 0), least(MUL, 1)
_DIVIDED, _DIVISOR = least(DIV, 0), least(DIV, 1)
_BASE = least(POW, 0)
_OPENINGS = {
    row: f"{row.syntax.symbol}(" for row in operators() if row.syntax.fixity is Fixity.FUNCTION
}
_HALF = Fraction(1, 2)


def canonical_text(root: Canonical) -> Rope:
    """The text of a canonical term."""
    texts: _Texts = {}
    stack: list[Canonical | None] = [root]
    while stack:
        term = stack.pop()
        if term is None:
            term = stack.pop()
            assert term is not None
            texts[term] = _spelled(term, texts)
        elif term in texts:
            continue
        elif type(term) is CanonicalSymbol:
            texts[term] = (term.name, ATOM)
        elif type(term) is CanonicalNumber:
            texts[term] = _number(term.value)
        else:
            stack += (term, None)
            stack += _parts(term)
    return texts[root][0]


def _number(value: Exact) -> Spelled:
    return exact_text(value), number_precedence(value)


def _parts(term: Canonical) -> Iterable[Canonical]:
    """What is written out as a whole inside the term."""
    if type(term) is Apply:
        return term.arguments
    if type(term) is Reciprocal:
        return (term.base,)
    if type(term) is Product:
        return [_base(factor, exponent) for factor, exponent in term.entries.items()]
    assert type(term) is Sum
    parts: list[Canonical] = []
    for addend in term.entries:
        if type(addend) is Product:
            parts += [_base(factor, exponent) for factor, exponent in addend.entries.items()]
        else:
            parts.append(_base(addend, 1))
    return parts


def _base(factor: Canonical, exponent: int) -> Canonical:
    if type(factor) is Reciprocal:
        return factor.base
    if exponent == 1 and _is_reciprocal_power(factor):
        return factor.arguments[0]  # type: ignore[attr-defined,no-any-return]
    return factor


def _is_reciprocal_power(factor: Canonical) -> bool:
    """Whether this is a call of the power with a negative integer: 1/0, for one."""
    if type(factor) is not Apply or factor.operator is not POW:
        return False
    exponent = factor.arguments[1]
    return type(exponent) is CanonicalNumber and type(exponent.value) is int and exponent.value < 0


def _spelled(term: Canonical, texts: _Texts) -> Spelled:
    if type(term) is Sum:
        return _sum(term, texts)
    if type(term) is Product:
        return _scaled(1, sorted_factors(term), texts)
    if type(term) is Apply and len(term.arguments) == 1:
        opening = _OPENINGS.get(term.operator)
        if opening is not None:
            return rope([opening, texts[term.arguments[0]][0], ")"]), ATOM
    if type(term) is Apply and not (term.operator is POW and _is_reciprocal_power(term)):
        arguments = [texts[argument] for argument in term.arguments]
        if term.operator is POW:
            exponent = term.arguments[1]
            if type(exponent) is CanonicalNumber and exponent.value == _HALF:
                return spelled_call(SQRT, arguments[:1])
        return spelled_call(term.operator, arguments)
    return _scaled(1, [(term, 1)], texts)


def _sum(term: Sum, texts: _Texts) -> Spelled:
    addends = sorted_addends(term)
    if len(addends) == 1 and term.constant == 0:
        monic, coefficient = addends[0]
        return _scaled(coefficient, _factors(monic), texts)
    pieces: list[Rope] = []
    for monic, coefficient in addends:
        size: Exact = abs(coefficient)
        shown = _scaled(size, _factors(monic), texts)
        if coefficient >= 0:
            pieces += (" + ", enclosed(shown, _ADDEND if pieces else _FIRST_ADDEND))
        elif pieces:
            pieces += (" - ", enclosed(shown, _SUBTRACTED))
        else:
            pieces += (" + ", rope(["-", enclosed(shown, _NEGATED)]))
    if term.constant != 0:
        sign = " + " if term.constant > 0 else " - "
        pieces += (
            sign,
            enclosed(_number(term.constant * (1 if term.constant > 0 else -1)), _ADDEND),
        )
    return rope(pieces[1:]), ADD.syntax.precedence


def _factors(monic: Canonical) -> Sequence[tuple[Canonical, int]]:
    return sorted_factors(monic) if type(monic) is Product else ((monic, 1),)


def _scaled(coefficient: Exact, factors: Sequence[tuple[Canonical, int]], texts: _Texts) -> Spelled:
    """A coefficient times factors to integer powers, as a quotient of products."""
    if len(factors) == 1 and type(coefficient) is int and coefficient > 0:
        ((factor, exponent),) = factors
        kind = type(factor)
        if exponent == 1 and (
            kind is CanonicalSymbol or (kind is Apply and factor.operator is not POW)  # type: ignore[attr-defined]
        ):
            if coefficient == 1:
                return texts[factor]
            return rope(
                [exact_text(coefficient), "*", enclosed(texts[factor], _FACTOR)]
            ), MUL.syntax.precedence
    above: list[Spelled] = []
    below: list[Spelled] = []
    for factor, exponent in factors:
        base = factor
        if type(factor) is Reciprocal:
            base, exponent = factor.base, -exponent
        elif exponent == 1 and _is_reciprocal_power(factor):
            base, exponent = (
                factor.arguments[0],  # type: ignore[attr-defined]
                factor.arguments[1].value,  # type: ignore[attr-defined]
            )
        (above if exponent > 0 else below).append(_power(base, abs(exponent), texts))
    size, divisor = abs(coefficient.numerator), coefficient.denominator
    if size != 1 or not above:
        above.insert(0, (exact_text(size), ATOM))
    if divisor != 1:
        below.insert(0, (exact_text(divisor), ATOM))
    result = _chain(above)
    if below:
        quotient = [enclosed(result, _DIVIDED), "/", enclosed(_chain(below), _DIVISOR)]
        result = rope(quotient), DIV.syntax.precedence
    if coefficient < 0:
        return rope(["-", enclosed(result, _NEGATED)]), NEG.syntax.precedence
    return result


def _power(base: Canonical, exponent: int, texts: _Texts) -> Spelled:
    if exponent == 1:
        return texts[base]
    return rope([enclosed(texts[base], _BASE), "^", exact_text(exponent)]), POW.syntax.precedence


def _chain(factors: list[Spelled]) -> Spelled:
    if len(factors) == 1:
        return factors[0]
    pieces: list[Rope] = [enclosed(factors[0], _FIRST_FACTOR)]
    for factor in factors[1:]:
        pieces += ("*", enclosed(factor, _FACTOR))
    return rope(pieces), MUL.syntax.precedence
