"""From one family of terms to another."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from fractions import Fraction
from functools import partial
from typing import Any

from symnum.ops import ADD, DIV, MUL, NEG, POW, SQRT, SUB, Operator
from symnum.terms.canonical import Canonical, CanonicalNumber
from symnum.terms.construction import CANONICAL
from symnum.terms.exact import Exact
from symnum.terms.interface import adapter_of
from symnum.terms.plain import Call, Number, Term
from symnum.terms.traversal import fold, postorder


def convert(term: Any, like: Any) -> Any:
    """The same expression in the family of ``like``, operator by operator.

    What that family's constructors do on their own happens (canonical terms collect, SymPy
    evaluates); a plain term comes out exactly as it was.
    """
    target = adapter_of(like)

    def call(subterm: Any, operator: Operator, arguments: Sequence[Any]) -> Any:
        return target.rebuild(like, operator, arguments)

    return fold(term, partial(_leaf, like=like), call)


def _leaf(leaf: Any, like: Any) -> Any:
    """A number or symbol in the family of ``like``."""
    source, target = adapter_of(leaf), adapter_of(like)
    value = source.number(leaf)
    if value is not None:
        return target.literal(like, value)
    assumed = source.metadata(leaf).get("assumptions", frozenset())
    return target.symbol(like, source.name(leaf), assumed)


_CANONICAL, _PLAIN = CanonicalNumber(0), Number(0)


def to_canonical(term: Any) -> Canonical:
    """The term in canonical form.

    >>> from symnum.terms.parse import parse
    >>> to_canonical(parse("x*(1 + 1) - x"))
    x
    """
    if isinstance(term, Canonical):
        return term
    order = list(postorder([term]))
    uses = Counter(id(child) for _, children in order for child in children)
    values: dict[int, Any] = {}
    for subterm, children in order:
        adapter = adapter_of(subterm)
        if adapter.is_call(subterm):
            parts = [values[id(child)] for child in children]
            value = CANONICAL.call(adapter.operator(subterm), parts)
            if uses[id(subterm)] > 1:
                value = CANONICAL.finished(value)
        else:
            value = _leaf(subterm, _CANONICAL)
        values[id(subterm)] = value
    converted: Canonical = CANONICAL.finished(values[id(term)])
    return converted


def canonical_by(known: dict[Term, Canonical], term: Term) -> Canonical:
    """A plain term in canonical form, where parts of it may have been converted before.

    Args:
        known: Such terms and what they became; the term and its leaves are added.
        term: It.

    >>> from symnum.terms.parse import parse
    >>> known = {parse("x + x"): to_canonical(parse("2*x"))}
    >>> canonical_by(known, parse("(x + x)*y - x"))
    2*x*y - x
    """
    order, values, uses = _unconverted(known, term)
    for call in order:
        value = CANONICAL.call(call.operator, [values[part] for part in call.arguments])
        values[call] = CANONICAL.finished(value) if uses.get(call, 0) > 1 else value
    known[term] = CANONICAL.finished(values[term])
    return known[term]


def _unconverted(
    known: dict[Term, Canonical], term: Term
) -> tuple[list[Call], dict[Term, Any], dict[Term, int]]:
    """The calls in a term that are not known, arguments first; what is; how often each occurs."""
    order: list[Call] = []
    values: dict[Term, Any] = {}
    uses: dict[Term, int] = {}
    opened: set[Term] = set()
    waiting = [term]
    while waiting:
        part = waiting[-1]
        if part in values or part in opened:
            waiting.pop()
            if part not in values:
                assert isinstance(part, Call)
                values[part] = None
                order.append(part)
            continue
        found = known.get(part)
        if found is None and isinstance(part, Call):
            opened.add(part)
            for argument in part.arguments:
                uses[argument] = uses.get(argument, 0) + 1
            waiting.extend(reversed(part.arguments))
            continue
        values[part] = known[part] = _leaf(part, _CANONICAL) if found is None else found
    return order, values, uses


def to_plain(term: Any) -> Term:
    """The term as a plain one, written as people write it.

    Sums of negative terms become differences, negative powers quotients, square roots ``sqrt``.
    A plain term is returned as it is.
    """
    if isinstance(term, Term):
        return term
    return fold(term, _plain_leaf, written)


def respelled(term: Term) -> Term:
    """A plain term spelled anew, as :func:`to_plain` spells a term of another family.

    >>> from symnum.terms.plain import plain_symbols
    >>> x, y = plain_symbols("x y")
    >>> respelled(x + (-1) * y**-1)
    x - 1/y
    """
    return fold(term, _plain_leaf, written)


def _plain_leaf(leaf: Any) -> Term:
    converted: Term = convert(leaf, _PLAIN)
    return converted


def written(term: Any, operator: Operator, arguments: Sequence[Term]) -> Term:
    """A call on plain terms as people write it; ``term`` is what it comes from."""
    if operator is ADD:
        return _sum(arguments)
    if operator is MUL:
        return _product(arguments)
    if operator is POW:
        return _power(*arguments)
    return Call(operator, tuple(arguments))


def _sum(addends: Sequence[Term]) -> Term:
    result = addends[0]
    for addend in addends[1:]:
        positive = _negated(addend)
        if positive is None:
            result = Call(ADD, (result, addend))
        else:
            result = Call(SUB, (result, positive))
    return result


def _negated(term: Term) -> Term | None:
    """The opposite of a term that is written with a leading minus sign."""
    if isinstance(term, Number) and term.value < 0:
        return Number(-term.value)
    if isinstance(term, Call) and term.operator is NEG:
        return term.arguments[0]
    return None


def _power(base: Term, exponent: Term) -> Term:
    if isinstance(exponent, Number):
        if exponent.value == Fraction(1, 2):
            return Call(SQRT, (base,))
        if exponent.value == -1:
            return Call(DIV, (Number(1), base))
        if isinstance(exponent.value, int) and exponent.value < 0:
            return Call(DIV, (Number(1), Call(POW, (base, Number(-exponent.value)))))
    return Call(POW, (base, exponent))


def _product(factors: Sequence[Term]) -> Term:
    coefficient: Exact = 1
    above: list[Term] = []
    below: list[Term] = []
    for factor in factors:
        if isinstance(factor, Number):
            coefficient *= factor.value
        elif _is_reciprocal(factor):
            below.append(factor.arguments[1])  # type: ignore[attr-defined]
        else:
            above.append(factor)
    size = abs(Fraction(coefficient))
    if size.numerator != 1 or not above:
        above.insert(0, Number(size.numerator))
    if size.denominator != 1:
        below.insert(0, Number(size.denominator))
    result = _chain(above)
    if below:
        result = Call(DIV, (result, _chain(below)))
    return Call(NEG, (result,)) if coefficient < 0 else result


def _is_reciprocal(term: Term) -> bool:
    return isinstance(term, Call) and term.operator is DIV and term.arguments[0] is Number(1)


def _chain(factors: list[Term]) -> Term:
    result = factors[0]
    for factor in factors[1:]:
        result = Call(MUL, (result, factor))
    return result
