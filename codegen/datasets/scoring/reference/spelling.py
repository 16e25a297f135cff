"""Ways of writing that a record makes clear: units, names of Taylor polynomials, λ.

What they are changed to has as many characters, so that places stay those of the answer.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import Any

from codegen.datasets.scoring.reference.units import other_unit

_WORDS = (
    "metres?|meters?|seconds?|kilograms?|newtons?|joules?|watts?|volts?|amperes?|amps?|ohms?|"
    "coulombs?|farads?|henr(?:y|ies)|teslas?|webers?|hertz|kelvins?|pascals?|moles?|radians?|grams?|"
    "litres?|liters?|minutes?|hours?|kg|km|cm|mm|Hz|Pa|kPa|rad|mol|min|kJ|kW|kN|ms|mV|mA"
)
_LETTERS = "mskgNJWVAΩCFHTKLh"
_PER = r"(?:\s*(?:\^\s*(?:\{\s*-?\d\s*\}|-?\d)|[²³⁻¹]+))?"
_ENDS = r"(?![A-Za-z0-9_])"
_IN_COMMAND = (
    r"\\(?:text|mathrm|textrm|mathit|rm|operatorname|unit)\s*\{[^{}$=]{1,30}"
    r"(?:\{[^{}]{0,4}\}[^{}$=]{0,20})?\}(?:\s*\^\s*(?:\{-?\d\}|-?\d))?"
)
_CONNECTIVE = re.compile(r"\{\s*(?:and|or|if|for|so|when|where|with)\b")
_WITH_UNITS = ("physics", "template", "refill")
_UNIT = re.compile(
    rf"(?<=[\d}})])(?P<unit>(?:\s|~|\\[,;: !])*(?:{_IN_COMMAND}|\\Omega|Ω|\\degree"
    rf"|\b(?:{_WORDS}){_ENDS}{_PER}(?:\s*(?:/|per)\s*(?:{_WORDS}|[{_LETTERS}]){_ENDS}{_PER})?"
    rf"|(?:(?<=\s)|(?<=\\,))[{_LETTERS}]{_PER}(?:\s*(?:/|\\cdot|·|\*)?\s*[{_LETTERS}]{_PER})?"
    r"(?=[\s.,;$*)\]]|\\\)|\\\]|$)))"
)
_POLYNOMIAL = re.compile(r"(?<![A-Za-z\\])[TPp]_(?:\{\s*[\dn]\s*\}|[\dn])(?=\s*(?:\\left)?\s*\()")
_REMAINDER = re.compile(
    r"\+\s*(?:\\(?:dots|cdots|ldots)|\.\.\.|…|(?:\\mathcal\s*\{O\}|O|o)\s*(?:\\left)?\s*\("
    r"[^()]{1,20}(?:\([^()]{1,20}\))?[^()]{0,8}\\?(?:right)?\s*\))"
)
_SHORT = {r"\mu": "μ", r"\nu": "ν", r"\rho": "ρ", r"\tau": "τ"}
_EIGENVALUE = re.compile(r"\\lambda(?![A-Za-z])|λ")
_NAMED = re.compile(r"(?<![A-Za-z\\])T\s*(?:\\left\s*)?\([^()=]{1,20}\)[&\s]*=")
_INDEXED = re.compile(r"(?<![A-Za-z0-9_.])([A-Za-z])([0-9])(?![A-Za-z0-9_.])")
_LOW = str.maketrans("0123456789", "₀₁₂₃₄₅₆₇₈₉")


def spelled(answer: str, record: Mapping[str, Any]) -> str:
    """The answer with what its record makes clear written as the record does.

    Args:
        answer: What was written.
        record: JSON values of a record.
    """
    if record["family"] in _WITH_UNITS:
        names = {d["symbol"] for d in record["domain"]} | {d["latex"] for d in record["domain"]}
        answer = _UNIT.sub(lambda match: _without(match, names, record["problem"]), answer)
        return _indexed(answer, names)
    if record["template"] == "eigenvalues":
        return _eigenvalues(answer, [d["latex"] for d in record["domain"]])
    if record["template"] == "taylor_polynomial":
        answer = _POLYNOMIAL.sub(lambda match: "T" + " " * (len(match[0]) - 1), answer)
        return _REMAINDER.sub(_unless_equal, answer)
    return answer


def _eigenvalues(answer: str, names: list[str]) -> str:
    """The record's letter where an answer has the usual one, which the record has not."""
    (name,) = names
    short = _SHORT.get(name, name)
    if len(short) > 1 or name in (r"\lambda", "λ"):
        return answer
    return _EIGENVALUE.sub(lambda m: short if len(m[0]) == 1 else name.ljust(len(m[0])), answer)


def _indexed(answer: str, names: set[str]) -> str:
    """Plain text with ``R2`` as ``R₂``, where that is declared."""
    if "$" in answer or "\\" in answer:
        return answer
    return _INDEXED.sub(
        lambda match: match[1] + match[2].translate(_LOW) if f"{match[1]}_{match[2]}" in names
        else match[0], answer,
    )  # fmt: skip


def _unless_equal(match: re.Match[str]) -> str:
    """Blanks for a remainder, where the polynomial is said to be what stands before it.

    A function is not the polynomial: there the remainder stays, and the line cannot be read.
    """
    line = match.string[: match.start()]
    for end in ("\n", "$", "\\\\", "\\["):
        line = line[line.rfind(end) + 1 :]
    is_other = "=" in line and not _NAMED.search(line)
    return match[0] if is_other else " " * len(match[0])


def _without(match: re.Match[str], names: set[str], problem: str) -> str:
    """Blanks for a unit; one that a problem does not name stays, and what may be one of the
    record's symbols."""
    if other_unit(f"1{match['unit']}", problem):
        return match[0]
    text = match["unit"].strip(" \t~\\,;:!")
    letters = set(re.findall(r"[A-Za-z]+", text))
    if _CONNECTIVE.search(text) or (letters & names and "{" not in text):
        return match[0]
    if any(len(name) > 1 and (name in letters or name == text) for name in names):
        return match[0]  # a name of several letters, as in refill
    return re.sub(r"[^\n]", " ", match[0])
