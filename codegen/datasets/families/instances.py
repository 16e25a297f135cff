"""Instances of templates: numbers drawn until every step of the solution is as it should be."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from fractions import Fraction
from random import Random
from typing import NamedTuple

from codegen.datasets.families.templates import (
    SLOT,
    Computation,
    Piece,
    Template,
    Variant,
    computations,
    term_of,
    vocabulary,
)
from codegen.datasets.families.writing import stream
from symnum.errors import InputError
from symnum.ops import ABS, ADD, DIV, MUL, NEG, POW, SUB
from symnum.terms.plain import Call, Number, Symbol, Term

ATTEMPTS = 2000
"""Draws after which a template is said to have no instances."""
PATIENCE = 60
"""Draws after which other lengths of numbers are taken."""
Values = dict[str, Fraction]


class Instance(NamedTuple):
    """A variant with numbers and words for its slots, and the values of its steps."""

    variant: Variant
    words: dict[str, str]
    values: Values
    stated: tuple[str, ...]
    """Names of the numbers that the text says, in its order."""

    @property
    def solution(self) -> list[Computation]:
        """The steps of the solution."""
        return [c for piece in self.variant.pieces for c in computations(piece.steps)]


def value_of(term: Term, values: Mapping[str, Fraction]) -> Fraction:
    """The exact value of an expression of a template.

    Raises:
        ZeroDivisionError: something is divided by 0.
    """
    if isinstance(term, Number):
        return Fraction(term.value)
    if isinstance(term, Symbol):
        return values[term.name]
    assert isinstance(term, Call)
    parts = [value_of(argument, values) for argument in term.arguments]
    if term.operator is ADD:
        return sum(parts, Fraction(0))
    if term.operator is SUB:
        return parts[0] - parts[1]
    if term.operator is MUL:
        product = Fraction(1)
        for part in parts:
            product *= part
        return product
    if term.operator is DIV:
        return parts[0] / parts[1]
    if term.operator is NEG:
        return -parts[0]
    if term.operator is ABS:
        return abs(parts[0])
    if term.operator is POW and parts[1].denominator == 1 and abs(parts[1]) <= 100:
        return parts[0] ** int(parts[1])
    raise InputError(f"{term}: templates have + - * / abs and whole powers only")


def instance(variant: Variant, seed: int, number: int, versions: int) -> Instance:
    """Instance ``number`` of a variant.

    All variants of a template have the same numbers in what they share, and ``versions`` instances
    in a row have numbers of the same lengths.
    """
    template = variant.template
    values: Values = {}
    for place, piece in enumerate((template, *variant.clauses)):
        values = _drawn(template, piece, (seed, number, versions, place), values)
    if variant.noop:
        random = stream("template", seed, template.name, number, "noop")
        for name, (low, high) in template.noop.numbers.items():
            values[name] = Fraction(random.randint(low, high))
    random = stream("template", seed, template.name, number, "words")
    words = {kind: random.choice(listed) for kind, listed in vocabulary().items()}
    return told_of(variant, words, values)


def told_of(variant: Variant, words: Mapping[str, str], values: Values) -> Instance:
    """The instance with these words, as far as its text has them, and numbers."""
    slots = list(dict.fromkeys(SLOT.findall(variant.text)))
    stated = tuple(name for name in slots if name in values)
    return Instance(variant, {k: words[k] for k in slots if k in words}, values, stated)


def _drawn(template: Template, piece: Piece, key: tuple[int, ...], before: Values) -> Values:
    """Numbers of a piece with which all its steps are positive, and whole where they have to be."""
    seed, number, versions, place = key
    for attempt in range(ATTEMPTS):
        lengths = stream(
            "lengths", seed, template.name, number // versions, place, attempt // PATIENCE
        )
        random = stream("template", seed, template.name, number, place, attempt)
        values = dict(before)
        for name, (low, high) in piece.numbers.items():
            digits = len(str(lengths.randint(low, high)))
            unit = template.multiples.get(name, 1)
            values[name] = Fraction(number_between(random, low, high, digits, unit))
        if piece is template:
            for name, text in template.given.items():
                values[name] = value_of(term_of(text), values)
        if solves(template, piece, values):
            return values
    raise InputError(f"template {template.name}: no numbers fit")


def number_between(random: Random, low: int, high: int, digits: int, unit: int) -> int:
    """A multiple of ``unit`` from a range, with so many digits if there is one."""
    least, most = max(low, 10 ** (digits - 1)), min(high, 10**digits - 1)
    first = -(-least // unit) * unit
    if first > most:
        first, most = -(-low // unit) * unit, high
    return random.randrange(first, most + 1, unit)


def solves(template: Template, piece: Piece, values: Values) -> bool:
    """Add the values of a piece's steps; whether each is one that its template allows."""
    for computation in computations(piece.steps):
        try:
            value = value_of(computation.term, values)
        except ZeroDivisionError:
            return False
        if not 0 < value <= piece.largest.get(computation.name, value):
            return False
        is_whole = not template.rational or computation.name in piece.whole
        if is_whole and value.denominator != 1:
            return False
        values[computation.name] = value
    return all(values[a] != values[b] for a, b in template.choices.values())


def names_in(term: Term) -> set[str]:
    """The names in an expression of a template."""
    if isinstance(term, Symbol):
        return {term.name}
    return set().union(*map(names_in, term.arguments)) if isinstance(term, Call) else set()


def program(rows: Sequence[Instance], names: Mapping[str, str]) -> str:
    """A function of the stated numbers that knows none of their values, and a call for each row.

    Args:
        rows: Instances of one variant.
        names: What numbers are called in the program, where it is not as in the template.
    """
    first = rows[0]
    used = set().union(*(names_in(c.term) for c in first.solution))
    parameters = [name for name in first.stated if name in used]
    lines = [f"{c.name} = {_python_text(c.term, names)}" for c in first.solution]
    given = (", ".join(f"Fraction({made.values[n]})" for n in parameters) for made in rows)
    calls = [f"print(*solution({arguments}), sep='; ')" for arguments in given]
    returned = ", ".join(_asked(first.variant, name) for name in first.variant.asked)
    return "\n".join([
        "from fractions import Fraction", "", "",
        f"def solution({', '.join(names.get(n, n) for n in parameters)}):",
        *(f"    {line}" for line in lines),
        f"    return [{returned}]", "", "", *calls, "",
    ])  # fmt: skip


def _asked(variant: Variant, name: str) -> str:
    """What a program returns for an answer."""
    if name not in variant.template.choices:
        return name
    smaller, larger = variant.template.choices[name]
    return f"'A' if {smaller} < {larger} else 'B'"


def _python_text(term: Term, names: Mapping[str, str]) -> str:
    return str(renamed(term, names)).replace("^", "**")


def renamed(term: Term, names: Mapping[str, str]) -> Term:
    """An expression of a template with other names."""
    if isinstance(term, Symbol):
        return Symbol(names.get(term.name, term.name))
    if isinstance(term, Call):
        return Call(term.operator, tuple(renamed(a, names) for a in term.arguments))
    return term
