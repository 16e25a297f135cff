"""The outer form of BioNetGen's .net files: lines in blocks, and what is wrong with them."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from pathlib import Path

from symnum.errors import InputError

LARGEST_FILE = 1 << 30
"""Bytes; a longer file is refused rather than filling the memory."""

_HEADER = re.compile(r"[A-Za-z_]\w*\s*\(.*\)\s*;?")
_SHOWN = 60


@dataclass(frozen=True, slots=True)
class Line:
    """A line of a file without its comment."""

    source: str
    number: int
    text: str
    comment: str = ""

    def fail(self, message: str) -> InputError:
        """What is wrong here, as an error to raise."""
        return InputError(f"{self.source}, line {self.number}: {message}")

    def words(self, count: int, form: str) -> list[str]:
        """The line split at spaces into exactly ``count`` parts, the last with all the rest.

        Raises:
            InputError: fewer; the message shows ``form``.
        """
        parts = self.text.split(maxsplit=count - 1)
        if len(parts) < count:
            raise self.fail(f"expected '{form}', found '{shown(self.text)}'")
        return parts

    def whole(self, text: str, what: str, least: int = 1) -> int:
        """A whole number ≥ ``least``.

        Raises:
            InputError: something else; the message calls it ``what``.
        """
        if not (text.isascii() and text.isdigit() and len(text) < 10) or int(text) < least:
            raise self.fail(f"{what} should be a whole number from {least}, not '{shown(text)}'")
        return int(text)


@dataclass
class Block:
    """The lines between ``begin NAME`` and ``end NAME``."""

    name: str
    start: Line
    lines: list[Line] = field(default_factory=list)


def read_text(path: Path) -> str:
    """The text of a file.

    Raises:
        InputError: the file cannot be read, is too long, or is not text.
    """
    try:
        if path.stat().st_size > LARGEST_FILE:
            raise InputError(f"{path}: the file is longer than {LARGEST_FILE} bytes")
        text = path.read_bytes().decode("utf-8")
    except OSError as error:
        raise InputError(f"{path}: cannot be read: {error.strerror}") from None
    except UnicodeDecodeError as error:
        line = error.object[: error.start].count(b"\n") + 1
        raise InputError(f"{path}, line {line}: not a text file (expected UTF-8)") from None
    if "\0" in text:
        line = text[: text.index("\0")].count("\n") + 1
        raise InputError(f"{path}, line {line}: not a text file (it contains a zero byte)")
    return text


def blocks(text: str, source: str) -> Mapping[str, Block]:
    """The blocks of a .net file by name.

    Raises:
        InputError: a block that is not closed, closed under another name, nested or repeated, or
            text outside blocks that is no header such as ``version("2.0.23");``.
    """
    found: dict[str, Block] = {}
    current: Block | None = None
    for line in _lines(text, source):
        word, *rest = line.text.split()
        name = " ".join(rest)
        if word == "begin":
            if current is not None:
                raise line.fail(f"expected 'end {current.name}' before 'begin {shown(name)}'")
            if not name or name in found:
                raise line.fail(f"a second block '{shown(name)}'" if name else "expected a block's "
                                "name after 'begin'")  # fmt: skip
            current = found[name] = Block(name, line)
        elif word == "end":
            if current is None or name != current.name:
                wanted = "no block is open" if current is None else f"expected 'end {current.name}'"
                raise line.fail(f"'end {shown(name)}' but {wanted}")
            current = None
        elif current is not None:
            current.lines.append(line)
        elif not _HEADER.fullmatch(line.text):
            raise line.fail(f"expected 'begin' and a block's name, found '{shown(line.text)}'")
    if current is not None:
        raise current.start.fail(f"block '{shown(current.name)}' is never closed")
    return found


def _lines(text: str, source: str) -> Iterator[Line]:
    for number, raw in enumerate(text.split("\n"), 1):
        content, _, comment = raw.partition("#")
        content = content.strip()
        if content:
            yield Line(source, number, content, comment.strip())


def shown(text: str) -> str:
    """A text cut to a length that fits an error message, on one line, printable."""
    printable = "".join(c if c.isprintable() else "?" for c in text)
    return printable if len(printable) <= _SHOWN else printable[: _SHOWN - 1] + "…"
