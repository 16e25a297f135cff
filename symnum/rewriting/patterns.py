"""Patterns prepared for matching, and templates prepared for building: once a rule, not a match.

What a pattern demands of a subject is known before any search: its operator, the operators that
must occur somewhere inside, the factors that must be there. Operators are bits of an integer, so
that "everything demanded occurs" is one machine operation.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from fractions import Fraction
from functools import lru_cache
from typing import Any

from symnum.ops import ADD, MUL, POW, Operator
from symnum.rules import RestVariable, SegmentVariable, core_call, variables_of
from symnum.terms.exact import Exact
from symnum.terms.interface import Adapter
from symnum.terms.plain import Call, Number, PatternVariable, Term
from symnum.terms.traversal import node_count, postorder

Bindings = Mapping[str, Any]
"""What variables stand for, by name: terms of the subject's family, or a :class:`Segment`."""


@dataclass(frozen=True, slots=True)
class Segment:
    """What a segment variable stands for: terms that follow each other, possibly none."""

    terms: tuple[Any, ...]


class NotBuilt(Exception):
    """A template cannot be built: a call would be left without arguments."""


COLLAPSING = frozenset({ADD, MUL, POW})
"""Operators whose calls may come out as something else when their variables are bound."""
Mark = Operator | tuple[Operator, Exact]
"""What is looked for inside subjects: an operator, or a power with a certain exponent."""
_BITS: dict[Mark, int] = {}


def bit(mark: Mark) -> int:
    """The place of an operator, or of a power with a certain exponent, in a mask."""
    found = _BITS.get(mark)
    if found is None:
        found = _BITS[mark] = 1 << len(_BITS)
    return found


@lru_cache(maxsize=8192)
def names_in(pattern: Term) -> frozenset[str]:
    """The names of the variables in a pattern."""
    return frozenset(v.name for v in variables_of(pattern))


@lru_cache(maxsize=8192)
def demanded(pattern: Term) -> int:
    """Mask of the operators that every subject of the pattern contains."""
    mask = 0
    for term, children in postorder([pattern]):
        if isinstance(term, Call) and term.operator not in COLLAPSING:
            mask |= bit(term.operator)
        elif isinstance(term, Call) and term.operator is POW:
            base, exponent = children
            lasting = isinstance(base, Call) and base.operator not in COLLAPSING
            if lasting and isinstance(exponent, Number) and exponent.value not in (0, 1):
                mask |= bit((POW, exponent.value))
    return mask


_MULTISETS: dict[Operator, bool] = {}


def is_multiset(operator: Operator) -> bool:
    """Whether arguments match in any order, any number of them: sums and products."""
    found = _MULTISETS.get(operator)
    if found is None:
        found = operator.is_associative and operator.identity is not None
        _MULTISETS[operator] = found
    return found


@dataclass(frozen=True, slots=True)
class Operand:
    """One argument of a sum or product in a pattern, with what it demands.

    Attributes:
        pattern: The argument.
        names: Its variables.
        head: The operator a subject must have, if it must be one.
        mask: Operators a subject must contain.
        factors: Of a product, the factors that a subject must have once their variables are bound.
        is_variable: Whether it is a lone variable, which any subject matches.
    """

    pattern: Term
    names: frozenset[str]
    head: Operator | None
    mask: int
    factors: tuple[Term, ...]
    is_variable: bool


@dataclass(frozen=True, slots=True)
class Plan:
    """A sum or product in a pattern.

    Attributes:
        rests: Variables for what is left over, in the order written.
        operands: The other arguments, small ones first, lone variables last.
        coefficient: The product of a product's numbers.
        number: The coefficient as an operand, for a product without a rest.
        lone: The names of variables that are arguments by themselves.
        takes_one_each: Whether, with these unbound, every argument takes one of a subject.
    """

    rests: tuple[PatternVariable, ...]
    operands: tuple[Operand, ...]
    coefficient: Fraction
    number: Operand | None
    lone: frozenset[str]
    takes_one_each: bool


