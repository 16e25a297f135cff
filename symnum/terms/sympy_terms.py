"""SymPy expressions as terms, and conversion both ways.

The operator table names SymPy's constructor for each operator. SymPy evaluates as it builds, by
its own rules; converting to SymPy therefore follows SymPy's ideas of what is equal.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from contextlib import nullcontext
from functools import lru_cache
from typing import Any

import sympy
from mpmath.libmp import NoConvergence
from sympy.core.evalf import PrecisionExhausted
from sympy.core.function import AppliedUndef

from symnum.errors import InputError
from symnum.ops import (
    ADD,
    DERIVATIVE,
    DIGAMMA,
    DIV,
    EQUATION,
    EXP,
    INTEGRAL,
    LESS,
    LESS_EQUAL,
    LGAMMA,
    MUL,
    NEG,
    NEGATION,
    SELECT,
    SUB,
    Kind,
    Operator,
    function,
    operators,
)
from symnum.terms import interface
from symnum.terms.assumptions import IMPLIED
from symnum.terms.conversion import convert, to_canonical
from symnum.terms.exact import Exact, exact
from symnum.terms.plain import Number

_BY_CLASS: dict[type, Operator] = {
    getattr(sympy, row.sympy): row
    for row in operators()
    if row.sympy not in (None, "sqrt")
    and row.arity != 0
    and isinstance(getattr(sympy, row.sympy or ""), type)
}
_REWRITTEN: dict[type, Operator] = {
    sympy.StrictGreaterThan: LESS,
    sympy.GreaterThan: LESS_EQUAL,
    sympy.Ne: NEGATION,
}
"""SymPy's a > b, a ≥ b and a ≠ b are b < a, b ≤ a and not a = b here."""
_CONSTANTS = {getattr(sympy, row.sympy): row for row in operators() if row.arity == 0 and row.sympy}
_ASSUMED = frozenset(IMPLIED) - {"defined"}

_BUILD: dict[Operator, Any] = {
    SUB: lambda a, b: a - b,
    DIV: lambda a, b: a / b,
    NEG: lambda a: -a,
    EQUATION: sympy.Eq,
    DERIVATIVE: sympy.Derivative,
    INTEGRAL: sympy.Integral,
    SELECT: lambda chosen, a, b: _piecewise(a, chosen, b),
    LGAMMA: lambda a: sympy.loggamma(a) if a.is_positive else sympy.log(abs(sympy.gamma(a))),
}
"""SymPy's loggamma is complex below 0."""
_NAMED: dict[str, Any] = {
    "expm1": lambda a: sympy.exp(a) - 1,
    "log1p": lambda a: sympy.log(1 + a),
    "exp2": lambda a: 2**a,
    "log2": lambda a: sympy.log(a, 2),
    "log10": lambda a: sympy.log(a, 10),
    "fma": lambda a, b, c: a * b + c,
    "hypot": lambda a, b: sympy.sqrt(a**2 + b**2),
}


def _piecewise(value: Any, condition: Any, otherwise: Any) -> Any:
    """A choice, in one Piecewise with those in its last branch; no value is no branch."""
    if otherwise in (sympy.zoo, sympy.nan):
        return sympy.Piecewise((value, condition))
    if isinstance(otherwise, sympy.Piecewise):
        return sympy.Piecewise((value, condition), *otherwise.args)
    return sympy.Piecewise((value, condition), (otherwise, True))


def _choice(term: Any) -> tuple[Any, Any, Any]:
    """The first branch of a Piecewise, and what is left: 1/0 where no condition holds."""
    (value, condition), *branches = term.args
    if not branches:
        return condition, value, _NO_VALUE
    if branches[0][1] is sympy.true:
        return condition, value, branches[0][0]
    return condition, value, sympy.Piecewise(*branches, evaluate=False)


_NO_VALUE = sympy.Pow(0, -1, evaluate=False)


_IRRATIONAL = (sympy.asin, sympy.acos, sympy.atan)
"""SymPy takes these for irrational, and so for nonzero, at every rational argument: at 0 and 1
too. What is built on top must not be evaluated by such facts: sign(atan(n)^2) is not 1."""


@lru_cache(maxsize=2**14)
def _misleads(term: Any) -> bool:
    """Whether SymPy may draw wrong conclusions from parts of a term."""
    if isinstance(term, _IRRATIONAL):
        zero = term.args[0] - 1 if isinstance(term, sympy.acos) else term.args[0]
        if term.is_rational is False and zero.is_zero is None:
            return True
    return any(map(_misleads, term.args))


_SYMPY_GIVES_UP = (
    TypeError, ValueError, NotImplementedError, RecursionError, PrecisionExhausted, NoConvergence,
)  # fmt: skip
"""An order among complex numbers; a Piecewise whose simplification never ends; the floor of a
number that SymPy cannot tell from an integer; a Bessel function of 10^5 that it evaluates."""


def _has_base(term: Any) -> bool:
    """Whether it is a logarithm to a base that SymPy has left unevaluated."""
    return isinstance(term, sympy.log) and len(term.args) == 2


