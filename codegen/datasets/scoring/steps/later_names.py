r"""Lines with names that nothing before them explains.

A name may be explained afterwards (*... = \tan\theta, where θ = 8w + 5*), or stand for anything: a
law is quoted in letters of its own. Such a line is true if it holds for what the names are said to
be, or at all points. It is false only if its own sentence says what they are: elsewhere a letter
may have meant something else.
"""

from __future__ import annotations

import re
from dataclasses import replace

from codegen.datasets.checking.topics.context import IMAGINARY
from codegen.datasets.scoring.reference.context import Context, Statement
from codegen.datasets.scoring.steps.laws import LONGEST_BEFORE, is_quoted, law
from codegen.datasets.scoring.steps.lines import Judged, Ledger
from codegen.datasets.scoring.verdicts.complex_values import exponent_verdict
from codegen.datasets.scoring.verdicts.truth import UNDECIDED, Verdict
from symnum.terms.plain import Call, Symbol, Term
from symnum.terms.traversal import postorder

MOST_PASSES = 3
LONGEST_BETWEEN = 400
_WHERE = re.compile(r"\b(?:where|with|here)\b", re.IGNORECASE)
_SENTENCE = re.compile(r"[.!?](?=\s+[A-Z])|\n\s*\n")


def settle(ledger: Ledger, answer: str) -> None:
    """Judge again what was not decided because of its names.

    Args:
        ledger: The lines of an answer, all of them.
        answer: The whole text.
    """
    waiting = [line for line in ledger.lines if _is_waiting(line, ledger)]
    for _ in range(MOST_PASSES if waiting else 0):
        left = [line for line in waiting if not _is_settled(line, ledger, answer)]
        if len(left) == len(waiting):
            break
        waiting = left
    if ledger.unknown:
        names = {str(part.operator.name if isinstance(part, Call) else part)
                 for line in ledger.lines if not line.step.verdict.holds
                 for part in ledger.constants.unknown(line.statement)}  # fmt: skip
        ledger.unknown = {name: None for name in ledger.unknown if name in names}


def _is_waiting(line: Judged, ledger: Ledger) -> bool:
    verdict = line.step.verdict
    if verdict.kind != "undecided":
        return False
    return _has_exponents(ledger) or bool(ledger.constants.unknown(line.statement))


def _has_exponents(ledger: Ledger) -> bool:
    """Whether the record looks for exponents, which may be complex although it is real."""
    return bool(ledger.context.record["family"] == "differential_equations")


def _is_settled(line: Judged, ledger: Ledger, answer: str) -> bool:
    """Whether a line is decided now; then it says so."""
    constants = ledger.constants
    statement = constants.replaced(line.statement)
    unknown = constants.unknown(statement)
    if _is_definition(statement, unknown):
        constants.meanings.define(statement.left, statement.right)
        return _decide(line, constants.replaced(statement), Verdict("supported", 1), "let")
    if _has_exponents(ledger):
        verdict = _of_exponents(statement, unknown, ledger.context)
        if verdict.kind != "undecided":
            return _decide(line, statement, verdict, line.step.rule)
    if unknown:
        verdict = law(statement, ledger.context, quoted=_is_quoted(line, unknown, ledger, answer))
        if verdict.kind == "false":
            return _decide(line, line.statement, verdict, line.step.rule)
        return verdict.holds and _decide(line, line.statement, verdict, "law")
    verdict = ledger.grounds.truth.of(statement)
    if verdict.holds or (verdict.kind == "false" and _is_explained(line, ledger, answer)):
        return _decide(line, statement, verdict, line.step.rule)
    return False


def _of_exponents(statement: Statement, unknown: list[Term], context: Context) -> Verdict:
    """What is known of an equation that may have the imaginary unit, and that may call an exponent
    by a name of its own."""
    others = [part for part in unknown if str(part) != IMAGINARY]
    if not others:
        return exponent_verdict(statement, context)
    if others != [statement.left] or len(context.auxiliary) != 1:
        return UNDECIDED
    found = exponent_verdict(Statement(context.auxiliary[0], statement.right), context)
    return found if found.holds else UNDECIDED


def _is_quoted(line: Judged, unknown: list[Term], ledger: Ledger, answer: str) -> bool:
    """Whether a line is quoted as a law."""
    before = answer[max(0, line.step.start - LONGEST_BEFORE) : line.step.start]
    others = [other.raw for other in ledger.lines if other is not line]
    return is_quoted(line.statement, before, others, unknown, ledger.context)


def _is_definition(statement: Statement, unknown: list[Term]) -> bool:
    """Whether an equation says what a new name is, or a new function of new names."""
    left, right = statement.left, statement.right
    if statement.relation != "=" or left not in unknown:
        return False
    own = set(left.arguments) if isinstance(left, Call) else set()
    named = all(isinstance(argument, Symbol) for argument in own)
    return named and left not in {part for part, _ in postorder([right])} and (
        set(unknown) <= {left, *own}
    )  # fmt: skip


def _decide(line: Judged, statement: Statement, verdict: Verdict, rule: str) -> bool:
    follows = () if rule in ("let", "law") else line.step.follows
    line.statement = statement
    line.step = replace(line.step, verdict=verdict, rule=rule, follows=follows)
    return True


def _is_explained(line: Judged, ledger: Ledger, answer: str) -> bool:
    """Whether the sentence of a line goes on with what each of its names is."""
    if ledger.context.record["answer_kind"] == "counterexample":
        return False  # these hold under conditions that only the problem's words say
    names = ledger.constants.unknown(line.statement)
    said: set[Term] = set()
    for other in ledger.lines:
        between = answer[line.step.end : other.step.start]
        if other.step.start < line.step.end or len(between) > LONGEST_BETWEEN:
            continue
        if _WHERE.search(between) and not _SENTENCE.search(between):
            said.add(other.raw.left)
    return said >= set(names)
