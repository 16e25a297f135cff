"""What words of formulas look like."""

from __future__ import annotations

import re

WORD = re.compile(
    r"(?P<space>\s+)"
    r"|(?P<number>[0-9]{1,3}(?:(?:\{,\}|\\,|,)[0-9]{3}(?![0-9]))+(?:\.[0-9]+)?"
    r"|(?:[0-9]+(?:\.[0-9]+)?|\.[0-9]+)(?:[eE][+-]?[0-9]+(?![0-9.]))?)"
    r"|(?P<command>\\(?:[A-Za-z]+\*?|\\(?:\[[^\]\n]{0,20}\])?|.))"
    r"|(?P<word>[A-Za-z]+)"
    r"|(?P<sign>\*\*|<=|>=|==|!=|:=|=:|=>|->|[-+*/^_'!&=<>|,;.:()\[\]{}~%])"
    r"|(?P<other>.)",
    re.DOTALL,
)
ARGUMENT = re.compile(r"\s*\{([^{}]*)\}")
LATEX = re.compile(r"[\\{}]")
CONSTANT = re.compile(r"\s*\{\s*(const|constant)\.?\s*\}")
OVER = re.compile(r"\s*\{([^{}]{0,40})\}\s*\{\s*(=|<|>|\\[a-z]+)\s*\}")
