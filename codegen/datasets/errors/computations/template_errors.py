"""Injected errors in the solutions of word problems: a number that follows is another one.

The wrong step computes it from what the problem says, but not as the problem wants it: another
operation, another number, a term less; or its result is off.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from fractions import Fraction
from functools import partial
from random import Random

from codegen.datasets.errors.alterations import (
    at_one_place,
    deleted_term,
    flipped_sign,
    substitution,
    swapped_terms,
)
from codegen.datasets.errors.computations.computation_errors import Mistake, computation_error
from codegen.datasets.errors.computations.slips import COPIED, slips
from codegen.datasets.errors.spoiled import Record, Step
from codegen.datasets.families.instances import Instance, Values, names_in, value_of
from codegen.datasets.families.template import with_values
from codegen.datasets.families.told import read_back
from codegen.datasets.records import expression
from symnum.errors import InputError
from symnum.ops import DIV, EQUATION, MUL, NEG
from symnum.terms.exact import exact_text, reduced
from symnum.terms.latex import to_latex
from symnum.terms.parse import parse
from symnum.terms.plain import Call, Number, Symbol, Term
from symnum.terms.traversal import postorder

Altered = Callable[[Term, Mapping[str, Fraction], Random], Iterator[Term]]
"""From a term of a template and the numbers that are known: terms with one mistake."""
_LARGEST, _FINEST = 10**12, 1000
"""Wrong numbers are below, and so are their denominators."""
_ONE = Number(1)


def _mistakes(record: Record, number: int, kind: str, random: Random) -> Iterator[Mistake]:
    made, step = read_back(record["template"], record["problem"]), record["steps"][number - 1]
    assert made is not None
    computation, names = made.solution[number - 1], [c.name for c in made.solution]
    right = made.values[computation.name]
    known = {name: v for name, v in made.values.items() if name not in names[number - 1 :]}
    others = {made.values[name] for name in names}
    if kind == "value" and step["equation"]["text"] == f"{_shown(right)} = {_shown(right)}":
        return  # nothing is calculated
    for term, value in _wrong(computation.term, right, kind, known, random):
        plausible = value > 0 or kind == "swapped_terms"
        if value not in others and plausible and _is_small(value):
            wrong = _written(step, term, made.values, value)
            if wrong is not None:
                told = f"The result is {_shown(right)}, not {_shown(value)}."
                later = partial(_later, record, made, number, value)
                yield Mistake(wrong, told, later, likely=value > 0)


def _wrong(
    term: Term, right: Fraction, kind: str, known: Mapping[str, Fraction], random: Random
) -> Iterator[tuple[Term, Fraction]]:
    """Terms with one mistake and what they are worth, or the term itself and a wrong result."""
    if kind == "value":
        yield from ((term, value) for value in slips(right))
        return
    for altered in _ALTERED[kind](term, known, random):
        value = _worth(altered, known)
        if value is not None and isinstance(altered, Call):
            yield altered, value


def _worth(term: Term, values: Mapping[str, Fraction]) -> Fraction | None:
    try:
        return value_of(term, values)
    except (ZeroDivisionError, InputError):
        return None


def _is_small(value: Fraction) -> bool:
    return abs(value.numerator) < _LARGEST and value.denominator < _FINEST


def _shown(value: Fraction) -> str:
    return exact_text(reduced(value))


def _written(step: Step, term: Term, values: Values, value: Fraction) -> Step | None:
    """The step with another computation; ``None`` if that would not be read as it is meant."""
    left = with_values(term, values)
    shown = expression(Call(EQUATION, (left, Number(reduced(value)))))
    trivial = shown["text"] == f"{_shown(value)} = {_shown(value)}"
    fits = not trivial and shown["text"] != step["equation"]["text"]
    fits = fits and to_latex(parse(shown["text"])) == shown["latex"]
    return {**step, "equation": shown} if fits else None


def _later(record: Record, made: Instance, number: int, wrong: Fraction) -> Sequence[Step] | None:
    """The later steps, with what follows from the wrong number in the place of what is right."""
    false = {made.solution[number - 1].name: wrong}
    steps: list[Step] = []
    for step, (name, term, _) in zip(
        record["steps"][number:], made.solution[number:], strict=True
    ):  # fmt: skip
        if names_in(term).isdisjoint(false):
            steps.append(step)
            continue
        values = {**made.values, **false}
        value = _worth(term, values)
        if value is None or value == made.values[name] or not _is_small(value):
            return None
        changed = _written(step, term, values, value)
        if changed is None:
            return None
        false[name] = value
        steps.append(changed)
    return steps


def _miscopied(term: Term, known: Mapping[str, Fraction], random: Random) -> Iterator[Term]:
    def change(part: Term) -> Iterator[Term]:
        if isinstance(part, Symbol):
            yield from (Number(reduced(slip)) for slip in slips(known[part.name], COPIED))

    return at_one_place(term, change)


def _substituted(term: Term, known: Mapping[str, Fraction], random: Random) -> Iterator[Term]:
    """One number is another that is known, but has no part in this step."""
    used = names_in(term)
    return substitution(term, [Symbol(name) for name in known if name not in used], random)


def _other_operation(term: Term, known: Mapping[str, Fraction], random: Random) -> Iterator[Term]:
    """Plus for minus, times for divided by, or the other way round."""

    def change(part: Term) -> Iterator[Term]:
        if isinstance(part, Call) and part.operator in (MUL, DIV) and _ONE not in part.arguments:
            yield Call(DIV if part.operator is MUL else MUL, part.arguments)

    yield from flipped_sign(term, (), random)
    yield from at_one_place(term, change)


def _shortened(term: Term, known: Mapping[str, Fraction], random: Random) -> Iterator[Term]:
    """Without one part; of a difference, what is taken away alone would be negative."""
    return (t for t in deleted_term(term, (), random) if not _has_minus(t))


def _has_minus(term: Term) -> bool:
    return any(isinstance(part, Call) and part.operator is NEG for part, _ in postorder([term]))


def _exchanged(term: Term, known: Mapping[str, Fraction], random: Random) -> Iterator[Term]:
    return (t for t in swapped_terms(term, (), random) if not _divides_by_one(t))


def _divides_by_one(term: Term) -> bool:
    if not isinstance(term, Call):
        return False
    by_one = term.operator is DIV and term.arguments[1] is _ONE
    return by_one or any(map(_divides_by_one, term.arguments))


_ALTERED: Mapping[str, Altered] = {
    "related_values": _miscopied,
    "substitution": _substituted,
    "deleted_term": _shortened,
    "flipped_sign": _other_operation,
    "swapped_terms": _exchanged,
}

template_error = computation_error(_mistakes)
"""Injects an error into the solution of a word problem."""
