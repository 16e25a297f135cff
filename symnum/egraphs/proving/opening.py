"""Opening: functions of sums and multiples become functions of single symbols, as few as can be.

What is left is a polynomial in few functions, such as exp(x) for the hyperbolic functions and
sin(x), cos(x) with at most the first power of the sine. There identities are no matter of search.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from fractions import Fraction

from rewrite_rules import RULES
from symnum.egraphs.proving.directions import Direction, backwards, forwards
from symnum.egraphs.proving.forest import Application
from symnum.egraphs.proving.graph import TermGraph
from symnum.egraphs.proving.ring_instances import RingLaws
from symnum.egraphs.proving.rule_instances import RuleInstances
from symnum.egraphs.proving.slots import squares
from symnum.egraphs.proving.ways import End, Move
from symnum.ops import ADD, COS, EXP, SIN, Operator
from symnum.rewriting.facts import FactBase
from symnum.rewriting.patterns import instantiate
from symnum.rewriting.prepared import prepared
from symnum.rules import Rule
from symnum.terms.canonical import Apply, Canonical, CanonicalNumber, Sum
from symnum.terms.interface import adapter_of
from symnum.terms.ring import linear_combination

FORWARDS = (
    "exp-of-sum", "exp-of-log", "exp-plus-log", "log-of-product", "log-of-power",
    "log-of-reciprocal", "log-of-sqrt", "log-of-exp", "log-of-exp-times", "log2-as-log",
    "log10-as-log", "log1p-as-log", "expm1-as-exp", "tan-as-quotient", "tanh-as-quotient",
    "expand-sin-of-sum", "expand-cos-of-sum", "sin-minus", "cos-minus", "sin-plus-pi",
    "cos-plus-pi", "sin-half-pi-minus", "cos-half-pi-minus", "sin-pi-minus", "cos-pi-minus",
    "sin-pi", "cos-pi", "sin-half-pi", "cos-half-pi", "fma-as-sum", "abs-square",
    "abs-even-power", "abs-nonnegative", "abs-negative", "sqrt-squared", "sqrt-of-square",
    "hypot-squared", "power-of-power", "sin-of-asin", "cos-of-acos", "tan-of-atan",
    "cos-of-asin", "sin-of-acos", "cos-of-atan", "sin-of-atan", "min-plus-max",
)  # fmt: skip
BACKWARDS = (
    "one-minus-cos", "cosh-from-exp", "sinh-from-exp", "one-minus-erf",
)  # fmt: skip
_BY_NAME = {rule.name: rule for rule in RULES}
_ADDITION = {
    EXP: _BY_NAME["exp-of-sum"], SIN: _BY_NAME["expand-sin-of-sum"],
    COS: _BY_NAME["expand-cos-of-sum"],
}  # fmt: skip
"""What makes of a function of a multiple one of a smaller multiple and of the single term."""
_TO_POWER = _BY_NAME["exp-to-power"]
_LARGEST_MULTIPLE = 12


def _directions(rules: Sequence[Rule]) -> tuple[Direction, ...]:
    known = {rule.name: rule for rule in rules}
    found = [way for name in FORWARDS if name in known for way in forwards(known[name])]
    return (*found, *(w for name in BACKWARDS if name in known for w in backwards(known[name])))


class Opening:
    """The moves by which terms are opened.

    Args:
        graph: Where they are put down.
        rules: What may be used.
        facts: Decides the guards.
    """

    def __init__(self, graph: TermGraph, rules: Sequence[Rule], facts: FactBase) -> None:
        self._graph = graph
        self._instances = RuleInstances(_directions(rules), RingLaws(False, False), facts)
        self._names = {rule.name for rule in rules}
        self.moves: tuple[Move, ...] = (self._by_rule, self._by_multiple, self._by_square)

    def _by_rule(self, term: Canonical, end: End) -> Canonical | None:
        for reason, after in self._instances.of(term):
            self._graph.union(term, after, reason)
            return after
        return None

    def _by_multiple(self, term: Canonical, end: End) -> Canonical | None:
        found = multiple_taken_apart(term)
        if found is None or found[0].rule.name not in self._names:
            return None
        self._graph.union(term, found[1], found[0])
        return found[1]

    def _by_square(self, term: Canonical, end: End) -> Canonical | None:
        for square in squares(term):
            self._graph.add(square.child)
            value = self._by_rule(square.child, end)
            if value is not None and value is not square.child:
                self._graph.replaced(square, value)
                return square.plug(value)
        return None


def multiple_taken_apart(term: Canonical) -> tuple[Application, Canonical] | None:
    """f(n*x) as f(x + (n - 1)*x), taken apart, for whole n above 1; exp(-x) as a power of exp(x).

    >>> from symnum.terms import functions, symbols
    >>> x, y = symbols("x y")
    >>> multiple_taken_apart(functions.cos(3 * x))[1]
    cos(x)*cos(2*x) - sin(x)*sin(2*x)
    >>> multiple_taken_apart(functions.exp(-x / 2))[1]
    1/exp(x/2)
    """
    found = _multiple(term)
    if found is None:
        return None
    operator, part, count = found
    rest = linear_combination([(part, count - 1)])
    if 1 < count <= _LARGEST_MULTIPLE:
        return _made(_ADDITION[operator], False, {"x": part, "y": rest}, term)
    if count < 0 and operator is EXP:
        opposite = linear_combination([(part, -count)])
        return _made(_TO_POWER, True, {"x": opposite, "n": CanonicalNumber(-1)}, term)
    return None


def _multiple(term: Canonical) -> tuple[Operator, Canonical, int] | None:
    """A function with the term of which its argument is a multiple, and how many times it is."""
    if not isinstance(term, Apply) or term.operator not in _ADDITION:
        return None
    argument = term.arguments[0]
    if not isinstance(argument, Sum) or argument.constant != 0 or len(argument.entries) != 1:
        return None
    ((part, count),) = argument.entries.items()
    single = linear_combination([(part, Fraction(1, count.denominator))])
    return term.operator, single, count.numerator


def _made(
    rule: Rule, reverse: bool, bindings: Mapping[str, Canonical], term: Canonical
) -> tuple[Application, Canonical]:
    ready = prepared(rule)
    side = ready.call if reverse else ready.right
    after = instantiate(side, bindings, adapter_of(term), term)
    return Application(rule, reverse, bindings, (), ADD), after
