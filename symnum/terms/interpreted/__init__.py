"""Canonical terms in Python: what the compiled form is held to, and what is used without it."""
