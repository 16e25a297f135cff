"""Mathematics of SBML files as terms: libSBML's syntax trees through a table, nothing is run."""

from __future__ import annotations

import itertools
from collections.abc import Callable, Mapping, Sequence
from fractions import Fraction
from typing import Any

from symnum.errors import InputError
from symnum.ops import (
    ADD,
    CONJUNCTION,
    DISJUNCTION,
    DIV,
    EQUAL,
    LESS,
    LESS_EQUAL,
    MAX,
    MIN,
    MUL,
    NEG,
    NEGATION,
    POW,
    SELECT,
    SUB,
    Operator,
    operator_named,
)
from symnum.terms.canonical import Canonical, CanonicalNumber, CanonicalSymbol
from symnum.terms.exact import exact
from symnum.terms.ring import ONE, ZERO, build

DEEPEST = 400
"""Levels of a formula beyond which it is refused."""
AVOGADRO = exact(Fraction("6.02214076e23"))
"""Per mole, exact by the definition of the unit (SI brochure, 9th edition)."""

_NAMED = {
    "ABS": "abs", "EXP": "exp", "LN": "log", "FLOOR": "floor", "SIN": "sin", "COS": "cos",
    "TAN": "tan", "ARCSIN": "asin", "ARCCOS": "acos", "ARCTAN": "atan", "SINH": "sinh",
    "COSH": "cosh", "TANH": "tanh", "ARCSINH": "asinh", "ARCCOSH": "acosh", "ARCTANH": "atanh",
}  # fmt: skip
_Apply = Callable[[Sequence[Canonical]], Canonical]


def _chained(operator: Operator, *, swapped: bool = False) -> _Apply:
    """Comparisons of neighbours: a < b < c."""

    def apply(parts: Sequence[Canonical]) -> Canonical:
        pairs = itertools.pairwise(parts)
        found = [build(operator, [b, a] if swapped else [a, b]) for a, b in pairs]
        result = found[0]
        for other in found[1:]:
            result = build(CONJUNCTION, [result, other])
        return result

    return apply


def _of(operator: Operator) -> _Apply:
    return lambda parts: build(operator, list(parts))


def _folded(operator: Operator) -> _Apply:
    def apply(parts: Sequence[Canonical]) -> Canonical:
        result = parts[0]
        for part in parts[1:]:
            result = build(operator, [result, part])
        return result

    return apply


def _minus(parts: Sequence[Canonical]) -> Canonical:
    return build(NEG, list(parts)) if len(parts) == 1 else build(SUB, list(parts))


def _root(parts: Sequence[Canonical]) -> Canonical:
    degree, base = parts if len(parts) == 2 else (CanonicalNumber(2), parts[0])
    return build(POW, [base, build(DIV, [ONE, degree])])


def _log(parts: Sequence[Canonical]) -> Canonical:
    if len(parts) == 1:
        return build(operator_named("log10"), list(parts))
    base, inner = parts
    log = operator_named("log")
    return build(DIV, [build(log, [inner]), build(log, [base])])


def _piecewise(parts: Sequence[Canonical]) -> Canonical:
    """Value and condition in turns, and perhaps what holds otherwise."""
    pairs, rest = list(zip(parts[::2], parts[1::2], strict=False)), len(parts) % 2
    otherwise = parts[-1] if rest else build(DIV, [ONE, ZERO])
    for value, condition in reversed(pairs):
        otherwise = build(SELECT, [condition, value, otherwise])
    return otherwise


def _ceiling(parts: Sequence[Canonical]) -> Canonical:
    return build(NEG, [build(operator_named("floor"), [build(NEG, list(parts))])])


def _inverted(name: str, *, after: bool) -> _Apply:
    """A reciprocal after a function, sec = 1/cos, or before its inverse: arcsec x = acos(1/x)."""
    operator = operator_named(name)

    def apply(parts: Sequence[Canonical]) -> Canonical:
        if after:
            return build(DIV, [ONE, build(operator, list(parts))])
        return build(operator, [build(DIV, [ONE, parts[0]])])

    return apply


def _quotient(parts: Sequence[Canonical]) -> Canonical:
    """Of a division with remainder, towards 0."""
    found, floor = build(DIV, list(parts)), operator_named("floor")
    up = build(NEG, [build(floor, [build(NEG, [found])])])
    return build(SELECT, [build(LESS, [found, ZERO]), up, build(floor, [found])])


def _remainder(parts: Sequence[Canonical]) -> Canonical:
    return build(SUB, [parts[0], build(MUL, [parts[1], _quotient(parts)])])


def _exclusive(parts: Sequence[Canonical]) -> Canonical:
    """Whether an odd number of conditions holds."""
    result = parts[0]
    for part in parts[1:]:
        both = build(CONJUNCTION, [result, part])
        result = build(CONJUNCTION, [build(DISJUNCTION, [result, part]), build(NEGATION, [both])])
    return result


