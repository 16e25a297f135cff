r"""Records: what a derivation looks like in a file, one JSON object a line.

========================  ========================================================================
``id``                    hash of the content (of everything below except ``index`` and ``seed``)
``index``, ``seed``       the record is a pure function of these and the configuration
``generator_version``     changes whenever the same configuration and seed give other bytes
``domain``                for each symbol what is assumed: ``["real"]``, ``["positive"]`` or
                          ``["nonzero"]``
``constants``             integration constants: ``name``, the ``step`` that introduced it, the
                          ``variable`` it does not depend on, its ``arguments`` (names of symbols;
                          empty for a number), the ``integral`` and the ``antiderivative``
``steps``                 ``operator``, ``inputs`` (numbers of earlier steps, from 1), ``operand``
                          (an expression or null), ``equation`` (an expression) and
                          ``side_conditions`` (``predicate`` of ``subject``, an expression's text,
                          with its ``term``)
``length``                number of steps
``prompt``, ``target``    the task in the shape of Meadows et al.: premises and new names are
                          given, results of calculus are hints, the last equation is the goal
========================  ========================================================================

An expression is ``{"text", "latex", "term"}``; ``term`` is :func:`symnum.terms.to_json`.

**What a record claims.** For all real values of the symbols that satisfy the domain and the side
conditions recorded up to a step, both sides of the step's equation have a value, the same one.
Names of functions stand for what their premise says. ``integral(e, x)`` is one antiderivative of e
in x on an interval, the same one wherever it is written (think of the integral from some point,
fixed for the record); a constant is that antiderivative minus the one found, which depends on the
other symbols only. Hence a derivative of a constant by its variable is 0 and by another symbol
stays unevaluated, and nothing is known of two constants together. Variables of integration range
over intervals (they are real or positive), and no condition recorded before they are used speaks
of them.

Operators are listed in :mod:`codegen.datasets.operators`. ``operand`` is what is added,
subtracted, multiplied or divided by, the exponent of ``power``, the symbol of ``differentiate`` and
``integrate``, the integral of ``evaluate_integrals`` (each step evaluates one) and the expression
that ``renaming_premise`` names. Steps that nothing uses do not occur: every step is an input of a
later one, or of the last equation's history.
"""

from __future__ import annotations

import hashlib
import json
from typing import Any

from codegen.datasets.generator.workspace import Constant, Line, Workspace
from codegen.datasets.operators import (
    EVALUATE_DERIVATIVES,
    EVALUATE_INTEGRALS,
    FIRST_PREMISE,
    GET_PREMISE,
    RENAMING,
)
from symnum.ops import EQUATION
from symnum.terms.canonical import Canonical, CanonicalSymbol
from symnum.terms.conversion import to_plain
from symnum.terms.plain import Call, Term
from symnum.terms.text import to_latex, to_text
from symnum.terms.tuples import to_json

GENERATOR_VERSION = "1"
_GIVEN = (FIRST_PREMISE, GET_PREMISE, RENAMING)
_HINTED = (EVALUATE_DERIVATIVES, EVALUATE_INTEGRALS)


def expression(term: Canonical | Term) -> dict[str, Any]:
    """A term in the three forms of a record."""
    plain = to_plain(term)
    return {"text": to_text(plain), "latex": to_latex(plain), "term": to_json(plain)}


def record_of(workspace: Workspace, seed: int, index: int) -> dict[str, Any]:
    """The record of a finished derivation."""
    return sealed(
        {
            "id": "",
            "index": index,
            "seed": seed,
            "generator_version": GENERATOR_VERSION,
            "domain": _domain(workspace),
            "constants": [_constant(constant) for constant in workspace.constants],
            "steps": [_step(line) for line in workspace.lines],
        }
    )


def sealed(record: dict[str, Any]) -> dict[str, Any]:
    """The record with what follows from its steps written anew: length, prompt, target and id."""
    steps = record["steps"]
    sealed_record = {
        **record,
        "length": len(steps),
        "prompt": _prompt(steps),
        "target": " and ".join(step["equation"]["latex"] for step in steps),
    }
    return {**sealed_record, "id": identity(sealed_record)}


def identity(content: dict[str, Any]) -> str:
    """The hash of a record's content; ``id``, ``index`` and ``seed`` do not count."""
    kept = {k: v for k, v in content.items() if k not in ("id", "index", "seed")}
    text = json.dumps(kept, sort_keys=True, separators=(",", ":"))
    return hashlib.sha256(text.encode()).hexdigest()[:20]


def line_of(record: dict[str, Any]) -> str:
    """The record as one line of JSON, with its end."""
    return json.dumps(record, separators=(",", ":")) + "\n"


def longest_latex(record: dict[str, Any]) -> int:
    """Characters of the longest equation."""
    return max(len(step["equation"]["latex"]) for step in record["steps"])


def _domain(workspace: Workspace) -> dict[str, list[str]]:
    used = workspace.symbols_of(*(s for line in workspace.lines for s in (line.left, line.right)))
    return {symbol.name: _assumed(symbol) for symbol in used}


def _assumed(symbol: CanonicalSymbol) -> list[str]:
    named = (name for name in ("positive", "nonzero") if name in symbol.assumptions)
    return [next(named, "real")]


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
        "operand": None if line.operand is None else expression(line.operand),
        "equation": expression(Call(EQUATION, (to_plain(line.left), to_plain(line.right)))),
        "side_conditions": [
            {"predicate": predicate, "subject": to_text(subject), "term": to_json(subject)}
            for predicate, subject in ((p, to_plain(s)) for p, s in line.conditions)
        ],
    }


def _prompt(steps: list[dict[str, Any]]) -> str:
    latex = [(step["operator"], step["equation"]["latex"]) for step in steps]
    given = " and ".join(text for operator, text in latex if operator in _GIVEN)
    hints = [f"then derive {text}" for operator, text in latex[:-1] if operator in _HINTED]
    return ", ".join([f"Given {given}", *hints, f"then obtain {latex[-1][1]}"])
