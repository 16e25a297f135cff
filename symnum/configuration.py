"""Configurations: TOML files validated field by field."""

from __future__ import annotations

import tomllib
from collections.abc import Mapping
from pathlib import Path
from typing import Any, TypeVar, get_args

from pydantic import BaseModel, ConfigDict, ValidationError

from symnum.errors import InputError, unknown

Model = TypeVar("Model", bound=BaseModel)


class Table(BaseModel):
    """A table of a configuration: of the types that it says, nothing unknown, never changed.

    Docstrings of fields describe them.
    """

    model_config = ConfigDict(
        strict=True, extra="forbid", frozen=True, use_attribute_docstrings=True
    )


def read_configuration(model: type[Model], path: str | Path, **replaced: object) -> Model:
    """A configuration from a TOML file.

    Args:
        model: What the file has to say.
        path: The file.
        replaced: Fields with values that replace the file's, unless they are ``None``.

    Raises:
        InputError: the file cannot be read, or a field is unknown, missing or not allowed.
    """
    given = {field: value for field, value in replaced.items() if value is not None}
    return validated_configuration(model, {**read_toml(path), **given}, str(path))


def read_toml(path: str | Path) -> dict[str, Any]:
    """What a TOML file says.

    Raises:
        InputError: the file cannot be read, or is no TOML.
    """
    try:
        return tomllib.loads(Path(path).read_text(encoding="utf-8"))
    except (OSError, UnicodeDecodeError) as error:
        reason = error.strerror if isinstance(error, OSError) else "it is not UTF-8 text"
        raise InputError(f"{path}: cannot be read: {reason}") from None
    except tomllib.TOMLDecodeError as error:
        raise InputError(f"{path}: not valid TOML: {error}") from None


def laid_over(
    model: type[BaseModel], base: Mapping[str, Any], told: Mapping[str, Any]
) -> dict[str, Any]:
    """Plain data that says what ``told`` says, and else what ``base`` does.

    Tables of the model are laid over each other field by field; all else is replaced as a whole.
    """
    merged = {**base, **told}
    for field in told.keys() & base.keys() & model.model_fields.keys():
        kind: Any = model.model_fields[field].annotation
        values = base[field], told[field]
        is_table = isinstance(kind, type) and issubclass(kind, Table)
        if is_table and all(isinstance(value, dict) for value in values):
            merged[field] = laid_over(kind, *values)
    return merged


def validated_configuration(model: type[Model], data: object, source: str) -> Model:
    """A configuration from plain data; ``source`` names it in errors.

    Raises:
        InputError: naming the source, the field and what is allowed.
    """
    try:
        return model.model_validate(data)
    except ValidationError as error:
        raise InputError(f"{source}: {_complaint(model, error.errors()[0])}") from None


def _complaint(model: type[BaseModel], error: Any) -> str:
    place = ".".join(str(part) for part in error["loc"] if part != "[key]")
    message = str(error["msg"]).removeprefix("Value error, ")
    if error["type"] == "extra_forbidden":
        table: Any = model
        for part in error["loc"][:-1]:  # a number is the place in a list of tables
            is_place = isinstance(part, int)
            table = get_args(table)[0] if is_place else table.model_fields[part].annotation
        message = str(unknown(error["loc"][-1], table.model_fields, "field"))
    return f"{place}: {message}" if place else message
