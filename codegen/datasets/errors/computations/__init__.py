"""Injected errors in computations with numbers: exact arithmetic tells that they are wrong."""
