"""Problems in words, changed: a clause on which nothing rests, clauses more or less, other numbers,
other words.

After GSM-Symbolic (Mirzadeh et al. 2024): its NoOp, P1 and P2, its numbers and its names. Numbers
and words are read back from the text of the parent, so that a child has them, too, but for what is
changed; the numbers of new clauses are drawn from the child's own stream.
"""

from __future__ import annotations

from fractions import Fraction
from functools import partial
from random import Random

from codegen.datasets.families.instances import (
    ATTEMPTS,
    Instance,
    Values,
    names_in,
    number_between,
    solves,
    told_of,
    value_of,
)
from codegen.datasets.families.template import filled, posed, shown
from codegen.datasets.families.templates import (
    SLOT,
    Piece,
    Template,
    Variant,
    term_of,
    vocabulary,
)
from codegen.datasets.families.told import read_back
from codegen.datasets.perturbations.perturbation import Perturbation, Record, Way, child_of

FAMILY = "template"
_OTHERWISE = 8
"""Draws of a number that is not the parent's; of some lengths there is only one."""


def instance_of(record: Record) -> Instance | None:
    """The instance of a template that a record tells of; ``None`` if it tells of none."""
    return read_back(record["template"], record["problem"]) if record["family"] == FAMILY else None


def _generated(record: Record) -> Instance | None:
    """The instance of a record that was generated, not changed."""
    return None if record["perturbation"]["name"] else instance_of(record)


def _child(record: Record, made: Instance) -> Record:
    return child_of(record, **posed(made))


def _worded(made: Instance, variant: Variant, values: Values, random: Random) -> Instance:
    """An instance with the words of another one, and new ones where that has none."""
    slots = dict.fromkeys(SLOT.findall(variant.text))
    new = {kind: random.choice(vocabulary()[kind]) for kind in slots if kind in vocabulary()}
    return told_of(variant, {**new, **made.words}, values)


def _with_aside(record: Record, random: Random) -> Record | None:
    """The problem with the clause of its template that has nothing to do with the answer."""
    made = _generated(record)
    if made is None or made.variant.clauses or made.variant.noop:
        return None
    variant = made.variant._replace(noop=True)
    numbers = made.variant.template.noop.numbers.items()
    aside = {name: Fraction(random.randint(*ends)) for name, ends in numbers}
    return _child(record, _worded(made, variant, {**made.values, **aside}, random))


def _irrelevant(parent: Record, child: Record) -> str | None:
    """No relation and no step of the template has a number of the clause."""
    made = instance_of(child)
    if made is None or not made.variant.noop:
        return None
    template = made.variant.template
    numbers = template.noop.numbers.keys()
    if numbers & _spoken(template) or any(
        child[field] != parent[field] for field in ("steps", "answer", "blanks", "program")
    ):
        return None
    clause = filled(template.noop.story, made)
    return (
        f'no relation of {template.name} speaks of {" and ".join(numbers)}, which "{clause}" '
        "tells; whatever it is, the answer is the parent's"
    )


def _spoken(template: Template) -> set[str]:
    """Every name in the relations and steps of a template."""
    sides = [side for text in template.relations for side in text.split(" = ")]
    lines = [line.partition(" : ")[0].partition(" = ")[2] for line in template.steps]
    return set().union(*(names_in(term_of(text)) for text in (*sides, *lines)))


def _resized(record: Record, random: Random) -> Record | None:
    """The problem with other numbers of the same lengths."""
    made = _generated(record)
    new = None if made is None else other_numbers(made, random)
    return None if new is None else _child(record, new)


def other_numbers(made: Instance, random: Random) -> Instance | None:
    """The instance with other numbers of the same lengths and another answer, if one is found."""
    asked = made.variant.asked
    for _ in range(ATTEMPTS):
        values = _redrawn(made, random)
        if values is not None:
            new = told_of(made.variant, made.words, values)
            if any(shown(new, name) != shown(made, name) for name in asked):
                return new
    return None


