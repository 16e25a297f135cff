"""Substitution: symbols and subterms replaced, all at once.

One walk over the DAG, however deep: every distinct subterm is rebuilt at most once, and
only where something below it changed.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from numbers import Real
from typing import Any

from symnum.errors import InputError
from symnum.ops import DERIVATIVE, INTEGRAL, Operator
from symnum.terms.assumptions import IMPLIED
from symnum.terms.canonical import (
    Apply,
    Canonical,
    CanonicalNumber,
    Product,
    Reciprocal,
    Sum,
    known_facts,
)
from symnum.terms.conversion import convert, to_canonical
from symnum.terms.exact import exact
from symnum.terms.interface import adapter_of
from symnum.terms.ring import build, linear_combination, product
from symnum.terms.traversal import free_symbols, nodes_inside
from symnum.terms.walks import substituted

_BINDERS = frozenset({DERIVATIVE, INTEGRAL})
_CHECKED = frozenset({"positive", "nonnegative", "negative", "nonzero", "integer"})
"""Assumptions that a number's value decides."""


_DEPTH = 100
"""Levels walked by recursion, which is faster than a stack of one's own."""


def substitute(term: Any, replacements: Mapping[Any, Any]) -> Any:
    """The term with symbols and subterms replaced, all at once.

    What has been put in is not searched again, so ``{x: y, y: x}`` swaps. A subterm is replaced
    where it stands as a whole, the outermost first: in ``x*y*z`` there is no ``x*y``.

    Args:
        term: A term of any registered type. It may be 10^5 levels deep.
        replacements: For symbols, their names, or subterms: terms or numbers of any family.
            Symbols are told apart by name.

    Raises:
        InputError: a number that contradicts what is assumed of its symbol; the variable of a
            derivative or integral, or a term with that variable put inside.

    >>> from symnum.terms import symbols
    >>> x, y = symbols("x y")
    >>> substitute(x**2 + 2 * y, {x: y, y: x + 1})
    y^2 + 2*x + 2
    """
    return _Substitution(term, replacements).run(term)


