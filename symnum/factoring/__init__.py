"""Factoring of polynomial systems, so that they are computed with few operations."""

from __future__ import annotations

from symnum.factoring.optimise import Optimised, optimise, price_of_program

__all__ = ["Optimised", "optimise", "price_of_program"]
