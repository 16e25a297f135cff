r"""Answers that say for which numbers something holds: ``x < 1 or x > 4``, ``(-\infty, 1)``.

Sets are compared exactly, by the checker's cells of the real line, so that any notation counts. One
that has numbers too many is wrong, one that has too few is something else.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from functools import reduce

from codegen.datasets.checking.topics.radical_functions import Unsupported
from codegen.datasets.checking.topics.solutions import atoms, equivalent
from codegen.datasets.checking.topics.values import Undefined
from codegen.datasets.reading.piecewise import relation_term
from codegen.datasets.reading.solution_sets import NOTHING, read_set
from codegen.datasets.scoring.reference.asked import solved_for
from codegen.datasets.scoring.reference.context import Context, Statement
from codegen.datasets.scoring.steps.answers import Read
from codegen.datasets.scoring.steps.lines import Line
from codegen.datasets.scoring.steps.sentences import said_in
from codegen.datasets.scoring.verdicts.goals import Match
from symnum.ops import CONJUNCTION, DISJUNCTION, EQUAL, EQUATION
from symnum.terms.plain import Call, Symbol, Term

_EQUAL = (EQUAL, EQUATION)
_FORMULA = re.compile(r"\$+([^$]+)\$+|\\\((.+?)\\\)|\\\[(.+?)\\\]", re.DOTALL)
_MOST_JOINED = 6
LONGEST_END = 2000
"""Characters at the end of an answer in which its set is looked for."""
_JOINED = re.compile(r"[\s,;.]*(?:and|or|∪|U|union|\\cup)?[\s,;.]*", re.IGNORECASE)
_AND = re.compile(
    r"(?:[\s$,;()&]|\\[()\[\],;]|\\q?quad|\\land|\\wedge|∧|\band\b"
    r"|\\(?:text|mbox|textrm)\s*\{\s*(?:and)?\s*\})*"
)
"""Between comparisons that belong together."""


def unknown_asked(context: Context) -> Symbol | None:
    """The unknown, if the record's last step says between which numbers it is."""
    term = context.final
    if term is None or context.unknown is None:
        return None
    only_values = all(atom.operator in _EQUAL for atom in atoms(term))
    return None if only_values else context.unknown


def match_set(context: Context, unknown: Symbol, found: Read) -> Match | None:
    """How the final answer's numbers stand to the record's; None if it is no such statement."""
    if found.several and not found.is_bare:
        return "different"
    wanted = context.final
    said = next(_readings(context, unknown, found), None)
    if wanted is None or said is None:
        return None
    try:
        if equivalent(said, wanted, unknown):
            same = _forms(said, context) == _forms(wanted, context)
            return "exact" if same else "equivalent"
        inside = equivalent(Call(CONJUNCTION, (said, wanted)), said, unknown)
        return "different" if inside else "wrong"
    except (Unsupported, Undefined, LookupError):
        return "different"


def beyond(context: Context, unknown: Symbol, found: Read) -> list[Statement]:
    """The comparisons of a wrong final answer that end at a number where what is asked for does
    not; if there is none, all that earlier lines lead to."""
    wanted = [] if context.final is None else list(atoms(context.final))
    ends = {context.forms.of(side) for atom in wanted for side in atom.arguments}
    lines = found.marked_lines if found.is_marked else _last_together(found)
    said = [line.statement for line in lines if line.statement.relation != "="]
    solved = [s for s in said if unknown in (s.left, s.right)]
    other = [s for s in solved if not {context.forms.of(s.left), context.forms.of(s.right)} <= ends]
    return other or (solved if len(found.lines) > len(lines) else [])


def _readings(context: Context, unknown: Symbol, found: Read) -> Iterator[Term]:
    """The final answer as a statement about the unknown, the likeliest reading first."""
    texts = [found.final_text] if found.is_marked else []
    texts += _texts(found)
    for text in texts:
        said = read_set(text.replace("$", " "), context.declared, unknown)
        if said is not None:
            yield said
    lines = found.marked_lines if found.is_marked else _last_together(found)
    said = joined(lines, unknown)
    if said is not None and solved_for(said) is unknown:
        yield said


def _texts(found: Read) -> Iterator[str]:
    """What at the end of an answer may be a set: what its last line says, or its last formulas."""
    if not found.sentence:
        return
    yield from filter(None, (said_in(found.sentence), found.sentence))
    end = found.text.rstrip()
    end = end[max(0, end.rfind("\n\n", 0, -2), end.rfind("\n", 0, len(end) - LONGEST_END)) :]
    formulas = list(_FORMULA.finditer(end))
    for first in range(max(0, len(formulas) - _MOST_JOINED), len(formulas)):
        pairs = zip(formulas[first:], formulas[first + 1 :], strict=False)
        if all(_JOINED.fullmatch(end, a.end(), b.start()) for a, b in pairs):
            inner = (next(filter(None, match.groups()), "") for match in formulas[first:])
            yield r" \cup ".join(inner)


def _last_together(found: Read) -> list[Line]:
    """The last comparison with those that belong to it."""
    lines = list(found.lines)
    kept = lines[-1:]
    for before, after in zip(reversed(lines[:-1]), reversed(lines), strict=False):
        grouped = before.group and before.group == after.group
        said = before.statement
        if not any(isinstance(side, Symbol) for side in (said.left, said.right)):
            break  # it is not solved
        if (
            not after.chained
            and not grouped
            and not _AND.fullmatch(found.text, before.end, after.start)
        ):
            break
        kept.insert(0, before)
    return kept


def joined(lines: Sequence[Line], unknown: Symbol) -> Term | None:
    """Comparisons as one statement.

    Those of a chain hold together, those with "or" between them one by one. A list holds together
    if some number is in all of it, else it lists the parts.
    """
    listed: list[list[list[Term]]] = []
    before: Line | None = None
    for line in lines:
        said = line.statement
        term = relation_term(said.relation, said.left, said.right)
        if line.chained and before is not None:
            listed[-1][-1].append(term)
        elif before is not None and before.group and before.group == line.group:
            listed[-1].append([term])
        else:
            listed.append([[term]])
        before = line
    parts = [_any([_all(part) for part in each]) for each in listed]
    if len(parts) < 2:
        return parts[0] if parts else None
    together = _all(parts)
    try:
        empty = equivalent(together, NOTHING, unknown)
    except (Unsupported, Undefined, LookupError):
        return None
    return _any(parts) if empty else together


def _all(terms: Sequence[Term]) -> Term:
    return reduce(lambda a, b: Call(CONJUNCTION, (a, b)), terms)


def _any(terms: Sequence[Term]) -> Term:
    return reduce(lambda a, b: Call(DISJUNCTION, (a, b)), terms)


def _forms(term: Term, context: Context) -> set[tuple[object, ...]]:
    """The comparisons of a statement in normal form."""
    of = context.forms.of
    return {(atom.operator, *(of(side) for side in atom.arguments)) for atom in atoms(term)}
