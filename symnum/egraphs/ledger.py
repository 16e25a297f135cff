"""What terms cost together while some of them are replaced: shared parts are paid for once."""

from __future__ import annotations

from collections.abc import Iterable

from symnum.egraphs.limits import CostModel
from symnum.terms.plain import Call, Term


class Ledger:
    """Counts of uses, so that a replacement costs what it touches.

    Args:
        model: The prices.
        terms: Plain terms to begin with.

    >>> from symnum.egraphs.limits import node_count
    >>> from symnum.terms import plain_symbols
    >>> x, y = plain_symbols("x y")
    >>> ledger = Ledger(node_count, [x * y + 1, x * y - 1])
    >>> ledger.total
    (6, 0)
    >>> ledger.release(x * y - 1)
    >>> ledger.total
    (5, 0)
    """

    def __init__(self, model: CostModel, terms: Iterable[Term] = ()) -> None:
        self.model = model
        self._uses: dict[Term, int] = {}
        self._cost: float = 0
        self._gratis = 0
        for term in terms:
            self.hold(term)

    @property
    def total(self) -> tuple[float, int]:
        """The price of all, and how many operators cost nothing: by this terms are compared."""
        return self._cost, self._gratis

    def hold(self, term: Term) -> None:
        """Use a term once more."""
        stack = [term]
        while stack:
            used = stack.pop()
            self._uses[used] = self._uses.get(used, 0) + 1
            if self._uses[used] == 1:
                self._enter(used, 1)
                if isinstance(used, Call):
                    stack.extend(dict.fromkeys(used.arguments))

    def release(self, term: Term) -> None:
        """Use a term once less."""
        stack = [term]
        while stack:
            used = stack.pop()
            self._uses[used] -= 1
            if not self._uses[used]:
                del self._uses[used]
                self._enter(used, -1)
                if isinstance(used, Call):
                    stack.extend(dict.fromkeys(used.arguments))

    def exchanged(self, before: Iterable[Term], after: Iterable[Term]) -> bool:
        """Put terms in place of others, if that makes all together cheaper; whether it does."""
        before, after, earlier = tuple(before), tuple(after), self.total
        for term in after:
            self.hold(term)
        for term in before:
            self.release(term)
        if self.total < earlier:
            return True
        for term in before:
            self.hold(term)
        for term in after:
            self.release(term)
        self._cost = earlier[0]  # exactly, without the rounding of there and back
        return False

    def _enter(self, term: Term, sign: int) -> None:
        price = self.model.alone(term)
        self._cost += sign * price
        self._gratis += sign * (isinstance(term, Call) and price == 0)
