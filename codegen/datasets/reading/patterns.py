"""What words of formulas look like."""

from __future__ import annotations

import re
import unicodedata

from codegen.datasets.reading.problems import Kind
from codegen.datasets.reading.vocabulary import MACROS

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
NUMERAL = re.compile(r"\s*([0-9]{1,400}(?:\.[0-9]{1,400})?)(?![0-9])")


def refusal(character: str) -> tuple[Kind, str]:
    """What is wrong with a character beyond ASCII that means nothing."""
    shown = unicodedata.name(character, f"U+{ord(character):04X}")
    if unicodedata.category(character) in ("Cf", "Cc", "Co", "Cn", "Cs"):
        return "invisible character", f"{shown} is no part of a formula"
    if character.isalnum():
        return "look-alike", f"{shown} is no letter or digit of a formula"
    return "syntax", f"{shown} is not read in a formula"


def refused_command(name: str) -> tuple[Kind, str] | tuple[Kind, str, tuple[str, ...]] | None:
    """What is wrong with a command that means nothing in a formula; None if that is not so."""
    if name in MACROS:
        return "unsupported", rf"\{name}: macros of TeX are not carried out"
    if name == "%":
        return "ambiguous", "a percent sign", ("a hundredth", "the number before it")
    if name in ("$", "_", "&", "#"):
        return "unsupported", rf"\{name} has no meaning in a formula"
    if not name[0].isalpha():
        return "unknown command", rf"\{name} is not a command that is read"
    return None
