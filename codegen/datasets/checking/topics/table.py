"""The check of each topic."""

from __future__ import annotations

from collections.abc import Mapping

from codegen.datasets.checking.topics import (
    algebra,
    calculus,
    complex_numbers,
    differential_equations,
    inequalities,
    linear_algebra,
    physics,
    series,
    trigonometry,
)
from codegen.datasets.checking.topics.composed import COMPOSED
from codegen.datasets.checking.topics.joined import JOINED
from codegen.datasets.checking.topics.topic_check import Extension, TopicCheck

_OF_ONE_PART: Mapping[str, TopicCheck] = {
    "algebra": algebra.CHECK,
    "calculus": calculus.CHECK,
    "trigonometry": trigonometry.CHECK,
    "series": series.CHECK,
    "differential_equations": differential_equations.CHECK,
    "inequalities": inequalities.CHECK,
    "linear_algebra": linear_algebra.CHECK,
    "complex_numbers": complex_numbers.CHECK,
    "physics": physics.CHECK,
}
TOPIC_CHECKS: Mapping[str, TopicCheck] = {
    name: check.extended(COMPOSED.get(name, Extension())).extended(JOINED.get(name, Extension()))
    for name, check in _OF_ONE_PART.items()
}
"""By the name of the family."""
