"""Names of an answer's own replaced by what they stand for, in integrals and derivatives as well.

With ``u = g(s)`` an integral over u is one over s with ``g'(s)`` as a factor, and a derivative by u
is one by s divided by it. A function ``F(u) = ...`` that is defined has a value at 1, too.
"""

from __future__ import annotations

from collections.abc import Collection

from codegen.datasets.checking.topics.values import derivative_of
from codegen.datasets.scoring.reference.slopes import Meaning, base_of, derived, placed
from symnum.ops import DERIVATIVE, DIV, INTEGRAL, MUL
from symnum.terms.plain import Call, Symbol, Term
from symnum.terms.traversal import free_symbols, rewritten


class Meanings:
    """What new names stand for.

    Args:
        variables: Names of the symbols that the record integrates over.
    """

    def __init__(self, variables: Collection[str]) -> None:
        self.variables = variables
        self.terms: dict[Term, Term] = {}
        self._functions: dict[str, Meaning] = {}

    def define(self, new: Term, meaning: Term) -> None:
        """Say what a name, or a function of names, is from here on."""
        self.terms[new] = meaning
        if isinstance(new, Call) and all(isinstance(a, Symbol) for a in new.arguments):
            self._functions[new.operator.name] = new.arguments, meaning

    def replaced(self, term: Term) -> Term:
        """The term with all names replaced that have a meaning."""
        return rewritten(term, self._changed) if self.terms else term

    def _changed(self, part: Term, arguments: tuple[Term, ...]) -> Term | None:
        if part in self.terms:
            return self.terms[part]
        if not isinstance(part, Call):
            return None
        known = self._functions.get(base_of(part.operator.name))
        if known is not None:
            order = len(part.operator.name) - len(base_of(part.operator.name))
            found = placed(derived(known, order) if order else known, arguments)
            if found is not None:
                return found
        if part.operator in (INTEGRAL, DERIVATIVE) and len(arguments) == 2:
            return self._moved(part, arguments[0])
        return None

    def _moved(self, part: Call, inside: Term) -> Term | None:
        """An integral or a derivative over a name as one over what the name is a function of."""
        meaning = self.terms.get(part.arguments[1])
        if meaning is None:
            return None
        symbols = {s for s in free_symbols(meaning) if isinstance(s, Symbol)}
        integrated = {s for s in symbols if s.name in self.variables}
        if len(symbols) != 1 and len(integrated) != 1:
            return None
        (variable,) = symbols if len(symbols) == 1 else integrated
        slope = derivative_of(meaning, variable)
        if part.operator is INTEGRAL:
            return Call(INTEGRAL, (Call(MUL, (inside, slope)), variable))
        return Call(DIV, (Call(DERIVATIVE, (inside, variable)), slope))
