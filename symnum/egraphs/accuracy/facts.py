"""What the box of its symbols says about a term's parts: guards for the e-graph."""

from __future__ import annotations

from collections.abc import Sequence

from flint import arb

from symnum.numerics.running_errors.boxes import Piece, cuts
from symnum.numerics.running_errors.enclosures import Enclosure, enclose, point
from symnum.numerics.tape import ball
from symnum.ops import Kind
from symnum.rules import Guard
from symnum.terms.plain import Call, Number, Symbol, Term
from symnum.terms.traversal import postorder

PIECES = 32


def facts_in_box(root: Term, names: Sequence[str], box: Piece) -> list[Guard]:
    """What holds of every symbol and call in a term, wherever in the box its symbols are.

    Args:
        root: A term in core form.
        names: The symbols' names, in the order of the box's intervals.
        box: An interval for each symbol.

    >>> from symnum.terms import plain_symbols
    >>> (x,) = plain_symbols("x")
    >>> facts_in_box(x + 1, ["x"], ((0.0, 2.0),))
    [nonnegative(x), positive(x + 1)]
    """
    parts = [part for part, _ in postorder([root]) if not isinstance(part, Number)]
    found: dict[Term, list[Enclosure]] = {part: [] for part in parts}
    for piece in _pieces(box):
        values = _enclosures(root, dict(zip(names, piece, strict=True)))
        for part, rows in found.items():
            value = values.get(part)
            if value is not None:
                rows.append(value)
    count = len(_pieces(box))
    return [
        guard for part, rows in found.items() if len(rows) == count for guard in _guards(part, rows)
    ]


def _pieces(box: Piece) -> list[Piece]:
    """The box, its widest variable cut in two as often as pieces are allowed."""
    pieces = [box]
    while 2 * len(pieces) <= PIECES:
        halves = [half for piece in pieces for half in next(cuts(piece), (piece,))]
        if len(halves) == len(pieces):
            break
        pieces = halves
    return pieces


def _enclosures(root: Term, box: dict[str, tuple[float, float]]) -> dict[Term, Enclosure]:
    """The values of the parts that certainly have one, and that are numbers."""
    values: dict[Term, Enclosure] = {}
    for part, _ in postorder([root]):
        value: Enclosure | None = None
        if isinstance(part, Number):
            value = point(ball(part.value))
        elif isinstance(part, Symbol):
            low, high = box[part.name]
            value = Enclosure(arb(low), arb(high))
        elif isinstance(part, Call) and all(a in values for a in part.arguments):
            value = _call(part, [values[a] for a in part.arguments])
        if value is not None:
            values[part] = value
    return values


def _call(call: Call, arguments: Sequence[Enclosure]) -> Enclosure | None:
    operator = call.operator
    if operator.result is not Kind.REAL:
        return None
    if operator.arity is not None:
        return enclose(operator, arguments)
    total: Enclosure | None = arguments[0]
    for argument in arguments[1:]:
        total = None if total is None else enclose(operator, (total, argument))
    return total


def _guards(part: Term, values: Sequence[Enclosure]) -> list[Guard]:
    """The strongest that can be said of a part's sign."""
    if all(value.low > 0 for value in values):
        return [Guard("positive", (part,))]
    if all(value.high < 0 for value in values):
        return [Guard("negative", (part,))]
    if all(value.low >= 0 for value in values):
        return [Guard("nonnegative", (part,))]
    if all(value.low > 0 or value.high < 0 for value in values):
        return [Guard("nonzero", (part,))]
    return [Guard("defined", (part,))] if isinstance(part, Call) else []
