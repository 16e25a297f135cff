"""Guards: what must be known of a rule's variables before it may be applied.

The vocabulary is closed, so that each engine can decide a guard in its own way: the classical
engine by facts it derives, an e-graph by relations, the soundness test by choosing its points.
"""

from __future__ import annotations

from dataclasses import dataclass

from symnum.errors import InputError, unknown
from symnum.terms.assumptions import IMPLIED
from symnum.terms.plain import Call, Number, PatternVariable, Term

STRUCTURAL = frozenset({"constant", "free_of"})
"""Predicates about how a term is written; all others are about its value."""
VOCABULARY = frozenset(IMPLIED) | STRUCTURAL


@dataclass(frozen=True, slots=True)
class Guard:
    """``predicate`` holds of the ``subjects``, for all values of their symbols.

    Raises:
        InputError: a predicate outside the vocabulary, or a wrong number of subjects.
    """

    predicate: str
    subjects: tuple[Term, ...]

    def __post_init__(self) -> None:
        if self.predicate not in VOCABULARY:
            raise unknown(self.predicate, sorted(VOCABULARY), "guard")
        wanted = 2 if self.predicate == "free_of" else 1
        if len(self.subjects) != wanted:
            raise InputError(f"guard {self.predicate} takes {wanted} subjects")

    @property
    def subject(self) -> Term:
        """The first subject."""
        return self.subjects[0]

    def __repr__(self) -> str:
        return f"{self.predicate}({', '.join(map(repr, self.subjects))})"


def _guard(predicate: str, *subjects: Term | int) -> Guard:
    terms = tuple(s if isinstance(s, Term) else Number(s) for s in subjects)
    return Guard(predicate, terms)


def defined(subject: Term) -> Guard:
    """The subject has a value."""
    return _guard("defined", subject)


def nonzero(subject: Term) -> Guard:
    """The subject has a value and it is not 0."""
    return _guard("nonzero", subject)


def positive(subject: Term) -> Guard:
    """The subject is above 0."""
    return _guard("positive", subject)


def nonnegative(subject: Term) -> Guard:
    """The subject is 0 or above."""
    return _guard("nonnegative", subject)


def negative(subject: Term) -> Guard:
    """The subject is below 0."""
    return _guard("negative", subject)


def integer(subject: Term) -> Guard:
    """The subject is an integer."""
    return _guard("integer", subject)


def even(subject: Term) -> Guard:
    """The subject is an even integer."""
    return _guard("even", subject)


def odd(subject: Term) -> Guard:
    """The subject is an odd integer."""
    return _guard("odd", subject)


def constant(subject: Term) -> Guard:
    """The subject is written as a number."""
    return _guard("constant", subject)


def free_of(subject: Term, symbol: Term) -> Guard:
    """The symbol does not occur in the subject."""
    return _guard("free_of", subject, symbol)


def variables_of(*terms: Term) -> tuple[PatternVariable, ...]:
    """The pattern variables in terms, in order of first occurrence."""
    found: dict[PatternVariable, None] = {}
    calls: set[Call] = set()
    waiting = list(reversed(terms))
    while waiting:  # not ``postorder``: all rules are asked for theirs when they are imported
        term = waiting.pop()
        if isinstance(term, PatternVariable):
            found[term] = None
        elif isinstance(term, Call) and term not in calls:
            calls.add(term)
            waiting.extend(reversed(term.arguments))
    return tuple(found)