def _redrawn(made: Instance, random: Random) -> Values | None:
    """Other numbers; ``None`` if they do not fit, or some have other lengths."""
    variant, values = made.variant, Values()
    for piece in (*variant.pieces, *([variant.template.noop] if variant.noop else [])):
        for name, (low, high) in piece.numbers.items():
            unit = variant.template.multiples.get(name, 1)
            values[name] = _other(made.values.get(name), low, high, unit, random)
        if piece is variant.template:
            for name, text in variant.template.given.items():
                values[name] = value_of(term_of(text), values)
        if not solves(variant.template, piece, values):
            return None
    same = all(len(str(values[name])) == len(str(made.values[name])) for name in made.stated)
    return values if same else None


def _other(old: Fraction | None, low: int, high: int, unit: int, random: Random) -> Fraction:
    """Another number of the range: as long as the old one, which the text may not say."""
    for _ in range(_OTHERWISE):
        length = len(str(random.randint(low, high) if old is None else old))
        new = Fraction(number_between(random, low, high, length, unit))
        if new != old:
            break
    return new


def _longer(more: int, record: Record, random: Random) -> Record | None:
    """The problem with further clauses of its template."""
    made = _generated(record)
    if made is None or made.variant.noop:
        return None
    template, before = made.variant.template, len(made.variant.clauses)
    new = template.clauses[before : before + more]
    if len(new) < more:
        return None
    variant = Variant(template, template.clauses[: before + more], False)
    for _ in range(ATTEMPTS):
        values = dict(made.values)
        if all(_drawn(template, clause, values, random) for clause in new):
            child = _child(record, _worded(made, variant, values, random))
            if child["answer"] != record["answer"]:
                return child
    return None


def _drawn(template: Template, clause: Piece, values: Values, random: Random) -> bool:
    """Draw the numbers of a clause; whether its steps are as they should be."""
    for name, (low, high) in clause.numbers.items():
        values[name] = _other(None, low, high, template.multiples.get(name, 1), random)
    return solves(template, clause, values)


def _shorter(less: int, record: Record, random: Random) -> Record | None:
    """The problem without its last clauses."""
    made = _generated(record)
    if made is None or len(made.variant.clauses) < less:
        return None
    template, clauses = made.variant.template, made.variant.clauses
    variant = Variant(template, clauses[: len(clauses) - less], False)
    child = _child(record, told_of(variant, made.words, made.values))
    return None if child["answer"] == record["answer"] else child


def answer_differs(parent: Record, child: Record) -> str | None:
    """Both answers, which are exact."""
    old, new = parent["answer"], child["answer"]
    return None if old == new else f"worked out exactly the answer is {new}, the parent's is {old}"


def _renamed(record: Record, random: Random) -> Record | None:
    """The same problem told of others."""
    made = _generated(record)
    if made is None or not made.words:
        return None
    words = {
        kind: random.choice([word for word in vocabulary()[kind] if word != old])
        for kind, old in made.words.items()
    }
    return _child(record, told_of(made.variant, words, made.values))


def _same_numbers(parent: Record, child: Record) -> str | None:
    """Numbers, equations and answer are the parent's."""
    old, new = instance_of(parent), instance_of(child)
    if old is None or new is None or old.values != new.values:
        return None
    if parent["answer"] != child["answer"] or parent["program"] != child["program"]:
        return None
    pairs = zip(old.words.values(), new.words.values(), strict=True)
    shown = ", ".join(f"{word} -> {other}" for word, other in pairs)
    return f"with the words {shown} the numbers and the answer are the parent's"


CLAUSE_WITHOUT_EFFECT = {FAMILY: Way(_with_aside, _irrelevant)}
OTHER_NUMBERS = {FAMILY: Way(_resized, answer_differs)}
LONGER = {n: {FAMILY: Way(partial(_longer, n), answer_differs)} for n in (1, 2)}
SHORTER = {n: {FAMILY: Way(partial(_shorter, n), answer_differs)} for n in (1, 2)}
"""How problems in words are changed, by family; the last two by the number of clauses."""
WORDS_REPLACED = Perturbation(
    "words_replaced", "a problem in words is told of other people and things", False,
    _renamed, _same_numbers,
)  # fmt: skip
