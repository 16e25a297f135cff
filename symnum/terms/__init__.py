"""Terms: one interface, several data structures under it.

>>> x, y = symbols("x y")            # canonical: collects as it is built
>>> x + x + y
2*x + y
>>> a, b = plain_symbols("a b")      # plain: keeps what was written
>>> a + a + b
a + a + b
"""

from __future__ import annotations

from symnum.terms import canonical_adapter as canonical_adapter
from symnum.terms import ufuncs as ufuncs
from symnum.terms.canonical import Canonical
from symnum.terms.conversion import convert, to_canonical, to_plain
from symnum.terms.exact import Exact, exact
from symnum.terms.functions import apply
from symnum.terms.interface import (
    UnregisteredTerm,
    arguments,
    assumptions,
    is_call,
    is_symbol,
    literal,
    metadata,
    name,
    number,
    operator,
    rebuild,
    register,
    symbol,
    symtype,
)
from symnum.terms.parse import parse
from symnum.terms.plain import Call, Number, PatternVariable, Symbol, Term, plain_symbols
from symnum.terms.ring import linear_combination, product, symbols
from symnum.terms.text import to_latex, to_text
from symnum.terms.tokens import ParseError
from symnum.terms.traversal import fold, free_symbols, node_count, postorder
from symnum.terms.tuples import from_json, to_json

__all__ = [
    "Call", "Canonical", "Exact", "Number", "ParseError", "PatternVariable", "Symbol", "Term",
    "UnregisteredTerm", "apply", "arguments", "assumptions", "convert", "exact", "fold",
    "free_symbols", "from_json", "is_call", "is_symbol", "linear_combination", "literal",
    "metadata", "name", "node_count", "number", "operator", "parse", "plain_symbols", "postorder",
    "product", "rebuild", "register", "symbol", "symbols", "symtype", "to_canonical", "to_json",
    "to_latex", "to_plain", "to_text",
]  # fmt: skip
