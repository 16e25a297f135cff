"""Factoring of polynomial systems, so that they are computed with few operations."""

from __future__ import annotations

from symnum.factoring.optimise import EFFORT, Optimised, optimise, price_of_program

__all__ = ["EFFORT", "Optimised", "optimise", "price_of_program"]
