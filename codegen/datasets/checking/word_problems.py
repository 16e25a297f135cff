"""What a changed problem in words claims of its parent, by what their template says.

Numbers and words are read from both texts, and what follows from the numbers is worked out by the
relations of the template, never by its steps. That each of the two is right by itself is the
business of :mod:`codegen.datasets.checking.families.template`.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from fractions import Fraction
from typing import NamedTuple

from codegen.datasets.checking.families.refusal import Refused
from codegen.datasets.checking.families.template import Statement, determined, statement
from codegen.datasets.checking.rejection import Rejected, require
from codegen.datasets.schema import RecordData, Step

Compare = Callable[[RecordData, RecordData], None]
"""Of parent and child; raises :class:`Rejected`."""
_PLACE = ("index", "split", "instance", "provenance")
_SOLUTION = ("answer", "answer_kind", "blanks", "program")


class _Told(NamedTuple):
    """A problem in words, read."""

    data: RecordData
    said: Statement
    numbers: Mapping[str, str]
    """As the text has them, by their names in the template."""
    words: Mapping[str, str]
    """By their kinds."""
    values: Mapping[str, Fraction]
    """The numbers, and all that the relations make of them."""

    @property
    def answer(self) -> str:
        """What follows from the relations."""
        return "; ".join(self.said.answers(self.values))

    @property
    def clauses(self) -> int:
        """How many clauses are added that matter."""
        _, _, added = self.data.template.partition("+")
        require(added != "noop", "it has a clause without effect")
        return int(added or 0)


def _told(data: RecordData) -> _Told:
    said = statement(data.template)
    found = said.pattern.fullmatch(data.problem)
    if found is None:
        raise Rejected("the problem is not one of its template")
    numbers = {name: found[name] for name in said.numbers}
    fine = all(text == str(int(text)) for text in numbers.values())
    require(fine, "a number begins with 0")
    words = {kind: word for kind, word in found.groupdict().items() if kind not in numbers}
    values = determined(said, {name: Fraction(text) for name, text in numbers.items()})
    told = _Told(data, said, numbers, words, values)
    require(data.answer == told.answer, "the answer is {}", told.answer)
    return told


def require_same_place(parent: RecordData, child: RecordData) -> None:
    """Both are the same instance, made from the same, at one place of a dataset.

    Raises:
        Rejected: naming what differs.
    """
    for field in _PLACE:
        same = getattr(parent, field) == getattr(child, field)
        require(same, "{} is not the parent's", field)


def _verified(claim: Callable[[_Told, _Told], str]) -> Compare:
    """A comparison of records, from one of problems that are read, which gives the evidence."""

    def compare(parent: RecordData, child: RecordData) -> None:
        require_same_place(parent, child)
        try:
            evidence = claim(_told(parent), _told(child))
        except Refused as refused:
            raise Rejected(str(refused)) from None
        require(child.perturbation.evidence == evidence, "the evidence says something else")

    return compare


def _with_clause(old: _Told, new: _Told) -> str:
    """One clause more, of whose numbers no relation speaks; all else is the parent's."""
    wanted = f"{old.data.template}+noop"
    require(new.data.template == wanted, "the template has to be {}", wanted)
    numbers = new.said.irrelevant
    _require_kept(old, new)
    require(new.numbers.keys() - old.numbers.keys() == set(numbers), "other numbers are added")
    require(old.values.items() <= new.values.items(), "something else follows from the numbers")
    _require_same_solution(old, new, new.data.steps)
    clause = new.said.aside.format(**new.words, **new.numbers)
    without = new.data.problem.replace(f"{clause} ", "", 1)
    require(without == old.data.problem, "more than the clause is added")
    return (
        f'no relation of {old.data.template} speaks of {" and ".join(numbers)}, which "{clause}" '
        "tells; whatever it is, the answer is the parent's"
    )


def _resized(old: _Told, new: _Told) -> str:
    """Numbers of the same lengths in the same text, and another answer."""
    require(new.data.template == old.data.template, "the template is not the parent's")
    require(new.words == old.words, "a word is not the parent's")
    lengths = [{name: len(text) for name, text in told.numbers.items()} for told in (old, new)]
    require(lengths[0] == lengths[1], "a number has another length")
    computed = [[step.operand for step in told.data.steps] for told in (old, new)]
    require(computed[0] == computed[1], "something else is computed")
    return _require_different(old, new)


def _clauses(more: int) -> Compare:
    """So many clauses more, or less; what both tell is the same, and so is how they begin."""

    def claim(old: _Told, new: _Told) -> str:
        base, count = old.data.template.partition("+")[0], old.clauses + more
        require(count >= 0, "there are not so many clauses to be left out")
        wanted = f"{base}+{count}" if count else base
        require(new.data.template == wanted, "the template has to be {}", wanted)
        short, long = (old, new) if more > 0 else (new, old)
        _require_kept(short, long)
        begun = long.data.steps[: len(short.data.steps)]
        require(begun == short.data.steps, "steps that both have are not the same")
        return _require_different(old, new)

    return _verified(claim)


def _replaced(old: _Told, new: _Told) -> str:
    """Each word is another one, and nothing else."""
    require(new.data.template == old.data.template, "the template is not the parent's")
    require(new.numbers == old.numbers, "a number is not the parent's")
    pairs = [(word, new.words[kind]) for kind, word in old.words.items()]
    require(bool(pairs) and all(a != b for a, b in pairs), "a word is still the parent's")
    told_alike = [
        step.model_copy(update={"words": before.words})
        for before, step in zip(old.data.steps, new.data.steps, strict=False)
    ]
    require(len(old.data.steps) == len(new.data.steps), "there are not as many steps")
    _require_same_solution(old, new, told_alike)
    shown = ", ".join(f"{word} -> {other}" for word, other in pairs)
    return f"with the words {shown} the numbers and the answer are the parent's"


def _require_kept(short: _Told, long: _Told) -> None:
    kept = short.numbers.items() <= long.numbers.items()
    require(kept, "a number is not the parent's")
    require(short.words.items() <= long.words.items(), "a word is not the parent's")


def _require_same_solution(old: _Told, new: _Told, steps: list[Step]) -> None:
    require(steps == old.data.steps, "a step is not the parent's")
    for field in _SOLUTION:
        same = getattr(old.data, field) == getattr(new.data, field)
        require(same, "{} is not the parent's", field)


def _require_different(old: _Told, new: _Told) -> str:
    """Both answers, worked out by the relations."""
    require(old.answer != new.answer, "the answer does not change")
    return f"worked out exactly the answer is {new.answer}, the parent's is {old.answer}"


WORD_PROBLEMS: Mapping[str, Compare] = {
    "irrelevant_premise": _verified(_with_clause), "numbers_resized": _verified(_resized),
    "longer_1": _clauses(1), "longer_2": _clauses(2), "shorter_1": _clauses(-1),
    "shorter_2": _clauses(-2), "words_replaced": _verified(_replaced),
}  # fmt: skip
"""How each change of a problem in words is verified, its evidence with it."""
