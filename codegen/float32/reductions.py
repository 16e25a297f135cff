"""Range reductions: a table of methods, of which the rules about a function choose one.

A method takes a step c apart: x = n · c + r or x = 2^k · m. The steps are real numbers computed
here from the relation; programs split them exactly into float32 parts.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from functools import cache
from types import MappingProxyType

import mpmath

from codegen.float32.relations import Relation, RelationKind, relations
from codegen.float32.splitting import PRECISION
from symnum.errors import InputError
from symnum.lowering import lower
from symnum.numerics.multiprecision import evaluate_program_mpmath
from symnum.ops import Operator
from symnum.program import Instruction, Program

_DIGITS = int(PRECISION * 0.302)


@dataclass(frozen=True)
class Reduction:
    """How the range of a function is reduced.

    Args:
        function: The function.
        relation: What it rests on.
        step: c: the shift, the c with f(c) = 2, or the value f(2); 0 if only the sign goes out.
    """

    function: Operator
    relation: Relation
    step: mpmath.mpf


@dataclass(frozen=True)
class Quarter:
    """What a function is after some steps: ±g of what remains."""

    function: Operator
    sign: int


def _value(function: Operator, x: int) -> mpmath.mpf:
    program = Program(("x",), (), (Instruction(function, (0,)),), (1,))
    return evaluate_program_mpmath(program, [x], _DIGITS)[0]


def _shift(relation: Relation) -> mpmath.mpf:
    return evaluate_program_mpmath(lower([relation.shift]), [], _DIGITS)[0]


def _doubling(relation: Relation) -> mpmath.mpf:
    """f(x) = f(1)^x, so that f(c) = 2 for c = log 2/log f(1)."""
    with mpmath.workprec(PRECISION):
        return mpmath.ln(2) / mpmath.ln(_value(relation.function, 1))


def _of_two(relation: Relation) -> mpmath.mpf:
    return _value(relation.function, 2)


def _no_step(relation: Relation) -> mpmath.mpf:
    return mpmath.mpf(0)


METHODS: Mapping[RelationKind, Callable[[Relation], mpmath.mpf]] = MappingProxyType({
    RelationKind.SHIFT: _shift,
    RelationKind.SUM_TO_PRODUCT: _doubling,
    RelationKind.PRODUCT_TO_SUM: _of_two,
    RelationKind.PARITY: _no_step,
})  # fmt: skip
"""The steps of the methods, the best method first."""


@cache
def reduction_of(function: Operator) -> Reduction:
    """The reduction that the rules allow: the first method, with the smallest step.

    Raises:
        InputError: no rule reduces the function's range.

    >>> from symnum.ops import EXP, SIN
    >>> reduction_of(EXP).relation.rule, mpmath.nstr(reduction_of(EXP).step, 6)
    ('exp-times-exp', '0.693147')
    >>> reduction_of(SIN).relation.rule, mpmath.nstr(reduction_of(SIN).step, 6)
    ('sin-plus-half-pi', '1.5708')
    """
    for kind, step in METHODS.items():
        known = [relation for relation in relations(function) if relation.kind is kind]
        found = [Reduction(function, relation, step(relation)) for relation in known]
        positive = [reduction for reduction in found if reduction.step >= 0]
        if positive:
            return min(positive, key=lambda reduction: reduction.step)
    raise InputError(f"no rule relates {function.name}(x + c), {function.name}(−x) or such to "
                     f"{function.name}(x)")  # fmt: skip


@cache
def quarters(function: Operator) -> tuple[Quarter, ...]:
    """What f(n · c + r) is for n = 0, 1, …, until it is f(r) again: the shifts in a row.

    Raises:
        InputError: the function has no shift, or the next one has another step.

    >>> from symnum.ops import COS
    >>> [(quarter.function.name, quarter.sign) for quarter in quarters(COS)]
    [('cos', 1), ('sin', -1), ('cos', -1), ('sin', 1)]
    """
    step = reduction_of(function).step
    found = [Quarter(function, 1)]
    while True:
        last = reduction_of(found[-1].function)
        if last.relation.kind is not RelationKind.SHIFT or last.step != step:
            raise InputError(f"{function.name} has no period made of equal shifts")
        following = Quarter(last.relation.other, found[-1].sign * last.relation.sign)
        if following == found[0]:
            return tuple(found)
        found.append(following)
