"""What programs cost: operations that depend on x, each at its price, and constants at theirs.

Where ``fma`` may be used, a product that only one sum uses is fused with it and both count as one
operation: over the reals a·b + c is the same program either way, so the search varies and fits
products and sums, and fusing is a matter of price and of spelling.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np

from evolve.compiled import Integers, kernel
from evolve.programs.candidates import Candidate
from evolve.programs.genome import ADD, CONSTANT, MUL, OPERATORS, SUB

FMA, PER_CONSTANT = "fma", "constant"
_FMA = len(OPERATORS)
"""Place of its price, after the operators'; that of a constant comes last."""


@kernel
def fused_products(code: Integers, size: int) -> Integers:
    """By row, the row of the product that is fused with it, or −1.

    Sums take a product that is used once; differences too where a constant can take the sign.
    """
    uses, partner = np.zeros(size + 1, np.int64), np.full(size, -1, np.int64)
    for i in range(size):
        for side in range(1, 3):
            if code[i, side] != CONSTANT:
                uses[code[i, side]] += 1
    uses[size] += 1
    for i in range(size):
        if code[i, 0] not in (ADD, SUB):
            continue
        for side in range(1, 3):
            product, other = code[i, side] - 1, code[i, 3 - side]
            if partner[i] >= 0 or product < 0 or code[product, 0] != MUL or uses[product + 1] > 1:
                continue
            owned = min(code[product, 1], code[product, 2]) == CONSTANT
            if code[i, 0] == ADD or (other == CONSTANT if side == 1 else owned):
                partner[i] = product
    return partner


@kernel
def cost(code: Integers, size: int, prices: Integers) -> int:
    """The sum of prices: by operator code, then of ``fma`` (0: none is fused), of a constant."""
    total, fused = 0, prices[_FMA]
    partner = fused_products(code, size) if fused > 0 else np.full(size, -1, np.int64)
    for i in range(size):
        total += prices[code[i, 0]]
        if min(code[i, 1], code[i, 2]) == CONSTANT:
            total += prices[_FMA + 1]
        if partner[i] >= 0:
            total += min(fused - prices[code[i, 0]] - prices[MUL], 0)
    return total


@kernel
def _costs(codes: Integers, sizes: Integers, prices: Integers) -> Integers:
    found = np.zeros(sizes.shape[0], np.int64)
    for b in range(sizes.shape[0]):
        found[b] = cost(codes[b], sizes[b], prices)
    return found


@dataclass(frozen=True)
class Pricing:
    """Whole prices of operators.

    Args:
        prices: By operator code; then of ``fma``, which is 0 where it may not be used; then of
            each constant.
    """

    prices: tuple[int, ...]

    @classmethod
    def of_table(cls, table: Mapping[str, int], operations: tuple[str, ...]) -> Pricing:
        """Prices by name; where the table says nothing, operations cost 1, constants nothing."""
        fused = table.get(FMA, 1) if FMA in operations else 0
        prices = (table.get(name, 1) for name in OPERATORS)
        return cls((*prices, fused, table.get(PER_CONSTANT, 0)))

    @property
    def fuses(self) -> bool:
        """Whether products are fused with sums."""
        return self.prices[_FMA] > 0

    @property
    def operations(self) -> Pricing:
        """The same with each operation at the price of 1."""
        return Pricing((1,) * len(OPERATORS) + (int(self.fuses), 0))

    def of(self, candidate: Candidate) -> int:
        """The cost of a candidate."""
        code = np.array(candidate.code, np.int64).reshape(-1, 3)
        return int(cost(code, len(code), np.array(self.prices)))

    def each(self, codes: Integers, sizes: Integers) -> Integers:
        """The costs of many, shape (count,), from arrays as those of
        :func:`evolve.fits.descent.fit_batch`.
        """
        found: Integers = _costs(codes, sizes, np.array(self.prices))
        return found
