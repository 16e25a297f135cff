"""The page of a finished run: one HTML file that needs nothing else.

It shows the front against what people would have written, and each member with its evidence.
"""

from __future__ import annotations

from pathlib import Path

from evolve.fronts.front import load_front
from evolve.report.page import page
from symnum.files import write_text

REPORT = "report.html"
"""Name of the file in a run directory."""


def write_report(directory: str | Path) -> Path:
    """Measure the members of a front and write the page.

    Args:
        directory: A finished run.

    Returns:
        The file.

    Raises:
        InputError: the directory has no front, or a malformed one; or the disk is full.
    """
    folder = Path(directory)
    file = folder / REPORT
    write_text(file, page(folder, load_front(folder)))
    return file
