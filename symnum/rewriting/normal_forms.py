"""Innermost normal forms, each subterm's found once and remembered."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Any

from symnum.rewriting.combinators import Rewriter, changed
from symnum.terms.interface import adapter_of


@dataclass(frozen=True)
class NormalForm:
    """The rewriter at every subterm, arguments before calls, until it applies nowhere.

    The same as ``Fixpoint(Postwalk(rewriter))`` where rewriting comes to an end, but what is in
    normal form is never looked at again, also not in the next term. Where rewriting comes back
    to a term that it came from, that term is the result. No recursion.
    """

    rewriter: Rewriter
    _known: dict[int, tuple[Any, Any]] = field(
        default_factory=dict, init=False, repr=False, compare=False
    )

    def __call__(self, term: Any) -> Any | None:
        """The normal form, or ``None`` if the term is in normal form."""
        known = self._known  # keeps each term alive beside its normal form
        stack: list[tuple[Any, Any]] = [(term, None)]
        leading: set[int] = set()
        while stack:
            part, successor = stack.pop()
            if successor is not None:
                leading.discard(id(part))
                known[id(part)] = (part, known.get(id(successor), (None, successor))[1])
                continue
            if id(part) in known or id(part) in leading:
                continue
            adapter = adapter_of(part)
            children = adapter.arguments(part) if adapter.is_call(part) else ()
            waiting = [c for c in children if id(c) not in known and id(c) not in leading]
            if waiting:
                stack.append((part, None))
                stack.extend((child, None) for child in reversed(waiting))
                continue
            after = self._with_normal_arguments(part, children)
            if after is part:
                after = self.rewriter(part)
            if after is None or not changed(part, after):
                known[id(part)] = (part, part)
            elif id(after) in leading:
                known[id(part)] = (part, after)
            else:
                leading.add(id(part))
                stack.append((part, after))
                stack.append((after, None))
        result = known[id(term)][1]
        return result if changed(term, result) else None

    def _with_normal_arguments(self, term: Any, children: Sequence[Any]) -> Any:
        known = self._known
        arguments = [known.get(id(child), (None, child))[1] for child in children]
        if all(new is old for new, old in zip(arguments, children, strict=True)):
            return term
        adapter = adapter_of(term)
        return adapter.rebuild(term, adapter.operator(term), arguments)