@lru_cache(maxsize=8192)
def plan_of(pattern: Call) -> Plan:
    """How to match a sum or product: small arguments first, lone variables last."""
    rests = tuple(a for a in pattern.arguments if is_rest(pattern, a))
    coefficient = Fraction(1)
    wanted: list[Term] = []
    for argument in pattern.arguments:
        if isinstance(argument, Number) and pattern.operator is MUL:
            coefficient *= argument.value
        elif argument not in rests:
            wanted.append(argument)
    wanted.sort(key=lambda term: (isinstance(term, PatternVariable), node_count(term)))
    number = None if coefficient == 1 else _operand(Number(coefficient))
    operands = tuple(map(_operand, wanted))
    lone = frozenset(o.pattern.name for o in operands if isinstance(o.pattern, PatternVariable))
    apart = all(sum(name in o.names for o in operands) == 1 for name in lone)
    return Plan(rests, operands, coefficient, number, lone, apart and not rests)  # type: ignore[arg-type]


def _operand(pattern: Term) -> Operand:
    head: Operator | None = None
    factors: tuple[Term, ...] = ()
    if isinstance(pattern, Call):
        multiset = is_multiset(pattern.operator)
        plan = plan_of(pattern) if multiset else None
        head = None if plan is not None and plan.rests else pattern.operator
        if plan is not None and pattern.operator is MUL:
            factors = tuple(o.pattern for o in plan.operands if type(o.pattern) is not Number)
    return Operand(
        pattern, names_in(pattern), head, demanded(pattern), factors,
        isinstance(pattern, PatternVariable),
    )  # fmt: skip


def is_rest(pattern: Call, argument: Term) -> bool:
    """Whether an argument of a sum or product stands for whatever is left over.

    A rest variable that is a common factor elsewhere in a sum is an ordinary addend of it: in
    ``a - a*sin(x)^2`` the first ``a`` is one addend, not the remainder of the sum.
    """
    if isinstance(argument, SegmentVariable):
        return True
    if not isinstance(argument, RestVariable):
        return False
    others = [other for other in pattern.arguments if other is not argument]
    alone = len(others) == len(pattern.arguments) - 1
    return alone and all(argument not in variables_of(other) for other in others)


@lru_cache(maxsize=8192)
def _steps(template: Term) -> tuple[tuple[Term, tuple[int, ...]], ...]:
    places: dict[Term, int] = {}
    steps: list[tuple[Term, tuple[int, ...]]] = []
    for term, children in postorder([template]):
        places[term] = len(steps)
        steps.append((term, tuple(places[child] for child in children)))
    return tuple(steps)


def instantiate(template: Term, bindings: Bindings, adapter: Adapter, like: Any) -> Any:
    """The template with its variables replaced, built in the family of ``like``.

    Raises:
        KeyError: a variable is not bound.
        NotBuilt: a call would be left without arguments, or a segment has no call around it.
    """
    if isinstance(template, PatternVariable):
        return _whole(bindings[template.name])
    values: list[Any] = []
    for term, places in _steps(template):
        if isinstance(term, Call):
            parts = spliced([values[place] for place in places])
            values.append(rebuilt(adapter, like, term.operator, parts))
        elif isinstance(term, PatternVariable):
            values.append(bindings[term.name])
        elif isinstance(term, Number):
            values.append(adapter.literal(like, term.value))
        else:
            values.append(adapter.symbol(like, term.name, term.assumptions))  # type: ignore[attr-defined]
    return _whole(values[-1])


def _whole(value: Any) -> Any:
    if type(value) is Segment:
        if len(value.terms) != 1:
            raise NotBuilt
        return value.terms[0]
    return value


def spliced(values: Sequence[Any]) -> list[Any]:
    """The values, with the terms of segments in place of the segments."""
    parts: list[Any] = []
    for value in values:
        parts.extend(value.terms if type(value) is Segment else (value,))
    return parts


def rebuilt(adapter: Adapter, like: Any, operator: Operator, parts: Sequence[Any]) -> Any:
    """The operator on these arguments; a sum or product of fewer than two is no call.

    Plain terms, which collect nothing themselves, are kept in core form, without the addends 0
    and the powers 1 that variables may leave behind.

    Raises:
        NotBuilt: the operator does not take that many arguments.
    """
    if is_multiset(operator) and len(parts) < 2:
        return parts[0] if parts else adapter.literal(like, operator.identity or 0)
    if not operator.accepts(len(parts)):
        raise NotBuilt
    if not isinstance(like, Term):
        return adapter.rebuild(like, operator, parts)
    if operator is POW and parts[1] is _ONE:
        return parts[0]
    if operator is ADD:
        parts = [part for part in parts if part is not _ZERO] or parts[:1]
        return parts[0] if len(parts) == 1 else core_call(operator, parts)
    return core_call(operator, parts)


_ZERO, _ONE = Number(0), Number(1)
