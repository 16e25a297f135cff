"""What is remembered of terms that rules are matched against: operators inside, operands by key.

One index serves all rules. A rule looks up the operands that can match instead of trying each.
"""

from __future__ import annotations

from collections.abc import Sequence
from functools import cached_property
from typing import Any

from symnum.ops import MUL, POW, Operator
from symnum.rewriting.patterns import Segment, bit
from symnum.terms.conversion import to_canonical
from symnum.terms.interface import adapter_of

Places = tuple[int, ...]


class Operands:
    """The arguments of one sum or product, indexed.

    Args:
        terms: The arguments, in the family's order.
        subjects: Knows which operators occur in them.
    """

    def __init__(self, terms: Sequence[Any], subjects: Subjects) -> None:
        self.terms = tuple(terms)
        self._subjects = subjects
        self._found: dict[tuple[Operator | None, int], Places] = {}

    @cached_property
    def by_term(self) -> dict[Any, Places]:
        """The places of each operand."""
        return _grouped((term, place) for place, term in enumerate(self.terms))

    @cached_property
    def by_factor(self) -> dict[Any, Places]:
        """The places of the operands that are a product with this factor, or the factor itself."""
        pairs = []
        for place, term in enumerate(self.terms):
            adapter = adapter_of(term)
            product = adapter.is_call(term) and adapter.operator(term) is MUL
            factors = dict.fromkeys(adapter.arguments(term)) if product else (term,)
            pairs += [(factor, place) for factor in factors]
        return _grouped(pairs)

    @cached_property
    def numbers(self) -> Places:
        """The places of the numbers."""
        return tuple(
            p for p, term in enumerate(self.terms) if adapter_of(term).number(term) is not None
        )

    def candidates(self, head: Operator | None, mask: int) -> Places:
        """The places of operands with this operator (if any is asked for) and these inside."""
        found = self._found.get((head, mask))
        if found is None:
            contents = self._subjects.contents
            found = tuple(
                place
                for place, term in enumerate(self.terms)
                if mask & ~contents(term) == 0 and (head is None or _operator(term) is head)
            )
            self._found[head, mask] = found
        return found


def _grouped(pairs: Any) -> dict[Any, Places]:
    groups: dict[Any, list[int]] = {}
    for key, place in pairs:
        groups.setdefault(key, []).append(place)
    return {key: tuple(places) for key, places in groups.items()}


def keeps_ring_laws(term: Any) -> bool:
    """Whether equal sums and products of the term's family are one object."""
    return getattr(adapter_of(term), "keeps_ring_laws", False)


def _operator(term: Any) -> Operator | None:
    adapter = adapter_of(term)
    return adapter.operator(term) if adapter.is_call(term) else None


class Subjects:
    """A memory of terms, by identity; it keeps what it remembers alive."""

    def __init__(self) -> None:
        self._contents: dict[int, tuple[Any, int]] = {}
        self._operands: dict[int, tuple[Any, Operands]] = {}

    def contents(self, term: Any) -> int:
        """Mask of the operators that occur in a term; no recursion, each subterm once."""
        known = self._contents
        found = known.get(id(term))
        if found is not None:
            return found[1]
        stack: list[tuple[Any, int, Sequence[Any] | None]] = [(term, 0, None)]
        while stack:
            part, mask, children = stack.pop()
            if children is None:
                if id(part) in known:
                    continue
                adapter = adapter_of(part)
                if not adapter.is_call(part):
                    known[id(part)] = (part, 0)
                    continue
                operator, children = adapter.operator(part), adapter.arguments(part)
                mask = bit(operator)
                if operator is POW:
                    exponent = adapter_of(children[1]).number(children[1])
                    mask |= 0 if exponent is None else bit((POW, exponent))
                waiting = [(child, 0, None) for child in children if id(child) not in known]
                if waiting:
                    stack.append((part, mask, children))
                    stack.extend(waiting)
                    continue
            for child in children:
                mask |= known[id(child)][1]
            known[id(part)] = (part, mask)
        return known[id(term)][1]

    def same(self, first: Any, second: Any) -> bool:
        """Whether two terms, or segments, are the same up to order in sums and products."""
        if first is second or bool(first == second):
            return True
        if type(first) is not type(second):
            return False
        if type(first) is Segment:
            pairs = zip(first.terms, second.terms, strict=False)
            alike = len(first.terms) == len(second.terms)
            return alike and all(self.same(one, other) for one, other in pairs)
        if keeps_ring_laws(first) or self.contents(first) != self.contents(second):
            return False
        return to_canonical(first) is to_canonical(second)

    def operands(self, term: Any) -> Operands:
        """The arguments of a call, indexed."""
        found = self._operands.get(id(term))
        if found is None:
            found = (term, Operands(adapter_of(term).arguments(term), self))
            self._operands[id(term)] = found
        return found[1]
