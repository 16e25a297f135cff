"""Compiled walks for the usual case; ``None`` where the general, interpreted one has to look.

Without the compiled form that is always.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from symnum.terms.canonical import COMPILED

if TYPE_CHECKING or not COMPILED:
    from symnum.terms.canonical import Canonical, CanonicalSymbol

    FLINT_FUNCTIONS: tuple[str, ...] = ()
    """The functions of FLINT's that compiled walks call."""

    def connect_flint(addresses: Any) -> None:
        """Take the addresses of ``FLINT_FUNCTIONS``."""

    def arguments_of(term: Canonical) -> tuple[Canonical, ...] | None:
        """The arguments of a call; none for a leaf."""
        return None

    def common_divisor(first: Any, second: Any, largest_power: int) -> Canonical | None:
        """The greatest common divisor of two polynomials over Z."""
        return None

    def derivative(term: Any, symbol: str, order: int, rows: Any) -> Canonical | None:
        """The derivative of a canonical term by a symbol."""
        return None

    def eliminated(first: Any, second: Any, symbol: Any, largest_power: int) -> Canonical | None:
        """The resultant of two polynomials over Z in a symbol."""
        return None

    def expanded(term: Any, largest: int, largest_power: int) -> Canonical | None:
        """A sum or product multiplied out."""
        return None

    def names_among(parts: dict[Canonical, None]) -> frozenset[str] | None:
        """The names of the symbols among terms."""
        return None

    def packed_polynomial_term(
        generators: Any, widths: Any, coefficients: Any, moments: Any
    ) -> Canonical | None:
        """The sum of coefficients times monomials with packed exponents."""
        return None

    def parsed(text: str, infix: Any, leaf: Any) -> Canonical | None:
        """The canonical term that a text spells."""
        return None

    def words_of(text: str) -> list[str] | None:
        """The words of an ASCII text without anything but numbers, names and + - * / ^ ( ,."""
        return None

    def polynomial_term(generators: Any, monomials: Any, coefficients: Any) -> Canonical | None:
        """The sum of coefficients times monomials."""
        return None

    def latex_streamed(term: Canonical, names: dict[str, str]) -> str | None:
        """The LaTeX of a canonical term; ``names``: how symbols and functions are shown."""
        return None

    def streamed(term: Canonical, names: dict[str, str] | None = None) -> str | None:
        """The text of a canonical term; ``names``: what symbols and functions are called."""
        return None

    def subterms_of(term: Canonical) -> dict[Canonical, None] | None:
        """Every distinct subterm after its arguments."""
        return None

    def taylor_coefficients(
        term: Canonical, symbol: str, about: Any, order: int
    ) -> tuple[tuple[Any, ...], CanonicalSymbol | None] | None:
        """The Taylor coefficients of a term in its only symbol, if they are rational."""
        return None

    def substituted(term: Any, names: Any, binders: Any, check: Any) -> Canonical | None:
        """A canonical term with symbols replaced by name."""
        return None

else:
    from symnum.terms.compiled.core import (
        FLINT_FUNCTIONS,
        arguments_of,
        common_divisor,
        connect_flint,
        derivative,
        eliminated,
        expanded,
        latex_streamed,
        names_among,
        packed_polynomial_term,
        parsed,
        polynomial_term,
        streamed,
        substituted,
        subterms_of,
        taylor_coefficients,
        words_of,
    )

__all__ = [
    "FLINT_FUNCTIONS", "arguments_of", "common_divisor", "connect_flint", "derivative",
    "eliminated", "expanded", "latex_streamed", "names_among", "packed_polynomial_term", "parsed",
    "polynomial_term", "streamed", "substituted", "subterms_of", "taylor_coefficients", "words_of",
]  # fmt: skip
