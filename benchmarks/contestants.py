"""symnum, SymPy and SymEngine under one set of names."""

from __future__ import annotations

from types import SimpleNamespace as System
from typing import Any

import sympy

import symnum
from symnum.calculus import jacobian
from symnum.ops import ADD, MUL
from symnum.terms import apply, to_canonical

try:
    import symengine
except ImportError:
    symengine = None

NAMES = ("symnum", "sympy", "symengine")


def missing() -> list[str]:
    """Peers that are not installed."""
    return [] if symengine is not None else ["symengine"]


def _repeated(differentiate: Any) -> Any:
    def times(term: Any, symbol: Any, order: int = 1) -> Any:
        for _ in range(order):
            term = differentiate(term, symbol)
        return term

    return times


def _ours() -> System:
    return System(
        name="symnum", symbols=symnum.symbols, sin=symnum.sin, cos=symnum.cos, exp=symnum.exp,
        log=symnum.log, sum=lambda terms: apply(ADD, *terms),
        product=lambda terms: apply(MUL, *terms), expand=symnum.expand,
        diff=symnum.differentiate,
        jacobian=lambda terms, symbols: _dense(jacobian(terms, symbols)),
        parse=lambda text: symnum.parse(text, canonical=True), text=symnum.to_text,
    )  # fmt: skip


def _dense(sparse: Any) -> list[Any]:
    rows, columns = sparse.shape
    zero = to_canonical(symnum.parse("0"))
    return [sparse.entries.get((r, c), zero) for r in range(rows) for c in range(columns)]


def _sympy() -> System:
    return System(
        name="sympy", symbols=lambda names: [sympy.Symbol(n, real=True) for n in names.split()],
        sin=sympy.sin, cos=sympy.cos, exp=sympy.exp, log=sympy.log,
        sum=lambda terms: sympy.Add(*terms), product=lambda terms: sympy.Mul(*terms),
        expand=sympy.expand, diff=sympy.diff,
        jacobian=lambda terms, symbols: list(sympy.Matrix(terms).jacobian(list(symbols))),
        parse=sympy.parse_expr, text=str,
    )  # fmt: skip


def _symengine() -> System:
    return System(
        name="symengine", symbols=lambda names: [symengine.Symbol(n) for n in names.split()],
        sin=symengine.sin, cos=symengine.cos, exp=symengine.exp, log=symengine.log,
        sum=lambda terms: symengine.Add(*terms), product=lambda terms: symengine.Mul(*terms),
        expand=symengine.expand, diff=_repeated(symengine.diff),
        jacobian=lambda terms, symbols: list(
            symengine.DenseMatrix(len(terms), 1, list(terms)).jacobian(
                symengine.DenseMatrix(len(symbols), 1, list(symbols))
            )
        ),
        parse=symengine.sympify, text=str,
    )  # fmt: skip


def systems() -> list[System]:
    """The systems that are installed, ours first."""
    return [_ours(), _sympy(), *([] if symengine is None else [_symengine()])]
