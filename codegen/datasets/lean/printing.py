"""Terms in the syntax of Lean 4 over the reals, with the names of Mathlib.

Precedences are Lean's: ``+`` and ``-`` 65, ``*`` and ``/`` 70, ``^`` 75, application 1024. Powers
by numerals are powers by natural numbers or integers (``Monoid.npow``, ``zpow``), all others
``Real.rpow``.
"""

from __future__ import annotations

from collections.abc import Mapping
from fractions import Fraction
from types import MappingProxyType

from symnum.terms.plain import Call, Number, Symbol, Term

ATOM, APPLICATION, SUM, PRODUCT, POWER, RELATION, AND, OR = 1025, 1024, 65, 70, 75, 50, 35, 30
KEYWORDS = frozenset({
    "at", "by", "calc", "do", "else", "end", "for", "from", "fun", "have", "if", "in", "infix",
    "instance", "let", "match", "mutual", "namespace", "notation", "open", "prefix", "private",
    "Prop", "return", "section", "show", "sorry", "Sort", "then", "theorem", "Type", "universe",
    "variable", "where", "with",
})  # fmt: skip
FUNCTIONS: Mapping[str, str] = {
    "exp": "Real.exp", "log": "Real.log", "sin": "Real.sin", "cos": "Real.cos", "tan": "Real.tan",
    "sqrt": "Real.sqrt", "asin": "Real.arcsin", "acos": "Real.arccos", "atan": "Real.arctan",
    "sinh": "Real.sinh", "cosh": "Real.cosh", "tanh": "Real.tanh", "asinh": "Real.arsinh",
    "abs": "abs", "min": "min", "max": "max", "log2": "Real.logb 2", "log10": "Real.logb 10",
}  # fmt: skip
_INFIX: Mapping[str, tuple[str, int, int, int]] = {
    "add": ("+", SUM, SUM, SUM + 1), "sub": ("-", SUM, SUM, SUM + 1),
    "mul": ("*", PRODUCT, PRODUCT, PRODUCT + 1), "div": ("/", PRODUCT, PRODUCT, PRODUCT + 1),
    "equation": ("=", RELATION, RELATION + 1, RELATION + 1),
    "equal": ("=", RELATION, RELATION + 1, RELATION + 1),
    "less": ("<", RELATION, RELATION + 1, RELATION + 1),
    "less_equal": ("≤", RELATION, RELATION + 1, RELATION + 1),
    "conjunction": ("∧", AND, AND + 1, AND), "disjunction": ("∨", OR, OR + 1, OR),
}  # fmt: skip
"""Sign, precedence of the whole, and least precedence of the left and the right side."""


class NotSaid(Exception):
    """A term that these statements have no words for."""


def identifier(name: str) -> str:
    """A name as Lean reads it."""
    return f"«{name}»" if name in KEYWORDS else name


WRITTEN_OUT: Mapping[Term, str] = MappingProxyType({Symbol("calculus is written out"): ""})
"""As ``opaque``: no part is, and derivatives and integrals between bounds are written out."""


def lean(term: Term, opaque: Mapping[Term, str] | None = None) -> str:
    """A term or relation in Lean.

    Args:
        term: A plain term.
        opaque: Names for parts that are not looked into; with those of :data:`WRITTEN_OUT`,
            derivatives are ``deriv`` of a function at its argument.

    Raises:
        NotSaid: something in it has no counterpart.

    >>> from symnum.terms.parse import parse
    >>> print(lean(parse("-(x + 1)^2 = sin(2*x)/x^y")))
    -(x + 1) ^ (2 : ℕ) = Real.sin (2 * x) / x ^ (y : ℝ)
    >>> print(lean(parse("derivative(x^2, x) = 2*x"), WRITTEN_OUT))
    deriv (fun x : ℝ => x ^ (2 : ℕ)) x = 2 * x
    """
    return _lean(term, opaque or {})[0]


def _lean(term: Term, opaque: Mapping[Term, str]) -> tuple[str, int]:
    if term in opaque:
        return opaque[term], ATOM
    if isinstance(term, Symbol):
        return identifier(term.name), ATOM
    if isinstance(term, Number):
        return _number(Fraction(term.value))
    assert isinstance(term, Call)
    name, arguments = term.operator.name, term.arguments
    if name in _INFIX and len(arguments) == 2:
        return _infix(name, arguments, opaque)
    if name == "pow":
        return _power(arguments[0], arguments[1], opaque)
    if name == "neg":
        return f"-{_at(arguments[0], POWER, opaque)}", SUM
    if name == "pi":
        return "Real.pi", ATOM
    if name == "exp2":
        return f"(2 : ℝ) ^ ({_lean(arguments[0], opaque)[0]} : ℝ)", POWER
    if name in _CALCULUS and not WRITTEN_OUT.keys().isdisjoint(opaque):
        return _CALCULUS[name](arguments, opaque)
    called = FUNCTIONS.get(name) if term.operator.interpreted else identifier(name)
    if called is None:
        raise NotSaid(name)
    parts = [_at(argument, ATOM, opaque) for argument in arguments]
    return " ".join([called, *parts]), APPLICATION


def _infix(name: str, arguments: tuple[Term, ...], opaque: Mapping[Term, str]) -> tuple[str, int]:
    sign, own, left, right = _INFIX[name]
    first, second = _at(arguments[0], left, opaque), _at(arguments[1], right, opaque)
    if own == RELATION and not any(map(str.isalpha, first + second)):
        first = f"({first} : ℝ)"  # numerals alone would be natural numbers
    return f"{first} {sign} {second}", own


def _at(term: Term, least: int, opaque: Mapping[Term, str]) -> str:
    text, precedence = _lean(term, opaque)
    return text if precedence >= least else f"({text})"


def _number(value: Fraction) -> tuple[str, int]:
    if value < 0:
        return f"-{_number(-value)[0]}", SUM
    if value.denominator != 1:
        return f"{value.numerator} / {value.denominator}", PRODUCT
    return str(value), ATOM


def _power(base: Term, exponent: Term, opaque: Mapping[Term, str]) -> tuple[str, int]:
    """Powers; a base that is a numeral says that it is real."""
    shown = f"({_lean(base, opaque)[0]} : ℝ)" if isinstance(base, Number) else None
    shown = shown or _at(base, ATOM, opaque)
    kind = "ℝ"
    if isinstance(exponent, Number) and Fraction(exponent.value).denominator == 1:
        kind = "ℕ" if exponent.value >= 0 else "ℤ"
    return f"{shown} ^ ({_lean(exponent, opaque)[0]} : {kind})", POWER


def _derivative(arguments: tuple[Term, ...], opaque: Mapping[Term, str]) -> tuple[str, int]:
    name = _bound(arguments[1])
    return f"deriv (fun {name} : ℝ => {_lean(arguments[0], opaque)[0]}) {name}", APPLICATION


def _definite(arguments: tuple[Term, ...], opaque: Mapping[Term, str]) -> tuple[str, int]:
    """An integral between bounds, in brackets, since its body reaches as far as it can."""
    body, name, low, high = (_lean(part, opaque)[0] for part in arguments)
    _bound(arguments[1])
    return f"(∫ {name} in ({low} : ℝ)..({high} : ℝ), {body})", ATOM


def _bound(variable: Term) -> str:
    if not isinstance(variable, Symbol):
        raise NotSaid(str(variable))
    return identifier(variable.name)


_CALCULUS = {"derivative": _derivative, "definite_integral": _definite}
