"""The names of Mathlib that statements use, and the words of a theorem that are none of them.

No Lean toolchain is at hand, so that texts are looked at by a reader of our own: brackets have to
match, and every name has to be bound in the theorem, a word of Lean's, or one of :data:`NAMES`.
"""

from __future__ import annotations

import re
from collections.abc import Mapping

_TRIGONOMETRIC = "Mathlib/Analysis/Complex/Trigonometric.lean"
_INVERSE = "Mathlib/Analysis/SpecialFunctions/Trigonometric/Inverse.lean"
NAMES: Mapping[str, str] = {
    "Real.exp": "Mathlib/Analysis/Complex/Exponential.lean",
    **dict.fromkeys(
        ("Real.sin", "Real.cos", "Real.tan", "Real.sinh", "Real.cosh", "Real.tanh"), _TRIGONOMETRIC
    ),
    "Real.log": "Mathlib/Analysis/SpecialFunctions/Log/Basic.lean",
    "Real.logb": "Mathlib/Analysis/SpecialFunctions/Log/Base.lean",
    "Real.sqrt": "Mathlib/Data/Real/Sqrt.lean",
    "Real.arcsin": _INVERSE, "Real.arccos": _INVERSE,
    "Real.arctan": "Mathlib/Analysis/SpecialFunctions/Trigonometric/Arctan.lean",
    "Real.arsinh": "Mathlib/Analysis/SpecialFunctions/Arsinh.lean",
    "Real.pi": "Mathlib/Analysis/SpecialFunctions/Trigonometric/Basic.lean",
    "abs": "Mathlib/Algebra/Order/Group/Unbundled/Abs.lean",
    "min": "Init/Prelude.lean", "max": "Init/Prelude.lean",
    "deriv": "Mathlib/Analysis/Calculus/Deriv/Basic.lean",
    "HasDerivAt": "Mathlib/Analysis/Calculus/Deriv/Basic.lean",
    "∫": "Mathlib/MeasureTheory/Integral/IntervalIntegral/Basic.lean",
}  # fmt: skip
"""Each with the file that defines it (of Mathlib in 2025, or of Lean's core)."""
WORDS = frozenset({"theorem", "by", "sorry", "fun", "in"})
"""Of Lean."""
_NAME = re.compile(r"«[^»]+»|[A-Za-z_][\w'.]*|∫")
_BINDER = re.compile(r"\(([^():]+) : ")
_BOUND = re.compile(r"(?:\bfun|[∀∃∫])\s+(«[^»]+»|[A-Za-z_][\w']*)")
_SIGNS = re.compile(r"=>|:=|[ℝℕℤ\d\s()+\-*/^=<≤≠∧∨∀∃,:→.]")
_PAIRS = {")": "("}


def strangers(theorem: str) -> list[str]:
    """What a theorem's text has that it should not: names without a meaning, other signs, brackets.

    >>> strangers("theorem step_1 (x : ℝ) : Real.sin x = Real.sine y := by sorry")
    ['Real.sine', 'y']
    >>> strangers("theorem step_1 (x : ℝ) : ((x = 1 := by sorry")
    ['(']
    """
    head = re.match(r"theorem (\w+)", theorem)
    bound = {head[1]} if head else set()
    bound.update(name for names in _BINDER.findall(theorem) for name in names.split())
    bound.update(_BOUND.findall(theorem))
    known = bound | WORDS | NAMES.keys()
    found = [name for name in _NAME.findall(theorem) if name.rstrip(".") not in known]
    found += sorted(set(_SIGNS.sub("", _NAME.sub("", theorem))))
    return [*dict.fromkeys(found), *_unmatched(theorem)]


def _unmatched(text: str) -> list[str]:
    """Brackets that are not closed, or were never opened."""
    opened: list[str] = []
    for sign in text:
        if sign == "(":
            opened.append(sign)
        elif sign in _PAIRS:
            if not opened:
                return [sign]
            opened.pop()
    return opened[:1]
