"""Fitted programs: rows and constants with the error that they reach, and their niches.

A niche is the shape of a program: how many divisions, products and constants it has, how often it
uses its input, and its parity.
"""

from __future__ import annotations

from dataclasses import dataclass, field

from evolve.compiled import Floats, Integers
from evolve.programs.genome import CONSTANT, DIV, MUL
from evolve.programs.lineage import Birth
from evolve.programs.parity import Parity, parity

Niche = tuple[int, int, int, int, Parity]


@dataclass(frozen=True, slots=True)
class Candidate:
    """A fitted program: rows of (operator, left, right), a constant a row (0 where unused)."""

    code: tuple[tuple[int, int, int], ...]
    constants: tuple[float, ...]
    error: float
    lineage: tuple[Birth, ...] = field(default=(), compare=False, repr=False)
    """How it came to be, its own birth last."""

    @property
    def size(self) -> int:
        """Operations."""
        return len(self.code)

    @property
    def niche(self) -> Niche:
        """Divisions, products, constants, uses of the input, parity."""
        arguments = [argument for row in self.code for argument in row[1:]]
        operators = [row[0] for row in self.code]
        return (
            operators.count(DIV),
            operators.count(MUL),
            arguments.count(CONSTANT),
            arguments.count(0),
            parity(self.code),
        )


def candidate(
    code: Integers, constants: Floats, size: int, error: float, lineage: tuple[Birth, ...] = ()
) -> Candidate:
    """A candidate from arrays (see :mod:`evolve.programs.genome`)."""
    rows = tuple((int(o), int(a), int(b)) for o, a, b in code[:size].tolist())
    owned = (CONSTANT in row[1:] for row in rows)
    values = constants[:size].tolist()
    return Candidate(rows, tuple(v if own else 0.0 for v, own in zip(values, owned, strict=True)),
                     float(error), lineage)  # fmt: skip
