"""Injected errors in traces of recursive functions: an equation is applied in a wrong form.

A digit of the result is another one, a call around a part is lost (the carry of a sum, say), two
arguments have changed places or one stands for another. What the state comes to is another value.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from functools import partial
from random import Random
from typing import Any

from codegen.datasets.errors.computations.computation_errors import Mistake, computation_error
from codegen.datasets.errors.spoiled import Record, Step
from codegen.datasets.families.recursion import CONSTRUCTORS, definitions, rewrite
from codegen.datasets.families.reduction import (
    Equation,
    Reduction,
    Rewrite,
    filled,
    matched,
    reduced,
    trace,
)
from codegen.datasets.families.writing import call_expression, shown
from symnum.ops import function
from symnum.terms.parse import parse
from symnum.terms.plain import Call, Symbol, Term

_LONGEST = 80
"""Reductions after which it is not awaited what a wrong state comes to."""
_B0, _B1 = function("b0"), function("b1")
_DIGITS = {_B0: _B1, _B1: _B0}
_CONS = function("cons")


def _mistakes(record: Record, number: int, kind: str, random: Random) -> Iterator[Mistake]:
    if number == 1:
        return
    before, step = record["steps"][number - 2 : number]
    state, value = _read(before["equation"]["text"]), _value(_read(record["answer"]))
    found = reduced(state, rewrite)
    assert found is not None
    right, wrong = _results(found, kind)
    for result in dict.fromkeys(wrong):
        whole = reduced(state, _giving(result))
        done = None if whole is None else trace(whole.whole, rewrite, _LONGEST)
        if whole is not None and done is not None:
            last = done[-1].whole if done else whole.whole
            if _value(last) != value:
                told = f"{shown(found.redex)} becomes {shown(right)}, not {shown(result)}."
                spoiled = {**step, "equation": call_expression(whole.whole)}
                yield Mistake(spoiled, told, partial(_later, record, number, done))


def _read(text: str) -> Term:
    return parse(text, functions=[*CONSTRUCTORS, *definitions()])


def _value(term: Term) -> Any:
    """What a term without functions is worth: numbers may be written with zeros in front."""
    if isinstance(term, Call) and term.operator in _DIGITS:
        return 2 * _value(term.arguments[0]) + (term.operator is _B1)
    if isinstance(term, Call):
        return (term.operator.name, *map(_value, term.arguments))
    return 0 if str(term) == "end" else str(term)


def _results(found: Reduction, kind: str) -> tuple[Term, Iterator[Term]]:
    """What the equation of a step gives, and what it would give in wrong forms."""
    assert isinstance(found.redex, Call)
    equation = definitions()[found.redex.operator.name].equations[found.equation]
    binding = matched(equation.left, found.redex, equation.variables)
    assert binding is not None
    altered = _ALTERED[kind](equation) if kind in _ALTERED else iter(())
    return filled(equation.right, binding), (filled(form, binding) for form in altered)


def _giving(result: Term) -> Rewrite:
    """The first call that can be unfolded gives this."""
    return lambda term: None if rewrite(term) is None else (0, result)


def _later(record: Record, number: int, done: Sequence[Reduction]) -> Sequence[Step] | None:
    """The rest of the trace from a wrong state, if it is as long as that from the right one."""
    old = record["steps"][number:]
    if len(old) != len(done):
        return None
    return [
        {**step, "operand": call_expression(reduction.redex),
         "equation": call_expression(reduction.whole),
         "words": f"Unfold {shown(reduction.redex)}"}
        for step, reduction in zip(old, done, strict=True)
    ]  # fmt: skip


def _at_one_place(term: Term, change: Callable[[Term], Iterator[Term]]) -> Iterator[Term]:
    yield from change(term)
    if isinstance(term, Call):
        for place, argument in enumerate(term.arguments):
            for other in _at_one_place(argument, change):
                parts = (*term.arguments[:place], other, *term.arguments[place + 1 :])
                yield Call(term.operator, parts)


def _other_digit(equation: Equation) -> Iterator[Term]:
    def change(part: Term) -> Iterator[Term]:
        if isinstance(part, Call) and part.operator in _DIGITS:
            yield Call(_DIGITS[part.operator], part.arguments)

    return _at_one_place(equation.right, change)


def _lost_call(equation: Equation) -> Iterator[Term]:
    """A call gives way to its one argument of the same sort, a list with an entry to the rest."""

    def change(part: Term) -> Iterator[Term]:
        if isinstance(part, Call) and (_keeps_sort(part.operator.name) or part.operator is _CONS):
            yield part.arguments[-1]

    return _at_one_place(equation.right, change)


def _exchanged(equation: Equation) -> Iterator[Term]:
    """The first and the last argument of a call, where both are of one sort."""

    def change(part: Term) -> Iterator[Term]:
        sorts = _sorts(part.operator.name) if isinstance(part, Call) else ()
        if isinstance(part, Call) and len(sorts) > 1 and sorts[0] == sorts[-1]:
            first, *between, last = part.arguments
            yield Call(part.operator, (last, *between, first))

    return _at_one_place(equation.right, change)


def _substituted(equation: Equation) -> Iterator[Term]:
    """One variable for another of its sort."""
    sorts = dict(_variables(equation.left, ""))

    def change(part: Term) -> Iterator[Term]:
        if isinstance(part, Symbol) and part.name in sorts:
            yield from (
                Symbol(name) for name, sort in sorts.items()
                if name != part.name and sort == sorts[part.name]
            )  # fmt: skip

    return _at_one_place(equation.right, change)


def _variables(term: Term, sort: str) -> Iterator[tuple[str, str]]:
    """The variables of a left side with their sorts."""
    if isinstance(term, Symbol) and term.name in "axyz":
        yield term.name, sort
    if isinstance(term, Call):
        for argument, inner in zip(term.arguments, _sorts(term.operator.name), strict=True):
            yield from _variables(argument, inner)


def _keeps_sort(name: str) -> bool:
    """Whether a call of one argument is of the argument's sort."""
    definition = definitions().get(name)
    result = "number" if definition is None else definition.result
    return tuple(_sorts(name)) == (result,)


def _sorts(name: str) -> Sequence[str]:
    return CONSTRUCTORS[name] if name in CONSTRUCTORS else definitions()[name].arguments


_ALTERED: Mapping[str, Callable[[Equation], Iterator[Term]]] = {
    "value": _other_digit, "substitution": _substituted, "deleted_term": _lost_call,
    "swapped_terms": _exchanged,
}  # fmt: skip
"""Right sides with one mistake; there are neither signs nor numbers in them."""

recursion_error = computation_error(_mistakes)
"""Injects an error into a trace of a recursive function."""
