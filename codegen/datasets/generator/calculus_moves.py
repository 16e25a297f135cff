"""Steps of calculus: taking derivatives and integrals of both sides, and evaluating them.

``integral(e, x)`` is one antiderivative of e in x, the same wherever it is written, on intervals
of x. So x has to range over an interval: it is real or positive, and no condition recorded so far
may speak of it.
"""

from __future__ import annotations

from codegen.datasets.generator.canonical_steps import children, is_integral
from codegen.datasets.generator.signs import SMOOTH
from codegen.datasets.generator.workspace import Constant, Line, Workspace
from codegen.datasets.operators import (
    DIFFERENTIATE,
    EVALUATE_DERIVATIVES,
    EVALUATE_INTEGRALS,
    INTEGRATE,
)
from symnum.calculus.integrate import integrate
from symnum.ops import ABS, DERIVATIVE, INTEGRAL, function
from symnum.terms.canonical import Apply, Canonical, CanonicalSymbol
from symnum.terms.ring import build, product

LARGEST_SLOPE = 20
"""Subterms of a side beyond which it is not differentiated."""
MOST_NESTED = 2


def differentiate_sides(workspace: Workspace) -> Line | None:
    """Both sides under a derivative by a symbol, not evaluated."""
    line, bench = workspace.lines[workspace.current], workspace.bench
    both = bench.names(line.left) & bench.names(line.right)
    either = workspace.symbols_of(line.left, line.right)
    choices = [symbol for symbol in either if symbol.name in both] or list(either)
    if not choices or _too_deep(workspace, line):
        return None
    variable = workspace.random.choice(choices)
    left, right = (build(DERIVATIVE, [side, variable]) for side in (line.left, line.right))
    return Line(DIFFERENTIATE, (workspace.current,), left, right, operand=variable)


def _too_deep(workspace: Workspace, line: Line) -> bool:
    for side in (line.left, line.right):
        parts = workspace.bench.subterms(side)
        slopes = sum(isinstance(p, Apply) and p.operator is DERIVATIVE for p in parts)
        if len(parts) > LARGEST_SLOPE or slopes >= MOST_NESTED:
            return True
    return False


def evaluate_derivatives(workspace: Workspace) -> Line | None:
    """Every derivative carried out that can be."""
    line, bench = workspace.lines[workspace.current], workspace.bench
    left, right = (bench.tidy(bench.evaluate_derivatives(s)) for s in (line.left, line.right))
    if left is line.left and right is line.right:
        return None
    return Line(EVALUATE_DERIVATIVES, (workspace.current,), left, right)


def integrate_sides(workspace: Workspace) -> Line | None:
    """Both sides under an antiderivative by a symbol, preferably one that can be evaluated."""
    return _integrated(workspace, only_to_evaluate=False)


def integrate_to_evaluate(workspace: Workspace) -> Line | None:
    """As :func:`integrate_sides`, but only if the right side can be evaluated."""
    return _integrated(workspace, only_to_evaluate=True)


def _integrated(workspace: Workspace, *, only_to_evaluate: bool) -> Line | None:
    line, bench = workspace.lines[workspace.current], workspace.bench
    parts = (*bench.subterms(line.left), *bench.subterms(line.right))
    choices = [s for s in workspace.symbols_of(line.left, line.right) if _ranges(workspace, s)]
    if not choices or any(is_integral(part) for part in parts):
        return None
    workspace.random.shuffle(choices)
    known = (s for s in choices if _antiderivative(workspace, line.right, s) is not None)
    variable = next(known, None if only_to_evaluate else choices[0])
    if variable is None:
        return None
    left, right = (build(INTEGRAL, [side, variable]) for side in (line.left, line.right))
    return Line(INTEGRATE, (workspace.current,), left, right, operand=variable)


def _ranges(workspace: Workspace, symbol: CanonicalSymbol) -> bool:
    """Whether the symbol ranges over an interval."""
    on_interval = "positive" in symbol.assumptions or "nonzero" not in symbol.assumptions
    return on_interval and symbol.name not in workspace.conditioned


def evaluate_integral(workspace: Workspace) -> Line | None:
    """One antiderivative carried out, with a constant that may depend on the other symbols.

    The same one is never evaluated twice: that would only say that two constants are equal.
    """
    line, bench = workspace.lines[workspace.current], workspace.bench
    parts = {**bench.subterms(line.right), **bench.subterms(line.left)}
    evaluated = {constant.integral for constant in workspace.constants}
    for part in parts:
        if not is_integral(part) or part in evaluated:
            continue
        integrand, variable = children(part)
        if not isinstance(variable, CanonicalSymbol) or not _ranges(workspace, variable):
            continue
        found = _antiderivative(workspace, integrand, variable)
        if found is not None:
            return _evaluated(workspace, part, variable, found)
    return None


def _evaluated(
    workspace: Workspace, part: Canonical, variable: CanonicalSymbol, found: Canonical
) -> Line:
    here = workspace.current
    line, bench = workspace.lines[here], workspace.bench
    others = tuple(s for s in workspace.symbols_of(line.left, line.right) if s is not variable)
    name = f"C_{len(workspace.constants) + 1}"
    value = build(function(name), others) if others else CanonicalSymbol(name)
    constant = Constant(name, len(workspace.lines), variable, others, value, part, found)
    left, right = (
        bench.tidy(bench.replace(side, part, found + value)) for side in (line.left, line.right)
    )
    return Line(EVALUATE_INTEGRALS, (here,), left, right, operand=part, constant=constant)


def _antiderivative(
    workspace: Workspace, integrand: Canonical, variable: CanonicalSymbol
) -> Canonical | None:
    bench = workspace.bench
    if variable.name not in bench.names(integrand):
        return product([(integrand, 1), (variable, 1)])
    found = integrate(integrand, variable)
    if found is None:
        return None
    found = bench.replace(found, CanonicalSymbol(variable.name), variable)
    found = bench.tidy(_without_absolute_values(workspace, found))
    parts = bench.subterms(found)
    proper = all(_proper(part) and workspace.knowledge.locally_defined(part) for part in parts)
    return found if proper else None


def _without_absolute_values(workspace: Workspace, term: Canonical) -> Canonical:
    for part in workspace.bench.subterms(term):
        if isinstance(part, Apply) and part.operator is ABS:
            (inner,) = part.arguments
            if workspace.knowledge.positive(inner):
                return _without_absolute_values(
                    workspace, workspace.bench.replace(term, part, inner)
                )
    return term


def _proper(part: Canonical) -> bool:
    return (
        not isinstance(part, Apply)
        or part.operator in SMOOTH
        or not part.operator.interpreted
        or part.operator is DERIVATIVE
    )
