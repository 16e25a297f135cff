"""Systems of differential equations in plain text, one statement a line.

::

    # predator and prey
    x' = a*x - b*x*y            or dx/dt = ...
    y' = b*x*y - d*y
    x(0) = 1                    a state starts at 0 if nothing is said
    y(0) = a/2
    a = 2/3                     a number: a parameter that can be set
    b = 2*a                     over parameters: follows them
    d = 1
    total = x + y               over states: a name for a term, which can be watched

``t`` is the time; expressions are those of :func:`symnum.parse`, with ``piecewise`` written as
``select(condition, a, b)``. Text is parsed, never run.
"""

from __future__ import annotations

import re
import sys
from collections.abc import Iterator
from dataclasses import dataclass, field
from fractions import Fraction
from pathlib import Path

from symnum.errors import InputError
from symnum.interop.dynamics import TIME, Dynamics, put_in, written_out
from symnum.interop.net_blocks import Line, read_text, shown
from symnum.ops import Kind, is_reserved_name
from symnum.terms.canonical import Canonical, CanonicalNumber
from symnum.terms.interface import operator, symtype
from symnum.terms.parse import parse
from symnum.terms.ring import ZERO
from symnum.terms.traversal import free_symbols, postorder

LARGEST = sys.float_info.max
_NAME = r"[A-Za-z_]\w*"
_FORMS = {
    "slope": re.compile(rf"(?:({_NAME})\s*'|d({_NAME})\s*/\s*dt)"),
    "start": re.compile(rf"({_NAME})\s*\(\s*0(?:\.0*)?\s*\)"),
    "name": re.compile(rf"({_NAME})"),
}
_WANTED = "x' = …, dx/dt = …, x(0) = … or name = …"


@dataclass
class _Statements:
    """Terms by name, for each form of statement, with the lines that say so."""

    slope: dict[str, Canonical] = field(default_factory=dict)
    start: dict[str, Canonical] = field(default_factory=dict)
    name: dict[str, Canonical] = field(default_factory=dict)
    lines: dict[tuple[str, str], Line] = field(default_factory=dict)


def read_equations(path: str | Path) -> Dynamics:
    """The system in a file.

    Raises:
        InputError: the file cannot be read, or a line is not understood; file and line are named.
    """
    path = Path(path)
    return parse_equations(read_text(path), str(path))


def parse_equations(text: str, source: str = "equations") -> Dynamics:
    """The system in a text.

    Args:
        text: Statements, one a line; ``#`` begins a comment.
        source: Names the text in errors.

    Raises:
        InputError: a line is not understood, a name is said twice, or is used but not said.

    >>> system = parse_equations("x' = -k*x; k = 1/2; x(0) = 3".replace("; ", chr(10)))
    >>> system.slopes, system.parameters
    ({'x': -k*x}, {'k': 0.5})
    """
    found = _Statements()
    for line in _lines(text, source):
        _add(found, line)
    if not found.slope:
        raise InputError(f"{source}: there is no equation such as x' = -x")
    return _system(found, source)


def _lines(text: str, source: str) -> Iterator[Line]:
    for number, raw in enumerate(text.split("\n"), 1):
        content = raw.partition("#")[0].rstrip()
        if content.strip():
            yield Line(source, number, content)


def _add(found: _Statements, line: Line) -> None:
    left, sign, right = line.text.partition("=")
    form, name = _left(line, left.strip()) if sign else ("", "")
    if not form or not right.strip():
        raise line.fail(f"'{shown(line.text.strip())}' is no statement; allowed are {_WANTED}")
    if is_reserved_name(name) or name == "t":
        raise line.fail(f"{name!r} has a meaning already: choose another name")
    table: dict[str, Canonical] = getattr(found, form)
    if name in table or (form != "start" and name in (found.slope | found.name)):
        raise line.fail(f"{name!r} is said a second time")
    table[name] = _value(line, " " * (len(left) + 1) + right)  # columns are those of the line
    found.lines[form, name] = line


def _value(line: Line, text: str) -> Canonical:
    term = parse(text, source=f"{line.source}, line {line.number}", canonical=True)
    if symtype(term) in (Kind.BOOLEAN, Kind.EQUATION):
        raise line.fail(f"'{shown(text.strip())}' is no number")
    for part, inner in postorder([term]):
        if inner and operator(part).arb is None:
            raise line.fail(f"{operator(part).name} has no value here")
    if isinstance(term, CanonicalNumber) and abs(Fraction(term.value)) > LARGEST:
        raise line.fail("the number is larger than those of float64")
    return term


def _left(line: Line, text: str) -> tuple[str, str]:
    for form, pattern in _FORMS.items():
        match = pattern.fullmatch(text)
        if match is not None:
            return form, next(name for name in match.groups() if name)
    return "", ""


def _system(found: _Statements, source: str) -> Dynamics:
    _check_names(found)
    states = set(found.slope)
    parameters = {
        n: float(v.value) for n, v in found.name.items() if isinstance(v, CanonicalNumber)
    }
    derived = {n: v for n, v in found.name.items() if n not in parameters}
    definitions = written_out(derived, source)
    for name, term in found.start.items():
        line = found.lines["start", name]
        if name not in states:
            raise line.fail(f"{name!r} has no equation, so it has no start")
        moving = {s.name for s in free_symbols(put_in(term, definitions))} & (states | {"t"})
        if moving:
            raise line.fail(f"a start is a number over parameters; {min(moving)!r} is none")
    return Dynamics(
        Path(source).stem,
        {name: put_in(term, definitions) for name, term in found.slope.items()},
        {name: put_in(found.start.get(name, ZERO), definitions) for name in found.slope},
        parameters,
        definitions,
    )


def _check_names(found: _Statements) -> None:
    known = {*found.slope, *found.name, TIME.name}
    for form, table in (("slope", found.slope), ("start", found.start), ("name", found.name)):
        for name, term in table.items():
            unknown = sorted(s.name for s in free_symbols(term) if s.name not in known)
            if unknown:
                line = found.lines[form, name]
                raise line.fail(f"{unknown[0]!r} is neither a state nor given a value")
