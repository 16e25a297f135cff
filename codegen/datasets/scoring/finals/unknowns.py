"""Values of unknowns that an answer ends with: in a list, in a tuple, one after the other."""

from __future__ import annotations

from collections.abc import Sequence

from codegen.datasets.reading.finals import parts as parts_in
from codegen.datasets.reading.solution_sets import read_set
from codegen.datasets.scoring.finals.matrices import read_matrix
from codegen.datasets.scoring.finals.tuples import read_tuples
from codegen.datasets.scoring.reference.context import Context, Statement
from codegen.datasets.scoring.steps.answers import Read, read_term
from codegen.datasets.scoring.steps.chains import collapsed, settled
from codegen.datasets.scoring.steps.sentences import (
    approximates,
    exact_part,
    last_sentence,
    said_in,
)
from codegen.datasets.scoring.verdicts.goals import REACHED, Match
from codegen.datasets.scoring.verdicts.solutions import (
    Solution,
    alternatives,
    alternatives_of,
    assignment,
    match_solutions,
    said_solutions,
)
from symnum.terms.plain import Symbol
from symnum.terms.traversal import free_symbols


def match_unknowns(context: Context, found: Read) -> Match:
    """How the values of unknowns stand to the record's solutions."""
    wanted = alternatives(context)
    said = _solutions(context, found)
    match = "different" if said is None else match_solutions(said, wanted, context)
    if match == "different" and context.unknown is not None and not found.is_marked:
        each = said_solutions(_one_by_one(context.unknown, found, context), 1)
        other = match_solutions(each, wanted, context)
        return other if other in REACHED else match
    return match


def concluded(context: Context, found: Read) -> list[Statement]:
    """The equations between unknowns and numbers that an answer ends with."""
    return [
        Statement(context.symbols.get(name, Symbol(name)), value)
        for solution in _solutions(context, found) or ()
        for name, value in solution.items()
    ]


def _solutions(context: Context, found: Read) -> Sequence[Solution] | None:
    """The solutions that an answer gives; None if its final answer says something else."""
    wanted = alternatives(context)
    unknowns = len(wanted[0])
    statements = list(found.marked)
    matrix = read_matrix(found.final_text or found.sentence, context, list(wanted[0]))
    if matrix:
        return [matrix]
    whole = read_tuples(found.final_text if found.is_marked else found.sentence, context,
                        list(wanted[0]))  # fmt: skip
    if whole:
        return whole
    if not statements and (found.is_marked or _is_set_of(found, context)):
        return _listed(context, found, list(wanted[0]))
    if not statements:
        statements = last_values(found, len(wanted) * unknowns, context)
        if not statements and unknowns == 1:
            return _in_words(context, found, *wanted[0]) or []
        if approximates(found.final_text) in wanted[0]:
            named = [(s, assignment(s)) for s in statements]
            statements = [s for s, pair in named if pair is not None and pair[0] in wanted[0]]
    if unknowns > 1 and len(wanted) == 1:
        statements = _last_of_each(found, list(wanted[0]), context) or statements
    return said_solutions(statements, unknowns)


def _listed(context: Context, found: Read, names: Sequence[str]) -> Sequence[Solution] | None:
    """The values of one unknown in a list, or in a set."""
    if len(names) != 1:
        return None
    (name,) = names
    terms = [read_term(exact_part(part), context) for part in found.parts]
    if found.is_marked and all(term is not None for term in terms):
        return [{name: term} for term in terms if term is not None]
    text = found.final_text if found.is_marked else found.sentence
    said = read_set(text, context.declared, context.symbols.get(name, Symbol(name)))
    each = [] if said is None else alternatives_of(said)
    return each if each and all(each) else _in_words(context, found, name)


def _in_words(context: Context, found: Read, name: str) -> Sequence[Solution] | None:
    """The numbers that the last sentence says something to be: *the roots are 2 and 3*."""
    said = parts_in(said_in(last_sentence(found.sentence)))
    terms = [read_term(exact_part(part), context) for part in said]
    numbers = [term for term in terms if term is not None and not free_symbols(term)]
    return [{name: term} for term in numbers] if len(numbers) == len(terms) > 0 else None


def _is_set_of(found: Read, context: Context) -> bool:
    """Whether the last line of an answer is a set of values of the unknown."""
    unknown = context.unknown
    return unknown is not None and read_set(found.sentence, context.declared, unknown) is not None


def last_values(found: Read, most: int, context: Context) -> list[Statement]:
    """Values of unknowns at the end of an answer, as many as there may be, each once.

    After them may come checks in numbers; values that are thrown out are none.
    """
    denied = {line.statement for line in found.lines if line.role == "denied"}
    kept: dict[Statement, None] = {}
    for line in reversed(collapsed(found.claimed)):
        statement = settled(line.statement, context)
        if assignment(statement) is not None and len(kept) < most + len(denied):
            kept[statement] = None
        elif kept or not (denied or _is_numeric(statement)):
            break
    return [statement for statement in reversed(kept) if statement not in denied][-most:]


def _one_by_one(unknown: Symbol, found: Read, context: Context) -> list[Statement]:
    """All values of the unknown at the end of an answer, with its equations between them.

    Of ``x - 2 = 0``, ``x = 2``, ``x - 3 = 0``, ``x = 3`` both; none if one is said again: that may
    be the only one.
    """
    denied = {line.statement for line in found.lines if line.role == "denied"}
    kept: dict[Statement, None] = {}
    for line in reversed(collapsed(found.claimed)):
        statement = settled(line.statement, context)
        if statement in denied:
            continue
        sides = statement.left, statement.right
        symbols = {symbol for side in sides for symbol in free_symbols(side)}
        if symbols != {unknown}:
            if kept or symbols:
                break
        elif assignment(statement) is not None:
            if statement in kept:
                return []
            kept[statement] = None
    return list(reversed(kept))


def _last_of_each(found: Read, names: Sequence[str], context: Context) -> list[Statement]:
    """The last value of each unknown; none if one has no value."""
    last: dict[str, Statement] = {}
    for line in collapsed(found.marked_lines or found.claimed):
        statement = settled(line.statement, context)
        pair = assignment(statement)
        if pair is not None:
            last[pair[0]] = statement
    return [last[name] for name in names] if last.keys() >= set(names) else []


def _is_numeric(statement: Statement) -> bool:
    return not any(free_symbols(side) for side in (statement.left, statement.right))
