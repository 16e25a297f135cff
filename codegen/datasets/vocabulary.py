"""Names that derivations are written with, and how they are shown."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from functools import cached_property
from typing import Annotated, Self

from pydantic import BeforeValidator, Field, model_validator

from symnum.configuration import Table
from symnum.ops import function, is_reserved_name
from symnum.terms.latex import to_latex
from symnum.terms.plain import Symbol

FEWEST_SYMBOLS, FEWEST_FUNCTIONS = 3, 6
_CONSTANT = re.compile(r"C_(\d|\{\d+\})")
_SHOWN = re.compile(r"[\x21-\x7e]([\x20-\x7e]{0,98}[\x21-\x7e])?")


def _name(value: object) -> str:
    if not isinstance(value, str) or not value.isidentifier() or not value.isascii():
        raise ValueError(f"{value!r} is not a name (letters, digits and _)")
    if is_reserved_name(value):
        raise ValueError(f"{value!r} is the name of an operator")
    if value.startswith("C_") or value == "ratio":
        raise ValueError(f"{value!r} is reserved (C_1, C_2, … are integration constants)")
    return value


def _latex(value: object) -> str:
    if not isinstance(value, str) or not _SHOWN.fullmatch(value):
        raise ValueError(f"{value!r} is not LaTeX of 1 to 100 printable ASCII characters")
    if value.count("{") != value.count("}"):
        raise ValueError(f"{value!r} has braces without partner")
    return value


Name = Annotated[str, BeforeValidator(_name)]
Latex = Annotated[str, BeforeValidator(_latex)]


class Vocabulary(Table):
    """Names that derivations are written with."""

    symbols: Annotated[tuple[Name, ...], Field(min_length=FEWEST_SYMBOLS, strict=False)]
    functions: Annotated[tuple[Name, ...], Field(min_length=FEWEST_FUNCTIONS, strict=False)]
    """A name may be a symbol as well; within a record it is one or the other."""
    latex: dict[Name, Latex] = Field(default_factory=dict)
    """How names are shown, where that does not follow from the name."""

    @model_validator(mode="after")
    def _consistent(self) -> Self:
        for names in (self.symbols, self.functions):
            _require_distinct(names)
        if len({*self.symbols, *self.functions}) < FEWEST_SYMBOLS + FEWEST_FUNCTIONS:
            raise ValueError(
                f"at least {FEWEST_SYMBOLS + FEWEST_FUNCTIONS} different names are needed"
            )
        unknown = sorted(set(self.latex) - {*self.symbols, *self.functions})
        if unknown:
            raise ValueError(f"latex.{unknown[0]}: not one of the symbols and functions")
        raised = [name for name in self.functions if "^" in self.latex.get(name, "")]
        if raised:
            raise ValueError(f"latex.{raised[0]}: only symbols may be shown with a ^")
        _require_told_apart({*self.symbols_shown.items(), *self.functions_shown.items()})
        return self

    @cached_property
    def symbols_shown(self) -> dict[str, str]:
        """How each symbol is shown."""
        return {name: self.latex.get(name) or to_latex(Symbol(name)) for name in self.symbols}

    @cached_property
    def functions_shown(self) -> dict[str, str]:
        """How each function is shown, without its arguments."""
        return {n: self.latex.get(n) or function(n).syntax.latex for n in self.functions}


def _require_distinct(names: Sequence[str]) -> None:
    repeated = sorted({name for name in names if names.count(name) > 1})
    if repeated:
        raise ValueError(f"{', '.join(repeated)}: each name can be listed once")


def _require_told_apart(shown: Iterable[tuple[str, str]]) -> None:
    """Names of records are read by how they are shown, which for most follows from the name."""
    names: dict[str, str] = {}
    for name, latex in sorted(shown):
        typeset = _typeset(latex)
        if _CONSTANT.fullmatch(typeset):
            raise ValueError(f"{name} is shown as {latex}, which is an integration constant")
        if names.setdefault(typeset, name) != name:
            raise ValueError(f"{names[typeset]} and {name} are both shown as {latex}")


def _typeset(latex: str) -> str:
    """LaTeX without the spaces and the braces around one character that do not show."""
    return re.sub(r"([_^])\{(\w)\}", r"\1\2", latex.replace(" ", ""))
