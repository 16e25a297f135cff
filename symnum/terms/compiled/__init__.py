"""Canonical terms in C; see :mod:`symnum.terms.interpreted` for the reference."""
