"""A record of a topic as its checks see it: statements read from text, and what may be concluded.

Steps are statements: an equation, a comparison, or alternatives (``x == 2 or x == 3``). Symbols
that a ``given`` statement constrains stand for whatever satisfies it, all others for any number of
the domain.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from fractions import Fraction
from random import Random
from typing import Any

from flint import acb, arb

from codegen.datasets.checking.topics.lines import RELATIONS, Line, Rejected, require
from codegen.datasets.checking.topics.values import (
    Ball,
    Precision,
    Special,
    Undefined,
    Values,
    agree,
    ball,
    imaginary_unit,
)
from symnum.ops import (
    ADD,
    CONJUNCTION,
    DERIVATIVE,
    DISJUNCTION,
    DIV,
    INTEGRAL,
    MUL,
    NEG,
    POW,
)
from symnum.terms.canonical import Canonical
from symnum.terms.conversion import to_canonical
from symnum.terms.parse import parse
from symnum.terms.plain import Call, Number, Symbol, Term
from symnum.terms.text import to_latex, to_text
from symnum.terms.tokens import ParseError
from symnum.terms.traversal import free_symbols

__all__ = ["Context", "Line", "Rejected", "require"]

POINTS, TRIES = 4, 40
_KEEPS_SIGN = (ADD, MUL, DIV)
IMAGINARY = "i"
"""The imaginary unit, a symbol of assumption ``complex``."""


class Context:
    """What the check of one record knows.

    Args:
        record: A record of the schema, validated.
        special: Functions with a meaning of their own in the record's topic.

    Raises:
        Rejected: a text is no term over the declared names, or differs from its LaTeX.
    """

    def __init__(self, record: Mapping[str, Any], special: Mapping[str, Special]) -> None:
        self.record, self.special = record, special
        entries = [(d["symbol"], d["assumption"]) for d in record["domain"]]
        require(len({name for name, _ in entries}) == len(entries), "a symbol is declared twice")
        self.assumptions = dict(entries)
        for constant in record["constants"]:
            require(constant["name"] not in self.assumptions, "a constant is declared twice")
            self.assumptions[constant["name"]] = "real"
        self.functions = tuple(f["name"] for f in record["functions"])
        self.names = {d["symbol"]: d["latex"] for d in record["domain"]}
        self.names.update({f["name"]: f["latex"] for f in record["functions"]})
        for name, assumption in entries:
            fits = assumption == "complex" or name != IMAGINARY
            require(fits, "{} is the imaginary unit", name)
        self.conditions: list[tuple[str, Term]] = []
        self.lines: list[Line] = []

    def read(self, shown: Mapping[str, str], where: str) -> Term:
        """A text as a plain term, once it has been compared with its LaTeX."""
        facts = {n: {a} - {"real", "complex"} for n, a in self.assumptions.items()}
        try:
            term = parse(shown["text"], source=where, functions=self.functions, assumptions=facts)
        except ParseError as error:
            raise Rejected(str(error)) from None
        for symbol in free_symbols(term):
            require(symbol.name in self.assumptions, "{} is not declared", symbol)
        require(to_text(term) == shown["text"], "{} is not how it is written", shown["text"])
        require(self.latex(term) == shown["latex"], "LaTeX {} says something else", shown["latex"])
        return term

    def latex(self, term: Term) -> str:
        """The term in LaTeX, with the record's names."""
        return to_latex(term, self.names)

    def line(self, step: Mapping[str, Any]) -> Line:
        """A step as terms."""
        statement = self.read(step["equation"], "equation")
        known = isinstance(statement, Call) and (
            statement.operator in RELATIONS or statement.operator in (CONJUNCTION, DISJUNCTION)
        )
        require(known, "{} is no statement", statement)
        operand = self.read(step["operand"], "operand") if step["operand"]["text"] else None
        conditions = tuple(
            (c["predicate"], self.read(c["subject"], "condition")) for c in step["side_conditions"]
        )
        inputs = tuple(step["inputs"])
        return Line(step["operator"], inputs, operand, statement, conditions, step["words"])

    def require_shown(self, term: Term) -> None:
        """The problem shows an expression, or every argument of an unevaluated operation."""
        problem = self.record["problem"]
        shown = self.latex(term) in problem
        if not shown and isinstance(term, Call):
            unevaluated = not term.operator.interpreted or term.operator in (DERIVATIVE, INTEGRAL)
            shown = unevaluated and all(self.latex(part) in problem for part in term.arguments)
        require(shown, "the problem does not show {}", term)

    # Deciding

    def identical(self, first: Term, second: Term) -> bool:
        """Whether two terms have the same value wherever the domain and the conditions hold.

        Equal canonical forms, or equal forms multiplied out, prove it; a point at which balls are
        apart refutes it; else it is taken to hold if it does at several points.
        """
        from symnum.polynomials import expand

        if first is second:
            return True
        forms = to_canonical(first), to_canonical(second)
        if forms[0] is forms[1] or expand(forms[0]) is expand(forms[1]):
            return True
        below = denominators(first), denominators(second)
        comes_or_goes = not below[0] or not below[1]  # such fractions may hide a point
        if comes_or_goes and not all(map(self.nonzero, (*below[0], *below[1]))):
            return False
        with Precision():
            return self._agree_at_points(first, second)

    def identical_where_defined(self, first: Term, second: Term) -> bool:
        """Whether two terms have the same value wherever both have one."""
        with Precision():
            return self._agree_at_points(first, second, partial=True)

    def _agree_at_points(self, first: Term, second: Term, *, partial: bool = False) -> bool:
        decided = 0
        names = {s.name for t in (first, second) for s in free_symbols(t)}
        for point in self.points():
            values = Values(point, self.special)
            found = [_value_or_none(values, term) for term in (first, second)]
            if found[0] is None or found[1] is None:
                if found[0] is not found[1] and not partial:
                    return False
                continue
            same = agree(found[0], found[1])
            if same is False:
                return False
            decided += same is True
            if decided >= (POINTS if names else 1):
                return True
        return False

    def points(self) -> Iterator[dict[str, Ball]]:
        """Points of the domain at which the conditions hold, the same ones each time."""
        random = Random(f"points of {self.record['problem']}")
        for attempt in range(TRIES):
            point = {n: self._coordinate(n, attempt, random) for n in sorted(self.assumptions)}
            if all(_holds(Values(point, self.special), c) for c in self.conditions):
                yield point

    def _coordinate(self, name: str, attempt: int, random: Random) -> Ball:
        assumption = self.assumptions[name]
        if name == IMAGINARY:
            return imaginary_unit()
        if assumption == "complex":
            parts = (Fraction(random.randint(-64, 64), 17) for _ in range(2))
            return acb(*map(ball, parts))
        if assumption == "integer":
            return arb(random.randint(1, 9))
        if attempt % 4 == 3:  # small integers are where fractions lose their values
            value = Fraction(random.randint(-4, 4))
        else:
            value = Fraction(random.randint(-64, 64), 17)
        if assumption == "positive":
            value = abs(value) or Fraction(1, 3)
        if assumption == "nonzero":
            value = value or Fraction(2, 3)
        return ball(value)

    def value(self, term: Term) -> Ball:
        """The value of a term without free symbols.

        Raises:
            Rejected: it has free symbols or no value.
        """
        free = [s.name for s in free_symbols(term) if s.name != IMAGINARY]
        require(not free, "{} is no number", term)
        try:
            with Precision():
                return Values({IMAGINARY: imaginary_unit()}, self.special).of(term)
        except Undefined:
            raise Rejected(f"{term} has no value") from None

    def sign(self, term: Term) -> int | None:
        """1 or -1 if the term has this sign wherever the domain and conditions hold, else None."""
        if not free_symbols(term):
            value = self.value(term)
            return 1 if value > 0 else -1 if value < 0 else None
        form = to_canonical(term)
        if self._stated("positive", form):
            return 1
        if isinstance(term, Symbol):
            return 1 if self.assumptions[term.name] == "positive" else None
        assert isinstance(term, Call)
        signs = [self.sign(argument) for argument in term.arguments[:1]]
        if term.operator is NEG:
            return None if signs[0] is None else -signs[0]
        if term.operator is POW and signs[0] == 1:
            return 1
        if term.operator in _KEEPS_SIGN:
            signs = [self.sign(argument) for argument in term.arguments]
            return _common(signs) if term.operator is ADD else _product(signs)
        return 1 if term.operator.name == "exp" else None

    def nonzero(self, term: Term) -> bool:
        """Whether the term vanishes nowhere that the domain and the conditions allow."""
        if self.sign(term) is not None:
            return True
        form = to_canonical(term)
        if self._stated("nonzero", form) or self._stated("nonzero", to_canonical(-form)):
            return True
        if isinstance(term, Symbol):
            return self.assumptions[term.name] in ("positive", "nonzero")
        if isinstance(term, Call) and term.operator is POW:
            return self.nonzero(term.arguments[0])
        if isinstance(term, Call) and term.operator in (MUL, NEG):
            return all(self.nonzero(argument) for argument in term.arguments)
        if {s.name for s in free_symbols(term)} <= {IMAGINARY}:
            return not self.value(term).contains(0)
        return False

    def _stated(self, predicate: str, form: Canonical) -> bool:
        return any(p == predicate and to_canonical(s) is form for p, s in self.conditions)


