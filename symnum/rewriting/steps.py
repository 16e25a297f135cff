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
        reverse: Whether the rule was applied from right to left.
        context: The subterm at the position with a hole where the rule's instance is, if that is
            no position of its own (:mod:`symnum.rewriting.contexts`).
    """

    path: Path
    rule: str
    bindings: Mapping[str, Any]
    left_over: tuple[Any, ...]
    before: Any
    after: Any
    reverse: bool = False
    context: Any = None

    def __str__(self) -> str:
        where = ".".join(map(str, self.path)) or "top"
        bound = ", ".join(f"{name} = {_shown(value)}" for name, value in self.bindings.items())
        rule = f"{self.rule} backwards" if self.reverse else self.rule
        around = "" if self.context is None else f" in {to_text(self.context)}"
        change = f"{to_text(self.before)} → {to_text(self.after)}"
        return f"{where}: {change}  by {rule} ({bound}){around}"


def _shown(value: Any) -> str:
    if isinstance(value, Segment):
        return f"[{', '.join(map(to_text, value.terms))}]"
    return to_text(value)
