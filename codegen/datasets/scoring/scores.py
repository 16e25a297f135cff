"""Scoring a file of answers: every answer is judged in a worker that can be killed."""

from __future__ import annotations

import json
from collections import defaultdict
from collections.abc import Callable, Collection, Iterable, Iterator, Mapping
from contextlib import nullcontext
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

from codegen.datasets.options import FamilyOptions
from codegen.datasets.schema import SCHEMA_VERSION, json_value, validated
from codegen.datasets.scoring.aggregates import Case, Outline, figures
from codegen.datasets.scoring.finals.named_steps import asks_for_step
from codegen.datasets.scoring.processes.tasks import judged
from codegen.datasets.scoring.processes.warming import warm_up, warm_up_for_derivations
from codegen.datasets.scoring.processes.workers import Outcome, Workers
from codegen.datasets.scoring.reference.context import is_given, is_topic
from codegen.datasets.scoring.submissions import Submission, records_of, submissions, versions_of
from codegen.datasets.scoring.verdicts.judgement import Judgement, Status
from symnum.errors import InputError

_STATUSES: Mapping[str, Status] = {
    "timed out": "timed out", "out of memory": "out of memory", "crashed": "crashed",
    "raised": "crashed",
}  # fmt: skip


@dataclass(frozen=True, slots=True)
class Scores:
    """Judgements in the order of the answers, figures by model, and what did not fit together."""

    judgements: tuple[Judgement, ...]
    outlines: Mapping[str, Outline]
    records: Mapping[str, str]
    """The records that were answered, by id, each as its line of JSON."""
    missing: Mapping[str, tuple[str, ...]]
    """By model: ids of records without an answer."""
    repeated: tuple[str, ...]
    """Answers beyond the first for the same record, model and sample, as ``line: id``."""
    unknown: tuple[str, ...]
    """Answers to no record of the dataset, as ``line: id``."""
    versions: int = FamilyOptions().versions
    """The dataset's option: how many versions a problem has."""

    @property
    def models(self) -> tuple[str, ...]:
        """Names of the models, in alphabetical order; ``""`` where none is named."""
        return tuple(sorted({judgement.model for judgement in self.judgements}))

    def figures(self) -> dict[str, Any]:
        """All figures by model, as JSON values."""
        cases: dict[str, list[Case]] = defaultdict(list)
        for judgement in self.judgements:
            cases[judgement.model].append(Case(judgement, self.outlines[judgement.id]))
        return {model: figures(cases[model], self.versions) for model in self.models}

    def as_json(self) -> dict[str, Any]:
        """Figures and what did not fit together, as JSON values."""
        return {
            "answers": len(self.judgements),
            "missing": {model: list(ids) for model, ids in self.missing.items()},
            "repeated": list(self.repeated),
            "unknown": list(self.unknown),
            "models": self.figures(),
        }

    def lines(self) -> Iterator[str]:
        """One JSON object an answer, each with its end of line."""
        for judgement in self.judgements:
            yield json.dumps(judgement.as_json(), sort_keys=True) + "\n"


def score(
    answers: str | Path | Iterable[Mapping[str, Any]],
    dataset: str | Path | Iterable[Mapping[str, Any]],
    *,
    workers: int = 2,
    seconds: float = 1.0,
    mebibytes: int = 512,
    progress: Callable[[int], None] | None = None,
    pool: Workers | None = None,
) -> Scores:
    """Judge answers to records of a dataset.

    Answers are read, never evaluated. The result is the same for any number of workers.

    Args:
        answers: A file of JSON lines ``{"id", "answer", "model"?, "sample"?}``, or such objects.
        dataset: A folder or file of records, or records.
        workers: Processes.
        seconds: Processor time that an answer may take.
        mebibytes: Memory that an answer may take.
        progress: Is told how many answers are judged.
        pool: Workers to use again, with limits of their own, instead of new ones: those need some
            seconds to begin. They are faster if :func:`.warming.warm_up` prepares them.

    Raises:
        InputError: a file cannot be read, or a line is not what it has to be.
    """
    given = list(submissions(answers))
    ready = warm_up_for_derivations
    new = Workers(workers, seconds, mebibytes, ready) if pool is None else nullcontext(pool)
    with new as crew:
        if pool is None:
            crew.begin(len(given))
        records, outlines = _answered(dataset, {each.id for each in given})
        kept, repeated, unknown = _sorted_out(given, records)
        found = _judged(crew, kept, records, outlines, progress)
    return Scores(
        found, outlines, records, _missing(kept, outlines), repeated, unknown, versions_of(dataset)
    )


