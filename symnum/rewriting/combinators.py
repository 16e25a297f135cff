"""Rewriters and the ways to combine them.

A rewriter takes a term and gives a term, or ``None`` where it does not apply. Combinators are
rewriters made of rewriters; each shows itself as the expression that builds it, so a strategy can
be read, printed and compared. They use the term interface only.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any, Protocol

from symnum.terms.interface import adapter_of


class Rewriter(Protocol):
    """A partial function on terms."""

    def __call__(self, term: Any, /) -> Any | None:
        """The rewritten term, or ``None`` if the rewriter does not apply."""


def changed(before: Any, after: Any | None) -> bool:
    """Whether a rewriter did something."""
    return after is not None and after is not before and not bool(after == before)


@dataclass(frozen=True)
class Chain:
    """All rewriters one after another, each on what the one before left."""

    rewriters: tuple[Rewriter, ...]

    def __call__(self, term: Any) -> Any | None:
        """The rewritten term, or ``None``."""
        result = term
        for rewriter in self.rewriters:
            after = rewriter(result)
            if after is not None:
                result = after
        return result if changed(term, result) else None


@dataclass(frozen=True)
class RestartedChain:
    """Like :class:`Chain`, but from the beginning again whenever one applied."""

    rewriters: tuple[Rewriter, ...]
    limit: int = 100

    def __call__(self, term: Any) -> Any | None:
        """The rewritten term, or ``None``."""
        once, result = Choice(self.rewriters), term
        for _ in range(self.limit):
            after = once(result)
            if after is None:
                break
            result = after
        return result if changed(term, result) else None


@dataclass(frozen=True)
class Choice:
    """The first rewriter that applies."""

    rewriters: tuple[Rewriter, ...]

    def __call__(self, term: Any) -> Any | None:
        """The rewritten term, or ``None``."""
        for rewriter in self.rewriters:
            after = rewriter(term)
            if changed(term, after):
                return after
        return None


@dataclass(frozen=True)
class If:
    """The rewriter, where the condition holds of the term."""

    condition: Callable[[Any], bool]
    rewriter: Rewriter

    def __call__(self, term: Any) -> Any | None:
        """The rewritten term, or ``None``."""
        return self.rewriter(term) if self.condition(term) else None


@dataclass(frozen=True)
class IfElse:
    """One rewriter where the condition holds, else the other."""

    condition: Callable[[Any], bool]
    then: Rewriter
    otherwise: Rewriter

    def __call__(self, term: Any) -> Any | None:
        """The rewritten term, or ``None``."""
        return self.then(term) if self.condition(term) else self.otherwise(term)


@dataclass(frozen=True)
class PassThrough:
    """The rewriter, or the term itself where it does not apply: never ``None``."""

    rewriter: Rewriter

    def __call__(self, term: Any) -> Any:
        """The rewritten term, or the term itself."""
        after = self.rewriter(term)
        return term if after is None else after


@dataclass(frozen=True)
class Fixpoint:
    """The rewriter again and again until nothing changes, a term comes back, or the limit."""

    rewriter: Rewriter
    limit: int = 200

    def __call__(self, term: Any) -> Any | None:
        """The rewritten term, or ``None``."""
        result, seen = term, [term]
        for _ in range(self.limit):
            after = self.rewriter(result)
            if not changed(result, after) or any(after is s or after == s for s in seen):
                break
            seen.append(after)
            result = after
        return result if changed(term, result) else None


@dataclass
class Budget:
    """The rewriter, at most ``limit`` times in all; then it applies to nothing any more."""

    rewriter: Rewriter
    limit: int
    used: int = 0

    def __call__(self, term: Any) -> Any | None:
        """The rewritten term, or ``None``."""
        if self.used >= self.limit:
            return None
        after = self.rewriter(term)
        self.used += changed(term, after)
        return after

    @property
    def spent(self) -> bool:
        """Whether the limit was reached."""
        return self.used >= self.limit


@dataclass(frozen=True)
class Postwalk:
    """The rewriter at every subterm, arguments before calls; shared subterms once."""

    rewriter: Rewriter

    def __call__(self, term: Any) -> Any | None:
        """The rewritten term, or ``None``."""
        result = _walk(term, PassThrough(lambda _: None), PassThrough(self.rewriter))
        return result if changed(term, result) else None


@dataclass(frozen=True)
class Prewalk:
    """The rewriter at every subterm, calls before arguments; shared subterms once."""

    rewriter: Rewriter

    def __call__(self, term: Any) -> Any | None:
        """The rewritten term, or ``None``."""
        result = _walk(term, PassThrough(self.rewriter), PassThrough(lambda _: None))
        return result if changed(term, result) else None


def _walk(term: Any, before: PassThrough, after: PassThrough) -> Any:
    """The term rebuilt, one rewriter on the way down and one on the way up; no recursion."""
    done: dict[int, tuple[Any, Any]] = {}  # keeps each term alive beside its result
    stack: list[tuple[Any, Any, tuple[Any, ...] | None]] = [(term, None, None)]
    while stack:
        original, entered, children = stack.pop()
        if id(original) in done:
            continue
        if children is None:
            entered = before(original)
            adapter = adapter_of(entered)
            children = tuple(adapter.arguments(entered)) if adapter.is_call(entered) else ()
            stack.append((original, entered, children))
            stack.extend((child, None, None) for child in children if id(child) not in done)
            continue
        done[id(original)] = (original, after(_rebuilt(entered, children, done)))
    return done[id(term)][1]


def _rebuilt(term: Any, children: tuple[Any, ...], done: dict[int, tuple[Any, Any]]) -> Any:
    arguments = [done[id(child)][1] for child in children]
    if all(new is old for new, old in zip(arguments, children, strict=True)):
        return term
    adapter = adapter_of(term)
    return adapter.rebuild(term, adapter.operator(term), arguments)
