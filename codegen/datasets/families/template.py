"""Problems in words, made of templates: the variants of all templates take turns."""

from __future__ import annotations

from collections.abc import Mapping
from fractions import Fraction
from typing import Any

from codegen.datasets.config import Config
from codegen.datasets.families.instances import Instance, instance, names_in, program
from codegen.datasets.families.templates import SLOT, Template, Variant, variants
from codegen.datasets.families.writing import step, stream
from codegen.datasets.records import blank, sealed
from symnum.ops import EQUATION
from symnum.terms.exact import exact_text, reduced
from symnum.terms.plain import Call, Number, Symbol, Term


def record(config: Config, seed: int, index: int) -> dict[str, Any]:
    """Record ``index`` of a dataset of template problems.

    Variants have numbers of their own, so that no record is another one with a clause more: such
    pairs are what perturbations make, which name the parent.
    """
    chosen = variants()
    variant, number = chosen[index % len(chosen)], index // len(chosen)
    made = instance(variant, _seed(variant, seed), number, config.options.versions)
    return sealed(
        blank(
            family="template", index=index, instance=number, topics=["word problems"],
            **posed(made),
        )
    )  # fmt: skip


def _seed(variant: Variant, seed: int) -> int:
    """From which the instances of a variant are drawn."""
    if variant.noop or variant.clauses:
        return stream("variant", seed, variant.name).randrange(2**62)
    return seed


def posed(made: Instance) -> dict[str, Any]:
    """The fields of a record that an instance fills: the problem, its solution and its program."""
    variant = made.variant
    answers = [shown(made, name) for name in variant.asked]
    several = len(answers) > 1
    return {
        "template": variant.name, "skills": list(variant.template.skills),
        "steps": solution_steps(made), "problem": filled(variant.text, made),
        "answer": "; ".join(answers), "answer_kind": "blanks" if several else "number",
        "blanks": [_blank(variant.template, name, shown(made, name))
                   for name in variant.asked if several],
        "program": program([made], {}),
    }  # fmt: skip


def _blank(template: Template, name: str, answer: str) -> dict[str, str]:
    if name in template.choices:
        return {"kind": "choice", "answer": answer, "unit": ""}
    return {"kind": "number", "answer": answer, "unit": template.unit}


def shown(made: Instance, name: str) -> str:
    """The value of a name as text: a whole number or a fraction, or the letter of a choice."""
    choices = made.variant.template.choices
    if name in choices:
        first, second = (made.values[side] for side in choices[name])
        return "A" if first < second else "B"
    return exact_text(reduced(made.values[name]))


def filled(text: str, made: Instance) -> str:
    """A text of the template with words and numbers in its slots."""
    return SLOT.sub(
        lambda slot: made.words[slot[1]] if slot[1] in made.words else shown(made, slot[1]), text
    )


def solution_steps(made: Instance) -> list[dict[str, Any]]:
    """A step for each computation, with numbers in the place of names."""
    steps: list[dict[str, Any]] = []
    numbers: dict[str, int] = {}
    for place, computation in enumerate(made.solution, start=1):
        used = sorted({numbers[n] for n in names_in(computation.term) if n in numbers})
        value = Number(reduced(made.values[computation.name]))
        equation = Call(EQUATION, (with_values(computation.term, made.values), value))
        words = filled(computation.words, made)
        words = words[0].upper() + words[1:]
        operand = Symbol(computation.name)
        steps.append(step("compute", equation, inputs=used, operand=operand, words=words))
        numbers[computation.name] = place
    return steps


def with_values(term: Term, values: Mapping[str, Fraction]) -> Term:
    """The term with numbers in the place of names."""
    if isinstance(term, Symbol):
        return Number(reduced(values[term.name]))
    if isinstance(term, Call):
        return Call(term.operator, tuple(with_values(a, values) for a in term.arguments))
    return term
