"""Elementary functions that problems of calculus are put together from, with their derivatives."""

from __future__ import annotations

from fractions import Fraction
from random import Random
from typing import Any, NamedTuple

from symnum.terms.canonical import CanonicalNumber
from symnum.terms.functions import cos, exp, sin


class Piece(NamedTuple):
    """A function of one symbol, with its derivative and an antiderivative from a table."""

    value: Any
    slope: Any
    once: Any
    """An antiderivative."""
    ratio: Fraction
    """An antiderivative of that is ``ratio*value``; 0 if it is no multiple of the function."""

    @property
    def twice(self) -> Any:
        """An antiderivative of the antiderivative."""
        return self.value * self.ratio


def power(x: Any, n: int, c: int = 1) -> Piece:
    """c*x^n, n > 0."""
    slope = c * n * x ** (n - 1) if n > 1 else CanonicalNumber(c)
    return Piece(c * x**n, slope, x ** (n + 1) * Fraction(c, n + 1), Fraction(0))


def exponential(x: Any, a: int) -> Piece:
    """exp(a*x)."""
    whole = exp(a * x)
    return Piece(whole, a * whole, whole * Fraction(1, a), Fraction(1, a * a))


def sine(x: Any, a: int) -> Piece:
    """sin(a*x)."""
    whole, other = sin(a * x), cos(a * x)
    return Piece(whole, a * other, other * Fraction(-1, a), Fraction(-1, a * a))


def cosine(x: Any, a: int) -> Piece:
    """cos(a*x)."""
    whole, other = cos(a * x), sin(a * x)
    return Piece(whole, -a * other, other * Fraction(1, a), Fraction(-1, a * a))


def scaled(piece: Piece, c: int) -> Piece:
    """A multiple of a function."""
    return Piece(c * piece.value, c * piece.slope, c * piece.once, piece.ratio)


def transcendental(random: Random, x: Any) -> Piece:
    """An exponential, a sine or a cosine."""
    kind = random.choice((exponential, sine, cosine))
    a = random.randint(1, 15)
    return kind(x, -a if kind is exponential and random.random() < 0.4 else a)
