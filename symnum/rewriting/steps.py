"""One step of a derivation: where which rule was applied, and to what."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from symnum.rewriting.patterns import Segment
from symnum.rewriting.positions import Path
from symnum.terms.text import to_text


@dataclass(frozen=True, slots=True)
class Step:
    """One application of a rule.

    Args:
        path: Where: argument numbers from the top of the term, as the term interface counts.
        rule: The rule's name.
        bindings: What its variables stand for.
        left_over: Arguments of a sum or product at the position that took no part.
        before: The subterm at the position.
        after: What it became.
    """

    path: Path
    rule: str
    bindings: Mapping[str, Any]
    left_over: tuple[Any, ...]
    before: Any
    after: Any

    def __str__(self) -> str:
        where = ".".join(map(str, self.path)) or "top"
        bound = ", ".join(f"{name} = {_shown(value)}" for name, value in self.bindings.items())
        return f"{where}: {to_text(self.before)} → {to_text(self.after)}  by {self.rule} ({bound})"


def _shown(value: Any) -> str:
    if isinstance(value, Segment):
        return f"[{', '.join(map(to_text, value.terms))}]"
    return to_text(value)
