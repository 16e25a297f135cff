r"""What a record is in other tools' columns: a table of conventions, one function each.

=========================  =======================================================================
``math``                   MATH and its successors: ``problem``, ``solution`` that ends with a
                           boxed ``answer``, ``source``, ``domain``, ``level``
``processbench``           ProcessBench (Zheng et al. 2024): ``id``, ``generator``, ``problem``,
                           ``steps``, ``final_answer_correct``, ``label`` (earliest wrong step
                           from 0, -1 if all are right)
``reasoning-gym``          ``question``, ``answer``, ``metadata``
``trl-messages``           TRL's conversational language modelling: ``messages``
``trl-prompt-completion``  TRL's conversational prompt and completion
``trl-preference``         TRL's conversational preference: ``prompt``, ``chosen``, ``rejected``;
                           a right step and the wrong one after the same right steps
``trl-stepwise``           TRL's stepwise supervision: ``prompt``, ``completions``, ``labels``; and
                           ``rewards`` in the numbers of PRM800K (Lightman et al. 2023), which
                           TRL's trainer leaves aside: 1 for a right step, -1 for the one that
                           went wrong, 0 for one that rests on it
``lm-eval``                ``question``, ``answer`` and ``id`` with a task of lm-evaluation-harness;
                           ``goal_given`` where the question says its answer, so that to repeat it
                           shows nothing
=========================  =======================================================================

Rows of one convention have one shape. Records with an injected error show wrong steps: they are
left out where a row would teach them as right ones. The steps of questions whether an equation
holds are what is asked about, and may be wrong: they are no solution, which is *yes* or *no* alone.
Of statements that may have counterexamples many answers are right: a task that compares texts has
none of them. Rows of which it is not known whether the final answer is right are left out.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from codegen.datasets.errors import GOES_ON, RIGHT, preference, step_rewards
from codegen.datasets.exports.finals import final_answer_correct
from codegen.datasets.perturbations import calculus_questions, classification
from codegen.datasets.records import conclusion_of, step_texts

Record = Mapping[str, Any]
Row = dict[str, Any]
SOURCE = "symnum"
LEVELS = 5
QUESTIONS = frozenset({classification.FAMILY, calculus_questions.FAMILY})
"""Families that ask whether an equation holds: their steps are part of the question."""


@dataclass(frozen=True, slots=True)
class Convention:
    """One tool's columns: ``rows(record)`` gives none, one or more rows for a record."""

    name: str
    description: str
    rows: Callable[[Record], Iterator[Row]]


def level(record: Record) -> int:
    """Difficulty from 1 to 5: two steps more are a level more, as far as there are levels."""
    steps: int = record["difficulty"]["steps"]
    return min(LEVELS, max(1, steps // 2))


def boxed_solution(record: Record) -> str:
    """The solution with its answer in a box at the end; questions are only answered."""
    shown = record["answer"]
    box = rf"$\boxed{{{shown}}}$" if _in_mathematics(record) else rf"$\boxed{{\text{{{shown}}}}}$"
    told = record["solution"] and not _is_question(record)
    return f"{record['solution']}\n{box}" if told else box


def solution_lines(record: Record) -> list[str]:
    """The steps, and what they come to in a sentence where no step says it."""
    told = conclusion_of(dict(record))
    return [*step_texts(record["steps"]), *([told] if told else [])]


def _is_question(record: Record) -> bool:
    return record["family"] in QUESTIONS


def _is_solved(record: Record) -> bool:
    return bool(record["steps"]) and not _is_question(record)


def goal_given(record: Record) -> bool:
    """Whether the problem says the answer, and asks how to get there."""
    return record["answer_kind"] == "equation" and record["answer"] in record["problem"]


def _in_mathematics(record: Record) -> bool:
    return record["answer_kind"] in ("equation", "expression", "number")


def _math(record: Record) -> Iterator[Row]:
    if not record["error"]["kind"]:
        yield {
            "problem": record["problem"], "solution": boxed_solution(record),
            "answer": record["answer"], "source": SOURCE,
            "domain": record["topics"] or [record["family"]], "level": level(record),
        }  # fmt: skip


def _processbench(record: Record) -> Iterator[Row]:
    correct = final_answer_correct(record) if _is_solved(record) else None
    if correct is not None:
        yield {
            "id": record["id"], "generator": SOURCE, "problem": record["problem"],
            "steps": solution_lines(record), "final_answer_correct": correct,
            "label": record["error"]["label"],
        }  # fmt: skip


def _reasoning_gym(record: Record) -> Iterator[Row]:
    if not record["error"]["kind"]:
        measured = ("steps", "nodes", "depth", "operators", "branching")
        yield {
            "question": record["problem"], "answer": record["answer"],
            "metadata": {
                "source_dataset": f"{SOURCE}-{record['family']}",
                "source_index": record["index"], "id": record["id"],
                "perturbation": record["perturbation"]["name"],
                "answer_kind": record["answer_kind"], "goal_given": goal_given(record),
                "difficulty": {name: record["difficulty"][name] for name in measured},
            },
        }  # fmt: skip


def _user(text: str) -> dict[str, str]:
    return {"role": "user", "content": text}


def _assistant(text: str) -> dict[str, str]:
    return {"role": "assistant", "content": text}


def _messages(record: Record) -> Iterator[Row]:
    if not record["error"]["kind"]:
        yield {"messages": [_user(record["problem"]), _assistant(boxed_solution(record))]}


def _prompt_completion(record: Record) -> Iterator[Row]:
    if not record["error"]["kind"]:
        yield {
            "prompt": [_user(record["problem"])],
            "completion": [_assistant(boxed_solution(record))],
        }


def _preference(record: Record) -> Iterator[Row]:
    if record["error"]["kind"]:
        pair = preference(dict(record))
        prefix = "".join(f"{step}\n" for step in pair.prefix)
        yield {
            "prompt": [_user(pair.prompt)],
            "chosen": [_assistant(f"{prefix}{pair.chosen}")],
            "rejected": [_assistant(f"{prefix}{pair.rejected}")],
        }


def _stepwise(record: Record) -> Iterator[Row]:
    if _is_solved(record):
        rewards, lines = step_rewards(dict(record)), solution_lines(record)
        ending = RIGHT if final_answer_correct(record) else GOES_ON
        rewards += [ending] * (len(lines) - len(rewards))
        yield {
            "prompt": record["problem"], "completions": lines,
            "labels": [reward == RIGHT for reward in rewards], "rewards": rewards,
        }  # fmt: skip


def _lm_eval(record: Record) -> Iterator[Row]:
    if not record["error"]["kind"] and record["answer_kind"] != "counterexample":
        yield {
            "id": record["id"], "question": record["problem"], "answer": record["answer"],
            "goal_given": goal_given(record),
        }  # fmt: skip


_ALL = (
    Convention("math", "problem, solution, answer, source, domain, level", _math),
    Convention("processbench", "steps with the earliest wrong one labelled", _processbench),
    Convention("reasoning-gym", "question, answer, metadata", _reasoning_gym),
    Convention("trl-messages", "chats of a user and an assistant", _messages),
    Convention("trl-prompt-completion", "a prompt and its completion", _prompt_completion),
    Convention("trl-preference", "a right and a wrong step after the same steps", _preference),
    Convention("trl-stepwise", "steps with a label and a reward each", _stepwise),
    Convention("lm-eval", "a task folder of lm-evaluation-harness", _lm_eval),
)
CONVENTIONS: Mapping[str, Convention] = {row.name: row for row in _ALL}
"""Every convention by name."""
