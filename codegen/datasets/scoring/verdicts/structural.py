"""By which operation an equation comes from another, told by normal forms alone.

Where this finds nothing, values may (:mod:`codegen.datasets.scoring.verdicts.sources`): normal
forms do not multiply out.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping

from codegen.datasets.checking.normal_form import rebuilt
from codegen.datasets.scoring.reference.context import Context, Statement
from symnum.ops import COS, DERIVATIVE, DIV, EXP, INTEGRAL, LOG, POW, SIN, SUB, Operator
from symnum.terms import interface
from symnum.terms.canonical import Canonical

Forms = tuple[Canonical, Canonical]
"""The normal forms of an equation's sides."""
FUNCTIONS: Mapping[str, Operator] = {"exp": EXP, "log": LOG, "sin": SIN, "cos": COS}
CALCULUS: Mapping[str, Operator] = {"differentiate": DERIVATIVE, "integrate": INTEGRAL}


class Structure:
    """Looks for operations on one equation.

    Args:
        context: The record.
    """

    def __init__(self, context: Context) -> None:
        self.forms = context.forms
        self.symbols = [context.forms.of(symbol) for symbol in context.symbols.values()]

    def of(self, statement: Statement) -> Forms:
        """The normal forms of an equation's sides."""
        return self.forms.of(statement.left), self.forms.of(statement.right)

    def rule(self, old: Forms, new: Forms) -> str | None:
        """The operation that makes the new equation of the old one; None if none is seen."""
        for target in (new, new[::-1]):
            for name, operator in FUNCTIONS.items():
                if self._applied(operator, old, target):
                    return name
            for name, operator in CALCULUS.items():
                if any(self._applied(operator, old, target, symbol) for symbol in self.symbols):
                    return name
            for name, test in ARITHMETIC.items():
                if test(old, target):
                    return name
        return None

    def _applied(self, operator: Operator, old: Forms, new: Forms, *rest: Canonical) -> bool:
        if not interface.is_call(new[0]) or interface.operator(new[0]) is not operator:
            return False  # the usual case, without building anything
        return all(
            rebuilt(operator, [before, *rest]) is after
            for before, after in zip(old, new, strict=True)
        )


def _added(old: Forms, new: Forms) -> bool:
    gains = [rebuilt(SUB, pair) for pair in zip(new, old, strict=True)]
    return gains[0] is gains[1]


def _multiplied(old: Forms, new: Forms) -> bool:
    if any(interface.number(side) == 0 for side in old):
        return False
    factors = [rebuilt(DIV, pair) for pair in zip(new, old, strict=True)]
    return factors[0] is factors[1] and interface.number(factors[0]) != 0


def _power(old: Forms, new: Forms) -> bool:
    """The same power of both sides, where one is written as such."""
    for before, after in zip(old, new, strict=True):
        if interface.is_call(after) and interface.operator(after) is POW:
            base, exponent = interface.arguments(after)
            if base is before and interface.number(exponent) != 0:
                return all(rebuilt(POW, [b, exponent]) is a for b, a in zip(old, new, strict=True))
    return False


ARITHMETIC: Mapping[str, Callable[[Forms, Forms], bool]] = {
    "add": _added, "times": _multiplied, "power": _power,
}  # fmt: skip
