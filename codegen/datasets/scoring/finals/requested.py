"""The final answer against what a record asks for, where that is no equation."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

from codegen.datasets.checking.topics.context import IMAGINARY
from codegen.datasets.reading.finals import parts as parts_in
from codegen.datasets.scoring.finals.counterexamples import denies, match_counterexample
from codegen.datasets.scoring.finals.plain_answers import (
    match_choice,
    match_expression,
    match_mixed,
    match_number,
    match_text,
    plain_text,
    without_unit,
)
from codegen.datasets.scoring.finals.state_answers import match_state
from codegen.datasets.scoring.finals.unknowns import last_values
from codegen.datasets.scoring.reference.context import Context, Statement
from codegen.datasets.scoring.reference.units import other_unit
from codegen.datasets.scoring.steps.answers import Read, read_term
from codegen.datasets.scoring.steps.chains import claiming
from codegen.datasets.scoring.steps.sentences import (
    exact_part,
    last_clause,
    last_sentence,
    numbered,
    numbers_in,
    one_number,
    said_in,
    unplaced,
    unrestricted,
)
from codegen.datasets.scoring.verdicts.complex_values import match_roots
from codegen.datasets.scoring.verdicts.general_solutions import GeneralSolutions
from codegen.datasets.scoring.verdicts.goals import REACHED, Match
from codegen.datasets.scoring.verdicts.solutions import (
    match_joined,
    parts_of,
)
from symnum.ops import LESS_EQUAL
from symnum.terms.plain import Call, Number, Symbol
from symnum.terms.traversal import free_symbols

Matcher = Callable[[str, str, str, Context], Match]
"""From what was said, what was wanted and its unit, each as text."""


def match_final(record: Mapping[str, Any], context: Context, found: Read) -> Match:
    """How the final answer stands to the record's: as it is marked, or as a sentence says it."""
    if record["answer_kind"] in ("number", "expression"):
        found = found._replace(final_text=unrestricted(exact_part(found.final_text)))
    if record["answer_kind"] == "number" and any(
        other_unit(said, record["problem"])
        for said in (found.final_text, last_sentence(found.sentence))
    ):
        return "different"
    if record["answer_kind"] == "counterexample" and denies(found.text, found.sentence):
        return match_counterexample("true", record["answer"], "", context)
    match = _as_written(record, context, found)
    if record["answer_kind"] == "choice" and found.sentence and match not in REACHED:
        other = match_choice(last_sentence(found.sentence), record["answer"])
        return other if other in REACHED else match
    if match in REACHED or not found.sentence or record["answer_kind"] not in _IN_SENTENCES:
        return match
    matcher, wanted = MATCHERS[record["answer_kind"]], record["answer"]
    ends = dict.fromkeys((found.sentence, last_sentence(found.sentence)))
    readings = [unrestricted(exact_part(said_in(unrestricted(end)))) for end in ends]
    if record["answer_kind"] == "counterexample":
        readings += [*ends, found.text]
    if record["answer_kind"] == "number":
        clauses = [*ends, *map(last_clause, ends)]
        readings += [str(n) for said in clauses if (n := one_number(said)) is not None]
    for said in filter(None, readings):
        other = matcher(said, wanted, "", context)
        if other in REACHED:
            return other
    return match


_IN_SENTENCES = frozenset({"number", "text", "state", "expression", "counterexample"})


def _as_written(record: Mapping[str, Any], context: Context, found: Read) -> Match:
    if record["answer_kind"] == "blanks" and not found.is_marked:
        return _blanks_at_the_end(record["blanks"], found, context)
    if not found.final_text:
        return "missing"
    if found.several and record["answer_kind"] != "blanks":
        return "different"
    if record["answer_kind"] == "blanks":
        return _blanks(record["blanks"], found, context)
    if record["answer_kind"] == "counterexample" and not found.is_marked:
        chosen = last_values(found._replace(lines=tuple(map(claiming, found.lines))),
                              len(record["domain"]), context)  # fmt: skip
        if chosen and len(found.lines) == len(chosen):
            said = ", ".join(f"{s.left} = {s.right}" for s in chosen)
            return match_counterexample(said, record["answer"], "", context)
    matcher = MATCHERS.get(record["answer_kind"], _text)
    return matcher(found.final_text, record["answer"], "", context)


def match_value(context: Context, found: Read, solutions: GeneralSolutions) -> Match:
    """How an expression stands to the right side of an equation that says what a name is, or what
    a function is that is looked for."""
    wanted = context.steps[-1].statement
    if wanted is None or wanted.relation != "=":
        return "missing"
    if not found.is_marked or found.several or found.marked or not found.final_text:
        return "missing"
    term = read_term(found.final_text, context)
    is_named = isinstance(wanted.left, Call) and not wanted.left.operator.interpreted
    if isinstance(wanted.left, Symbol) or (is_named and solutions.expression(wanted) is None):
        return match_expression(term, wanted.right, context)
    if term is None or solutions.expression(wanted) is None:
        return "missing"
    match = match_expression(term, wanted.right, context)
    if match in REACHED:
        return match
    return match_general(solutions, Statement(wanted.left, term)) or match


