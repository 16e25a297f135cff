"""Answers that say what unknowns are: ``x = 2 or x = 3``, ``u = 1 and v = 2``."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence

from codegen.datasets.checking.topics.values import Precision, Undefined, Values, agree
from codegen.datasets.scoring.reference.context import Context, Statement, statement_of
from codegen.datasets.scoring.verdicts.goals import Match
from symnum.ops import CONJUNCTION, DISJUNCTION, EQUAL, EQUATION
from symnum.terms import interface
from symnum.terms.plain import Call, Symbol, Term
from symnum.terms.traversal import free_symbols

Solution = Mapping[str, Term]
"""A value for each unknown."""


def alternatives(context: Context) -> list[Solution]:
    """The solutions that the record's last step states; none if it is no such statement."""
    term = context.final
    found = [] if term is None else alternatives_of(term)
    return found if all(found) else []


def parts_of(term: Term) -> list[Statement]:
    """The equations and inequalities that a statement is joined of."""
    if isinstance(term, Call) and term.operator in (CONJUNCTION, DISJUNCTION):
        return [each for part in term.arguments for each in parts_of(part)]
    found = statement_of(term)
    return [] if found is None else [found]


def is_joined(context: Context) -> bool:
    """Whether a record asks for several statements joined by *and* or *or*."""
    if context.steps and context.steps[-1].statement is not None:
        return False
    term = context.final
    return isinstance(term, Call) and term.operator in (CONJUNCTION, DISJUNCTION)


def match_joined(said: Sequence[Statement], context: Context) -> Match:
    """Whether the statements are those that the goal is joined of, in any order."""
    term = context.final
    wanted = [] if term is None else parts_of(term)
    if not said:
        return "missing"
    forms = [
        {(s.relation, context.forms.of(s.left), context.forms.of(s.right)) for s in each}
        for each in (said, wanted)
    ]
    return "exact" if forms[0] == forms[1] else "different"


def alternatives_of(term: Term) -> list[Solution]:
    """The solutions that a statement lists; empty ones for parts that are no values."""
    if not isinstance(term, Call):
        return [{}]
    if term.operator is DISJUNCTION:
        return [each for part in term.arguments for each in alternatives_of(part)]
    if term.operator is CONJUNCTION:
        joint: dict[str, Term] = {}
        for part in term.arguments:
            (each,) = alternatives_of(part)[:1] or ({},)
            joint |= each
        return [joint]
    if term.operator in (EQUATION, EQUAL):
        left, right = term.arguments
        found = assignment(Statement(left, right))
        return [{} if found is None else dict([found])]
    return [{}]


def assignment(
    statement: Statement, units: frozenset[str] = frozenset()
) -> tuple[str, Term] | None:
    """The name and its value, if a statement says that an unknown is a number.

    Args:
        statement: It.
        units: Names that numbers may have: an imaginary unit.
    """
    if statement.relation != "=":
        return None
    for name, value in ((statement.left, statement.right), (statement.right, statement.left)):
        if isinstance(name, Symbol) and {s.name for s in free_symbols(value)} <= units:
            return name.name, value
    return None


def said_solutions(statements: Iterable[Statement], unknowns: int) -> list[Solution]:
    """Solutions that statements give one after the other.

    Args:
        statements: The final ones of an answer.
        unknowns: How many unknowns a solution has.
    """
    found: list[dict[str, Term]] = []
    for statement in statements:
        pair = assignment(statement)
        if pair is None:
            continue
        name, value = pair
        if not found or name in found[-1] or len(found[-1]) == unknowns:
            found.append({})
        found[-1][name] = value
    return list(found)


def match_solutions(
    said: Sequence[Solution], wanted: Sequence[Solution], context: Context
) -> Match:
    """Whether the solutions are the ones that are wanted, all of them, in any order."""
    if not said:
        return "missing"
    left = list(wanted)
    exact, incomplete = True, False
    for solution in said:
        same = next((w for w in left if _same(solution, w, context)), None)
        if same is None:
            if any(_same(solution, w, context) for w in wanted):
                continue  # said twice
            if any(_is_part(solution, w, context) for w in wanted):
                incomplete = True
                continue
            return "wrong"
        left.remove(same)
        forms = context.forms
        exact = exact and all(forms.of(solution[n]) is forms.of(same[n]) for n in same)
    if left or incomplete:
        return "different"
    return "exact" if exact else "equivalent"


def _same(first: Solution, second: Solution, context: Context) -> bool:
    return first.keys() == second.keys() and all(
        equal_numbers(first[name], second[name], context) for name in first
    )


def _is_part(first: Solution, second: Solution, context: Context) -> bool:
    """Whether a solution has some of another one's unknowns, with the same values."""
    return first.keys() < second.keys() and all(
        equal_numbers(first[name], second[name], context) for name in first
    )


def equal_numbers(first: Term, second: Term, context: Context) -> bool:
    """Whether terms without unknowns are the same number."""
    if context.forms.of(first) is context.forms.of(second):
        return True
    if any(interface.number(context.forms.of(term)) is None for term in (first, second)):
        with Precision():
            try:
                one, two = (Values({}).of(term) for term in (first, second))
            except (Undefined, LookupError):
                return False
            return agree(one, two) is True
    return False
