"""Reading what models write: LaTeX and plain text as terms, answers as statements."""

from __future__ import annotations

from codegen.datasets.reading.answers import Answer, read_answer
from codegen.datasets.reading.expressions import Reading, read, read_expression
from codegen.datasets.reading.finals import Final
from codegen.datasets.reading.names import Name, Names
from codegen.datasets.reading.problems import Problem, ReadingError
from codegen.datasets.reading.statements import Statement

__all__ = [
    "Answer",
    "Final",
    "Name",
    "Names",
    "Problem",
    "Reading",
    "ReadingError",
    "Statement",
    "read",
    "read_answer",
    "read_expression",
]
