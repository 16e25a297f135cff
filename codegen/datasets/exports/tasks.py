r"""A task of lm-evaluation-harness for an exported dataset.

The answer counts that stands in the last ``\boxed{…}``, with up to six pairs of braces inside
one another, which is as far as regular expressions go; ``symnum score`` reads mathematics instead
of comparing texts.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterable, Mapping
from pathlib import Path

NAME = "symnum_derivations"
FILE = f"{NAME}.yaml"
VERSION = 1.0


def _braced(depth: int) -> str:
    inner = r"[^{}]" if depth == 0 else rf"(?:[^{{}}]|\{{{_braced(depth - 1)}\}})"
    return f"{inner}*"


BOXED = rf"\\boxed\{{(?:\\text\{{([^{{}}]*)\}}|({_braced(6)}))\}}"
"""What is in a box: words without ``\\text``, or mathematics."""
ASKED = (
    "Solve the problem step by step, one equation a line, and write the final answer in LaTeX as "
    r"\boxed{...}."
)


def boxed(text: str) -> str | None:
    r"""What the filter of the task takes from a model's answer.

    >>> boxed(r"so \boxed{\frac{1}{2}}")
    '\\frac{1}{2}'
    >>> boxed(r"so \boxed{\text{no}}")
    'no'
    """
    found = re.findall(BOXED, text)
    return next(filter(None, found[-1]), None) if found else None


def task(directory: Path, splits: Iterable[str]) -> str:
    """The YAML of the task; its data files are named with their whole path.

    Args:
        directory: Where the data files are.
        splits: The splits that there are; the last is evaluated.
    """
    names = list(splits)
    files = {name: str((directory / f"{name}.jsonl").resolve()) for name in names}
    shots = next((name for name in ("train", "validation") if name in names[:-1]), None)
    lines = [
        f"task: {NAME}",
        "dataset_path: json",
        "dataset_kwargs:",
        "  data_files:",
        *(f"    {name}: {json.dumps(path)}" for name, path in files.items()),
        *_split_lines(names),
        *([f"fewshot_split: {shots}"] if shots else []),
        "output_type: generate_until",
        f"doc_to_text: {json.dumps(f'Problem: {{{{question}}}}{chr(10)}{ASKED}{chr(10)}Answer:')}",
        'doc_to_target: "{{answer}}"',
        "num_fewshot: 0",
        "generation_kwargs:",
        "  until:",
        '    - "\\n\\nProblem:"',
        "  do_sample: false",
        "  max_gen_toks: 2048",
        "filter_list:",
        '  - name: "boxed"',
        "    filter:",
        '      - function: "regex"',
        f"        regex_pattern: {json.dumps(BOXED)}",
        "        group_select: -1",
        '      - function: "take_first"',
        "metric_list:",
        "  - metric: exact_match",
        "    aggregation: mean",
        "    higher_is_better: true",
        "    ignore_case: false",
        "    ignore_punctuation: false",
        "should_decontaminate: true",
        'doc_to_decontamination_query: "{{question}}"',
        "metadata:",
        f"  version: {VERSION}",
    ]
    return "\n".join(lines) + "\n"


def _split_lines(names: Iterable[str]) -> list[str]:
    keys: Mapping[str, str] = {
        "train": "training_split", "validation": "validation_split", "test": "test_split"
    }  # fmt: skip
    return [f"{keys[name]}: {name}" for name in names]
