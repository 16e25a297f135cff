"""Datasets in the column conventions of other tools.

>>> sorted(CONVENTIONS)[:3]
['lm-eval', 'math', 'processbench']
"""

from __future__ import annotations

from codegen.datasets.exports.conventions import CONVENTIONS, Convention
from codegen.datasets.exports.writing import export

__all__ = ["CONVENTIONS", "Convention", "export"]