class _SympyAdapter:
    def is_call(self, term: Any) -> bool:
        if term.is_Symbol or term.is_Rational or term.is_Float:
            return False
        return bool(term.args) or term is sympy.E or term in _CONSTANTS

    def operator(self, term: Any) -> Operator:
        if term is sympy.E:
            return EXP
        if term in _CONSTANTS:
            return _CONSTANTS[term]
        if isinstance(term, AppliedUndef):
            return function(term.func.__name__)
        if isinstance(term, sympy.Derivative):
            return DERIVATIVE
        if isinstance(term, sympy.Integral):
            return INTEGRAL
        if isinstance(term, sympy.Piecewise):
            return SELECT
        if isinstance(term, sympy.polygamma) and term.args[0] == 0:
            return DIGAMMA
        if _has_base(term):
            return DIV
        if isinstance(term, sympy.loggamma):
            if term.args[0].is_positive:
                return LGAMMA
            raise InputError(
                "SymPy's loggamma is not real below 0: make its argument positive, or write "
                "log(Abs(gamma(…)))"
            )
        found = _BY_CLASS.get(term.func) or _REWRITTEN.get(term.func)
        if found is None:
            raise InputError(f"SymPy's {term.func.__name__} has no operator in symnum's table")
        return found

    def arguments(self, term: Any) -> tuple[Any, ...]:
        if term is sympy.E:
            return (sympy.Integer(1),)
        if isinstance(term, sympy.Derivative):
            return self._nested(sympy.Derivative, term.expr, term.variables)
        if isinstance(term, sympy.Integral):
            if any(len(limit) != 1 for limit in term.limits):
                raise InputError("SymPy's definite integrals have no counterpart in symnum yet")
            return self._nested(sympy.Integral, term.function, term.variables)
        if term.func in _REWRITTEN:
            unequal = term.func is sympy.Ne
            return (sympy.Eq(*term.args),) if unequal else (term.args[1], term.args[0])
        if _has_base(term):
            return tuple(sympy.log(part, evaluate=False) for part in term.args)
        operator = self.operator(term)
        if operator is SELECT:
            return _choice(term)
        if operator is DIGAMMA:
            return tuple(term.args[-1:])
        if operator in (ADD, MUL):
            return tuple(term.as_ordered_terms() if operator is ADD else term.as_ordered_factors())
        if operator.arity == 2 and len(term.args) > 2:
            ordered = sorted(term.args, key=sympy.default_sort_key)
            return ordered[0], term.func(*ordered[1:])
        return tuple(term.args)

    def _nested(self, kind: Any, inner: Any, variables: Sequence[Any]) -> tuple[Any, Any]:
        for variable in variables[:-1]:
            inner = kind(inner, variable)
        return inner, variables[-1]

    def rebuild(self, term: Any, operator: Operator, arguments: Sequence[Any]) -> Any:
        try:
            with sympy.evaluate(False) if any(map(_misleads, arguments)) else nullcontext():
                return self._built(operator, arguments)
        except InputError:
            raise
        except _SYMPY_GIVES_UP as error:
            reason = " ".join(str(error).split())
            raise InputError(f"SymPy makes no {operator.name} of this: {reason}") from None

    def _built(self, operator: Operator, arguments: Sequence[Any]) -> Any:
        if operator in _BUILD:
            return _BUILD[operator](*arguments)
        if operator.name in _NAMED:
            return _NAMED[operator.name](*arguments)
        if not operator.interpreted:
            return sympy.Function(operator.name)(*arguments)
        if operator.sympy is None:
            raise InputError(f"{operator.name} has no counterpart in SymPy")
        made = getattr(sympy, operator.sympy)
        return made(*arguments) if callable(made) else made

    def metadata(self, term: Any) -> Mapping[str, Any]:
        if not term.is_Symbol:
            return {}
        return {"assumptions": frozenset(n for n in _ASSUMED if getattr(term, f"is_{n}"))}

    def symtype(self, term: Any) -> Kind:
        if isinstance(term, sympy.logic.boolalg.Boolean) and not term.is_Symbol:
            return Kind.BOOLEAN
        return Kind.INTEGER if term.is_integer else Kind.REAL

    def number(self, term: Any) -> Exact | None:
        if term.is_Rational and term.is_finite:
            return exact(term)
        if term.is_Float and term.is_finite:
            return exact(sympy.Rational(term))
        if term.is_Number or term in (sympy.I, sympy.zoo, sympy.nan):
            raise InputError(f"SymPy's {term} is not a real number; symnum works over the reals")
        return None

    def literal(self, term: Any, value: Exact) -> Any:
        return sympy.Rational(value.numerator, value.denominator)

    def name(self, term: Any) -> str:
        if not term.is_Symbol:
            raise InputError(f"SymPy's {term} has no counterpart in symnum")
        return str(term.name)

    def symbol(self, term: Any, name: str, assumptions: frozenset[str]) -> Any:
        assumed = dict.fromkeys(sorted(assumptions & _ASSUMED), True)
        return sympy.Symbol(name, real=True, **assumed)


interface.register(sympy.Basic, _SympyAdapter())


def to_sympy(term: Any) -> Any:
    """The term as a SymPy expression over real symbols.

    Raises:
        InputError: an operator that SymPy lacks, or an order of what SymPy takes for complex.
    """
    return convert(term, sympy.Integer(0))


def from_sympy(expression: Any, *, plain: bool = False) -> Any:
    """A SymPy expression as a canonical term, or as a plain one.

    Raises:
        InputError: something that symnum has no operator for, or that is not real.
    """
    try:
        return convert(expression, Number(0)) if plain else to_canonical(expression)
    except (PrecisionExhausted, NoConvergence):
        raise InputError("SymPy cannot tell the expression's value from an integer") from None
