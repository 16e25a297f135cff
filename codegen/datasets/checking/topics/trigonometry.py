"""Trigonometry: rules of :mod:`rewrite_rules` applied to a chain of equal expressions.

A step names its rule. It is accepted if both expressions have the same values, and the rule,
applied by the engine once or wherever it can be, leads from one to the other.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import TYPE_CHECKING

from codegen.datasets.checking.topics.algebra import cancelled_factor
from codegen.datasets.checking.topics.context import Context, Line, Rejected, require
from codegen.datasets.checking.topics.equations import (
    Row,
    Rule,
    chain,
    is_expanded,
    is_product,
    no_operand,
    replaced,
    same_value,
    size,
)
from codegen.datasets.checking.topics.topic_check import TopicCheck
from symnum.ops import ADD, COS, DIV, MUL, PI, SIN, SUB, TAN
from symnum.terms.conversion import to_canonical
from symnum.terms.plain import Call, Number, Term
from symnum.terms.traversal import free_symbols, postorder

if TYPE_CHECKING:
    from symnum.rewriting.redexes import Strategy

_STRATEGIES: tuple[Strategy, ...] = ("once", "top-down", "bottom-up")
_NAMED = re.compile(r"\bRule ([a-z0-9-]+)\.")
RULES: Mapping[str, tuple[str, ...]] = {
    "pythagorean_identity": (
        "pythagoras", "one-minus-sin", "one-minus-cos", "sin-minus-one", "cos-minus-one",
    ),
    "angle_sum": ("sin-of-sum", "sin-of-difference", "cos-of-sum", "cos-of-difference"),
    "double_angle": (
        "sin-double", "cos-double", "cos-double-from-sin", "cos-double-from-cos",
    ),
    "quotient_identity": ("sin-over-cos", "sin-over-cos-powers", "tan-as-quotient"),
    "shift_identity": (
        "sin-plus-pi", "cos-plus-pi", "sin-plus-half-pi", "cos-plus-half-pi", "sin-half-pi-minus",
        "cos-half-pi-minus", "sin-plus-two-pi", "cos-plus-two-pi", "cos-minus",
        "sin-minus", "tan-minus",
    ),
}  # fmt: skip
"""For each operator the rules that it may name."""


def by_rule(operator: str) -> Row:
    """One link of a chain by a rule that the step's words name."""
    allowed = RULES[operator]

    def rule(context: Context, line: Line, old: Term, new: Term) -> None:
        no_operand(line)
        named = _NAMED.search(line.words)
        require(named is not None and named[1] in allowed, "{!r} names no rule", line.words)
        assert named is not None
        require(context.identical(old, new), "{} is not {}", new, old)
        leads = _leads(old, new, named[1]) or _leads(new, old, named[1])
        require(leads, "{} does not lead to {}", named[1], new)

    return chain(rule)


def _leads(old: Term, new: Term, name: str) -> bool:
    from symnum.rewriting.rewrite import rewrite

    goal = to_canonical(new)
    return any(rewrite(to_canonical(old), name, strategy=s) is goal for s in _STRATEGIES)


def _angle(term: Term) -> Call:
    """The one sine or cosine in a term.

    Raises:
        Rejected: there is none, or several.
    """
    parts = {p for p, _ in postorder([term]) if isinstance(p, Call) and p.operator in (SIN, COS)}
    if len(parts) != 1:
        raise Rejected(f"{term} has {len(parts)} angles")
    (found,) = parts
    return found


def _angle_changed(line: Line, old: Term, new: Term) -> tuple[Call, Call]:
    """The sine or cosine in two terms that are the same but for its angle."""
    no_operand(line)
    before, after = _angle(old), _angle(new)
    require(before.operator is after.operator, "{} is not of {}", after, before)
    rest = to_canonical(replaced(old, before, after)) is to_canonical(new)
    require(rest, "{} changes more than its angle", new)
    return before, after


def split_angle(context: Context, line: Line, old: Term, new: Term) -> None:
    """One angle written as a sum or difference of two."""
    before, after = (call.arguments[0] for call in _angle_changed(line, old, new))
    require(context.identical(before, after), "{} is not {}", after, before)
    split = isinstance(after, Call) and after.operator in (ADD, SUB) and not free_symbols(after)
    require(split, "{} is not split", after)


