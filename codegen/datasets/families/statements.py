"""Statements for all real numbers, true and false, made of the engine's rules.

A true one is a rule with what its guard demands as conditions; a false one is a rule without its
guard, or with one place of its right side changed. Variables of a rule become expressions in one or
two symbols, and those that have to be whole numbers become such.
"""

from __future__ import annotations

from collections.abc import Iterator
from functools import cache
from random import Random
from typing import NamedTuple

from codegen.datasets.families.reduction import filled
from codegen.datasets.families.writing import shown
from rewrite_rules import RULES
from symnum.errors import InputError
from symnum.ops import ADD, COS, MAX, MIN, MUL, POW, SIN, SUB
from symnum.rules import Guard, Rule, RuleKind
from symnum.rules.rule import RestVariable, SegmentVariable
from symnum.terms.parse import parse
from symnum.terms.plain import Call, Number, PatternVariable, Symbol, Term
from symnum.terms.traversal import postorder

CONDITIONS = ("positive", "nonnegative", "nonzero", "negative")
"""Predicates that a statement can say of an expression."""
_WHOLE = frozenset({"integer", "even", "odd"})
_NAMES = "abkmpqrstuvwxyz"
_OPERATORS = frozenset({
    "add", "sub", "mul", "div", "neg", "pow", "sqrt", "abs", "sign", "min", "max", "exp", "log",
    "sin", "cos", "tan", "asin", "acos", "atan", "sinh", "cosh", "tanh", "asinh", "acosh", "atanh",
    "floor", "hypot", "exp2", "log2", "log10",
})  # fmt: skip


class Statement(NamedTuple):
    """``left = right`` for all real values of the symbols with the conditions."""

    rule: Rule
    binding: dict[str, Term]
    conditions: tuple[tuple[str, Term], ...]
    left: Term
    right: Term
    symbols: tuple[Symbol, ...]


@cache
def laws() -> tuple[Rule, ...]:
    """Rules about real functions whose guards can be said as conditions."""
    found = []
    for rule in RULES:
        terms = [part for part, _ in postorder([rule.left, rule.right])]
        usual = {t.operator.name for t in terms if isinstance(t, Call)} <= _OPERATORS
        plain = not any(isinstance(t, RestVariable | SegmentVariable) for t in terms)
        said = all(g.predicate in (*CONDITIONS, *_WHOLE, "defined") for g in rule.where)
        general = any(isinstance(t, PatternVariable) for t in terms)
        if usual and plain and said and general and rule.kind is not RuleKind.FLOAT_ONLY:
            found.append(rule)
    return tuple(found)


def statement(random: Random, rule: Rule, guarded: bool) -> Statement | None:
    """A rule's statement with its guard or without; ``None`` if numbers break the guard."""
    whole = {str(g.subject) for g in rule.where if g.predicate in _WHOLE}
    names = random.sample(_NAMES, 2)
    symbols = tuple(map(Symbol, sorted(names)))
    binding: dict[str, Term] = {}
    parts = [part for part, _ in postorder([rule.left, rule.right])]
    variables = dict.fromkeys(part.name for part in parts if isinstance(part, PatternVariable))
    for name in variables:
        if name in whole:
            binding[name] = Number(random.choice((-3, -2, 2, 3, 4, 5)))
        else:
            binding[name] = _expression(random, symbols, len(variables.keys() - whole) - 1)
    sides = filled(rule.left, binding), filled(rule.right, binding)
    conditions = list(_conditions(rule, binding)) if guarded else []
    if None in conditions:
        return None
    said = tuple(dict.fromkeys(c for c in conditions if c is not None))
    terms = [*sides, *(subject for _, subject in said)]
    if not all(map(_reads_back, terms)):
        return None
    used = {part for part, _ in postorder(terms) if isinstance(part, Symbol)}
    return Statement(rule, binding, said, *sides, tuple(s for s in symbols if s in used))


def _expression(random: Random, symbols: tuple[Symbol, ...], others: int) -> Term:
    """Something to put in for a variable: the fewer others there are, the more there is of it.

    So statements seldom recur, whichever rule they are made of.
    """
    x, y = symbols if random.random() < 0.5 else symbols[::-1]
    a, b, c = (Number(random.randint(2, most)) for most in (12, 12, 60))
    scaled, other = _times(a, x), _times(b, y)
    line = random.choice((ADD, SUB)), random.choice((ADD, SUB))
    if others > 1:
        small = Number(random.randint(1, 9))
        simple = (
            x, x, Call(ADD, (x, small)), Call(SUB, (x, small)), Call(SUB, (small, x)), scaled,
            Call(SUB, (scaled, small)), Call(SUB, (x, y)), Call(ADD, (x, y)),
        )  # fmt: skip
        return random.choice(simple)
    both = Call(line[0], (scaled, other))
    if others:
        return random.choice((both, Call(line[1], (scaled, c)), Call(SUB, (c, scaled))))
    parts = (both, Call(line[0], (scaled, _times(x, y))), Call(line[0], (_times(x, x), other)))
    return Call(line[1], (random.choice(parts), c))


def _times(first: Term, second: Term) -> Term:
    return Call(POW, (first, Number(2))) if first is second else Call(MUL, (first, second))


def _conditions(rule: Rule, binding: dict[str, Term]) -> Iterator[tuple[str, Term] | None]:
    """What the guard says of the expressions; ``None`` for something that a number breaks."""
    for guard in rule.where:
        if guard.predicate == "defined":
            continue
        subject = filled(_without_patterns(guard.subject), binding)
        if isinstance(subject, Number):
            if not _holds(guard, subject):
                yield None
        elif guard.predicate in CONDITIONS:
            yield guard.predicate, subject
        else:
            yield None


def _holds(guard: Guard, number: Number) -> bool:
    value = number.value
    return {
        "positive": value > 0, "negative": value < 0, "nonnegative": value >= 0,
        "nonzero": value != 0, "integer": value % 1 == 0, "even": value % 2 == 0,
        "odd": value % 2 == 1,
    }[guard.predicate]  # fmt: skip


def _without_patterns(term: Term) -> Term:
    return filled(term, {})


def _reads_back(term: Term) -> bool:
    try:
        return parse(shown(term)) is term
    except InputError:
        return False


def changed(random: Random, term: Term) -> Term | None:
    """The term with one place made another: a number, a sign, a function or an order."""
    places = [part for part, _ in postorder([term]) if _alternatives(part)]
    if not places:
        return None
    place = random.choice(places)
    made = _replaced(term, place, random.choice(_alternatives(place)))
    return made if _reads_back(made) else None


def _alternatives(term: Term) -> list[Term]:
    if isinstance(term, Number):
        return [Number(term.value + 1), Number(term.value + 2)]
    if not isinstance(term, Call):
        return []
    other = {ADD: SUB, SUB: ADD, SIN: COS, COS: SIN, MIN: MAX, MAX: MIN}.get(term.operator)
    return [Call(other, term.arguments)] if other is not None else []


def _replaced(term: Term, place: Term, other: Term) -> Term:
    if term is place:
        return other
    if isinstance(term, Call):
        return Call(term.operator, tuple(_replaced(a, place, other) for a in term.arguments))
    return term