def _judged(
    crew: Workers,
    kept: list[Submission],
    records: Mapping[str, str],
    outlines: Mapping[str, Outline],
    progress: Callable[[int], None] | None,
) -> tuple[Judgement, ...]:
    """Judgements in the order of the answers; those to one record are judged together."""
    places = {name: place for place, name in enumerate(records)}
    order = sorted(range(len(kept)), key=lambda n: places[kept[n].id])
    tasks = [(records[kept[n].id], kept[n].answer) for n in order]
    found: dict[int, Judgement] = {}
    of_topics = any(is_topic({"family": outlines[name].family}) for name in records)
    outcomes = crew.map(judged, tasks, warm_up if of_topics else warm_up_for_derivations)
    for n, outcome in zip(order, outcomes, strict=True):
        found[n] = _judgement(kept[n], outlines[kept[n].id], outcome)
        if progress is not None:
            progress(len(found))
    return tuple(found[n] for n in range(len(kept)))


def _answered(
    dataset: str | Path | Iterable[Mapping[str, Any]], wanted: Collection[str]
) -> tuple[dict[str, str], dict[str, Outline]]:
    """The records that were answered as lines, and the outlines of all."""
    records: dict[str, str] = {}
    outlines: dict[str, Outline] = {}
    for source, line in records_of(dataset):
        record = _record(line, source, wanted)
        try:
            outlines[record["id"]] = outline(record)
        except (KeyError, TypeError, AttributeError):
            raise InputError(f"{source}: not a record of schema {SCHEMA_VERSION}") from None
        if record["id"] in wanted:
            records[record["id"]] = line
    if not outlines:
        raise InputError(f"{dataset}: there is no record in it")
    return records, outlines


def _record(line: str, source: str, wanted: Collection[str]) -> dict[str, Any]:
    """A record; in full only those that were answered are validated."""
    record: dict[str, Any] = json_value(line, source)
    if not isinstance(record, dict) or not isinstance(record.get("id"), str):
        raise InputError(f"{source}: not a record")
    if record["id"] in wanted:
        validated(record, source)
    return record


def outline(record: Mapping[str, Any]) -> Outline:
    """What figures need of a record."""
    operators = tuple(
        "" if is_given(step["operator"]) else step["operator"] for step in record["steps"]
    )  # fmt: skip
    return Outline(
        id=record["id"], family=record["family"], answer_kind=record["answer_kind"],
        topics=tuple(record["topics"]), template=record["template"], instance=record["instance"],
        operators=operators, perturbation=record["perturbation"]["name"],
        parent=record["perturbation"]["parent"], label=record["error"]["label"],
        asks_for_step=asks_for_step(record),
    )  # fmt: skip


def _sorted_out(
    given: list[Submission], records: Mapping[str, Any]
) -> tuple[list[Submission], tuple[str, ...], tuple[str, ...]]:
    kept: dict[tuple[str, str, int], Submission] = {}
    repeated, unknown = [], []
    for each in given:
        key = each.id, each.model, each.sample
        if each.id not in records:
            unknown.append(f"{each.line}: {each.id}")
        elif key in kept:
            repeated.append(f"{each.line}: {each.id}")
        else:
            kept[key] = each
    return list(kept.values()), tuple(repeated), tuple(unknown)


def _missing(kept: list[Submission], outlines: Mapping[str, Outline]) -> dict[str, tuple[str, ...]]:
    answered: dict[str, set[str]] = defaultdict(set)
    for each in kept:
        answered[each.model].add(each.id)
    return {
        model: tuple(name for name in outlines if name not in answered[model])
        for model in sorted(answered)
    }


def _judgement(each: Submission, outline: Outline, outcome: Outcome) -> Judgement:
    if outcome.verdict == "done":
        found: Judgement = outcome.value
    else:
        reason = f"{outcome.verdict}: {outcome.reason}" if outcome.reason else outcome.verdict
        found = Judgement(
            outline.id, outline.family, outline.answer_kind,
            status=_STATUSES[outcome.verdict], problems=(reason,),
        )  # fmt: skip
    return replace(found, model=each.model, sample=each.sample)


def figures_text(figures: Mapping[str, Any]) -> str:
    """Figures as a file."""
    return json.dumps(figures, indent=2, sort_keys=True) + "\n"
