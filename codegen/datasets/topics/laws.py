"""Laws of physics as validated data."""

from __future__ import annotations

import tomllib
from importlib.resources import files
from typing import Annotated, Self

from pydantic import Field, model_validator

from symnum.configuration import Table, validated_configuration
from symnum.ops import is_reserved_name
from symnum.terms.parse import parse
from symnum.terms.plain import Call
from symnum.terms.traversal import free_symbols

_Row = Annotated[tuple[str, ...], Field(min_length=3, max_length=4, strict=False)]


class Law(Table):
    """An equation between positive quantities."""

    name: str
    equation: str
    quantities: Annotated[tuple[_Row, ...], Field(min_length=3, strict=False)]
    """For each symbol its name, what it is, its unit in words and, if need be, its LaTeX."""
    fixed: Annotated[tuple[str, ...], Field(strict=False)] = ()
    """Symbols for which the equation is not solved: they occur several times."""
    constants: Annotated[
        dict[str, Annotated[tuple[str, ...], Field(strict=False)]], Field(default_factory=dict)
    ]
    """Constants of nature with values to calculate with; those without any stay symbols."""
    typical: Annotated[
        dict[str, Annotated[tuple[int, int, int], Field(strict=False)]], Field(default_factory=dict)
    ]
    """Usual values: the least and the greatest numerator, and the denominator."""

    @model_validator(mode="after")
    def _complete(self) -> Self:
        names = [row[0] for row in self.quantities]
        found = {symbol.name for symbol in free_symbols(self.term)}
        if sorted(names) != sorted(found):
            raise ValueError(f"quantities are {', '.join(names)}, but {self.equation} has others")
        reserved = [name for name in names if is_reserved_name(name)]
        strange = sorted({*self.constants, *self.typical} - set(names))
        if strange:
            raise ValueError(f"{strange[0]} is no quantity of {self.equation}")
        if reserved:
            raise ValueError(f"{reserved[0]} is the name of an operator")
        return self

    @property
    def term(self) -> Call:
        """The equation as a plain term."""
        found = parse(self.equation, source=self.name)
        assert isinstance(found, Call)
        return found


class Laws(Table):
    """All laws."""

    laws: Annotated[tuple[Law, ...], Field(min_length=1, strict=False)]


def laws_of(text: str, source: str) -> tuple[Law, ...]:
    """Laws from TOML.

    Raises:
        InputError: a field is missing, unknown or not allowed, or the equation cannot be read.
    """
    return validated_configuration(Laws, tomllib.loads(text), source).laws


LAWS = laws_of(
    (files("codegen.datasets.topics") / "laws.toml").read_text(encoding="utf-8"), "laws.toml"
)
"""Every law."""
