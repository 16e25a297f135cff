"""Programs with a symmetry, made from any program g, and back.

g(x²) is even; x·g(x²), x ÷ g(x²) and g(x²) ÷ x are odd, whatever g is. So the search reaches
symmetric forms in one step, without knowing whether the wanted function has a symmetry; constants
go along as starts of the fit.
"""

from __future__ import annotations

from evolve.programs.candidates import Candidate
from evolve.programs.genome import CONSTANT, DIV, MUL

ODD_FORMS = 3
"""Kinds of :func:`odd`."""
_SQUARE = (MUL, 0, 0)


def even(candidate: Candidate) -> Candidate:
    """g(x²) for a program g: one operation more."""
    rows = ((o, _after_square(left), _after_square(right)) for o, left, right in candidate.code)
    return Candidate((_SQUARE, *rows), (0.0, *candidate.constants), candidate.error)


def _after_square(argument: int) -> int:
    return CONSTANT if argument == CONSTANT else argument + 1


def odd(candidate: Candidate, form: int) -> Candidate:
    """x·g(x²), x ÷ g(x²) or g(x²) ÷ x for a program g: two operations more.

    Args:
        candidate: The program g.
        form: Which of the three, from 0.
    """
    inner = even(candidate)
    last = inner.size
    row = ((MUL, 0, last), (DIV, 0, last), (DIV, last, 0))[form]
    return Candidate((*inner.code, row), (*inner.constants, 0.0), candidate.error)


def core(candidate: Candidate) -> Candidate | None:
    """The program g of an even or odd form; ``None`` if it has none of these forms."""
    code, constants = candidate.code, candidate.constants
    operator, *arguments = code[-1]
    last = len(code) - 1
    if last > 0 and operator in (MUL, DIV) and sorted(arguments) == [0, last]:
        code, constants = code[:-1], constants[:-1]
    squares = [i for i, row in enumerate(code) if row == _SQUARE]
    rest = [i for i, row in enumerate(code) if row != _SQUARE]
    if not squares or not rest or any(0 in code[i][1:] for i in rest):
        return None
    number = {CONSTANT: CONSTANT} | {i + 1: 0 for i in squares}
    number |= {i + 1: place for place, i in enumerate(rest, 1)}
    rows = tuple((o, number[a], number[b]) for o, a, b in (code[i] for i in rest))
    return Candidate(rows, tuple(constants[i] for i in rest), candidate.error)
