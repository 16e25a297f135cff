"""Configurations as TOML: the resolved ones that runs keep, and commented ones for people."""

from __future__ import annotations

import json
import re
import textwrap
import types
import typing
from collections.abc import Iterator, Mapping
from fractions import Fraction
from typing import Any

from annotated_types import Ge, Gt, Le, Lt, MultipleOf
from pydantic import BaseModel
from pydantic.fields import FieldInfo

from evolve.problem.config import Config

_WIDTH = 96
_LIMITS = {Ge: ("ge", "at least"), Gt: ("gt", "above"), Le: ("le", "at most"),
           Lt: ("lt", "below"), MultipleOf: ("multiple_of", "a multiple of")}  # fmt: skip


def as_toml(data: dict[str, Any]) -> str:
    """Scalars, lists of scalars and one level of tables as TOML (whose values JSON spells).

    TOML knows no null: a field without a value is left out.
    """
    known = {key: value for key, value in data.items() if value is not None}
    tables = {key: value for key, value in known.items() if isinstance(value, dict)}
    lines = [f"{k} = {json.dumps(v)}" for k, v in known.items() if k not in tables]
    for name, table in tables.items():
        fields = (f"{k} = {json.dumps(v)}" for k, v in table.items() if v is not None)
        lines += ["", f"[{name}]", *fields]
    return "\n".join(lines) + "\n"


def commented(given: Mapping[str, Any], title: str) -> str:
    """A configuration for people to change: every field with what it means and allows.

    Args:
        given: The fields that a file sets; all others stand there as comments, with defaults.
        title: The first line.
    """
    lines = [f"# {title}"]
    tables = {n: f for n, f in Config.model_fields.items() if _is_table(f)}
    for name, field in Config.model_fields.items():
        if name not in tables:
            lines += ["", *_entry(name, field, given)]
    for name, field in tables.items():
        model = typing.cast("type[BaseModel]", field.annotation)
        lines += ["", "", *_comment(_sentence(model.__doc__)), f"[{name}]"]
        for inner, described in model.model_fields.items():
            lines += ["", *_entry(inner, described, given.get(name, {}))]
    return "\n".join(lines) + "\n"


def _is_table(field: FieldInfo) -> bool:
    return isinstance(field.annotation, type) and issubclass(field.annotation, BaseModel)


def _entry(name: str, field: FieldInfo, given: Mapping[str, Any]) -> Iterator[str]:
    meaning = [_sentence(field.description), *_allowed(field)]
    yield from _comment(" ".join(part for part in meaning if part))
    if name in given:
        yield f"{name} = {_written(given[name])}"
    elif field.default is None:
        yield f"# {name} ="
    else:
        yield f"# {name} = {_written(field.get_default(call_default_factory=True))}"


def _written(value: Any) -> str:
    """A value on one line of TOML, which spells all but tables as JSON does."""
    if isinstance(value, dict):
        return f"{{{', '.join(f'{name} = {_written(inner)}' for name, inner in value.items())}}}"
    return json.dumps(value, default=_plain)


def _plain(value: Any) -> Any:
    return str(value) if isinstance(value, Fraction) else list(value)


def _sentence(text: str | None) -> str:
    return re.sub(r":\w+:`([^`]*)`|``", r"\1", " ".join((text or "").split()))


def _comment(text: str) -> list[str]:
    return [f"# {line}" for line in textwrap.wrap(text, _WIDTH)]


def _allowed(field: FieldInfo) -> Iterator[str]:
    """What a field may be, as far as its type says."""
    choices = [json.dumps(choice) for choice in _choices(field.annotation)]
    if choices:
        yield f"Allowed: {', '.join(choices)}."
    limits = [
        f"{words} {getattr(limit, attribute)}"
        for limit in field.metadata
        for kind, (attribute, words) in _LIMITS.items()
        if isinstance(limit, kind)
    ]
    if limits:
        yield f"Allowed: {', '.join(limits)}."


def _choices(annotation: Any) -> tuple[Any, ...]:
    """The values of a Literal, alone or as the items of a tuple."""
    if typing.get_origin(annotation) is typing.Literal:
        return typing.get_args(annotation)
    if typing.get_origin(annotation) in (tuple, types.UnionType):
        return tuple(c for a in typing.get_args(annotation) for c in _choices(a))
    return ()
