"""Injected errors in derivations: a step altered, refuted, and perhaps gone on from."""