def match_bound(context: Context, found: Read) -> Match | None:
    """How a number stands to the bound that is asked for; None if that is no number's, or none is
    said."""
    wanted = context.final
    if not isinstance(wanted, Call) or wanted.operator is not LESS_EQUAL or found.marked:
        return None
    bounds = [side for side in wanted.arguments if not free_symbols(side)]
    ends = [found.final_text] if found.is_marked else []
    ends += [said_in(last_sentence(found.sentence)), said_in(found.sentence)]
    terms = (read_term(unplaced(exact_part(said)), context) for said in filter(None, ends))
    term = next((term for term in terms if term is not None), None)
    if len(bounds) != 1 or found.several or term is None or free_symbols(term):
        return None
    return match_number(term, bounds[0], context)


def match_general(solutions: GeneralSolutions, said: Statement) -> Match | None:
    """How a statement stands to all solutions of a differential equation, if they are asked for
    and it is about them."""
    body = solutions.expression(said) if solutions.has_constants else None
    if body is None:
        return None
    if solutions.is_general(body):
        return "equivalent"
    return "wrong" if solutions.is_refuted(body) else None


def match_several(context: Context, found: Read) -> Match:
    """How the final statements stand to those that the record's last step joins."""
    statements = list(found.marked)
    if not statements:
        term = context.final
        count = 0 if term is None else len(parts_of(term))
        statements = [line.statement for line in found.lines[-count:]]
    match = match_joined(statements, context)
    if match in REACHED or IMAGINARY not in context.symbols:
        return match
    claimed = found.marked_lines if found.marked else found.claimed
    return match_roots([line.statement for line in claimed], context) or match


def _blanks_at_the_end(blanks: list[Mapping[str, Any]], found: Read, context: Context) -> Match:
    """Several answers in the last line: a list, or the numbers in a sentence that has no others."""
    matches = [_blanks(blanks, found, context)] if found.final_text else []
    rows = numbered(found.text)
    for split in (parts_in, _numbers, _last_sides):
        for lines in ([found.sentence], rows):
            parts = tuple(part for line in lines for part in split(line))
            matches.append(_blanks(blanks, found._replace(parts=parts), context))
    return next((m for m in matches if m in REACHED), matches[0] if found.final_text else "missing")


def _numbers(line: str) -> tuple[str, ...]:
    return tuple(map(str, numbers_in(line)))


def _last_sides(line: str) -> tuple[str, ...]:
    """What comes after the last sign of equality."""
    return (line.rpartition("=")[2].strip(),)


def _blanks(blanks: list[Mapping[str, Any]], found: Read, context: Context) -> Match:
    """All of several answers, in order."""
    said = found.parts
    if len(said) != len(blanks):
        return "different"
    matches = [
        MATCHERS[blank["kind"]](part, blank["answer"], blank["unit"], context)
        for part, blank in zip(said, blanks, strict=True)
    ]
    if all(match == "exact" for match in matches):
        return "exact"
    worst = (match for match in matches if match not in REACHED)
    return next(worst, "equivalent")


def _number(said: str, wanted: str, unit: str, context: Context) -> Match:
    if match_text(said, wanted) == "exact":
        return "exact"
    number, asked = read_term(without_unit(said, unit), context), read_term(wanted, context)
    if number is not None:
        return match_number(number, asked, context)
    foreign = other_unit(said, f"{context.record['problem']} {unit}")
    only = None if foreign else one_number(plain_text(said))
    match = match_mixed(said, asked, context)
    other = "missing" if only is None else match_number(Number(only), asked, context)
    return other if match == "missing" and other in REACHED else match


def _expression(said: str, wanted: str, unit: str, context: Context) -> Match:
    if match_text(said, wanted) == "exact":
        return "exact"
    term = read_term(said, context)
    if term is None:
        return match_mixed(said, read_term(wanted, context), context)
    return match_expression(term, read_term(wanted, context), context)


def _choice(said: str, wanted: str, unit: str, context: Context) -> Match:
    return match_choice(said, wanted)


def _text(said: str, wanted: str, unit: str, context: Context) -> Match:
    return match_text(said, wanted)


MATCHERS: Mapping[str, Matcher] = {
    "number": _number, "expression": _expression, "choice": _choice, "text": _text,
    "counterexample": match_counterexample, "state": match_state,
}  # fmt: skip
"""By the kind of an answer."""
