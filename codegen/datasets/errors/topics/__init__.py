"""Injected errors in solutions of topics, refuted where all that is given holds."""
