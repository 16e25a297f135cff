"""Files: read with one-line complaints, written all or nothing, locked while they are in use."""

from __future__ import annotations

import fcntl
import json
import os
import shutil
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import Any

from symnum.errors import InputError


class CannotWrite(InputError):
    """A full disk or the like; what was there before is unchanged."""


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


@contextmanager
def _complaining(path: Path) -> Iterator[None]:
    try:
        yield
    except OSError as error:
        raise CannotWrite(f"{path}: cannot be written: {error.strerror or error}") from None


def write_text(path: Path, text: str) -> None:
    """Write a file of text as :func:`write_bytes` does, UTF-8.

    Raises:
        CannotWrite: it is unchanged.
    """
    write_bytes(path, text.encode("utf-8"))


def write_bytes(path: Path, content: bytes) -> None:
    """Write a file so that it is either wholly there or unchanged, whenever the machine stops.

    What is there and no file, such as ``/dev/null`` or a pipe, is written to and not replaced.

    Raises:
        CannotWrite: it is unchanged.
    """
    temporary = path.parent / (path.name + ".part")
    with _complaining(path):
        if path.exists() and not path.is_file() and not path.is_dir():
            path.write_bytes(content)
            return
        try:
            with open(temporary, "wb") as stream:
                stream.write(content)
                stream.flush()
                os.fsync(stream.fileno())
            os.replace(temporary, path)
            _settle(path.parent)
        except OSError:
            with suppress(OSError):
                temporary.unlink(missing_ok=True)
            raise


def _settle(directory: Path) -> None:
    """Make the names in a directory survive a power cut."""
    number = os.open(directory, os.O_RDONLY)
    try:
        os.fsync(number)
    finally:
        os.close(number)


def write_json(path: Path, value: Any, indent: int | None = None) -> None:
    """Write JSON, floats with all digits they need, atomically.

    Raises:
        CannotWrite: the file is unchanged.
    """
    write_text(path, json.dumps(value, indent=indent, allow_nan=False) + "\n")


def keep_copy(path: Path, copy: Path) -> None:
    """Let ``copy`` be what ``path`` is now, atomically; ``path`` is there all the time.

    Raises:
        CannotWrite: the copy is unchanged.
    """
    temporary = copy.with_name(copy.name + ".part")
    with _complaining(copy):
        temporary.unlink(missing_ok=True)
        try:
            _link(path, temporary)
            os.replace(temporary, copy)
        except OSError:
            with suppress(OSError):
                temporary.unlink(missing_ok=True)
            raise


def _link(path: Path, other: Path) -> None:
    try:
        os.link(path, other)
    except OSError:  # a file system without links
        shutil.copyfile(path, other)


def append_line(path: Path, value: Any) -> None:
    """Append one JSON value as a line: wholly or, as far as the system allows, not at all.

    Raises:
        CannotWrite: the file is as it was.
    """
    line = json.dumps(value, allow_nan=False) + "\n"
    with _complaining(path), open(path, "ab", buffering=0) as stream:
        before = stream.tell()
        try:
            written = stream.write(line.encode())
            if written != len(line):
                raise OSError(f"{written} of {len(line)} bytes written: the disk is full")
            os.fsync(stream.fileno())
        except OSError:
            with suppress(OSError):
                stream.truncate(before)
            raise


def keep_lines(path: Path, count: int) -> None:
    """Cut a file of lines back to the first ``count``, in place: that needs no room.

    Raises:
        InputError: it has fewer.
    """
    lines = path.read_bytes().splitlines(keepends=True) if path.exists() else []
    if len(lines) < count:
        raise InputError(f"{path}: {count} lines are expected, but it has {len(lines)}")
    if len(lines) > count:
        with _complaining(path):
            os.truncate(path, sum(map(len, lines[:count])))


@contextmanager
def locked(path: Path, complaint: str) -> Iterator[None]:
    """Hold a file's lock, which ends with the process however that ends.

    Raises:
        InputError: another process has it; the message is ``complaint``.
        CannotWrite: there is no such lock and none can be made.
    """
    with _complaining(path):
        stream = open(path, "ab")  # noqa: SIM115 - closed below, when the block has ended
    with stream:
        try:
            fcntl.flock(stream, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            raise InputError(complaint) from None
        yield


def is_locked(path: Path) -> bool:
    """Whether a process holds the lock."""
    try:
        with open(path, "rb") as stream:
            fcntl.flock(stream, fcntl.LOCK_SH | fcntl.LOCK_NB)
    except BlockingIOError:
        return True
    except OSError:
        return False
    return False


@contextmanager
def whole_folder(target: Path) -> Iterator[Path]:
    """A folder to write, which has the name of the target once it is whole and is gone otherwise.

    Args:
        target: Where nothing is, or an empty folder.

    Raises:
        InputError: a killed run has left the folder that was to become the target.
        CannotWrite: something cannot be written.
    """
    part = target.with_name(f"{target.name}.part")
    if part.exists():
        raise InputError(f"{part}: exists already; delete it")
    made = [path for path in target.parents if not path.exists()]
    with _complaining(target):
        try:
            part.mkdir(parents=True)
            yield part
            part.rename(target)
        except BaseException:
            shutil.rmtree(part, ignore_errors=True)
            with suppress(OSError):
                for path in made:
                    path.rmdir()
            raise
