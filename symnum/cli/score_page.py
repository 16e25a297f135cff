"""The page of scores: figures with intervals, and failures step by step."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from codegen.datasets.scoring.scores import Scores
from codegen.datasets.scoring.verdicts.judgement import Judgement, StepJudgement
from evolve.report import markup
from evolve.report.markup import Cell, Code, Html, Number
from symnum.cli.score_figures import RATES, WRONG_STEP, drops, interval

SHOWN = 50
"""Failures that are shown in full."""
_LONGEST_FORMULA = 1500
_GROUPS = {
    "family": "by_family", "topic": "by_topic", "number of steps": "by_length",
    "operator: how often its step is said": "by_operator",
}  # fmt: skip
_VERDICTS = {
    "known": ("✓", "a checked step of the record"), "proved": ("✓", "proved by normal forms"),
    "supported": ("✓", "agrees, points: {points}"), "undecided": ("?", "not decided"),
    "false": ("✗", "false at {counterexample}"),
}  # fmt: skip
_MATCHES = {
    "exact": "the goal as asked", "equivalent": "equal to the goal",
    "rearranged": "the goal with its sides changed alike",
    "unevaluated": "something is left to be worked out", "restated": "repeats the task",
    "trivial": "both sides are the same", "different": "something else",
    "wrong": "false for certain", "missing": "no answer was found",
}  # fmt: skip


def page(scores: Scores, figures: Mapping[str, Any]) -> str:
    """The whole page as HTML, with nothing loaded from elsewhere."""
    models = figures["models"]
    failures = sorted(
        (j for j in scores.judgements if not j.sound), key=lambda j: (j.correct, j.id, j.model)
    )
    body = [
        "<h1>Scores</h1>",
        f'<p class="lead">{figures["answers"]:,} answers judged, {len(failures):,} of them wrong '
        "or with a step that does not hold.</p>",
        "<p>Every equation is read and decided on the domain of its record: by normal forms, else "
        "by ball arithmetic at random points, where a difference is certain. Intervals hold 95 %: "
        "Wilson's for rates, resampled ones for the rest.</p>",
        *_figures(models),
        *_left_over(figures),
        "<h2>Failures, step by step</h2>" if failures else "<h2>No failures</h2>",
        *(_failure(judgement, scores) for judgement in failures[:SHOWN]),
    ]
    if len(failures) > SHOWN:
        body.append(f'<p class="note">{len(failures) - SHOWN:,} further failures are in '
                    "scores.jsonl.</p>")  # fmt: skip
    return markup.document("Scores", "\n".join(body))


def _figures(models: Mapping[str, Any]) -> Iterator[Html | str]:
    heads: list[Cell] = ["", *(Number(name or "answers") for name in models)]
    yield "<h2>Rates</h2>"
    yield markup.table(heads, (
        [label, *(Number(interval(m["rates"][key])) for m in models.values())]
        for key, label in RATES.items()
    ))  # fmt: skip
    yield "<h2>How final answers stand to what was asked</h2>"
    yield markup.table(heads, (
        [text, *(Number(f"{m['matches'].get(key, 0):,}") for m in models.values())]
        for key, text in _MATCHES.items()
    ))  # fmt: skip
    for title, key in _GROUPS.items():
        rows = sorted({row for model in models.values() for row in model[key]})
        if rows:
            yield markup.folded(f"By {title}", markup.table(heads, (
                [row, *(Number(interval(m[key][row]) if row in m[key] else "–")
                        for m in models.values())] for row in rows
            )))  # fmt: skip
    for name, model in models.items():
        yield from _of_model(name, model)


def _of_model(name: str, model: Mapping[str, Any]) -> Iterator[Html | str]:
    suffix = f" of {name}" if name else ""
    if "first_wrong_step" in model:
        yield markup.Html(f"<h2>First wrong steps{markup.safe(suffix)}</h2>")
        yield markup.table(["", Number("")], (
            [label, Number(interval(part(model["first_wrong_step"])))]
            for label, part in WRONG_STEP.items()
        ))  # fmt: skip
    if "versions" in model:
        yield markup.Html(f"<h2>Versions of templates{markup.safe(suffix)}</h2>")
        yield markup.table(["", Number("")], (
            [key, Number(interval(value))] for key, value in model["versions"].items()
            if isinstance(value, dict) and "value" in value
        ))  # fmt: skip
    lost = list(drops(model))
    if lost:
        yield markup.Html(f"<h2>Perturbations{markup.safe(suffix)}</h2>")
        yield markup.table(["", Number("pairs"), Number("goal lost"), Number("ROUGE-2 lost")], (
            [key, Number(f"{drop['pairs']:,}"), Number(interval(drop["goal"]["drop"])),
             Number(interval(drop["rouge2"]["drop"]))] for key, drop in lost
        ))  # fmt: skip
    overlap = {key: value for key, value in model["overlap"].items() if key != "note"}
    yield markup.folded(f"Shared n-grams{suffix}", Html("").join([
        markup.table(["", Number("")],
                     ([key, Number(interval(value))] for key, value in overlap.items())),
        f'<p class="note">{markup.safe(model["overlap"]["note"])}</p>',
    ]))  # fmt: skip


def _left_over(figures: Mapping[str, Any]) -> Iterator[Html]:
    missing = sum(len(ids) for ids in figures["missing"].values())
    for text, amount in (
        ("records have no answer", missing),
        ("answers came after a first one for the same record and were left out",
         len(figures["repeated"])),
        ("answers are to no record of the dataset", len(figures["unknown"])),
    ):  # fmt: skip
        if amount:
            yield Html(f'<p class="note">{amount:,} {text}.</p>')


def _failure(judgement: Judgement, scores: Scores) -> Html:
    record = json.loads(scores.records[judgement.id])
    who = f"{judgement.model} " if judgement.model else ""
    head = f"{who}{judgement.family} {judgement.id}"
    verdict = _MATCHES[judgement.goal]
    if judgement.status != "judged":
        verdict = judgement.status
    parts = [
        f"<h2>{markup.safe(head)} <small>{markup.safe(verdict)}</small></h2>",
        f"<p>{markup.safe(record['problem'])}</p>",
        *_steps(judgement),
        *(f'<p class="note">{markup.safe(problem)}</p>' for problem in judgement.problems[:10]),
    ]
    if judgement.final:
        parts.append(f"<p>Final answer: {markup.safe(judgement.final[:500])}; "
                     f"asked for: {markup.safe(record['answer'][:500])}</p>")  # fmt: skip
    if judgement.label is not None or record["error"]["kind"]:
        said = "none" if judgement.label is None else judgement.label
        kind = markup.safe(record["error"]["kind"] or "all are right")
        label = record["error"]["label"]
        parts.append(f"<p>First wrong step, from 0: said {said}, is {label} ({kind})</p>")
    if record["steps"]:
        parts.append(markup.folded("The record's steps", markup.table(
            [Number("step"), "operator", "equation"],
            ([Number(str(n)), step["operator"], formula(step["equation"]["latex"])]
             for n, step in enumerate(record["steps"], start=1)),
        )))  # fmt: skip
    return Html(f"<article>{''.join(parts)}</article>")


def _steps(judgement: Judgement) -> Iterator[Html]:
    if judgement.steps:
        yield markup.table(
            [Number("step"), "", "equation", "follows", "verdict"],
            (_row(number, step) for number, step in enumerate(judgement.steps, start=1)),
        )
    if judgement.skipped:
        numbers = ", ".join(map(str, judgement.skipped))
        yield Html(f"<p>Skipped steps of the record: {numbers}</p>")


def _row(number: int, step: StepJudgement) -> Sequence[Cell]:
    sign, text = _VERDICTS[step.verdict.kind]
    text = text.format(points=step.verdict.points, counterexample=step.verdict.counterexample)
    notes = [text, step.redundant, "nothing rests on it" if step.irrelevant else ""]
    return (
        Number(str(number)), sign, formula(step.latex), _origin(step),
        "; ".join(filter(None, notes)),
    )  # fmt: skip


def _origin(step: StepJudgement) -> str:
    sources = [str(n) for n in step.follows] + [f"premise {n}" for n in step.premises]
    if not step.rule:
        return "by no single operation"
    return f"{step.rule.replace('_', ' ')}{' from ' if sources else ''}{', '.join(sources)}"


def formula(latex: str) -> Html | Code:
    """A formula typeset, or as it is written where that cannot be done."""
    if len(latex) > _LONGEST_FORMULA:
        return Code(latex[:_LONGEST_FORMULA] + " …")
    try:
        return markup.math(latex)
    except Exception:  # whatever a name's LaTeX makes the converter do
        return Code(latex)
