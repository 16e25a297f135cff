"""How a function at a shifted, mirrored or scaled argument relates to itself: read from rules.

Every rule of ``rewrite_rules`` is looked at; a reader knows one shape of equation. What is found
is tested for soundness with the rules themselves, and decides which range reductions there are.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from enum import Enum
from functools import cache

from rewrite_rules import RULES
from symnum.ops import ADD, MUL, NEG, Operator
from symnum.rules import Rule
from symnum.rules.guard import variables_of
from symnum.rules.rule import RestVariable
from symnum.terms.plain import Call, PatternVariable, Term


class RelationKind(Enum):
    """The shapes of equations that reduce a range."""

    SHIFT = "f(x + c) = ±g(x)"
    SUM_TO_PRODUCT = "f(x + y) = f(x) · f(y)"
    PRODUCT_TO_SUM = "f(x · y) = f(x) + f(y)"
    PARITY = "f(−x) = ±f(x)"


@dataclass(frozen=True)
class Relation:
    """One equation about a function.

    Args:
        kind: Its shape.
        rule: The name of the rule that states it.
        function: f.
        other: g; f itself but for shifts.
        sign: 1 or −1.
        shift: c, for shifts.
    """

    kind: RelationKind
    rule: str
    function: Operator
    other: Operator
    sign: int = 1
    shift: Term | None = None


Reader = Callable[[Rule], Relation | None]


@cache
def relations(function: Operator) -> tuple[Relation, ...]:
    """What the rules say about a function, in their order.

    >>> from symnum.ops import ERF
    >>> for relation in relations(ERF):
    ...     print(relation.rule, relation.kind.value, relation.sign)
    erf-minus f(−x) = ±f(x) -1
    """
    return tuple(relation for relation in _all() if relation.function is function)


@cache
def _all() -> tuple[Relation, ...]:
    return tuple(relation for rule in RULES for relation in _read(rule))


def _read(rule: Rule) -> Iterator[Relation]:
    for reader in (_shift, _sum_to_product, _product_to_sum, _parity):
        found = reader(rule)
        if found is not None:
            yield found


def _unary(term: Term) -> tuple[Operator, Term] | None:
    """f and t of f(t)."""
    if isinstance(term, Call) and term.operator.arity == 1 and term.operator is not NEG:
        return term.operator, term.arguments[0]
    return None


def _signed(term: Term) -> tuple[int, Term]:
    if isinstance(term, Call) and term.operator is NEG:
        return -1, term.arguments[0]
    return 1, term


def _shift(rule: Rule) -> Relation | None:
    """f(s + c) → ±g(s), where s stands for the rest of a sum and c has no variables."""
    sign, right = _signed(rule.right)
    left, image = _unary(rule.left), _unary(right)
    if left is None or image is None or rule.where:
        return None
    argument = left[1]
    if not (isinstance(argument, Call) and argument.operator is ADD):
        return None
    rest, shift = argument.arguments[0], argument.arguments[-1]
    is_shift = len(argument.arguments) == 2 and not list(variables_of(shift))
    if not is_shift or not isinstance(rest, RestVariable) or image[1] is not rest:
        return None
    return Relation(RelationKind.SHIFT, rule.name, left[0], image[0], sign, shift)


def _two(term: Term, operator: Operator) -> tuple[Operator, Term, Term] | None:
    """f, x and y of f(x) and f(y) under a binary operator, for distinct variables."""
    if not (isinstance(term, Call) and term.operator is operator and len(term.arguments) == 2):
        return None
    first, second = (_unary(argument) for argument in term.arguments)
    if first is None or second is None or first[0] is not second[0] or first[1] is second[1]:
        return None
    if not all(isinstance(side[1], PatternVariable) for side in (first, second)):
        return None
    return first[0], first[1], second[1]


def _homomorphism(
    rule: Rule, outer: Operator, inner: Operator, kind: RelationKind
) -> Relation | None:
    """f(x) ∘ f(y) → f(x • y)."""
    left, right = _two(rule.left, outer), _unary(rule.right)
    if left is None or right is None or left[0] is not right[0]:
        return None
    if right[1] is not Call(inner, left[1:]):
        return None
    return Relation(kind, rule.name, left[0], left[0])


def _sum_to_product(rule: Rule) -> Relation | None:
    return _homomorphism(rule, MUL, ADD, RelationKind.SUM_TO_PRODUCT)


def _product_to_sum(rule: Rule) -> Relation | None:
    return _homomorphism(rule, ADD, MUL, RelationKind.PRODUCT_TO_SUM)


def _parity(rule: Rule) -> Relation | None:
    """f(c · a) → ±f((−c) · a) for a negative constant c."""
    sign, right = _signed(rule.right)
    left, image = _unary(rule.left), _unary(right)
    if left is None or image is None or left[0] is not image[0]:
        return None
    argument = left[1]
    if not (isinstance(argument, Call) and argument.operator is MUL):
        return None
    factor, others = argument.arguments[0], argument.arguments[1:]
    if image[1] is not Call(MUL, (Call(NEG, (factor,)), *others)):
        return None
    return Relation(RelationKind.PARITY, rule.name, left[0], left[0], sign)
