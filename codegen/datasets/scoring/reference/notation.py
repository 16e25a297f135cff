"""Terms of answers in the notation of records: sums over an index, roots of negative numbers.

A sum with numbers for bounds is written out; one without an end is what records of series call so.
In records with an imaginary unit the root of a negative number is its principal value.
"""

from __future__ import annotations

from collections.abc import Mapping

from codegen.datasets.checking.topics.context import IMAGINARY
from codegen.datasets.checking.topics.series_values import INFINITE_SUM
from codegen.datasets.checking.topics.values import Precision, Undefined, Values
from codegen.datasets.scoring.reference.context import Context, substituted
from symnum.ops import ADD, MUL, NEG, SQRT, function
from symnum.terms import interface
from symnum.terms.plain import Call, Number, Symbol, Term
from symnum.terms.traversal import free_symbols, postorder, rewritten

MOST_ADDENDS = 100
"""Of a sum that is written out."""
MOST_PARTS = 5000
"""Of all of them together."""
_SUM = "summation"
_ENDLESS = "infinity"
_FAILED = (Undefined, LookupError, ValueError, TypeError, RecursionError)


def as_recorded(term: Term, context: Context) -> Term:
    """A term as the record would have it.

    Args:
        term: As it was read.
        context: The record.
    """
    unit = context.symbols.get(IMAGINARY)
    sums = any(call.operator.name == _SUM for call in context.forms.names(term).calls)
    if unit is None and not sums:
        return term

    def recorded(part: Term, arguments: tuple[Term, ...]) -> Term | None:
        if not isinstance(part, Call):
            return None
        new = Call(part.operator, arguments)
        if part.operator.name == _SUM and len(arguments) == 4:
            return _sum_of(arguments, new, context)
        return root_of(new, unit) if unit is not None and is_root(new) else None

    return rewritten(term, recorded)


def _sum_of(arguments: tuple[Term, ...], whole: Term, context: Context) -> Term:
    """A sum over an index, if it is one that records have, or can be written out."""
    inside, index, first, last = arguments
    start, end = (interface.number(context.forms.of(bound)) for bound in (first, last))
    if isinstance(last, Symbol) and last.name == _ENDLESS and isinstance(start, int):
        endless = _endless(inside, index, first, context)
        return whole if endless is None else endless
    size = sum(1 for _ in postorder([inside]))
    if isinstance(start, int) and isinstance(end, int) and (
        0 <= end - start < min(MOST_ADDENDS, MOST_PARTS // size)
    ):  # fmt: skip
        addends = tuple(substituted(inside, {index: Number(n)}) for n in range(start, end + 1))
        return addends[0] if len(addends) == 1 else Call(ADD, addends)
    return whole


def _endless(inside: Term, index: Term, first: Term, context: Context) -> Term | None:
    """The record's sum without an end, over its own index."""
    counted = [s for n, s in context.symbols.items() if context.assumptions[n] == "integer"]
    if len(counted) != 1 or not any(f["name"] == INFINITE_SUM for f in context.record["functions"]):
        return None
    if index != counted[0]:
        if counted[0] in free_symbols(inside):
            return None
        inside = substituted(inside, {index: counted[0]})
    return Call(function(INFINITE_SUM), (inside, counted[0], first))


def is_root(term: Term) -> bool:
    """Whether a term is the square root of something without names."""
    return isinstance(term, Call) and term.operator is SQRT and not free_symbols(term)


def root_of(root: Term, unit: Symbol) -> Term:
    """The root; of a negative number its principal value, with the imaginary unit."""
    assert isinstance(root, Call)
    inside = root.arguments[0]
    with Precision():
        try:
            value = Values({}).of(inside)
        except _FAILED:
            return root
    return Call(MUL, (unit, Call(SQRT, (Call(NEG, (inside,)),)))) if value < 0 else root


def with_unit(term: Term, unit: Symbol) -> Term:
    """The term with its roots of negative numbers as multiples of an imaginary unit."""
    new: Mapping[Term, Term] = {
        part: root_of(part, unit) for part, _ in postorder([term]) if is_root(part)
    }
    return substituted(term, new)
