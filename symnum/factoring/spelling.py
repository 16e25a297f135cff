"""Rows as plain terms, in which shared parts are the same objects.

Sums are bracketed in halves: rounding errors grow with the logarithm of the number of addends
(pairwise summation, Higham 2002, section 4.1), and processors add halves at the same time.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field

from symnum.factoring.rows import Root, Row, Rows
from symnum.factoring.systems import Atom, PolynomialSystem
from symnum.ops import ADD, DIV, MUL, NEG, POW, SUB
from symnum.terms.conversion import to_plain
from symnum.terms.exact import Exact
from symnum.terms.plain import Call, Number, Term


@dataclass(slots=True)
class Spelling:
    """The terms of rows.

    Args:
        system, rows: The polynomials, and how they are computed.
        roots: The class of each of the system's polynomials, ``None`` for zero.
    """

    system: PolynomialSystem
    rows: Rows
    roots: Sequence[Root | None]
    _terms: dict[int, Term] = field(default_factory=dict)

    def outputs(self) -> list[Term]:
        """The terms of the system's outputs."""
        found = [self.roots[number] for number in self.system.outputs]
        self._make([root[0] for root in found if root is not None])
        return [self._root(root) for root in found]

    def _make(self, parts: Sequence[int]) -> None:
        stack = list(reversed(parts))
        while stack:
            part = stack[-1]
            needs = self.rows.needs(part, self.system, self.roots)
            missing = [need for need in needs if need not in self._terms]
            if missing:
                stack.extend(reversed(missing))
            else:
                stack.pop()
                if part not in self._terms:
                    self._terms[part] = self._made(part)

    def _made(self, part: int) -> Term:
        rows = self.rows
        if part in rows.sums:
            return self._sum(rows.sums[part])
        if part in rows.products:
            return self._product(rows.products[part])
        leaf = rows.leaves[part]
        if leaf.kind == "number":
            return Number(leaf.content)
        return self._atom(self.system.atoms[int(leaf.content)])

    def _atom(self, atom: Atom) -> Term:
        if atom.symbol is not None:
            symbol: Term = to_plain(atom.symbol)
            return symbol
        arguments = tuple([self._root(self.roots[number]) for number in atom.arguments])
        return arguments[0] if atom.operator is None else Call(atom.operator, arguments)

    def _root(self, root: Root | None) -> Term:
        if root is None:
            return Number(0)
        class_, coefficient = root
        row = self.rows.sums.get(class_)
        if row is not None and coefficient == -1 and self.rows.uses[class_] == 1:
            return self._sum({part: -value for part, value in row.items()})
        return _scaled(self._terms[class_], coefficient)

    def _sum(self, row: Row) -> Term:
        above = [_scaled(self._terms[part], value) for part, value in row.items() if value > 0]
        below = [_scaled(self._terms[part], -value) for part, value in row.items() if value < 0]
        if not below:
            return _halved(above)
        subtracted = _halved(below)
        return Call(SUB, (_halved(above), subtracted)) if above else Call(NEG, (subtracted,))

    def _product(self, row: Row) -> Term:
        above, below = [], []
        for part, exponent in row.items():
            term = self._terms[part]
            divisor = _divisor(term) if self.rows.uses[part] == 1 else None
            if divisor is None:
                above.append(_power(term, exponent))
            else:
                below.append(_power(divisor, exponent))
        if not below:
            return _multiplied(above)
        return Call(DIV, (_multiplied(above) if above else Number(1), _multiplied(below)))


def _divisor(term: Term) -> Term | None:
    """``b`` of ``1/b``."""
    if isinstance(term, Call) and term.operator is DIV and term.arguments[0] is Number(1):
        return term.arguments[1]
    return None


def _scaled(term: Term, coefficient: Exact) -> Term:
    if coefficient == 1:
        return term
    if isinstance(term, Number):
        return Number(term.value * coefficient)
    return Call(NEG, (term,)) if coefficient == -1 else Call(MUL, (Number(coefficient), term))


def _power(term: Term, exponent: Exact) -> Term:
    return term if exponent == 1 else Call(POW, (term, Number(exponent)))


def _halved(terms: Sequence[Term]) -> Term:
    if len(terms) == 1:
        return terms[0]
    middle = (len(terms) + 1) // 2
    return Call(ADD, (_halved(terms[:middle]), _halved(terms[middle:])))


def _multiplied(terms: Sequence[Term]) -> Term:
    product = terms[0]
    for term in terms[1:]:
        product = Call(MUL, (product, term))
    return product
