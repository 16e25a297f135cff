"""Printing to plain text, from the syntax column of the operator table.

Every distinct subterm is spelled once, and long texts are never copied, so neither depth nor
sharing costs anything.
"""

from __future__ import annotations

from typing import Any

from symnum.ops import ATOM
from symnum.terms import spelling
from symnum.terms.canonical import Canonical
from symnum.terms.conversion import to_plain
from symnum.terms.exact import exact_text
from symnum.terms.latex import to_latex as to_latex
from symnum.terms.plain import Call, Number, Symbol, Term
from symnum.terms.precedence import Spelled, number_precedence, spelled_call
from symnum.terms.ropes import Rope, written_out
from symnum.terms.traversal import postorder
from symnum.terms.walks import streamed
from symnum.terms.written import canonical_text

LONGEST_SHOWN = 6000
"""Characters that a term shows of itself at a prompt; ``str`` and ``to_text`` give all."""


def to_text(term: Any) -> str:
    """The term as plain text, which :func:`symnum.terms.parse.parse` reads back.

    >>> from symnum.terms.parse import parse
    >>> to_text(parse("(a + b)*c^-2 - sin(x)"))
    '(a + b)*c^(-2) - sin(x)'
    """
    found = streamed(term) if isinstance(term, Canonical) else None
    return written_out(_text(term)) if found is None else found


def shown(term: Any) -> str:
    """The term as text, cut off where it gets too long to look at.

    A term with much sharing can be far longer written out than it is in memory.
    """
    return written_out(_text(term), LONGEST_SHOWN)


def _text(term: Any) -> Rope:
    return canonical_text(term) if isinstance(term, Canonical) else _plain_text(to_plain(term))


def _plain_text(root: Term) -> Rope:
    texts: dict[Term, Spelled] = {}
    for term, children in postorder([root]):
        if isinstance(term, Symbol):
            texts[term] = term.name, ATOM
        elif isinstance(term, Number):
            texts[term] = exact_text(term.value), number_precedence(term.value)
        else:
            assert isinstance(term, Call)
            texts[term] = spelled_call(term.operator, [texts[child] for child in children])
    return texts[root][0]


spelling.Spelled.printer = staticmethod(shown)
spelling.Spelled.writer = staticmethod(to_text)
spelling.Spelled.typesetter = staticmethod(to_latex)
