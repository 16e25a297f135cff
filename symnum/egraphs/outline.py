"""Terms cut into definitions that fit into e-graphs.

An atom stands for a large sum or product, and in systems that are too large for one e-graph also
for subterms of some size. What is known of a subterm's sign and definedness is known of its atom.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, field

from symnum.egraphs.encoding import outside_binders
from symnum.egraphs.pieces import Atom, is_large
from symnum.egraphs.signature import BINDING
from symnum.ops import Kind, Operator
from symnum.rules import Guard
from symnum.terms.plain import Call, Term
from symnum.terms.traversal import fold


@dataclass
class Outline:
    """Terms in which atoms stand for others.

    Attributes:
        roots: The terms that were cut.
        definitions: What each atom stands for; it has atoms defined earlier only.
        levels: The atoms, those first whose definitions have none.
        facts: What is known of each atom.
    """

    roots: list[Term]
    definitions: dict[Term, Term] = field(default_factory=dict)
    levels: list[list[Term]] = field(default_factory=list)
    facts: dict[Term, tuple[Guard, ...]] = field(default_factory=dict)

    def facts_in(self, terms: Iterable[Term]) -> list[Guard]:
        """What is known of the atoms in terms."""
        if not self.facts:
            return []
        found = dict.fromkeys(
            part for term in terms for part in outside_binders(term) if part in self.facts
        )
        return [guard for atom in found for guard in self.facts[atom]]

    def expanded(self, roots: Sequence[Term]) -> list[Term]:
        """Terms with definitions in place of atoms."""
        values: dict[Term, Term] = {}

        def call(original: Term, operator: Operator, arguments: Sequence[Term]) -> Term:
            return Call(operator, tuple(arguments))

        def whole(term: Term) -> Term:
            result: Term = fold(term, lambda leaf: values.get(leaf, leaf), call)
            return result

        for level in self.levels:
            for atom in level:
                values[atom] = whole(self.definitions[atom])
        return [whole(root) for root in roots] if values else list(roots)


def outline(
    roots: Sequence[Term], window: int | None, facts: Callable[[Term], frozenset[str]]
) -> Outline:
    """Terms in core form, cut.

    Args:
        roots: The terms.
        window: The most nodes a definition may have, unless one operator alone has more
            arguments; ``None`` to cut large sums and products only.
        facts: What is known of a subterm.
    """
    return _Outliner(window, facts).outline(roots)


class _Outliner:
    """Goes through terms from the inside out."""

    def __init__(self, window: int | None, facts: Callable[[Term], frozenset[str]]) -> None:
        self.window, self.facts = window, facts
        self.found = Outline([])
        self._atoms: dict[Term, Term] = {}
        self._values: dict[Term, Term] = {}
        self._sizes: dict[Term, int] = {}
        self._levels: dict[Term, int] = {}

    def outline(self, roots: Sequence[Term]) -> Outline:
        for root in roots:
            for term in outside_binders(root):
                if term not in self._values:
                    self._values[term] = self._value(term)
            self.found.roots.append(self._values[root])
        return self.found

    def _value(self, term: Term) -> Term:
        if not isinstance(term, Call) or term.operator in BINDING:
            return self._sized(term, 1, 0)
        rebuilt = self._built(term, self._fitting(term))
        return self._atom(rebuilt, term) if is_large(rebuilt) else rebuilt

    def _built(self, term: Call, parts: Sequence[Term]) -> Term:
        call = Call(term.operator, tuple(parts))
        size = 1 + sum(self._sizes[part] for part in parts)
        return self._sized(call, size, max((self._levels[part] for part in parts), default=0))

    def _sized(self, value: Term, size: int, level: int) -> Term:
        self._sizes[value], self._levels[value] = size, level
        return value

    def _fitting(self, term: Call) -> list[Term]:
        """The arguments, the largest cut until they fit; in a large sum or product, which goes
        through in pieces, until each fits."""
        parts = [self._values[argument] for argument in term.arguments]
        if self.window is None:
            return parts
        sizes = [self._sizes[part] for part in parts]
        together = max if is_large(term) else sum
        while 1 + together(sizes) > self.window and max(sizes) > 1:
            place = sizes.index(max(sizes))
            sizes[place] = 1
            part = parts[place]
            if isinstance(part, Call) and part.operator.result is Kind.REAL:
                parts[place] = self._atom(part, term.arguments[place])
                self._values[term.arguments[place]] = parts[place]
        return parts

    def _atom(self, value: Term, original: Term) -> Term:
        if value not in self._atoms:
            atom = Atom(f"#{len(self._atoms)}")
            self._atoms[value] = atom
            self.found.definitions[atom] = value
            level = self._levels[value]
            self._sized(atom, 1, level + 1)
            if level == len(self.found.levels):
                self.found.levels.append([])
            self.found.levels[level].append(atom)
            known = sorted(self.facts(original))
            self.found.facts[atom] = tuple(Guard(predicate, (atom,)) for predicate in known)
        return self._atoms[value]
