"""Points at which a topic's wrong step is refuted: read from a record, and what holds there.

Functions of one symbol are what a premise says, else what the last step that says it finds. An
equation between antiderivatives says that both sides have one derivative. What has no value of its
own even so decides nothing.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence

from flint import acb

from codegen.datasets.checking.topics.context import IMAGINARY, Context, Rejected, require
from codegen.datasets.checking.topics.lines import Line
from codegen.datasets.checking.topics.solutions import atoms
from codegen.datasets.checking.topics.values import (
    Ball,
    Precision,
    Undefined,
    Values,
    agree,
    derivative_of,
    imaginary_unit,
)
from symnum.errors import InputError
from symnum.ops import (
    CONJUNCTION,
    DERIVATIVE,
    DISJUNCTION,
    EQUAL,
    EQUATION,
    INTEGRAL,
    LESS,
    MUL,
    Operator,
)
from symnum.terms.parse import parse
from symnum.terms.plain import Call, Symbol, Term
from symnum.terms.text import to_text
from symnum.terms.traversal import postorder, rewritten

Sides = tuple[Term, Term]
_MOST = 200
"""Characters of a coordinate."""


class Place:
    """A point, as the check of a record sees it.

    Args:
        context: The record, all of whose steps have been replayed.
        text: The point, as ``x = 1/2, y = sqrt(3)``.
        bits: Of ball arithmetic.

    Raises:
        Rejected: the text is no point of the domain.
    """

    def __init__(self, context: Context, text: str, bits: int) -> None:
        self.context, self.bits = context, bits
        self._meanings = _meanings(context.lines)
        self._lets = {line.left: line.right for line in context.lines if line.operator == "let"}
        unit = {IMAGINARY: imaginary_unit()} if IMAGINARY in context.assumptions else {}
        point: dict[str, Ball] = dict(unit)
        for name, term in _coordinates(text).items():
            require(name in context.assumptions and name != IMAGINARY, "{} is no unknown", name)
            point[name] = _closed(term, unit, bits)
            inside = _is_inside(context.assumptions[name], point[name])
            require(inside, "the counterexample is outside the domain of {}", name)
        self._values = Values(point, context.special)

    def value(self, term: Term) -> Ball | None:
        """The value; ``None`` if there is none, or it depends on what is not known."""
        if self._is_open(term):
            return None
        with Precision(self.bits):
            try:
                return self._values.of(term)
            except (Undefined, LookupError):
                return None

    def _is_open(self, term: Term) -> bool:
        """Whether a term has integrals, or functions of which nothing is known."""
        return any(
            isinstance(part, Call)
            and part.operator.name not in self.context.special
            and (part.operator is INTEGRAL or not part.operator.interpreted)
            for part, _ in postorder([term])
        )

    def names(self, *terms: Term) -> frozenset[str]:
        """Names on which terms depend, as they are evaluated."""
        return frozenset(name for term in terms for name in _open_names(term))

    def names_of(self, statement: Term) -> frozenset[str]:
        """The same of a statement."""
        return self.names(*(side for atom in atoms(statement) for side in self.sides(atom)))

    def concerns(self, names: frozenset[str]) -> bool:
        """Whether the point says something of names.

        Raises:
            Rejected: it says something of some of them alone.
        """
        missing = sorted(names - self._values.point.keys())
        known = names - {*missing, IMAGINARY}
        require(not (known and missing), "the counterexample has no {}", ", ".join(missing))
        return not missing

    def satisfies(self, condition: tuple[str, Term]) -> bool:
        """Whether a side condition holds for certain, or is about other names."""
        subject = self._explained(condition[1])
        if not self.concerns(self.names(subject)):
            return True
        value = self.value(subject)
        return value is not None and _is_inside(condition[0], value)

    def holds(self, statement: Term) -> bool | None:
        """Whether a statement is true, or false for certain; ``None`` if that is not known."""
        assert isinstance(statement, Call)
        if statement.operator in (CONJUNCTION, DISJUNCTION):
            parts = [self.holds(part) for part in statement.arguments]
            decisive = statement.operator is DISJUNCTION
            if decisive in parts:
                return decisive
            return None if None in parts else not decisive
        left, right = map(self.value, self.sides(statement))
        if left is None or right is None:
            return None
        if statement.operator in (EQUATION, EQUAL):
            with Precision(self.bits):
                return agree(left, right)
        if isinstance(left, acb) or isinstance(right, acb):
            return None
        strict = statement.operator is LESS
        if left < right or (not strict and (left <= right or agree(left, right))):
            return True
        return False if left > right or (strict and left >= right) else None

    def sides(self, statement: Call) -> Sides:
        """Both sides in what is known; of antiderivatives, their derivatives."""
        left, right = map(self._explained, statement.arguments)
        variables = _integrated_over(left, right)
        outer = [variable for variable in variables if variable not in self._lets]
        if not variables:
            return left, right
        if outer and (len(variables) > 1 or self._lets):
            left, right = (self.in_terms_of(outer[0], side) for side in (left, right))
        variable = (outer or variables)[0]
        return derivative_of(left, variable), derivative_of(right, variable)

    def _explained(self, term: Term) -> Term:
        """The term with what functions are, and derivatives carried out."""

        def meaning(part: Term, now: tuple[Term, ...]) -> Term | None:
            if isinstance(part, Call) and part.operator is DERIVATIVE:
                return derivative_of(now[0], now[1])
            if not isinstance(part, Call) or part.operator not in self._meanings:
                return None
            variable, body = self._meanings[part.operator]
            return rewritten(body, lambda leaf, _: now[0] if leaf is variable else None)

        return rewritten(term, meaning)

    def in_terms_of(self, variable: Term, term: Term) -> Term:
        """The term with what names that were put for expressions stand for; antiderivatives over
        such are over the variable then."""

        def meaning(part: Term, now: tuple[Term, ...]) -> Term | None:
            if part in self._lets:
                return self._lets[part]
            if _is_integral(part) and part.arguments[1] in self._lets:  # type: ignore[attr-defined]
                slope = derivative_of(now[1], variable)
                return Call(INTEGRAL, (Call(MUL, (now[0], slope)), variable))
            return None

        return rewritten(term, meaning)


def _coordinates(text: str) -> Mapping[str, Term]:
    """``x = 1/2, y = 3`` read; empty for the empty text.

    Raises:
        Rejected: it is no such text.
    """
    found: dict[str, Term] = {}
    for part in text.split(", ") if text else ():
        name, equals, value = part.partition(" = ")
        require(
            bool(equals) and name not in found and len(part) < _MOST, "{} is no coordinate", part
        )
        try:
            found[name] = parse(value, source="error.counterexample")
        except InputError:
            require(False, "{} is no coordinate", part)
        require(to_text(found[name]) == value, "{} is not how it is written", value)
    return found


def _closed(term: Term, unit: Mapping[str, Ball], bits: int) -> Ball:
    """The value of a coordinate.

    Raises:
        Rejected: it has none.
    """
    with Precision(bits):
        try:
            return Values(unit).of(term)
        except (Undefined, LookupError):
            raise Rejected(f"{term} is no coordinate") from None


def _is_inside(fact: str, value: Ball) -> bool:
    """Whether a value is for certain what is assumed."""
    if fact == "complex":
        return True
    if fact == "positive":
        return bool(value > 0)
    if fact == "nonnegative":
        return bool(value >= 0)
    if fact == "nonzero":
        return not value.contains(0)
    return fact == "real" or value.unique_fmpz() is not None


def _meanings(lines: Sequence[Line]) -> Mapping[Operator, tuple[Term, Term]]:
    """Of functions of one symbol the symbol and what they are."""
    found: dict[Operator, tuple[Term, Term]] = {}
    premises = [line for line in lines if line.operator == "given"]
    for line in (*premises, *reversed(lines)):
        if line.relation is not EQUATION or not _is_elementary(line.right):
            continue
        head = line.left
        if isinstance(head, Call) and _is_named(head):
            found.setdefault(head.operator, (head.arguments[0], line.right))
    return found


def _is_named(head: Call) -> bool:
    """Whether it is a named function of one symbol."""
    alone = not head.operator.interpreted and len(head.arguments) == 1
    return alone and isinstance(head.arguments[0], Symbol)


def _is_elementary(term: Term) -> bool:
    parts = (part for part, _ in postorder([term]) if isinstance(part, Call))
    return all(part.operator.interpreted and part.operator is not INTEGRAL for part in parts)


def _open_names(term: Term) -> Iterator[str]:
    """Names in a term but the variables of limits, sums and definite integrals."""
    if isinstance(term, Symbol):
        yield term.name
    if isinstance(term, Call):
        bound = str(term.arguments[1]) if not term.operator.interpreted else ""
        yield from (n for part in term.arguments for n in _open_names(part) if n != bound)


def _is_integral(term: Term) -> bool:
    return isinstance(term, Call) and term.operator is INTEGRAL


def _integrated_over(*terms: Term) -> list[Term]:
    parts = (part for part, _ in postorder(terms) if _is_integral(part))
    return list(dict.fromkeys(part.arguments[1] for part in parts))
