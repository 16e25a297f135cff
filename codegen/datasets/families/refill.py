"""Masked problems with refills: one program for all values of the numbers of a problem.

After InfinityMATH (Zhang et al. 2024) the numbers of a problem are masked and its solution is a
program that knows none of them; after PAL (Gao et al. 2023), PoT (Chen et al. 2023) and MARIO (Liao
et al. 2024) the solution goes from words to code to what the code prints.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from codegen.datasets.config import Config
from codegen.datasets.families.instances import Instance, instance, names_in, program, renamed
from codegen.datasets.families.template import filled, shown
from codegen.datasets.families.templates import SLOT, Variant, variants
from codegen.datasets.families.writing import step, stream, symbol_entry
from codegen.datasets.records import blank, sealed
from symnum.ops import EQUATION
from symnum.terms.plain import Call, Symbol


def record(config: Config, seed: int, index: int) -> dict[str, Any]:
    """Record ``index`` of a dataset of masked problems."""
    chosen = [variant for variant in variants() if not (variant.noop or variant.template.choices)]
    variant, number = chosen[index % len(chosen)], index // len(chosen)
    rows = _rows(variant, seed, number, config.options.refills)
    return sealed(
        blank(
            family="refill", index=index, instance=number, topics=["word problems"], **posed(rows)
        )
    )


def posed(rows: Sequence[Instance]) -> dict[str, Any]:
    """The fields of a record that its rows fill: the problem, its solution and its program."""
    variant = rows[0].variant
    names = {name: f"N{place}" for place, name in enumerate(rows[0].stated, start=1)}
    answers = ["; ".join(shown(made, name) for name in variant.asked) for made in rows]
    code = program(rows, names)
    return {
        "template": variant.name, "skills": ["programs", *variant.template.skills],
        "domain": [symbol_entry(n, Symbol(n), "positive")
                   for n in [*names.values(), *(c.name for c in rows[0].solution)]],
        "steps": _steps(rows[0], names, code, answers), "problem": _problem(rows, names),
        "answer": "; ".join(answers), "answer_kind": "blanks",
        "blanks": [{"kind": "number", "answer": answer, "unit": variant.template.unit}
                   for row in answers for answer in row.split("; ")],
        "program": code,
    }  # fmt: skip


def _rows(variant: Variant, seed: int, number: int, count: int) -> list[Instance]:
    """Instances with numbers of equal lengths and the words of the first, all different."""
    found: list[Instance] = []
    for row in range(count):
        made = instance(
            variant, stream("refill", seed).randrange(2**62), number * count + row, count
        )
        found.append(made if not found else made._replace(words=found[0].words))
    return found


def _problem(rows: Sequence[Instance], names: dict[str, str]) -> str:
    first = rows[0]
    masked = SLOT.sub(lambda s: names.get(s[1]) or first.words[s[1]], first.variant.text)
    lines = [masked, "Answer for each of these rows of values:"]
    for row, made in enumerate(rows, start=1):
        values = ", ".join(f"{names[name]} = {shown(made, name)}" for name in made.stated)
        lines.append(f"{row}. {values}")
    return "\n".join(lines)


def _steps(
    made: Instance, names: dict[str, str], code: str, answers: list[str]
) -> list[dict[str, Any]]:
    """Equations between names, then the program, then what it prints."""
    steps: list[dict[str, Any]] = []
    numbers: dict[str, int] = {}
    for place, computation in enumerate(made.solution, start=1):
        used = sorted({numbers[n] for n in names_in(computation.term) if n in numbers})
        left, right = Symbol(computation.name), renamed(computation.term, names)
        words = filled(SLOT.sub(lambda s: names.get(s[1], s[0]), computation.words), made)
        words = words[0].upper() + words[1:]
        steps.append(step("define", Call(EQUATION, (left, right)), inputs=used, words=words))
        numbers[computation.name] = place
    count = len(steps)
    steps.append(step("code", inputs=[count], words=f"```python\n{code}```"))
    printed = "\n".join(answers)
    steps.append(step("output", inputs=[count + 1], words=f"```output\n{printed}\n```"))
    return steps