def denominators(term: Term) -> list[Term]:
    """What stands below a fraction line, or under a negative exponent, and is no number.

    Operations with variables of their own, such as integrals, are not looked into.
    """
    if not isinstance(term, Call) or term.operator is INTEGRAL or not term.operator.interpreted:
        return []
    found = [below for argument in term.arguments for below in denominators(argument)]
    last = term.arguments[-1] if term.arguments else term
    if term.operator is DIV and free_symbols(last):
        found.append(last)
    is_power = term.operator is POW and isinstance(last, Number) and last.value < 0
    if is_power and free_symbols(term.arguments[0]):
        found.append(term.arguments[0])
    return found


def _product(signs: Sequence[int | None]) -> int | None:
    result = 1
    for sign in signs:
        if sign is None:
            return None
        result *= sign
    return result


def _common(signs: Sequence[int | None]) -> int | None:
    return signs[0] if len(set(signs)) == 1 else None


def _value_or_none(values: Values, term: Term) -> Ball | None:
    try:
        return values.of(term)
    except Undefined:
        return None


def _holds(values: Values, condition: tuple[str, Term]) -> bool:
    found = _value_or_none(values, condition[1])
    if found is None:
        return False
    if condition[0] == "nonzero":
        return not found.contains(0)
    return bool(found > 0) if condition[0] == "positive" else bool(found >= 0)


def number_of(term: Term) -> Fraction | None:
    """The rational number that a term is written as."""
    return Fraction(term.value) if isinstance(term, Number) else None
