"""A finished derivation as a record."""

from __future__ import annotations

from typing import Any

from codegen.datasets.config import Config
from codegen.datasets.generator.printing import Sheet
from codegen.datasets.generator.workspace import NAMING, Constant, Line, Workspace
from codegen.datasets.records import blank, sealed
from symnum.terms.canonical import Apply, Canonical, CanonicalSymbol

GENERATOR_VERSION = "8"
"""Changes whenever the same configuration and seed give other bytes."""


def record_of(workspace: Workspace, config: Config, seed: int, index: int) -> dict[str, Any] | None:
    """The record of a finished derivation; ``None`` if an equation is too long in LaTeX."""
    sheet = Sheet(workspace.naming)
    equations = []
    for line in workspace.lines:
        equations.append(sheet.equation(line.left, line.right))
        if len(equations[-1]["latex"]) > config.limits.latex_characters:
            return None
    constants = [_constant(workspace, constant, sheet) for constant in workspace.constants]
    steps = [
        _step(line, equation, sheet)
        for line, equation in zip(workspace.lines, equations, strict=True)
    ]
    made = blank(
        family="derivation",
        index=index,
        domain=_domain(workspace),
        functions=_functions(workspace),
        constants=constants,
        steps=steps,
        provenance={"generator": GENERATOR_VERSION, "config": config.digest, "seed": seed},
    )
    return sealed(made, _terms(workspace, equations))


def _terms(workspace: Workspace, equations: list[dict[str, str]]) -> dict[str, Canonical]:
    """What the sides of the equations are, by their texts."""
    found: dict[str, Canonical] = {}
    for line, equation in zip(workspace.lines, equations, strict=True):
        left, _, right = equation["text"].partition(" = ")
        found[left], found[right] = line.left, line.right
    return found


def _domain(workspace: Workspace) -> list[dict[str, str]]:
    used = workspace.symbols_of(*(s for line in workspace.lines for s in (line.left, line.right)))
    text, latex = workspace.naming.text, workspace.naming.latex
    return [
        {"symbol": text[s.name], "assumption": _assumed(s), "latex": latex[s.name]} for s in used
    ]


def _assumed(symbol: CanonicalSymbol) -> str:
    named = (name for name in ("positive", "nonzero") if name in symbol.assumptions)
    return next(named, "real")


def _functions(workspace: Workspace) -> list[dict[str, str]]:
    """Names in the order in which steps introduce them."""
    places = []
    for line in workspace.lines:
        if line.operator in NAMING:
            assert isinstance(line.left, Apply)
            places.append(line.left.operator.name)
        if line.constant is not None:
            places.append(line.constant.name)
    text, latex = workspace.naming.text, workspace.naming.latex
    return [{"name": text[place], "latex": latex[place]} for place in places]


def _constant(workspace: Workspace, constant: Constant, sheet: Sheet) -> dict[str, Any]:
    text = workspace.naming.text
    return {
        "name": text[constant.name],
        "step": constant.step + 1,
        "variable": text[constant.variable.name],
        "arguments": [text[symbol.name] for symbol in constant.arguments],
        "integral": sheet.term(constant.integral),
        "antiderivative": sheet.term(constant.antiderivative),
    }


def _step(line: Line, equation: dict[str, str], sheet: Sheet) -> dict[str, Any]:
    nothing = {"text": "", "latex": ""}
    return {
        "operator": line.operator,
        "inputs": [place + 1 for place in line.inputs],
        "operand": nothing if line.operand is None else sheet.term(line.operand),
        "equation": equation,
        "side_conditions": [
            {"predicate": predicate, "subject": sheet.term(subject)}
            for predicate, subject in line.conditions
        ],
        "words": "",
    }
