"""Comments in C."""

from __future__ import annotations

from collections.abc import Iterator, Sequence


def commented(name: str, lines: Sequence[str]) -> Iterator[str]:
    """A comment about ``name``, a line an entry; none of them can end it.

    >>> print(*commented("sine", ("the sine */", "of x")), sep="\\n")
    /* sine: the sine * /
     * of x
     */
    """
    safe = [" ".join(line.split()).replace("*/", "* /") for line in lines]
    yield f"/* {name}" + (f": {safe[0]}" if safe else "")
    yield from (f" * {line}".rstrip() for line in safe[1:])
    yield " */"
