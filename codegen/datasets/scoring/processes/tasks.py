"""What a worker does with an answer. Only what judges is imported here, so that it starts soon."""

from __future__ import annotations

import json
from functools import lru_cache

from codegen.datasets.scoring.judging import judge_by
from codegen.datasets.scoring.verdicts.grounds import Grounds
from codegen.datasets.scoring.verdicts.judgement import Judgement

LONGEST_SHARING = 10_000
"""Characters of an answer that may share what is known of its record."""


def judged(task: tuple[str, str]) -> Judgement:
    """:func:`.judging.judge` of the line of a record, which is known to be one, and an answer.

    Only short answers share what is known of a record: what a long one leaves behind could take
    the room of another.
    """
    line, answer = task
    return judge_by(_shared(line) if len(answer) <= LONGEST_SHARING else _grounds(line), answer)


def _grounds(line: str) -> Grounds:
    return Grounds(json.loads(line))


_shared = lru_cache(maxsize=1)(_grounds)
"""The grounds of the record before, since answers to one record come one after the other."""
