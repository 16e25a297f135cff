"""Ways of writing that a record makes clear: units beside numbers, names of Taylor polynomials.

What they are changed to has as many characters, so that places stay those of the answer.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import Any

_WORDS = (
    "metres?|meters?|seconds?|kilograms?|newtons?|joules?|watts?|volts?|amperes?|amps?|ohms?|"
    "coulombs?|farads?|henr(?:y|ies)|teslas?|webers?|hertz|kelvins?|pascals?|moles?|radians?|grams?|"
    "litres?|liters?|minutes?|hours?|kg|km|cm|mm|Hz|Pa|kPa|rad|mol|min|kJ|kW|kN|ms|mV|mA"
)
_LETTERS = "mskgNJWVAΩCFHTKLh"
_PER = r"(?:\s*(?:\^\s*\{?\s*-?\d\s*\}?|[²³⁻¹]+))?"
_IN_COMMAND = (
    r"\\(?:text|mathrm|textrm|mathit|rm|operatorname|unit)\s*\{[^{}$=]{1,30}"
    r"(?:\{[^{}]{0,4}\}[^{}$=]{0,20})?\}(?:\s*\^\s*\{?-?\d\}?)?"
)
_CONNECTIVE = re.compile(r"\{\s*(?:and|or|if|for|so|when|where|with)\b")
_UNIT = re.compile(
    rf"(?<=[\d}})])(?P<unit>(?:\s|~|\\[,;: !])*(?:{_IN_COMMAND}|\\Omega|Ω|\\degree"
    rf"|\b(?:{_WORDS})\b{_PER}(?:\s*(?:/|per)\s*(?:{_WORDS}|[{_LETTERS}])\b{_PER})?"
    rf"|(?:(?<=\s)|(?<=\\,))[{_LETTERS}]{_PER}(?:\s*(?:/|\\cdot|·|\*)?\s*[{_LETTERS}]{_PER})?"
    r"(?=[\s.,;$*)\]]|\\\)|\\\]|$)))"
)
_POLYNOMIAL = re.compile(r"(?<![A-Za-z\\])[TPp]_(?:\{\s*[\dn]\s*\}|[\dn])(?=\s*(?:\\left)?\s*\()")
_REMAINDER = re.compile(
    r"\+\s*(?:\\(?:dots|cdots|ldots)|\.\.\.|…|(?:\\mathcal\s*\{O\}|O|o)\s*(?:\\left)?\s*\("
    r"[^()]{1,20}(?:\([^()]{1,20}\))?[^()]{0,8}\\?(?:right)?\s*\))"
)


def spelled(answer: str, record: Mapping[str, Any]) -> str:
    """The answer with what its record makes clear written as the record does.

    Args:
        answer: What was written.
        record: JSON values of a record.
    """
    if record["family"] == "physics":
        names = {d["symbol"] for d in record["domain"]} | {d["latex"] for d in record["domain"]}
        return _UNIT.sub(lambda match: _without(match, names), answer)
    if record["template"] == "taylor_polynomial":
        answer = _POLYNOMIAL.sub(lambda match: "T" + " " * (len(match[0]) - 1), answer)
        return _REMAINDER.sub(lambda match: " " * len(match[0]), answer)
    return answer


def _without(match: re.Match[str], names: set[str]) -> str:
    """Blanks for a unit; what may be one of the record's symbols stays."""
    text = match["unit"].strip(" \t~\\,;:!")
    letters = set(re.findall(r"[A-Za-z]+", text))
    if _CONNECTIVE.search(text) or (letters & names and "{" not in text):
        return match[0]
    return re.sub(r"[^\n]", " ", match[0])
