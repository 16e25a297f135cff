"""Steps of calculus: taking derivatives and integrals of both sides, and evaluating them.

``integral(e, x)`` is one antiderivative of e in x, the same wherever it is written, on intervals
of x. So x has to range over an interval: it is real or positive, and no condition recorded so far
may speak of it.
"""

from __future__ import annotations

from codegen.datasets.generator.antiderivatives import antiderivative
from codegen.datasets.generator.canonical_steps import replaced, tidy, with_derivatives_evaluated
from codegen.datasets.generator.choosing import chosen
from codegen.datasets.generator.parts import children, derivatives, integrals, names, subterms
from codegen.datasets.generator.workspace import Constant, Line, Workspace
from codegen.datasets.operators import (
    DIFFERENTIATE,
    EVALUATE_DERIVATIVES,
    EVALUATE_INTEGRALS,
    INTEGRATE,
)
from symnum.ops import DERIVATIVE, INTEGRAL, function
from symnum.terms.canonical import Canonical, CanonicalSymbol
from symnum.terms.ring import build

LARGEST_SLOPE = 20
"""Subterms of a side beyond which it is not differentiated."""
MOST_NESTED = 2
SIDES_TO_EVALUATE = (2, 48, 50)
"""How often it is asked that none, one or both sides can be evaluated after integration."""


def differentiate_sides(workspace: Workspace) -> Line | None:
    """Both sides under a derivative by a symbol, not evaluated."""
    line = workspace.line
    both = names(line.left) & names(line.right)
    either = workspace.symbols_of(line.left, line.right)
    choices = [symbol for symbol in either if symbol.name in both] or list(either)
    if not choices or _too_deep(line.left) or _too_deep(line.right):
        return None
    variable = workspace.random.choice(choices)
    left, right = (build(DERIVATIVE, [side, variable]) for side in (line.left, line.right))
    return Line(DIFFERENTIATE, (workspace.current,), left, right, operand=variable)


def _too_deep(side: Canonical) -> bool:
    return len(subterms(side)) > LARGEST_SLOPE or len(derivatives(side)) >= MOST_NESTED


def evaluate_derivatives(workspace: Workspace) -> Line | None:
    """Every derivative carried out that can be."""
    line = workspace.line
    if not derivatives(line.left) and not derivatives(line.right):
        return None
    left, right = (tidy(with_derivatives_evaluated(side)) for side in (line.left, line.right))
    if left is line.left and right is line.right:
        return None
    return Line(EVALUATE_DERIVATIVES, (workspace.current,), left, right)


def integrate_sides(workspace: Workspace) -> Line | None:
    """Both sides under an antiderivative by a symbol, mostly one that can be evaluated."""
    return _integrated(workspace, chosen(workspace.random, (0, 1, 2), SIDES_TO_EVALUATE))


def integrate_to_evaluate(workspace: Workspace) -> Line | None:
    """As :func:`integrate_sides`, but only if a side can be evaluated."""
    return _integrated(workspace, 1)


def _integrated(workspace: Workspace, least: int) -> Line | None:
    """Both sides under an antiderivative by the symbol that leaves most sides to evaluate."""
    line = workspace.line
    if integrals(line.left) or integrals(line.right):
        return None
    choices = [s for s in workspace.symbols_of(line.left, line.right) if _ranges(workspace, s)]
    if not choices:
        return None
    workspace.random.shuffle(choices)
    variable, most = choices[0], -1
    for symbol in choices:
        found = _sides_to_evaluate(workspace, symbol, least)
        if found > most:
            variable, most = symbol, found
        if most == 2:
            break
    if most < least:
        return None
    left, right = (build(INTEGRAL, [side, variable]) for side in (line.left, line.right))
    return Line(INTEGRATE, (workspace.current,), left, right, operand=variable)


def _sides_to_evaluate(workspace: Workspace, symbol: CanonicalSymbol, least: int) -> int:
    """How many sides of the last equation have an antiderivative that is found.

    0 where these are certainly fewer than ``least``.
    """
    line, known = workspace.line, workspace.knowledge
    found = int(antiderivative(line.left, symbol, known) is not None)
    if found + 1 < least:
        return 0
    return found + (antiderivative(line.right, symbol, known) is not None)


def _ranges(workspace: Workspace, symbol: CanonicalSymbol) -> bool:
    """Whether the symbol ranges over an interval."""
    on_interval = "positive" in symbol.assumptions or "nonzero" not in symbol.assumptions
    return on_interval and symbol.name not in workspace.conditioned


def evaluate_integral(workspace: Workspace) -> Line | None:
    """One antiderivative carried out, with a constant that may depend on the other symbols.

    The same one is never evaluated twice: that would only say that two constants are equal.
    """
    line = workspace.line
    if not integrals(line.left) and not integrals(line.right):
        return None
    evaluated = {constant.integral for constant in workspace.constants}
    for part in dict.fromkeys((*integrals(line.right), *integrals(line.left))):
        integrand, variable = children(part)
        if part in evaluated or not isinstance(variable, CanonicalSymbol):
            continue
        if not _ranges(workspace, variable):
            continue
        found = antiderivative(integrand, variable, workspace.knowledge)
        if found is not None:
            return _evaluated(workspace, part, variable, found)
    return None


def _evaluated(
    workspace: Workspace, part: Canonical, variable: CanonicalSymbol, found: Canonical
) -> Line:
    line, here = workspace.line, workspace.current
    others = tuple(s for s in workspace.symbols_of(line.left, line.right) if s is not variable)
    name = workspace.name_of_constant()
    value = build(function(name), others) if others else CanonicalSymbol(name)
    constant = Constant(name, len(workspace.lines), variable, others, value, part, found)
    left, right = (tidy(replaced(side, part, found + value)) for side in (line.left, line.right))
    return Line(EVALUATE_INTEGRALS, (here,), left, right, operand=part, constant=constant)
