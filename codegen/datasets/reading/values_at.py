r"""Terms at a value of their variable: ``f'(2)``, ``\left. 3x^2 \right|_{x=2}``.

A derivative is carried out before its variable gets a value. The one of a function that is only a
name becomes a call of a function whose name has primes: ``f'(x)`` at 2 is ``f'(2)``.
"""

from __future__ import annotations

from symnum.errors import InputError
from symnum.ops import DERIVATIVE, INTEGRAL, function
from symnum.terms.plain import Call, Symbol, Term
from symnum.terms.traversal import postorder, rewritten

PRIME = "\u02b9"
"""Of a function's name, which has to be an identifier: a letter that looks like a prime."""
MOST_PRIMES = 9
MOST_PARTS = 200
"""Of a term whose derivatives are carried out."""


def primed(name: str, order: int, argument: Term) -> Call:
    """The derivative of a function of one variable at a point."""
    return Call(function(name + PRIME * order), (argument,))


def value_at(term: Term, variable: Symbol, value: Term) -> Term | None:
    """A term with its variable replaced; None if it has integrals over it, or derivatives by it
    that cannot be carried out."""
    if sum(1 for _ in postorder([term])) > MOST_PARTS:
        return None
    try:
        term = rewritten(term, lambda part, arguments: _carried_out(part, arguments, variable))
    except InputError:
        return None  # a function without a derivative
    if any(_binds(part, variable) for part, _ in postorder([term])):
        return None
    return rewritten(term, lambda part, _: _placed(part, variable, value))


def _carried_out(part: Term, arguments: tuple[Term, ...], variable: Symbol) -> Term | None:
    if not isinstance(part, Call) or part.operator is not DERIVATIVE or arguments[1] != variable:
        return None
    from symnum.calculus import differentiate  # with all of calculus: most answers need none

    if _named(Call(DERIVATIVE, arguments), variable)[0]:
        return None
    found: Term = differentiate(arguments[0], variable)
    return found


def _named(term: Term, variable: Symbol) -> tuple[str, int]:
    """The function of the variable alone that a term is a derivative of, and how often; an empty
    name if it is none."""
    order = 0
    while isinstance(term, Call) and term.operator is DERIVATIVE and term.arguments[1] == variable:
        term, order = term.arguments[0], order + 1
    if isinstance(term, Call) and not term.operator.interpreted and order <= MOST_PRIMES:
        return (term.operator.name, order) if term.arguments == (variable,) else ("", 0)
    return "", 0


def _binds(part: Term, variable: Symbol) -> bool:
    """Whether a part is an integral or a sum over the variable, or an unfinished derivative."""
    if not isinstance(part, Call) or len(part.arguments) < 2 or part.arguments[1] != variable:
        return False
    if part.operator is DERIVATIVE:
        return not _named(part, variable)[0]
    return part.operator is INTEGRAL or len(part.arguments) > 2


def _placed(part: Term, variable: Symbol, value: Term) -> Term | None:
    if part == variable:
        return value
    if isinstance(part, Call) and part.operator is DERIVATIVE and part.arguments[1] == variable:
        return primed(*_named(part, variable), value)
    return None
