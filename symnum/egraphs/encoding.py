"""Terms in core form as text for the e-graph, with tables that lead back."""

from __future__ import annotations

from collections.abc import Sequence

from symnum.egraphs.pieces import Atom
from symnum.egraphs.signature import (
    BINDING,
    call_text,
    free_constructor,
    free_declaration,
    number_text,
    relation,
)
from symnum.ops import Operator
from symnum.rules import Guard
from symnum.terms.plain import Call, Number, Symbol, Term


class Encoding:
    """Writes terms for one e-graph.

    Attributes:
        symbols: What ``(Sym i)`` stands for: a symbol, or a call that is kept whole.
        functions: What the first argument of a free constructor stands for.
        arities: Numbers of arguments with which uninterpreted functions occur.
        opaque: Operators of calls that are kept whole, by name.
        count: Number of goals.
    """

    def __init__(self) -> None:
        self.symbols: list[Term] = []
        self.functions: list[Operator] = []
        self.arities: list[int] = []
        self.opaque: list[str] = []
        self.count = 0
        self._lines: list[str] = []
        self._texts: dict[Term, str] = {}

    def goals(self, goals: Sequence[Sequence[Term]], assumed: Sequence[Guard]) -> str:
        """Commands that put terms and what is assumed into an e-graph: goal ``n`` as ``$goal<n>``,
        the first of terms that are known to be equal."""
        texts = [[self._write(term) for term in equal] for equal in goals]
        facts = [f"({relation(guard.predicate)} {self._write(guard.subject)})" for guard in assumed]
        facts += [
            f"({relation(predicate)} (Sym {number}))"
            for number, symbol in enumerate(self.symbols)
            if isinstance(symbol, Symbol) and not isinstance(symbol, Atom)
            for predicate in sorted(symbol.assumptions)
        ]
        self.count = len(texts)
        lines = [free_declaration(count) for count in self.arities]
        lines += self._lines
        for number, (text, *others) in enumerate(texts):
            lines += [f"(let $goal{number} {text})", f"(is_goal $goal{number})"]
            lines += [f"(union $goal{number} {other})" for other in others]
        return "\n".join([*lines, *facts])

    def _write(self, root: Term) -> str:
        """The text of a term; calls get a name each, so that shared ones are written once."""
        for term in outside_binders(root):
            if term not in self._texts:
                text = self._text(term)
                if isinstance(term, Call):
                    self._lines.append(f"(let $t{len(self._lines)} {text})")
                    text = f"$t{len(self._lines) - 1}"
                self._texts[term] = text
        return self._texts[root]

    def _text(self, term: Term) -> str:
        if isinstance(term, Number):
            return number_text(term.value)
        if isinstance(term, Call) and term.operator in BINDING:
            self.opaque.append(term.operator.name)
            return self._symbol(term)
        if not isinstance(term, Call):
            return self._symbol(term)
        arguments = [self._texts[argument] for argument in term.arguments]
        if term.operator.interpreted:
            return call_text(term.operator, arguments)
        return f"({free_constructor(len(arguments))} {self._function(term)} {' '.join(arguments)})"

    def _symbol(self, term: Term) -> str:
        self.symbols.append(term)
        return f"(Sym {len(self.symbols) - 1})"

    def _function(self, call: Call) -> int:
        if len(call.arguments) not in self.arities:
            self.arities.append(len(call.arguments))
        if call.operator not in self.functions:
            self.functions.append(call.operator)
        return self.functions.index(call.operator)


def outside_binders(root: Term) -> list[Term]:
    """Subterms in post-order, without those inside derivatives and integrals."""
    order: list[Term] = []
    seen: set[Term] = set()
    stack: list[tuple[Term, bool]] = [(root, False)]
    while stack:
        term, ready = stack.pop()
        if ready:
            order.append(term)
        elif term not in seen:
            seen.add(term)
            stack.append((term, True))
            if isinstance(term, Call) and term.operator not in BINDING:
                stack.extend((argument, False) for argument in reversed(term.arguments))
    return order
