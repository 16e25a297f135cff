"""Limits of a saturation, and the prices by which the best term is chosen."""

from __future__ import annotations

import time
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from fractions import Fraction
from math import isfinite
from types import MappingProxyType
from typing import Any

from symnum.egraphs.memory import resident_bytes
from symnum.errors import InputError
from symnum.lowering import LARGEST_CHAIN
from symnum.ops import ADD, DIV, MUL, POW, SQRT, Operator
from symnum.terms.conversion import to_plain
from symnum.terms.exact import Exact
from symnum.terms.plain import Call, Number, Term
from symnum.terms.traversal import fold, postorder


@dataclass(frozen=True, slots=True)
class Limits:
    """When a saturation stops if it has not come to an end.

    Args:
        iterations: Rounds in which every group of rules is applied once.
        nodes: Size of an e-graph; it is looked at between groups of rules, so the last group
            may go beyond.
        seconds: Wall-clock time of the whole call, looked at as often. What a run finds depends
            on the machine's speed only if this limit is the one that is reached.
        memory: Resident bytes of the whole process, looked at as often; ``None`` for no limit.
            What was in use before the call counts too.

    Raises:
        InputError: a limit that is not positive, or one on memory where no process can tell how
            much it uses.
    """

    iterations: int = 12
    nodes: int = 10_000
    seconds: float = 5.0
    memory: int | None = None

    def __post_init__(self) -> None:
        for name in ("iterations", "nodes", "seconds", "memory"):
            limit = getattr(self, name)
            if limit is not None and not limit > 0:
                raise InputError(f"limits: {name} must be positive, not {limit}")
        if self.memory is not None and resident_bytes() is None:
            raise InputError("limits: memory cannot be limited, since this system does not tell it")


class Deadline:
    """A moment after which no more work is begun, so many seconds from now."""

    __slots__ = ("_end",)

    def __init__(self, seconds: float) -> None:
        self._end = time.monotonic() + seconds

    @property
    def passed(self) -> bool:
        """Whether the moment is over."""
        return self.remaining <= 0

    @property
    def remaining(self) -> float:
        """Seconds left; negative afterwards."""
        return self._end - time.monotonic()

    def share(self, parts: int) -> Deadline:
        """The end of the first of so many parts, if all take the same time from now on."""
        return Deadline(self.remaining / parts)


@dataclass(frozen=True, slots=True)
class CostModel:
    """The price of a term: its operators and leaves, as the term is written out.

    Args:
        name: For reports.
        operators: Price of an operator by name; may be 0. A sum or product of n is n - 1 uses.
        other: Price of an operator that is not listed; positive.
        leaf: Price of a number or symbol; may be 0.
        powers_as_calls: Whether every power costs what ``pow`` does; else those that programs
            compute by multiplications, divisions and square roots cost what these do.

    Raises:
        InputError: a price that is out of its range or not finite.
    """

    name: str
    operators: Mapping[str, float] = field(default_factory=lambda: MappingProxyType({}))
    other: float = 1
    leaf: float = 1
    powers_as_calls: bool = True

    def __post_init__(self) -> None:
        for name, price in {**self.operators, "leaf": self.leaf}.items():
            if not (price >= 0 and isfinite(price)):
                raise InputError(
                    f"cost model {self.name}: the price of {name} must not be negative or infinite"
                )
        if not (self.other > 0 and isfinite(self.other)):
            raise InputError(f"cost model {self.name}: the price of other must be positive")

    def of(self, operator: Operator, arguments: Sequence[Any] = ()) -> float:
        """Price of one use of the operator.

        Args:
            operator: The operator.
            arguments: To what it is applied, as far as that matters: a power's exponent, where it
                is a number, says how the power is computed.
        """
        if operator is POW and len(arguments) == 2 and not self.powers_as_calls:
            exponent = arguments[1]
            return self._power(exponent.value if isinstance(exponent, Number) else None)
        return self.operators.get(operator.name, self.other)

    def _power(self, exponent: Exact | None) -> float:
        """Price of a power as :func:`symnum.lowering.lower` spells it."""
        degree = 0 if exponent is None else abs(exponent)
        if degree == Fraction(1, 2):
            price = self.of(SQRT)
        elif isinstance(degree, int) and 1 <= degree <= LARGEST_CHAIN:
            price = (degree.bit_length() + degree.bit_count() - 2) * self.of(MUL)
        else:
            return self.of(POW)
        return price if exponent is None or exponent > 0 else price + self.of(DIV)

    def tree(self, term: Any) -> float:
        """Price of a term written out as people write it, shared parts each time they occur.

        >>> from symnum.terms import symbols
        >>> x, y = symbols("x y")
        >>> node_count.tree(x - y / x)
        5
        """
        price: float = fold(to_plain(term), self._leaf, self._call)
        return price

    def preference(self, term: Any) -> tuple[float, int]:
        """By what terms are compared: the price, then how many operators cost nothing.

        >>> from symnum.terms.plain import plain_symbols
        >>> x, y = plain_symbols("x y")
        >>> free = CostModel("signs are free", {"neg": 0})
        >>> free.preference(x - y) < free.preference(-(y - x))
        True
        """
        gratis: int = fold(to_plain(term), lambda _: 0, self._gratis)
        return self.tree(term), gratis

    def _gratis(self, call: Call, operator: Operator, arguments: Sequence[int]) -> int:
        return sum(arguments) + (self._own(call) == 0)

    def shared(self, term: Any) -> float:
        """Price of a term in which every shared part is paid for once."""
        return self.together([term])

    def together(self, terms: Iterable[Any]) -> float:
        """Price of several terms in which every shared part is paid for once.

        >>> from symnum.terms import symbols
        >>> x, y = symbols("x y")
        >>> node_count.together([x * y + 1, x * y - 1])
        6
        """
        nodes = (subterm for subterm, _ in postorder([to_plain(term) for term in terms]))
        return sum(self.alone(node) for node in nodes)

    def alone(self, node: Term) -> float:
        """Price of a plain term without its parts."""
        return self._own(node) if isinstance(node, Call) else self.leaf

    def _own(self, call: Call) -> float:
        uses = len(call.arguments) - 1 if call.operator in (ADD, MUL) else 1
        return uses * self.of(call.operator, call.arguments)

    def _leaf(self, leaf: Term) -> float:
        return self.leaf

    def _call(self, call: Call, operator: Operator, arguments: Sequence[float]) -> float:
        return self._own(call) + sum(arguments)


node_count = CostModel("node count")
"""Every operator, number and symbol costs 1."""
