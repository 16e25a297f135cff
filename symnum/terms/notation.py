r"""Free heads that are written in a notation of their own.

What has no operator, since nothing is computed by it, is a call of a name: ``limit(e, x, a)``,
``infinite_sum(e, k, m)`` for k from m, and ``definite_integral(e, x, a, b)``. In LaTeX they are
what people write.
"""

from __future__ import annotations

from collections.abc import Mapping

from symnum.ops import INTEGRAL
from symnum.terms.plain import Call

NOTATIONS: Mapping[tuple[str, int], str] = {
    ("limit", 3): r"\lim_{{{1} \to {2}}} {0:sum}",
    ("infinite_sum", 3): r"\sum_{{{1}={2}}}^{{\infty}} {0:sum}",
    ("definite_integral", 4): r"\int_{{{2}}}^{{{3}}} {0:sum}\, d{1}",
}
"""LaTeX templates by name and number of arguments."""


def notation_of(term: Call) -> str:
    """The template of a free call; empty if it is written as a function."""
    return NOTATIONS.get((term.operator.name, len(term.arguments)), "")


def notation_precedence(term: Call) -> int | None:
    """How tightly such a call binds in LaTeX, if not as a function does."""
    return INTEGRAL.syntax.latex_precedence if notation_of(term) else None
