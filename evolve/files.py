"""Files of a run directory: read with one-line complaints, written all or nothing."""

from __future__ import annotations

import json
import os
from pathlib import Path
from typing import Any

from symnum.errors import InputError


def read_json(path: Path) -> Any:
    """The content of a JSON file.

    Raises:
        InputError: it is absent, unreadable or not JSON.
    """
    try:
        return json.loads(path.read_text(encoding="utf-8"))
    except FileNotFoundError:
        raise InputError(f"{path}: there is no such file") from None
    except OSError as error:
        raise InputError(f"{path}: cannot be read: {error.strerror}") from None
    except (ValueError, RecursionError) as error:
        raise InputError(f"{path}: not valid JSON: {error}") from None


def write_text(path: Path, text: str) -> None:
    """Write a file so that it is either wholly there or unchanged, whenever the machine stops."""
    temporary = path.with_name(path.name + ".part")
    with open(temporary, "w", encoding="utf-8", newline="\n") as stream:
        stream.write(text)
        stream.flush()
        os.fsync(stream.fileno())
    os.replace(temporary, path)


def write_json(path: Path, value: Any, indent: int | None = None) -> None:
    """Write JSON, floats with all digits they need, atomically."""
    write_text(path, json.dumps(value, indent=indent, allow_nan=False) + "\n")


def append_line(path: Path, value: Any) -> None:
    """Append one JSON value as a line."""
    with open(path, "a", encoding="utf-8", newline="\n") as stream:
        stream.write(json.dumps(value, allow_nan=False) + "\n")
        stream.flush()


def keep_lines(path: Path, count: int) -> None:
    """Cut a file of lines back to the first ``count``.

    Raises:
        InputError: it has fewer.
    """
    lines = path.read_bytes().splitlines(keepends=True) if path.exists() else []
    if len(lines) < count:
        raise InputError(f"{path}: {count} lines are expected, but it has {len(lines)}")
    if len(lines) > count:
        write_text(path, b"".join(lines[:count]).decode("utf-8"))
