"""Reading what models write: LaTeX and plain text as terms, answers as statements."""

from __future__ import annotations

from codegen.datasets.reading.expressions import Reading, read, read_expression
from codegen.datasets.reading.names import Name, Names
from codegen.datasets.reading.problems import Problem, ReadingError

__all__ = ["Name", "Names", "Problem", "Reading", "ReadingError", "read", "read_expression"]
