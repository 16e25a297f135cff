"""Figures over many judgements: rates with intervals, by family, topic, length and operator."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from codegen.datasets.options import FamilyOptions
from codegen.datasets.scoring.metrics import processes, versions
from codegen.datasets.scoring.metrics.intervals import Estimate, mean, rate_of, ratio
from codegen.datasets.scoring.metrics.overlap import NOTE
from codegen.datasets.scoring.metrics.processes import Finding
from codegen.datasets.scoring.verdicts.judgement import Judgement

OVERLAPS = ("rouge2", "bleu", "gleu")
VERSIONED = frozenset({"template"})
"""Families whose records are versions of problems; one of ``refill`` asks for all of them."""


@dataclass(frozen=True, slots=True)
class Outline:
    """What the figures need to know of a record."""

    id: str
    family: str
    answer_kind: str
    topics: tuple[str, ...]
    template: str
    instance: int
    operators: tuple[str, ...]
    """Of the steps that the problem does not say itself; by their numbers, empty for others."""
    perturbation: str
    parent: str
    label: int
    asks_for_step: bool

    @property
    def length(self) -> int:
        """Number of steps."""
        return len(self.operators)


@dataclass(frozen=True, slots=True)
class Case:
    """A judgement with its record's outline."""

    judgement: Judgement
    outline: Outline


def figures(cases: Sequence[Case], count: int = FamilyOptions().versions) -> dict[str, Any]:
    """All figures of one model as JSON values; those without a case are left out.

    Args:
        cases: Judgements with the outlines of their records.
        count: Versions of a problem, as the option ``versions`` of the dataset says.
    """
    named = [case for case in cases if case.outline.asks_for_step]
    others = [case for case in cases if not case.outline.asks_for_step]
    found: dict[str, Any] = {
        "answers": len(cases),
        "statuses": _counts(case.judgement.status for case in cases),
        "matches": _counts(case.judgement.goal for case in cases),
        "rates": _plain(_rates(others)),
        "overlap": _plain(_overlaps(others)) | {"note": NOTE},
        "by_family": _by(cases, lambda case: [case.outline.family]),
        "by_topic": _by(cases, lambda case: case.outline.topics),
        "by_length": _by(others, lambda case: [f"{case.outline.length:02d}"]),
        "by_operator": _by_operator(others),
        "perturbations": _perturbations(cases),
    }
    if named:
        found["first_wrong_step"] = _first_wrong_step(named)
    of_versions = _versions(cases, count)
    if of_versions:
        found["versions"] = of_versions
    return found


def _plain(estimates: Mapping[str, Estimate]) -> dict[str, Any]:
    return {name: estimate.as_json() for name, estimate in estimates.items()}


def _counts(values: Iterable[str]) -> dict[str, int]:
    counted = Counter(values)
    return {name: counted[name] for name in sorted(counted)}


def _rates(cases: Sequence[Case]) -> dict[str, Estimate]:
    judged = [case.judgement for case in cases]
    steps = [judgement.steps for judgement in judged]
    return {
        "goal": rate_of([j.correct for j in judged]),
        "exact": rate_of([j.goal == "exact" for j in judged]),
        "sound": rate_of([j.sound for j in judged]),
        "without_error": rate_of([j.first_error < 0 for j in judged]),
        "valid_steps": ratio([(sum(s.verdict.holds for s in each), len(each)) for each in steps]),
        "founded_steps": ratio([(sum(bool(s.rule) for s in each), len(each)) for each in steps]),
        "redundant_steps": ratio(
            [(sum(bool(s.redundant) for s in each), len(each)) for each in steps]
        ),
        "irrelevant_steps": ratio([(sum(s.irrelevant for s in each), len(each)) for each in steps]),
        "skipped_steps": ratio(
            [(len(c.judgement.skipped), sum(map(bool, c.outline.operators))) for c in cases]
        ),
        "unread": rate_of([bool(j.problems) for j in judged]),
    }


def _overlaps(cases: Sequence[Case]) -> dict[str, Estimate]:
    return {
        name: mean([case.judgement.overlap.get(name, 0.0) for case in cases]) for name in OVERLAPS
    }


def _by(cases: Sequence[Case], keys: Any) -> dict[str, Any]:
    groups: dict[str, list[bool]] = defaultdict(list)
    for case in cases:
        for key in keys(case):
            groups[key].append(case.judgement.correct)
    return {key: rate_of(groups[key]).as_json() for key in sorted(groups)}


def _by_operator(cases: Sequence[Case]) -> dict[str, Any]:
    """How often a step of the record is said by a line that holds, by the step's operator."""
    groups: dict[str, list[bool]] = defaultdict(list)
    for case in cases:
        said = {step.reference for step in case.judgement.steps if step.verdict.holds}
        for place, operator in enumerate(case.outline.operators):
            if operator:
                groups[operator].append(place + 1 in said)
    return {key: rate_of(groups[key]).as_json() for key in sorted(groups)}