_RECIPROCAL = {
    "SEC": "cos", "CSC": "sin", "COT": "tan", "SECH": "cosh", "CSCH": "sinh", "COTH": "tanh",
}  # fmt: skip
_TABLE: dict[str, _Apply] = {
    **{f"FUNCTION_{name}": _inverted(of, after=True) for name, of in _RECIPROCAL.items()},
    **{f"FUNCTION_ARC{n}": _inverted(f"a{of}", after=False) for n, of in _RECIPROCAL.items()},
    "FUNCTION_QUOTIENT": _quotient, "FUNCTION_REM": _remainder, "LOGICAL_XOR": _exclusive,
    "LOGICAL_IMPLIES": lambda p: build(DISJUNCTION, [build(NEGATION, [p[0]]), p[1]]),
    **{f"FUNCTION_{name}": _of(operator_named(ours)) for name, ours in _NAMED.items()},
    "PLUS": lambda parts: build(ADD, list(parts)) if parts else ZERO,
    "TIMES": lambda parts: build(MUL, list(parts)) if parts else ONE,
    "MINUS": _minus,
    "DIVIDE": _of(DIV), "POWER": _of(POW), "FUNCTION_POWER": _of(POW),
    "FUNCTION_ROOT": _root,
    "FUNCTION_LOG": _log,
    "FUNCTION_CEILING": _ceiling,
    "FUNCTION_PIECEWISE": _piecewise,
    "FUNCTION_FACTORIAL": lambda p: build(operator_named("gamma"), [build(ADD, [p[0], ONE])]),
    "FUNCTION_MIN": _folded(MIN), "FUNCTION_MAX": _folded(MAX),
    "RELATIONAL_LT": _chained(LESS), "RELATIONAL_LEQ": _chained(LESS_EQUAL),
    "RELATIONAL_GT": _chained(LESS, swapped=True),
    "RELATIONAL_GEQ": _chained(LESS_EQUAL, swapped=True),
    "RELATIONAL_EQ": _chained(EQUAL),
    "RELATIONAL_NEQ": lambda p: build(NEGATION, [build(EQUAL, list(p))]),
    "LOGICAL_AND": _folded(CONJUNCTION), "LOGICAL_OR": _folded(DISJUNCTION),
    "LOGICAL_NOT": _of(NEGATION),
}  # fmt: skip


class Formulas:
    """Reads formulas of one file.

    Args:
        library: The module ``libsbml``.
        source: Names the file in errors.
    """

    def __init__(self, library: Any, source: str) -> None:
        self.source = source
        self.kinds = {
            value: name[4:]
            for name, value in vars(library).items()
            if name.startswith("AST_") and isinstance(value, int) and name != "AST_UNKNOWN"
        }
        self.functions: dict[str, tuple[list[str], Any]] = {}

    def define(self, name: str, node: Any) -> None:
        """A function definition: a lambda, whose last child is the body."""
        count = node.getNumChildren()
        arguments = [node.getChild(place).getName() for place in range(count - 1)]
        self.functions[name] = arguments, node.getChild(count - 1)

    def term(
        self, node: Any, where: str, names: Mapping[str, Canonical] | None = None, depth: int = 0
    ) -> Canonical:
        """A formula as a term.

        Args:
            node: libSBML's syntax tree.
            where: Names the element in errors.
            names: What some names stand for; others are symbols of their own.

        Raises:
            InputError: something that has no counterpart.
        """
        if node is None or depth > DEEPEST:
            raise InputError(f"{self.source}: {where}: no formula, or one too deep")
        kind = self.kinds.get(node.getType(), "UNKNOWN")
        leaf = self._leaf(node, kind, where, names or {})
        if leaf is not None:
            return leaf
        parts = [
            self.term(node.getChild(place), where, names, depth + 1)
            for place in range(node.getNumChildren())
        ]
        if kind == "FUNCTION":
            return self._call(node.getName(), parts, where, depth)
        if kind not in _TABLE:
            raise InputError(f"{self.source}: {where}: {kind.lower()} is not supported")
        return _TABLE[kind](parts)

    def _leaf(
        self, node: Any, kind: str, where: str, names: Mapping[str, Canonical]
    ) -> Canonical | None:
        if kind in ("NAME", "NAME_TIME", "NAME_AVOGADRO"):
            if kind == "NAME":
                name = node.getName()
                return names.get(name, CanonicalSymbol(name))
            return CanonicalSymbol("t") if kind == "NAME_TIME" else CanonicalNumber(AVOGADRO)
        if kind == "INTEGER":
            return CanonicalNumber(int(node.getInteger()))
        if kind == "RATIONAL":
            return CanonicalNumber(exact(Fraction(node.getNumerator(), node.getDenominator())))
        if kind in ("REAL", "REAL_E"):
            value = float(node.getReal())
            if not abs(value) < float("inf"):
                raise InputError(f"{self.source}: {where}: {value} is no number")
            return CanonicalNumber(exact(Fraction(value)))
        if kind == "CONSTANT_PI":
            return build(operator_named("pi"), [])
        if kind == "CONSTANT_E":
            return build(operator_named("exp"), [ONE])
        return None

    def _call(self, name: str, parts: list[Canonical], where: str, depth: int) -> Canonical:
        if name not in self.functions:
            raise InputError(f"{self.source}: {where}: function {name!r} is not defined")
        arguments, body = self.functions[name]
        if len(arguments) != len(parts):
            raise InputError(f"{self.source}: {where}: {name} takes {len(arguments)} arguments")
        known = dict(zip(arguments, parts, strict=True))
        return self.term(body, f"function {name}", known, depth + 1)
