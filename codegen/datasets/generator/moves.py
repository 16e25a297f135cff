"""Steps that derivations are made of: from a workspace to a new line, or ``None``.

A move proposes only what is sound on the record's domain; conditions that do not follow from what
is known are recorded on the line. :meth:`Workspace.accept` has the last word.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from itertools import islice

from codegen.datasets.generator.calculus_moves import (
    differentiate_sides,
    evaluate_derivatives,
    evaluate_integral,
    integrate_sides,
    integrate_to_evaluate,
)
from codegen.datasets.generator.canonical_steps import (
    TooLongError,
    bases,
    children,
    is_integral,
    is_sum,
)
from codegen.datasets.generator.premises import premise, renaming
from codegen.datasets.generator.workspace import Condition, Line, Workspace
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
from symnum.terms.canonical import Apply, Canonical, CanonicalNumber, CanonicalSymbol
from symnum.terms.ring import build, product

Move = Callable[[Workspace], Line | None]
LARGEST_OPERAND = 8
LARGEST_POWER = 14
"""Subterms of a side beyond which it is not raised to a power or put into a function."""
_ARITHMETIC: Mapping[str, Operator] = {"add": ADD, "minus": SUB, "times": MUL, "divide": DIV}
_FUNCTIONS: Mapping[str, Operator] = {"cos": COS, "sin": SIN, "exp": EXP, "log": LOG}


def _applied(
    workspace: Workspace,
    label: str,
    change: Callable[[Canonical], Canonical],
    operand: Canonical | None = None,
    conditions: tuple[Condition, ...] = (),
) -> Line:
    """A line that does the same to both sides of the last equation."""
    line, tidy = workspace.lines[workspace.current], workspace.bench.tidy
    sides = tidy(change(line.left)), tidy(change(line.right))
    return Line(label, (workspace.current,), *sides, operand, conditions)


def _size(workspace: Workspace) -> int:
    line = workspace.lines[workspace.current]
    return max(len(workspace.bench.subterms(side)) for side in (line.left, line.right))


def _function_of_sides(name: str) -> Move:
    def move(workspace: Workspace) -> Line | None:
        line = workspace.lines[workspace.current]
        if name == "log" and not (
            workspace.knowledge.positive(line.left) or workspace.knowledge.positive(line.right)
        ):
            return None
        if _size(workspace) > LARGEST_POWER or _nested(workspace, line):
            return None
        return _applied(workspace, name, lambda side: build(_FUNCTIONS[name], [side]))

    return move


def _nested(workspace: Workspace, line: Line) -> bool:
    """Whether a side is a function of a function already."""
    return any(
        isinstance(side, Apply)
        and side.operator in (COS, SIN, EXP)
        and any(isinstance(p, Apply) and p.operator in (COS, SIN, EXP) for p in inner)
        for side in (line.left, line.right)
        for inner in [list(workspace.bench.subterms(side))[:-1]]
    )


def _shuffled_operands(workspace: Workspace) -> Iterator[Canonical]:
    """Subterms that an operation can use, of one equation after another, in random order."""
    lines = workspace.random.sample(workspace.lines, len(workspace.lines))
    for line in lines:
        parts = list(workspace.bench.subterms(line.left) | workspace.bench.subterms(line.right))
        workspace.random.shuffle(parts)
        yield from (part for part in parts if _usable(workspace, part))


def _usable(workspace: Workspace, part: Canonical) -> bool:
    inner = workspace.bench.subterms(part)
    if len(inner) > LARGEST_OPERAND or not workspace.has_symbols(part):
        return False
    return workspace.knowledge.signs(part) != {0} and not any(map(is_integral, inner))


def _operation(name: str) -> Move:
    operator = _ARITHMETIC[name]

    def move(workspace: Workspace) -> Line | None:
        operand = _operand(workspace)
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


def _operand(workspace: Workspace) -> Canonical | None:
    """A side of the line that waits to be used, if there is one; else any subterm."""
    if workspace.pending is not None:
        waiting = workspace.lines[workspace.pending]
        sides = [s for s in (waiting.left, waiting.right) if _usable(workspace, s)]
        if sides:
            return workspace.random.choice(sides)
    return next(_shuffled_operands(workspace), None)


def _plain(workspace: Workspace, operand: Canonical) -> bool:
    """Whether it is written in symbols alone, so that it vanishes almost nowhere."""
    own = {symbol.name for symbol in workspace.symbols}
    return own.issuperset(workspace.bench.names(operand)) and all(
        not isinstance(t, Apply) or t.operator in (COS, SIN, LOG)
        for t in workspace.bench.subterms(operand)
    )


def _power(workspace: Workspace) -> Line | None:
    line, random = workspace.lines[workspace.current], workspace.random
    if _size(workspace) > LARGEST_POWER:
        return None
    known = workspace.knowledge
    exponents: list[Canonical] = [CanonicalNumber(2), CanonicalNumber(2), CanonicalNumber(3)]
    if known.nonzero(line.left) or known.nonzero(line.right):
        exponents.append(CanonicalNumber(-1))
    if known.positive(line.left) or known.positive(line.right):
        exponents += workspace.symbols_of(line.left, line.right)
    exponent = random.choice(exponents)
    return _applied(workspace, "power", lambda side: build(POW, [side, exponent]), exponent)


def _expand(workspace: Workspace) -> Line | None:
    try:
        return _applied(workspace, EXPAND, workspace.bench.expand)
    except TooLongError:
        return None


def _is_product_of_sums(workspace: Workspace, term: Canonical) -> bool:
    try:
        return workspace.bench.expand(term) is not term
    except TooLongError:
        return False


def _towards_expand(workspace: Workspace) -> Line | None:
    """A power of a sum, or a product with one; where there is no sum yet, a sum."""
    line, random = workspace.lines[workspace.current], workspace.random
    if any(map(is_sum, (line.left, line.right))) and random.random() < 0.5:
        exponent = CanonicalNumber(2)
        return _applied(workspace, "power", lambda side: product([(side, 2)]), exponent)
    choices = islice((p for p in _shuffled_operands(workspace) if children(p)), 6)
    operand = next((p for p in choices if _is_product_of_sums(workspace, p * line.right)), None)
    if operand is None:
        return MOVES[random.choice(("add", "minus"))](workspace)
    return _applied(workspace, "times", lambda side: product([(side, 1), (operand, 1)]), operand)


def _substitution(label: str) -> Move:
    def move(workspace: Workspace) -> Line | None:
        here, waiting = workspace.current, workspace.pending
        others = range(len(workspace.lines)) if waiting is None else (waiting,)
        pairs = [(here, n) for n in others if n != here] + [(n, here) for n in others if n != here]
        workspace.random.shuffle(pairs)
        found = (_substituted(workspace, label, *pair) for pair in pairs)
        return next((line for line in found if line is not None), None)

    return move


def _substituted(workspace: Workspace, label: str, target: int, source: int) -> Line | None:
    equation, rule = workspace.lines[target], workspace.lines[source]
    old, new = rule.left, rule.right
    if label == RIGHT_FOR_LEFT:
        old, new = new, old
    bench = workspace.bench
    parts = bench.subterms(equation.left), bench.subterms(equation.right)
    if not (old in parts[0] or old in parts[1]):
        return None
    if not children(old) or not workspace.has_symbols(old):
        return None
    if not _may_enter_integrals(workspace, old, [*parts[0], *parts[1]]):
        return None
    left, right = (bench.tidy(bench.replace(s, old, new)) for s in (equation.left, equation.right))
    if left is right or (left, right) in workspace.seen:
        return None
    return Line(label, (target, source), left, right)


def _may_enter_integrals(workspace: Workspace, old: Canonical, parts: list[Canonical]) -> bool:
    """Under an integral, equality has to hold on whole intervals: no condition may cut them."""
    return not any(
        is_integral(part)
        and old in workspace.bench.subterms(part)
        and isinstance(over := children(part)[1], CanonicalSymbol)
        and over.name in workspace.conditioned
        for part in parts
        if part is not old
    )


def use_pending(workspace: Workspace) -> Line | None:
    """Substitute with the line that waits to be used, or bring it in so that one can."""
    labels = [LEFT_FOR_RIGHT, RIGHT_FOR_LEFT]
    workspace.random.shuffle(labels)
    for label in labels:
        line = MOVES[label](workspace)
        if line is not None:
            return line
    return MOVES[workspace.random.choice(tuple(_ARITHMETIC))](workspace)


MOVES: Mapping[str, Move] = {
    GET_PREMISE: premise, RENAMING: renaming, EXPAND: _expand, "power": _power,
    **{name: _function_of_sides(name) for name in _FUNCTIONS},
    **{name: _operation(name) for name in _ARITHMETIC},
    DIFFERENTIATE: differentiate_sides, EVALUATE_DERIVATIVES: evaluate_derivatives,
    INTEGRATE: integrate_sides, EVALUATE_INTEGRALS: evaluate_integral,
    LEFT_FOR_RIGHT: _substitution(LEFT_FOR_RIGHT), RIGHT_FOR_LEFT: _substitution(RIGHT_FOR_LEFT),
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
