"""Problems of topics in other letters: all that is said is the parent's in the new letters.

That problem, answer and LaTeX say what the steps say is checked of each record by itself; here
names are followed through the texts, and sentences are compared without what is set as mathematics.
"""

from __future__ import annotations

import re

from codegen.datasets.checking.rejection import require
from codegen.datasets.checking.word_problems import require_same_place
from codegen.datasets.schema import RecordData

_NAME = re.compile(r"[A-Za-z_][A-Za-z0-9_]*")
_MATHEMATICS = re.compile(r"\$[^$]*\$")
_LETTER = re.compile(r"[a-z]")
_KEPT = ("template", "topics", "skills", "answer_kind", "blanks", "program")


def other_letters(parent: RecordData, child: RecordData) -> None:
    """Letters are exchanged one for one, for such as the parent does not have.

    Raises:
        Rejected: saying what differs besides.
    """
    require_same_place(parent, child)
    for field in _KEPT:
        same = getattr(parent, field) == getattr(child, field)
        require(same, "{} is not the parent's", field)
    pairs = _pairs(parent, child)
    new = dict(pairs)
    known = {e.symbol for e in parent.domain} | {e.name for e in parent.functions}
    single = 0 < len(set(new.values())) == len(new) == len(pairs)
    require(single, "two names have become one, or none is another")
    require(not known & set(new.values()), "a name of the parent is used again")
    fine = all(_LETTER.fullmatch(name) for pair in pairs for name in pair)
    require(fine, "what is no letter is renamed")
    renamed = [_NAME.sub(lambda name: new.get(name[0], name[0]), t) for t in _texts(parent)]
    require(renamed == _texts(child), "it is not the parent in the new letters")
    require(_sentences(child) == _sentences(parent), "a sentence is not the parent's")
    shown = ", ".join(f"{old} -> {new}" for old, new in pairs)
    said = f"with the names {shown} the answer is the parent's"
    require(child.perturbation.evidence == said, "the evidence says something else")


def _pairs(parent: RecordData, child: RecordData) -> list[tuple[str, str]]:
    """Old names with the new ones by their places, as far as they differ."""
    facts = [[entry.assumption for entry in record.domain] for record in (parent, child)]
    require(facts[0] == facts[1], "assumptions are not the parent's")
    count = [len(record.functions) for record in (parent, child)]
    require(count[0] == count[1], "there are not as many functions")
    symbols = zip(parent.domain, child.domain, strict=True)
    functions = zip(parent.functions, child.functions, strict=True)
    pairs = [(old.symbol, new.symbol) for old, new in symbols]
    pairs += [(old.name, new.name) for old, new in functions]
    return [pair for pair in pairs if pair[0] != pair[1]]


def _texts(record: RecordData) -> list[str]:
    """Every expression of a record as text, with what is done and from which steps."""
    texts = []
    for step in record.steps:
        texts += [step.operator, str(step.inputs), step.operand.text, step.equation.text]
        texts += [f"{c.predicate} {c.subject.text}" for c in step.side_conditions]
    for constant in record.constants:
        texts += [constant.name, str(constant.step), constant.variable, *constant.arguments]
        texts += [constant.integral.text, constant.antiderivative.text]
    return texts


def _sentences(record: RecordData) -> list[str]:
    """What is said in words, without what is set as mathematics."""
    sentences = (record.problem, *(step.words for step in record.steps))
    return [_MATHEMATICS.sub("$", sentence) for sentence in sentences]
