"""Steps that replace one side of an equation by the other in a second equation."""

from __future__ import annotations

from codegen.datasets.generator.canonical_steps import replaced, tidy
from codegen.datasets.generator.parts import children, integrals, subterms
from codegen.datasets.generator.workspace import Line, Workspace
from codegen.datasets.operators import LEFT_FOR_RIGHT, RIGHT_FOR_LEFT
from symnum.terms.canonical import Apply, Canonical, CanonicalSymbol


def left_for_right(workspace: Workspace) -> Line | None:
    """The left side of one line replaced by its right side in another."""
    return _substitution(workspace, LEFT_FOR_RIGHT)


def right_for_left(workspace: Workspace) -> Line | None:
    """The right side of one line replaced by its left side in another."""
    return _substitution(workspace, RIGHT_FOR_LEFT)


def _substitution(workspace: Workspace, label: str) -> Line | None:
    pairs = _pairs(workspace, label)
    workspace.random.shuffle(pairs)
    found = (_substituted(workspace, label, *pair) for pair in pairs)
    return next((line for line in found if line is not None), None)


def _pairs(workspace: Workspace, label: str) -> list[tuple[int, int]]:
    """Lines in which a side of another one occurs, and that one; the last line is among them."""
    here, waiting, lines = workspace.current, workspace.pending, workspace.lines
    own = _replaced_side(workspace, label, here)
    left, right = subterms(workspace.line.left), subterms(workspace.line.right)
    pairs = []
    for other in range(len(lines)) if waiting is None else (waiting,):
        if other == here:
            continue
        side = _replaced_side(workspace, label, other)
        if side is not None and (side in left or side in right):
            pairs.append((here, other))
        line = lines[other]
        if own is not None and (own in subterms(line.left) or own in subterms(line.right)):
            pairs.append((other, here))
    return pairs


def _replaced_side(workspace: Workspace, label: str, source: int) -> Canonical | None:
    """The side of a line that can be replaced elsewhere: no leaf, and no constant."""
    old, _ = _sides(workspace, label, source)
    return old if children(old) and workspace.has_symbols(old) else None


def _sides(workspace: Workspace, label: str, source: int) -> tuple[Canonical, Canonical]:
    rule = workspace.lines[source]
    return (rule.left, rule.right) if label == LEFT_FOR_RIGHT else (rule.right, rule.left)


def _substituted(workspace: Workspace, label: str, target: int, source: int) -> Line | None:
    old, new = _sides(workspace, label, source)
    equation = workspace.lines[target]
    if not _may_enter_integrals(workspace, old, equation):
        return None
    if not (_is_name(old) or _is_name(new)) and _has_opposite(equation, old):
        return None
    left, right = (tidy(replaced(side, old, new)) for side in (equation.left, equation.right))
    if left is right or (left, right) in workspace.seen:
        return None
    return Line(label, (target, source), left, right)


def _may_enter_integrals(workspace: Workspace, old: Canonical, equation: Line) -> bool:
    """Under an integral, equality has to hold on whole intervals: no condition may cut them."""
    return not any(
        isinstance(over := children(part)[1], CanonicalSymbol)
        and over.name in workspace.conditioned
        and old in subterms(part)
        for part in (*integrals(equation.left), *integrals(equation.right))
        if part is not old
    )


def _has_opposite(equation: Line, old: Canonical) -> bool:
    """Whether ``-old`` occurs as well, which would be left as it is.

    Which of a - b and b - a is written in a product is a matter of names: with both signs there,
    what has to be replaced would be one, too.
    """
    opposite = -old
    return opposite in subterms(equation.left) or opposite in subterms(equation.right)


def _is_name(term: Canonical) -> bool:
    """Whether the term is a function that a premise or a constant introduces."""
    return type(term) is Apply and not term.operator.interpreted
