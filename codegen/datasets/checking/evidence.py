"""What a changed record says to prove its claim of the answer: read again beside its parent.

Sentences have to be those of the change, with the names, equations and points of this pair. That
answers differ, or that nothing rests on a premise, is verified elsewhere, at points that the
checker chooses: here it is seen to that the right expressions are named, and a point at which they
differ.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from fractions import Fraction
from random import Random

from flint import ctx

from codegen.datasets.checking.differences import apart, random_point
from codegen.datasets.checking.evaluation import Evaluator
from codegen.datasets.checking.nilpotents import Undecided
from codegen.datasets.checking.rejection import require
from codegen.datasets.schema import DomainEntry, RecordData, Step
from symnum.ops import DERIVATIVE
from symnum.terms.canonical import Canonical, CanonicalSymbol
from symnum.terms.parse import parse
from symnum.terms.ring import build

Says = Callable[[RecordData, RecordData], None]
_DIFFERENT = re.compile(
    r"the last equations have different sides: (.+) is not (.+) at (.+); exchanged: (.+) is not "
    r"(.+) at (.+)"
)
_DERIVED = re.compile(r"(.+) is what rules of differentiation give, and equal to (.+)")
_APART = re.compile(r"(.+) is not (.+) at (.+)")
_COORDINATE = re.compile(r"(\w+) = (-?\d{1,30}(?:/[1-9]\d{0,29})?)")

_BITS, _SALTS = (256, 1024, 4096, 16384), 3
"""Of ball arithmetic, one after the other, since large values hide small differences; and how often
functions are made up where a value cannot be told."""


def require_evidence(parent: RecordData, child: RecordData) -> None:
    """The evidence is what the change has to say of this pair.

    Raises:
        Rejected: it says something else.
        InputError: something in it is no expression.
    """
    _EVIDENCE[child.perturbation.name](parent, child)


def _sentence(child: RecordData, said: str) -> None:
    require(child.perturbation.evidence == said, "the evidence says something else")


def _always(text: str) -> Says:
    return lambda parent, child: _sentence(child, text)


def _renamed(parent: RecordData, child: RecordData) -> None:
    constants = {known.name for known in parent.constants}
    pairs = [(a.symbol, b.symbol) for a, b in zip(parent.domain, child.domain, strict=True)]
    functions = zip(parent.functions, child.functions, strict=True)
    pairs += [(a.name, b.name) for a, b in functions if a.name not in constants]
    shown = ", ".join(f"{old} -> {new}" for old, new in pairs)
    _sentence(child, f"with the names {shown} the answer is the parent's")


def _irrelevant(parent: RecordData, child: RecordData) -> None:
    added = child.perturbation.added.text
    name, count = added.partition("(")[0], len(child.steps)
    _sentence(
        child,
        f"{name} is defined by {added} alone, and none of the {count} steps mentions it; "
        "whatever it stands for, the answer is the parent's",
    )


def _operation(step: Step) -> str:
    given = [step.operand.latex] if step.operand.text else []
    return f"[{', '.join([step.operator, *map(str, step.inputs), *given])}]"


def _asked(parent: RecordData, child: RecordData) -> None:
    last = parent.steps[-1]
    _sentence(child, f"{_operation(last)} gives {last.equation.text}, and that is asked")


def _annotated(parent: RecordData, child: RecordData) -> None:
    old, new = (_operation(record.steps[-1]) for record in (parent, child))
    text = child.steps[-1].equation.text
    if child.answer == "yes":
        _sentence(child, f"{old} does not give {text}, {new} does")
    else:
        _sentence(child, f"{old} gives {text}; {new} gives an equation with other sides")


def _different(parent: RecordData, child: RecordData) -> None:
    _require_different(parent, child, child.perturbation.evidence)


def _not_given(parent: RecordData, child: RecordData) -> None:
    start = f"the operation gives {parent.steps[-1].equation.text}; "
    evidence = child.perturbation.evidence
    require(evidence.startswith(start), "the evidence says something else")
    _require_different(parent, child, evidence[len(start) :])


def _require_different(parent: RecordData, child: RecordData, evidence: str) -> None:
    told = _DIFFERENT.fullmatch(evidence)
    require(told is not None, "the evidence says something else")
    assert told is not None
    names = _Names(parent, child)
    old, new = (
        [names.term(side) for side in record.steps[-1].equation.text.split(" = ")]
        for record in (parent, child)
    )
    straight, exchanged = (
        tuple(names.term(told[place]) for place in places) for places in ((1, 2), (4, 5))
    )
    fits = straight in list(zip(old, new, strict=True))
    fits = fits and exchanged in list(zip(old, reversed(new), strict=True))
    require(fits, "the evidence is about other expressions")
    names.require_different(straight, told[3])
    names.require_different(exchanged, told[6])


def _derived(parent: RecordData, child: RecordData) -> None:
    names, evidence = _Names(parent, child), child.perturbation.evidence
    told = (_DERIVED if child.answer == "yes" else _APART).fullmatch(evidence)
    require(told is not None, "the evidence says something else")
    assert told is not None
    given, claimed = (names.term(step.equation.text) for step in child.steps)
    if child.steps[1].operator == "antiderivative":
        given, claimed = claimed, given
    slope = build(DERIVATIVE, (given, names.term(child.steps[1].operand.text)))
    require(names.term(told[2]) is claimed, "the evidence is about other expressions")
    differ = apart([(slope, names.term(told[1]))], names.symbols, child.id)
    require(not differ, "{} is not the derivative", told[1])
    if child.answer == "no":
        names.require_different((slope, claimed), told[3], child.domain)


def _refuted(parent: RecordData, child: RecordData) -> None:
    step, point = child.error.label + 1, child.error.counterexample
    proof = f"refuted at {point}" if point else "false by exact arithmetic"
    _sentence(child, f"the task is the parent's; step {step} is {proof}")


class _Names:
    """What is named in a record or its parent."""

    def __init__(self, parent: RecordData, child: RecordData) -> None:
        self.domain = list({e.symbol: e for e in (*parent.domain, *child.domain)}.values())
        self.assumptions = {
            entry.symbol: frozenset({entry.assumption}) - {"real"} for entry in self.domain
        }
        self.symbols = {
            name: CanonicalSymbol(name, facts) for name, facts in self.assumptions.items()
        }
        named = {entry.name for record in (parent, child) for entry in record.functions}
        constants = (known for record in (parent, child) for known in record.constants)
        self.functions = named - {known.name for known in constants if not known.arguments}

    def term(self, text: str) -> Canonical:
        """The term that a text says."""
        return parse(
            text, source="perturbation.evidence", functions=self.functions,
            assumptions=self.assumptions, canonical=True,
        )  # fmt: skip

    def require_different(
        self, terms: tuple[Canonical, ...], text: str, domain: list[DomainEntry] | None = None
    ) -> None:
        """At the point that a text says terms differ, for any functions that are made up."""
        point = self._point(text, self.domain if domain is None else domain)
        decided = False
        for bits, salt in ((bits, salt) for bits in _BITS for salt in range(_SALTS)):
            with ctx.workprec(bits):
                other = self._reference(point, salt)
                try:
                    first, second = map(
                        Evaluator(point, other, {}, {}, salt, free=True).value, terms
                    )
                except Undecided:
                    continue
                if not first.overlaps(second):
                    return
                decided = True
        require(not decided, "{} and {} do not differ at {}", *terms, text)

    def _reference(self, point: dict[str, Fraction], salt: int) -> dict[str, Fraction]:
        """Where integrands are told apart: at the point, or nearer to 0 if all are tiny there."""
        if not salt:
            return point
        symbols = {name: self.symbols[name] for name in sorted(point)}
        return random_point(symbols, Random(f"evidence {salt}"), Fraction(1, 16 << salt))

    def _point(self, text: str, entries: list[DomainEntry]) -> dict[str, Fraction]:
        """A number for each symbol, which the domain allows."""
        parts = [_COORDINATE.fullmatch(part) for part in text.split(", ")]
        point = {part[1]: Fraction(part[2]) for part in parts if part is not None}
        told = all(parts) and sorted(point) == sorted(entry.symbol for entry in entries)
        require(told, "{} is no point of the domain", text)
        for entry in entries:
            value = point[entry.symbol]
            inside = value > 0 if entry.assumption == "positive" else value != 0
            require(inside or entry.assumption == "real", "{} is not in the domain", text)
        return point


_EVIDENCE: Mapping[str, Says] = {
    "variable_renaming": _renamed,
    "expression_exchange": _always("with its sides exchanged the answer is the parent's"),
    "alternative_goal": _different,
    "step_removal": _always("the answer is the parent's, and the steps that lead to it are"),
    "shorter_1": _different, "shorter_2": _different, "longer_1": _different,
    "longer_2": _different, "irrelevant_premise": _irrelevant, "numbers_resized": _different,
    "step_classification": _asked, "step_classification_negative": _not_given,
    "annotation_replacement": _annotated, "annotation_replacement_negative": _annotated,
    "calculus_classification": _derived,
    "equation_conversion": _always(
        "the right sides are the parent's expressions, so the claim is the parent's"
    ),
    "injected_error": _refuted,
}  # fmt: skip
"""What each change has to say."""
