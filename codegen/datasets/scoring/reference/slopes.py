"""Functions and their derivatives at points: ``f'(2)`` is a call of a function named ``f'``."""

from __future__ import annotations

from collections.abc import Mapping

from codegen.datasets.checking.topics.values import derivative_of
from codegen.datasets.reading.values_at import PRIME
from symnum.ops import DERIVATIVE, INTEGRAL
from symnum.terms.plain import Call, Term
from symnum.terms.traversal import postorder, rewritten

Meaning = tuple[tuple[Term, ...], Term]
"""The variables of a function, and what it stands for."""
SHOWN = 3
"""Most primes that are shown as such."""


def base_of(name: str) -> str:
    """A function's name without primes."""
    return name.rstrip(PRIME)


def with_primes(shown: Mapping[str, str]) -> dict[str, str]:
    """How derivatives of functions are shown at points, by how the functions are."""
    return {
        name + n * PRIME: latex + n * "'"
        for name, latex in shown.items() for n in range(1, SHOWN + 1)
    }  # fmt: skip


def derived(known: Meaning, order: int) -> Meaning | None:
    """What a function's derivative is; None where it cannot be carried out.

    Args:
        known: What the function is, in names that need no explanation.
        order: How many times it is differentiated.
    """
    variables, body = known
    if len(variables) != 1:
        return None
    for _ in range(order):
        body = derivative_of(body, variables[0])
    pending = any(
        isinstance(part, Call) and part.operator in (DERIVATIVE, INTEGRAL)
        for part, _ in postorder([body])
    )
    return None if pending else (variables, body)


def placed(known: Meaning | None, arguments: tuple[Term, ...]) -> Term | None:
    """What a function is worth at its arguments; None if it is not known for as many."""
    if known is None or len(known[0]) != len(arguments):
        return None
    new = dict(zip(known[0], arguments, strict=True))
    return rewritten(known[1], lambda part, _: new.get(part))