def whole_turns(context: Context, line: Line, old: Term, new: Term) -> None:
    """A multiple of 2π taken from the angle of a sine or cosine."""
    before, after = (call.arguments[0] for call in _angle_changed(line, old, new))
    gap = Call(DIV, (Call(SUB, (before, after)), Call(MUL, (Number(2), Call(PI, ())))))
    turns = context.value(gap).unique_fmpz()
    require(turns is not None, "{} and {} are not whole turns apart", before, after)


def addition_theorem(context: Context, line: Line, old: Term, new: Term) -> None:
    """The sine or cosine of a sum or difference, as it is written, multiplied out."""
    no_operand(line)
    require(context.identical(old, new), "{} is not {}", new, old)
    results = [replaced(old, part, whole) for part, whole in _expansions(old)]
    fits = any(to_canonical(result) is to_canonical(new) for result in results)
    require(fits, "{} is not how a sum of angles is expanded", new)


def _expansions(term: Term) -> list[tuple[Term, Term]]:
    found: list[tuple[Term, Term]] = []
    for part, _ in postorder([term]):
        if not isinstance(part, Call) or part.operator not in (SIN, COS):
            continue
        inside = part.arguments[0]
        if not isinstance(inside, Call) or inside.operator not in (ADD, SUB):
            continue
        (sin_a, cos_a), (sin_b, cos_b) = (
            (Call(SIN, (angle,)), Call(COS, (angle,))) for angle in inside.arguments
        )
        pairs = ((sin_a, cos_b), (cos_a, sin_b))
        if part.operator is COS:
            pairs = ((cos_a, cos_b), (sin_a, sin_b))
        first, second = (Call(MUL, pair) for pair in pairs)
        is_sum = (inside.operator is ADD) == (part.operator is SIN)
        found.append((part, Call(ADD if is_sum else SUB, (first, second))))
    return found


def _has_no_angle(term: Term) -> bool:
    parts = (part for part, _ in postorder([term]))
    return not any(isinstance(p, Call) and p.operator in (SIN, COS, TAN) for p in parts)


def simplified(context: Context) -> None:
    """Goal: the expression that the problem shows, shorter and with the same values."""
    first, last = context.lines[0], context.lines[-1]
    require(last.left is first.left, "{} is not what is asked", last.left)
    context.require_shown(last.left)
    require(size(last.right) < size(last.left), "{} is not simpler", last.right)
    require(context.identical(last.left, last.right), "{} is not {}", last.left, last.right)


def without_tangent(context: Context) -> None:
    """Goal: the expression that the problem shows, by sines and cosines."""
    last = context.lines[-1]
    context.require_shown(last.left)
    parts = (part for part, _ in postorder([last.right]))
    left = [p for p in parts if isinstance(p, Call) and p.operator is TAN]
    require(not left, "{} has a tangent", last.right)
    require(context.identical(last.left, last.right), "{} is not {}", last.left, last.right)


def exact_value(context: Context) -> None:
    """Goal: the value without sines and cosines."""
    last = context.lines[-1]
    context.require_shown(last.left)
    require(_has_no_angle(last.right), "{} still has an angle", last.right)
    require(not free_symbols(last.right), "{} is no number", last.right)
    require(context.identical(last.left, last.right), "{} is not {}", last.left, last.right)


def _cancels() -> Rule:
    def rule(context: Context, line: Line, old: Term, new: Term) -> None:
        same_value()(context, line, old, new)
        cancelled_factor(context, old, new)

    return rule


TRIGONOMETRY: Mapping[str, Row] = {
    **{name: by_rule(name) for name in RULES},
    "expand_expression": chain(same_value(is_expanded)),
    "factor_expression": chain(same_value(is_product)),
    "cancel_factor": chain(_cancels()),
    "split_angle": chain(split_angle),
    "addition_theorem": chain(addition_theorem),
    "special_values": chain(same_value(_has_no_angle)),
    "whole_turns": chain(whole_turns),
}
"""Operators of trigonometry."""

SIMPLIFICATIONS = (
    "square_of_sum", "difference_of_fourth_powers", "multiple_of_double_angle", "sum_of_angles",
    "shifted_angles", "quotient_to_tangent",
)  # fmt: skip
CHECK = TopicCheck(
    TRIGONOMETRY,
    {
        **dict.fromkeys(SIMPLIFICATIONS, simplified),
        "tangent_times_cosine": without_tangent,
        "exact_value": exact_value,
    },
)
