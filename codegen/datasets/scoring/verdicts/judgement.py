"""What is said of an answer, and of each of its steps."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import asdict, dataclass, field
from typing import Any, Literal

from codegen.datasets.scoring.verdicts.goals import REACHED, Match
from codegen.datasets.scoring.verdicts.truth import Verdict

Status = Literal["judged", "timed out", "out of memory", "crashed", "missing"]
"""``missing``: no answer was given for the record; the three before it are ends of a worker."""


@dataclass(frozen=True, slots=True)
class StepJudgement:
    """One equation or inequality of an answer. Numbers of steps count from 1."""

    text: str
    """As it was written."""
    latex: str
    """As it was read."""
    start: int
    """Where it begins in the answer, in characters."""
    end: int
    verdict: Verdict
    reference: int = 0
    """The step of the record that says the same; 0 for none."""
    rule: str = ""
    """The operation by which it follows; ``given`` if the problem says it; empty if none is
    known: a jump."""
    follows: tuple[int, ...] = ()
    """The earlier steps of the answer it follows from."""
    premises: tuple[int, ...] = ()
    """The premises it follows from, by their numbers in the record."""
    redundant: str = ""
    """Why it adds nothing: ``trivial`` or ``repeats step n``."""
    irrelevant: bool = False
    """Whether neither the goal nor anything on the way to it rests on it."""

    def as_json(self) -> dict[str, Any]:
        """As JSON values."""
        return asdict(self)


@dataclass(frozen=True, slots=True)
class Judgement:
    """What is said of an answer."""

    id: str
    """The record's."""
    family: str
    answer_kind: str
    status: Status = "judged"
    goal: Match = "missing"
    """How the final answer stands to the one asked for."""
    final: str = ""
    """The final answer as it was read."""
    steps: tuple[StepJudgement, ...] = ()
    first_error: int = -1
    """The first step that is false for certain, from 0 as in ProcessBench; −1 for none."""
    skipped: tuple[int, ...] = ()
    """Steps of the record that are missing although later ones in the answer rest on them."""
    label: int | None = None
    """The first wrong step that the answer names, if it was asked to (from 0; −1 for none)."""
    reason_right: bool = False
    """Whether it names the kind of the error, or how the step should read."""
    renamed: Mapping[str, str] = field(default_factory=dict)
    """Names of the answer's constants, and of the record's that they stand for."""
    problems: tuple[str, ...] = ()
    """What could not be read, in words."""
    overlap: Mapping[str, float] = field(default_factory=dict)
    """ROUGE-2, BLEU and GLEU against the record's solution."""
    model: str = ""
    sample: int = 0

    @property
    def correct(self) -> bool:
        """Whether the answer gives what was asked for."""
        return self.goal in REACHED

    @property
    def sound(self) -> bool:
        """Whether it does so, and no step is known to be false or without a meaning."""
        return self.correct and all(step.verdict.holds for step in self.steps)

    def as_json(self) -> dict[str, Any]:
        """As JSON values, with ``correct`` and ``sound``."""
        values = asdict(self)
        values["renamed"], values["overlap"] = dict(self.renamed), dict(self.overlap)
        return {**values, "correct": self.correct, "sound": self.sound}
