"""Steps that derivations are made of: from a workspace to a new line, or ``None``.

A move proposes only what is sound on the record's domain; conditions that do not follow from what
is known are recorded on the line. :meth:`Workspace.accept` has the last word.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping

from codegen.datasets.generator.calculus_moves import (
    differentiate_sides,
    evaluate_derivatives,
    evaluate_integral,
    integrate_sides,
    integrate_to_evaluate,
)
from codegen.datasets.generator.canonical_steps import bases, expanded, tidy
from codegen.datasets.generator.parts import (
    briefly_remembered,
    children,
    integrals,
    is_sum,
    names,
    subterms,
)
from codegen.datasets.generator.premises import grows, premise, renaming
from codegen.datasets.generator.signs import ZERO
from codegen.datasets.generator.substitutions import left_for_right, right_for_left
from codegen.datasets.generator.workspace import NAMING, Condition, Line, Workspace
from codegen.datasets.operators import (
    DIFFERENTIATE,
    EVALUATE_DERIVATIVES,
    EVALUATE_INTEGRALS,
    EXPAND,
    GET_PREMISE,
    INTEGRATE,
    LEFT_FOR_RIGHT,
    RENAMING,
    RIGHT_FOR_LEFT,
)
from symnum.ops import ADD, COS, DIV, EXP, LOG, MUL, POW, SIN, SUB, Operator
from symnum.terms.canonical import Apply, Canonical, CanonicalNumber
from symnum.terms.ring import build, product

Move = Callable[[Workspace], Line | None]
LARGEST_OPERAND = 8
LARGEST_POWER = 14
"""Subterms of a side beyond which it is not raised to a power or put into a function."""
_ARITHMETIC: Mapping[str, Operator] = {"add": ADD, "minus": SUB, "times": MUL, "divide": DIV}
_FUNCTIONS: Mapping[str, Operator] = {"cos": COS, "sin": SIN, "exp": EXP, "log": LOG}
_BOUNDED = (COS, SIN, EXP)


def _applied(
    workspace: Workspace,
    label: str,
    change: Callable[[Canonical], Canonical],
    operand: Canonical | None = None,
    conditions: tuple[Condition, ...] = (),
) -> Line:
    """A line that does the same to both sides of the last equation."""
    line = workspace.line
    sides = tidy(change(line.left)), tidy(change(line.right))
    return Line(label, (workspace.current,), *sides, operand, conditions)


def _size(line: Line) -> int:
    return max(len(subterms(line.left)), len(subterms(line.right)))


def _function_of_sides(name: str) -> Move:
    def move(workspace: Workspace) -> Line | None:
        line, known = workspace.line, workspace.knowledge
        if name == "log" and not (known.positive(line.left) or known.positive(line.right)):
            return None
        if _size(line) > LARGEST_POWER or _nested(line.left) or _nested(line.right):
            return None
        if name == "exp" and (grows(line.left) or grows(line.right)):
            return None
        if name in ("cos", "sin") and any(towers(workspace, s) for s in (line.left, line.right)):
            return None
        return _applied(workspace, name, lambda side: build(_FUNCTIONS[name], [side]))

    return move


def towers(workspace: Workspace, side: Canonical) -> bool:
    """Whether there is an exponential of a function that a premise defines.

    It may be so large that no precision at hand tells its sine or cosine.
    """
    parts = subterms(side)
    if any(isinstance(p, Apply) and p.operator is EXP and _has_name(p) for p in parts):
        return True
    naming = [line for line in workspace.lines if line.operator in NAMING and line.left in parts]
    return any(towers(workspace, line.right) for line in naming)


@briefly_remembered
def _has_name(term: Canonical) -> bool:
    return any(isinstance(p, Apply) and not p.operator.interpreted for p in subterms(term))


@briefly_remembered
def _nested(side: Canonical) -> bool:
    """Whether a side is a function of a function already."""
    return (
        isinstance(side, Apply)
        and side.operator in _BOUNDED
        and any(isinstance(p, Apply) and p.operator in _BOUNDED for p in list(subterms(side))[:-1])
    )


def operand_of(workspace: Workspace) -> Canonical | None:
    """A subterm that an operation can use.

    A side of the line that waits to be used, if there is one; else any part of an equation, recent
    ones more often.
    """
    if workspace.pending is not None:
        waiting = workspace.lines[workspace.pending]
        sides = [s for s in (waiting.left, waiting.right) if _usable(workspace, s)]
        if sides:
            return workspace.random.choice(sides)
    random, lines = workspace.random, workspace.lines
    for _ in range(4):
        line = lines[max(random.randrange(len(lines)), random.randrange(len(lines)))]
        parts = [*small_parts(line.left), *small_parts(line.right)]
        if parts and _usable(workspace, chosen := random.choice(parts)):
            return chosen
    return None


@briefly_remembered
def small_parts(term: Canonical) -> tuple[Canonical, ...]:
    """Subterms that may be operands: not numbers, without integrals, not too large."""
    return tuple(
        part
        for part in subterms(term)
        if not isinstance(part, CanonicalNumber)
        and len(subterms(part)) <= LARGEST_OPERAND
        and not integrals(part)
    )


def _usable(workspace: Workspace, part: Canonical) -> bool:
    if len(subterms(part)) > LARGEST_OPERAND or integrals(part):
        return False
    return workspace.has_symbols(part) and workspace.knowledge.signs(part) != ZERO


def _operation(name: str) -> Move:
    operator = _ARITHMETIC[name]

    def move(workspace: Workspace) -> Line | None:
        operand = operand_of(workspace)
        if operand is None:
            return None
        conditions: tuple[Condition, ...] = ()
        if name == "divide" and not workspace.knowledge.nonzero(operand):
            if not _plain(workspace, operand):
                return None
            unsure = (base for base in bases(operand) if not workspace.knowledge.nonzero(base))
            conditions = tuple(("nonzero", base) for base in unsure)
        return _applied(
            workspace, name, lambda side: build(operator, [side, operand]), operand, conditions
        )

    return move


def _plain(workspace: Workspace, operand: Canonical) -> bool:
    """Whether it is written in symbols alone, so that it vanishes almost nowhere."""
    own = {symbol.name for symbol in workspace.symbols}
    return own.issuperset(names(operand)) and all(
        not isinstance(t, Apply) or t.operator in (COS, SIN, LOG) for t in subterms(operand)
    )


def _power(workspace: Workspace) -> Line | None:
    line, random, known = workspace.line, workspace.random, workspace.knowledge
    if _size(line) > LARGEST_POWER:
        return None
    exponents: list[Canonical] = [CanonicalNumber(2), CanonicalNumber(2), CanonicalNumber(3)]
    if known.nonzero(line.left) or known.nonzero(line.right):
        exponents.append(CanonicalNumber(-1))
    if known.positive(line.left) or known.positive(line.right):
        exponents += workspace.symbols_of(line.left, line.right)
    exponent = random.choice(exponents)
    return _applied(workspace, "power", lambda side: build(POW, [side, exponent]), exponent)


def _expand(workspace: Workspace) -> Line | None:
    line = workspace.line
    left, right = expanded(line.left), expanded(line.right)
    if left is None or right is None:
        return None
    sides = tidy(left), tidy(right)
    return None if sides == (line.left, line.right) else Line(EXPAND, (workspace.current,), *sides)


def _towards_expand(workspace: Workspace) -> Line | None:
    """A power of a sum, or a product with one; where there is no sum yet, a sum."""
    line, random = workspace.line, workspace.random
    if (is_sum(line.left) or is_sum(line.right)) and random.random() < 0.5:
        exponent = CanonicalNumber(2)
        return _applied(workspace, "power", lambda side: product([(side, 2)]), exponent)
    parts = [p for p in (*small_parts(line.left), *small_parts(line.right)) if children(p)]
    for operand in random.sample(parts, min(6, len(parts))):
        whole = operand * line.right
        if expanded(whole) not in (whole, None) and _usable(workspace, operand):
            change = lambda side, by=operand: product([(side, 1), (by, 1)])  # noqa: E731
            return _applied(workspace, "times", change, operand)
    return MOVES[random.choice(("add", "minus"))](workspace)


MOVES: Mapping[str, Move] = {
    GET_PREMISE: premise, RENAMING: renaming, EXPAND: _expand, "power": _power,
    **{name: _function_of_sides(name) for name in _FUNCTIONS},
    **{name: _operation(name) for name in _ARITHMETIC},
    DIFFERENTIATE: differentiate_sides, EVALUATE_DERIVATIVES: evaluate_derivatives,
    INTEGRATE: integrate_sides, EVALUATE_INTEGRALS: evaluate_integral,
    LEFT_FOR_RIGHT: left_for_right, RIGHT_FOR_LEFT: right_for_left,
}  # fmt: skip
"""One move for each operator."""

TOWARDS: Mapping[str, tuple[Move, ...]] = {
    EXPAND: (_towards_expand,),
    EVALUATE_DERIVATIVES: (differentiate_sides,),
    EVALUATE_INTEGRALS: (integrate_to_evaluate,),
    LEFT_FOR_RIGHT: (evaluate_derivatives, differentiate_sides, *(MOVES[n] for n in _ARITHMETIC)),
    RIGHT_FOR_LEFT: (renaming, *(MOVES[n] for n in _ARITHMETIC)),
}
"""Moves that make an operator possible where it is not yet."""
