"""symnum: symbolic-numeric rewriting and function discovery.

>>> import symnum
>>> x, y = symnum.symbols("x y")
>>> symnum.simplify(y * symnum.sin(x)**2 + y * symnum.cos(x)**2)
y

One door: ``symnum.evolve``, ``symnum.codegen`` and ``symnum.rewrite_rules`` are the sibling
packages of this distribution, imported when first used.
"""

from __future__ import annotations

import importlib
from typing import Any

from symnum.errors import InputError
from symnum.terms import (
    ParseError,
    UnregisteredTerm,
    parse,
    plain_symbols,
    symbols,
    to_canonical,
    to_latex,
    to_plain,
    to_text,
)
from symnum.terms.functions import (
    acos,
    acosh,
    airyai,
    airyaiprime,
    airybi,
    airybiprime,
    asin,
    asinh,
    atan,
    atan2,
    atanh,
    besseli,
    besselj,
    besselk,
    bessely,
    cos,
    cosh,
    derivative,
    digamma,
    equation,
    erf,
    erfc,
    erfinv,
    euler_gamma,
    exp,
    exp2,
    expm1,
    floor,
    fma,
    gamma,
    hypot,
    integral,
    lgamma,
    log,
    log1p,
    log2,
    log10,
    maximum,
    minimum,
    pi,
    piecewise,
    polygamma,
    select,
    sign,
    sin,
    sinh,
    sqrt,
    tan,
    tanh,
)

_SIBLINGS = ("evolve", "codegen", "rewrite_rules")
_LAZY = {
    "simplify": "symnum.engines",
    "simplification": "symnum.engines",
    "simplify_all": "symnum.engines",
    "cost_model": "symnum.egraphs.cost_tables",
    "equivalent": "symnum.equivalence",
    "accuracy_front": "symnum.egraphs.accuracy",
    "accurate_forms": "symnum.egraphs.accuracy",
    "differentiate": "symnum.calculus.differentiate",
    "gradient": "symnum.calculus.jacobian",
    "jacobian": "symnum.calculus.jacobian",
    "jacobian_sparsity": "symnum.calculus.sparsity",
    "hessian": "symnum.calculus.hessian",
    "hessian_sparsity": "symnum.calculus.sparsity",
    "integrate": "symnum.calculus.integrate",
    "definite_integral": "symnum.calculus.definite_integrals",
    "limit": "symnum.calculus.limits",
    "series": "symnum.calculus.series",
    "expand": "symnum.polynomials",
    "apart": "symnum.algebra",
    "cancel": "symnum.algebra",
    "coefficients": "symnum.algebra",
    "collect": "symnum.algebra",
    "degree": "symnum.algebra",
    "determinant": "symnum.algebra",
    "factor": "symnum.algebra",
    "gcd": "symnum.algebra",
    "groebner": "symnum.algebra.groebner",
    "lcm": "symnum.algebra",
    "resultant": "symnum.algebra",
    "roots": "symnum.algebra",
    "solve_linear": "symnum.algebra",
    "together": "symnum.algebra",
    "matches": "symnum.rewriting.matches",
    "rewrite": "symnum.rewriting.rewrite",
    "substitute": "symnum.rewriting.substitution",
    "optimise": "symnum.factoring",
    "lower": "symnum.lowering",
    "lift": "symnum.lowering",
    "to_sympy": "symnum.terms.sympy_terms",
    "from_sympy": "symnum.terms.sympy_terms",
    "read_network": "symnum.interop.bionetgen",
    "approximate": "evolve.runs.approximating",
    "compile": "codegen.kernels.expressions:compile_terms",
    "trace": "symnum.tracing",
    "ode": "codegen.simulation",
}
"""What is loaded when first used, so that ``import symnum`` stays quick: module, and ``:name``."""

__all__ = [
    "InputError",
    "ParseError",
    "UnregisteredTerm",
    "acos",
    "acosh",
    "airyai",
    "airyaiprime",
    "airybi",
    "airybiprime",
    "asin",
    "asinh",
    "atan",
    "atan2",
    "atanh",
    "besseli",
    "besselj",
    "besselk",
    "bessely",
    "cos",
    "cosh",
    "derivative",
    "digamma",
    "equation",
    "erf",
    "erfc",
    "erfinv",
    "euler_gamma",
    "exp",
    "exp2",
    "expm1",
    "floor",
    "fma",
    "gamma",
    "hypot",
    "integral",
    "lgamma",
    "log",
    "log1p",
    "log2",
    "log10",
    "maximum",
    "minimum",
    "parse",
    "pi",
    "piecewise",
    "plain_symbols",
    "polygamma",
    "select",
    "sign",
    "sin",
    "sinh",
    "sqrt",
    "symbols",
    "tan",
    "tanh",
    "to_canonical",
    "to_latex",
    "to_plain",
    "to_text",
]  # fmt: skip


def __getattr__(name: str) -> Any:
    """A sibling package, a function or the version: what is loaded when first used."""
    if name in _LAZY:
        module, _, attribute = _LAZY[name].partition(":")
        found = getattr(importlib.import_module(module), attribute or name)
    elif name in _SIBLINGS:
        found = _sibling(name)
    elif name == "__version__":
        found = importlib.import_module("importlib.metadata").version("symnum-engine")
    else:
        raise AttributeError(f"module 'symnum' has no attribute {name!r}")
    globals()[name] = found  # so that it is not asked for again
    return found


def _sibling(name: str) -> Any:
    """A sibling package, if it is ours.

    Raises:
        ImportError: a package of another distribution answers to that name.
    """
    found = importlib.import_module(name)
    if getattr(found, "DISTRIBUTION", None) != "symnum-engine":
        raise ImportError(
            f"the package {name!r} at {getattr(found, '__file__', '?')} is not symnum's: another "
            "distribution of that name comes first on the path"
        )
    return found


def __dir__() -> list[str]:
    """All names, the lazy ones too."""
    return sorted([*globals(), *_LAZY, *_SIBLINGS, "__version__"])