class _Substitution:
    def __init__(self, term: Any, replacements: Mapping[Any, Any]) -> None:
        self.canonical = isinstance(term, Canonical)
        self.names: dict[str, Any] = {}
        self.subterms: dict[Any, Any] = {}
        self.powers: dict[tuple[Any, int], Any] = {}
        for key, replacement in replacements.items():
            self._enter(self._own(key, term), self._own(replacement, term))
        self.nodes: dict[Canonical, Canonical] = dict(self.subterms) if self.canonical else {}
        self.free: frozenset[str] | None = None
        self.done: dict[int, Any] = {}
        self.alive: list[Any] = []  # keeps the ids from being used again

    def _own(self, value: Any, like: Any) -> Any:
        """The value in the family of the term."""
        adapter = adapter_of(like)
        if isinstance(value, Real) and not hasattr(value, "free_symbols"):
            return adapter.literal(like, exact(value))
        if isinstance(value, str) and not value.isidentifier():
            raise InputError(f"{value!r} is not the name of a symbol; parse it first")
        if self.canonical:
            return to_canonical(value)
        return value if adapter_of(value) is adapter else convert(value, like)

    def _enter(self, key: Any, replacement: Any) -> None:
        adapter = adapter_of(key)
        if not adapter.is_call(key) and adapter.number(key) is None:
            self.names[adapter.name(key)] = replacement
            return
        if adapter.number(key) is not None:
            raise InputError(f"{key}: a number cannot be replaced, only symbols and calls")
        self.subterms[key] = replacement
        if isinstance(key, Product) and len(key.entries) == 1:
            self.powers[next(iter(key.entries.items()))] = replacement

    def run(self, root: Any) -> Any:
        if self.canonical and not self.subterms:
            found = substituted(root, self.names, _BINDERS, _check_assumptions)
            if found is not None:
                return found
        return self.general(root)

    def general(self, root: Any) -> Any:
        if self.canonical:
            return self.nodes[root] if root in self.nodes else self._inside(root, 0)
        stack: list[tuple[Any, Sequence[Any] | None]] = [(root, None)]
        while stack:
            term, children = stack.pop()
            if id(term) in self.done:
                continue
            if children is None:
                if self.subterms and term in self.subterms:
                    self._finish(term, self.subterms[term])
                    continue
                children = self._children(term)
                if children:
                    stack.append((term, children))
                    stack.extend((c, None) for c in children if id(c) not in self.done)
                    continue
            self._finish(term, self._rebuilt(term, children))
        return self.done[id(root)]

    def _finish(self, term: Any, result: Any) -> None:
        self.done[id(term)] = result
        self.alive.append(term)

    def _children(self, term: Any) -> Sequence[Any]:
        adapter = adapter_of(term)
        if not adapter.is_call(term):
            return ()
        children = tuple(adapter.arguments(term))
        self.alive.append(children)
        return children

    def _rebuilt(self, term: Any, children: Sequence[Any]) -> Any:
        if not children:
            return self._leaf(term)
        new = [self.done[id(child)] for child in children]
        if all(after is before for after, before in zip(new, children, strict=True)):
            return term
        adapter = adapter_of(term)
        operator = adapter.operator(term)
        if operator in _BINDERS:
            self._check_bound(operator, children, new)
        return adapter.rebuild(term, operator, new)

    def _inside(self, term: Canonical, depth: int) -> Canonical:
        """A canonical term with everything below it replaced."""
        done, kind, result = self.nodes, type(term), term
        inside = self._inside if depth < _DEPTH else self._from_below
        if kind is Apply and len(term.arguments) == 1:  # type: ignore[attr-defined]
            (part,) = term.arguments  # type: ignore[attr-defined]
            found = done[part] if part in done else inside(part, depth + 1)
            if found is not part:
                result = build(term.operator, (found,))  # type: ignore[attr-defined]
        else:
            parts = nodes_inside(term)
            new = [done[p] if p in done else inside(p, depth + 1) for p in parts]
            if not parts:
                result = self._leaf(term)
            elif self.powers or new != [*parts]:
                result = self._node(term, new)
        done[term] = result
        return result

    def _from_below(self, root: Canonical, depth: int) -> Canonical:
        """The same with a stack of its own, where Python's gets too high."""
        stack = [root]
        while stack:
            term = stack.pop()
            missing = [part for part in nodes_inside(term) if part not in self.nodes]
            if missing:
                stack.append(term)
                stack += missing
            elif term not in self.nodes:
                self._inside(term, depth)
        return self.nodes[root]

    def _node(self, term: Canonical, new: list[Canonical]) -> Canonical:
        """The node with other parts."""
        if type(term) is Sum:
            addends = list(zip(new, term.entries.values(), strict=True))
            if term.constant:
                addends.append((CanonicalNumber(term.constant), 1))
            return linear_combination(addends)
        if type(term) is Product:
            if self.powers:
                return self._product(term, new)
            return product(zip(new, term.entries.values(), strict=True))
        if isinstance(term, Reciprocal):
            return product([(new[0], -1)])
        assert isinstance(term, Apply)
        if term.operator in _BINDERS:
            self._check_bound(term.operator, term.arguments, new)
        return build(term.operator, new)

    def _leaf(self, term: Any) -> Any:
        if not self.names:
            return term
        adapter = adapter_of(term)
        if adapter.is_call(term) or adapter.number(term) is not None:
            return term
        replacement = self.names.get(adapter.name(term))
        if replacement is None:
            return term
        _check_assumptions(term, replacement)
        return replacement

    def _product(self, term: Product, new: list[Canonical]) -> Canonical:
        """A product in which some powers of single factors are replaced as a whole."""
        factors: list[tuple[Canonical, int]] = []
        for (factor, exponent), inside in zip(term.entries.items(), new, strict=True):
            power = self.powers.get((factor, exponent))
            if power is None:
                factors.append((inside, exponent))
            else:
                factors.append((power, 1))
        return product(factors)

    def _check_bound(self, operator: Operator, children: Sequence[Any], new: Sequence[Any]) -> None:
        body, variable = children
        if new[0] is body and new[1] is variable:
            return
        if self.free is None:
            replaced = [*self.names.values(), *self.subterms.values()]
            self.free = frozenset(
                adapter_of(s).name(s) for value in replaced for s in free_symbols(value)
            )
        bound = adapter_of(variable).name(variable)
        if bound in self.names or (new[0] is not body and bound in self.free):
            raise InputError(
                f"{bound} is the variable of {operator.name} in the term; it can neither be "
                "replaced nor be put inside"
            )


def _check_assumptions(symbol: Any, replacement: Any) -> None:
    """Refuse a number of which what is assumed of the symbol is false."""
    value = adapter_of(replacement).number(replacement)
    if value is None:
        return
    assumed = adapter_of(symbol).metadata(symbol).get("assumptions", frozenset())
    wrong = (assumed & _CHECKED) - known_facts(CanonicalNumber(value))
    wrong = wrong.difference(*(IMPLIED[w] for w in wrong))
    if wrong:
        raise InputError(f"{symbol} is assumed {', '.join(sorted(wrong))}, which {value} is not")
