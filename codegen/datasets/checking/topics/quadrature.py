"""The value of ``definite_integral(e, x, a, b)``, enclosed by adaptive quadrature (Arb)."""

from __future__ import annotations

from typing import Any

from flint import acb

from codegen.datasets.checking.topics.context import Context, require
from codegen.datasets.checking.topics.values import Undefined, Values
from symnum.ops import ABS, LOG, SQRT, Operator
from symnum.terms.plain import Call, Symbol, Term

DEFINITE = "definite_integral"
"""Name of the function of an integrand, its variable and the ends of the interval."""
TOLERANCE, EVALUATIONS = 2.0**-80, 3000


class _OffTheCut(Values):
    """Values at complex points; functions with a branch cut only right of the imaginary axis."""

    def _interpreted(self, operator: Operator, arguments: Any) -> Any:
        if operator is ABS:
            raise Undefined
        if operator in (LOG, SQRT) and not acb(self.of(arguments[0])).real > 0:
            raise Undefined
        return super()._interpreted(operator, arguments)


def definite_integral(values: Values, term: Call) -> Any:
    """An enclosure of the integral.

    Raises:
        Undefined: the integrand has no value somewhere between the ends.
    """
    integrand, variable, lower, upper = term.arguments
    assert isinstance(variable, Symbol)
    name = variable.name

    def function(place: acb, _: bool) -> acb:
        point = {**values.point, name: place}
        try:
            return acb(_OffTheCut(point, values.special).of(integrand))
        except Undefined:
            return acb("nan")

    first, last = acb(values.of(lower)), acb(values.of(upper))
    # near a pole quadrature would go on for long; without an enclosure there is no value
    found = acb.integral(function, first, last, rel_tol=TOLERANCE, eval_limit=EVALUATIONS).real
    if not found.is_finite():
        raise Undefined
    return found


def integral_latex(context: Context, term: Term) -> str:
    """How a problem shows a definite integral.

    Raises:
        Rejected: the term is none.
    """
    fits = isinstance(term, Call) and term.operator.name == DEFINITE
    require(fits, "{} is no definite integral", term)
    assert isinstance(term, Call)
    inside, variable, lower, upper = (context.latex(part) for part in term.arguments)
    return rf"\int_{{{lower}}}^{{{upper}}} \left({inside}\right)\, d{variable}"
