"""A finished derivation as a record."""

from __future__ import annotations

from typing import Any

from codegen.datasets.config import Config
from codegen.datasets.generator.workspace import Constant, Line, Workspace
from codegen.datasets.records import blank, expression, sealed
from symnum.ops import EQUATION
from symnum.terms.canonical import CanonicalSymbol
from symnum.terms.conversion import to_plain
from symnum.terms.latex import to_latex
from symnum.terms.plain import Call, Symbol

GENERATOR_VERSION = "2"
"""Changes whenever the same configuration and seed give other bytes."""
_PREMISE = "premise"


def record_of(workspace: Workspace, config: Config, seed: int, index: int) -> dict[str, Any]:
    """The record of a finished derivation."""
    return sealed(
        blank(
            family="derivation",
            index=index,
            domain=_domain(workspace),
            functions=_functions(workspace),
            constants=[_constant(constant) for constant in workspace.constants],
            steps=[_step(line) for line in workspace.lines],
            provenance={"generator": GENERATOR_VERSION, "config": config.digest, "seed": seed},
        )
    )


def longest_latex(record: dict[str, Any]) -> int:
    """Characters of the longest equation."""
    return max(len(step["equation"]["latex"]) for step in record["steps"])


def _domain(workspace: Workspace) -> list[dict[str, str]]:
    used = workspace.symbols_of(*(s for line in workspace.lines for s in (line.left, line.right)))
    return [
        {"symbol": s.name, "assumption": _assumed(s), "latex": to_latex(Symbol(s.name))}
        for s in used
    ]


def _assumed(symbol: CanonicalSymbol) -> str:
    named = (name for name in ("positive", "nonzero") if name in symbol.assumptions)
    return next(named, "real")


def _functions(workspace: Workspace) -> list[dict[str, str]]:
    """Names in the order in which steps introduce them."""
    names = []
    for line in workspace.lines:
        if line.operator.endswith(_PREMISE):
            left = to_plain(line.left)
            assert isinstance(left, Call)
            names.append(left.operator.name)
        if line.constant is not None:
            names.append(line.constant.name)
    return [{"name": name, "latex": to_latex(Symbol(name))} for name in names]


def _constant(constant: Constant) -> dict[str, Any]:
    return {
        "name": constant.name,
        "step": constant.step + 1,
        "variable": constant.variable.name,
        "arguments": [symbol.name for symbol in constant.arguments],
        "integral": expression(constant.integral),
        "antiderivative": expression(constant.antiderivative),
    }


def _step(line: Line) -> dict[str, Any]:
    return {
        "operator": line.operator,
        "inputs": [place + 1 for place in line.inputs],
        "operand": _operand(line),
        "equation": expression(Call(EQUATION, (to_plain(line.left), to_plain(line.right)))),
        "side_conditions": [
            {"predicate": predicate, "subject": expression(subject)}
            for predicate, subject in line.conditions
        ],
        "words": "",
    }


def _operand(line: Line) -> dict[str, str]:
    return {"text": "", "latex": ""} if line.operand is None else expression(line.operand)