def _first_wrong_step(cases: Sequence[Case]) -> dict[str, Any]:
    findings = [
        Finding(case.outline.label, case.judgement.label, case.judgement.reason_right)
        for case in cases
    ]
    score = processes.mr_score(findings)
    parts = {name: v.as_json() if isinstance(v, Estimate) else v for name, v in score.items()}
    return {"f1": _plain(processes.earliest_error(findings)), "mr_score": parts}


def _solved(cases: Sequence[Case]) -> dict[str, bool]:
    """By record: whether more than half of its answers are right."""
    tries: dict[str, list[bool]] = defaultdict(list)
    for case in cases:
        tries[case.outline.id].append(case.judgement.correct)
    return {name: 2 * sum(each) > len(each) for name, each in tries.items()}


def _versions(cases: Sequence[Case], count: int) -> dict[str, Any]:
    """Over problems of ``count`` versions, each of which was answered.

    Versions of a problem are ``count`` instances in a row of a template with a text, which differ
    in numbers and words; a set has one version of each problem. Templates of other families are
    sizes and methods: what they have in common is no problem.
    """
    problems = _problems(cases, count)
    whole = {
        name: [each[version] for version in range(count)]
        for name, each in problems.items()
        if len(each) == count > 1
    }
    if not whole:
        return {}
    return {
        "problems": len(whole),
        "versions": count,
        "incomplete": len(problems) - len(whole),
        **_plain(versions.over_versions(whole)),
        "by_set": versions.by_set(
            {version: [each[version] for each in whole.values()] for version in range(count)}
        ),
    }


def _problems(cases: Sequence[Case], count: int) -> dict[str, dict[int, bool]]:
    """By problem and version, whether it was solved; no version of two seeds at once."""
    solved = _solved(cases)
    found: dict[str, dict[int, bool]] = defaultdict(dict)
    twice: set[str] = set()
    for outline in {case.outline.id: case.outline for case in cases}.values():
        if outline.family in VERSIONED and outline.instance >= 0 and not outline.perturbation:
            number, version = divmod(outline.instance, count)
            name = f"{outline.template} {number}"
            if version in found[name]:
                twice.add(name)
            found[name][version] = solved[outline.id]
    return {name: {} if name in twice else each for name, each in found.items()}


def _perturbations(cases: Sequence[Case]) -> dict[str, Any]:
    """By name: pairs of a record and its perturbed form, and what is lost between them."""
    solved = _solved(cases)
    overlap = {case.outline.id: case.judgement.overlap.get("rouge2", 0.0) for case in cases}
    pairs: dict[str, list[Outline]] = defaultdict(list)
    alone: Counter[str] = Counter()
    forms: dict[str, list[bool]] = defaultdict(list)
    for outline in {case.outline.id: case.outline for case in cases}.values():
        if not outline.perturbation or outline.asks_for_step:
            continue  # to find a wrong step is another task than the parent's
        if outline.parent not in solved:
            alone[outline.perturbation] += 1
            continue
        pairs[outline.perturbation].append(outline)
        forms[outline.parent].append(solved[outline.id])
    if not pairs and not alone:
        return {}
    return {
        "by_name": {
            name: _drops(pairs[name], solved, overlap) | {"without_parent": alone[name]}
            | _drops_by_family(pairs[name], solved, overlap)
            for name in sorted({*pairs, *alone})
        },
        "strict_generalisability": versions.strict_generalisability(
            {parent: (solved[parent], each) for parent, each in sorted(forms.items())}
        ).as_json(),
    }  # fmt: skip


def _drops_by_family(
    children: Sequence[Outline], solved: Mapping[str, bool], overlap: Mapping[str, float]
) -> dict[str, Any]:
    """The same for each family, where a perturbation changes records of several."""
    families: dict[str, list[Outline]] = defaultdict(list)
    for child in children:
        families[child.family].append(child)
    if len(families) < 2:
        return {}
    return {
        "by_family": {name: _drops(families[name], solved, overlap) for name in sorted(families)}
    }


def _drops(
    children: Sequence[Outline], solved: Mapping[str, bool], overlap: Mapping[str, float]
) -> dict[str, Any]:
    pairs = [(child.parent, child.id) for child in children]
    goal = versions.paired_drop([(float(solved[p]), float(solved[c])) for p, c in pairs])
    rouge = versions.paired_drop([(overlap[p], overlap[c]) for p, c in pairs])
    return {"pairs": len(pairs), "goal": _plain(goal), "rouge2": _plain(rouge)}
