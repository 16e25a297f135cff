"""Word problems with an injected error: numbers follow from the problem, wrong ones do not.

What is right is solved from the relations of the template. Steps that go on from the wrong one
compute what the record's program, which is that of right solutions, makes of the numbers shown
before.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from fractions import Fraction
from typing import Any

from codegen.datasets.checking.error_claims import (
    at_one_place,
    exchanged,
    with_other_sign,
    without_one,
)
from codegen.datasets.checking.families.programs import computed
from codegen.datasets.checking.families.refusal import demand
from codegen.datasets.checking.families.template import (
    check_said,
    posed,
    require_computed,
    shown_values,
    sides,
)
from codegen.datasets.checking.spoiled.claims import (
    is_slip,
    reported_error,
    require_kind,
    require_reason,
    require_written,
)
from symnum.ops import DIV, MUL, NEG
from symnum.terms.plain import Call, Number, Term

Step = Mapping[str, Any]
Values = Mapping[str, Fraction]


@reported_error
def check_spoiled_template(record: Mapping[str, Any]) -> str:
    """Check a word problem whose solution has an injected error; what its steps come to is told.

    Raises:
        Refused: naming the step.
    """
    said, slots, values = posed(record)
    check_said(record, said, slots)
    stated, steps, labels = set(said.numbers), record["steps"], record["step_labels"]
    places = {step["operand"]["text"]: n for n, step in enumerate(steps, start=1)}
    demand(set(places) == set(values) - stated, "a number is not computed", len(steps))
    shown = {name: values[name] for name in said.numbers}
    false: set[int] = set()
    for number, (step, label) in enumerate(zip(steps, labels, strict=True), start=1):
        name = step["operand"]["text"]
        if label:
            require_computed(step, number, values[name])
        elif not false:
            _require_wrong(record, number, values, shown)
        else:
            demand(not false.isdisjoint(step["inputs"]), "it rests on no wrong step", number)
            _require_going_on(record, number, values[name], shown)
        require_written(step["equation"]["text"], number)
        shown[name] = shown_values(step["equation"]["text"], number)[1]
        false.update([] if label else [number])
    demand(false in ({min(false)}, _resting(steps, min(false))), "some go on and others do not")
    return "; ".join(said.answers(shown))


def _resting(steps: Iterable[Step], number: int) -> set[int]:
    """A step and all that rest on it."""
    found = {number}
    for place, step in enumerate(steps, start=1):
        if not found.isdisjoint(step["inputs"]):
            found.add(place)
    return found


def _require_going_on(
    record: Mapping[str, Any], number: int, right: Fraction, shown: Values
) -> None:
    """It computes the number rightly from those that are shown, and so gets a wrong one."""
    step = record["steps"][number - 1]
    left, value = shown_values(step["equation"]["text"], number)
    demand(left == value, "the two sides are not equal", number)
    wanted = computed(record["program"], step["operand"]["text"], shown)
    demand(value == wanted, "it does not go on from what is shown before", number)
    demand(value != right, "it is right", number)


def _require_wrong(
    record: Mapping[str, Any], number: int, values: Values, shown: Values
) -> None:  # fmt: skip
    """It gets a wrong number by a mistake of its kind, and the correction the right one."""
    step, correction = record["steps"][number - 1], record["error"]["correction"]
    right = values[step["operand"]["text"]]
    require_computed({**step, "equation": correction}, number, right)
    value = shown_values(step["equation"]["text"], number)[1]
    demand(value != right, "it is right", number)
    require_kind(_is_of_kind(record, number, shown), record)
    require_reason(record, step["words"], f"The result is {right}, not {value}.")


def _is_of_kind(record: Mapping[str, Any], number: int, shown: Values) -> bool:
    kind, texts = record["error"]["kind"], [
        equation["text"]
        for equation in (record["error"]["correction"], record["steps"][number - 1]["equation"])
    ]  # fmt: skip
    (right, _), (wrong, _) = map(sides, texts)
    (_, value), (told, result) = (shown_values(text, number) for text in texts)
    if kind == "value":
        return right is wrong and is_slip(value, result)
    if told != result:
        return False
    if kind in ("related_values", "substitution"):
        known = set(shown.values())
        return any(
            is_slip(old, new) if kind == "related_values" else new in known
            for old, new in _exchanged_numbers(right, wrong)
        )
    return any(term is wrong for term in at_one_place(right, _MISTAKES[kind]))


def _exchanged_numbers(right: Term, wrong: Term) -> Iterator[tuple[Fraction, Fraction]]:
    """Numbers for which others stand: with these in their place one term is the other."""
    numbers = _number(right), _number(wrong)
    if numbers[0] is not None and numbers[1] is not None:
        yield numbers[0], numbers[1]
    if isinstance(right, Call) and isinstance(wrong, Call) and right.operator is wrong.operator:
        pairs = list(zip(right.arguments, wrong.arguments, strict=False))
        differing = [(old, new) for old, new in pairs if old is not new]
        if len(differing) == 1 and len(right.arguments) == len(wrong.arguments):
            yield from _exchanged_numbers(*differing[0])


def _number(term: Term) -> Fraction | None:
    """The number that a term writes down, which may be a fraction or negative."""
    if isinstance(term, Number):
        return Fraction(term.value)
    if isinstance(term, Call) and term.operator in (DIV, NEG):
        parts = [_number(part) for part in term.arguments]
        if None in parts or parts[-1] == 0:
            return None
        first, *rest = (part for part in parts if part is not None)
        return first / rest[0] if rest else -first
    return None


def _with_other_operation(part: Term) -> Iterator[Term]:
    yield from with_other_sign(part)
    if isinstance(part, Call) and part.operator in (MUL, DIV):
        yield Call(DIV if part.operator is MUL else MUL, part.arguments)


_MISTAKES = {
    "deleted_term": without_one, "flipped_sign": _with_other_operation,
    "swapped_terms": exchanged,
}  # fmt: skip
