"""The columns of a dataset, made from the shape of a record: one type each, never inferred."""

from __future__ import annotations

from typing import Annotated, Any, Literal, get_args, get_origin

import pyarrow as pa
from pydantic import BaseModel

from codegen.datasets.schema import RecordData

_SCALARS: dict[type, tuple[pa.DataType, str]] = {
    str: (pa.string(), "string"),
    int: (pa.int64(), "int64"),
    float: (pa.float64(), "float64"),
    bool: (pa.bool_(), "bool"),
}
"""Arrow's type of each of Python's, and what the datasets library calls it."""


def arrow_schema(model: type[BaseModel] = RecordData) -> pa.Schema:
    """The columns of records as Arrow types; no value may be null."""
    return pa.schema(_fields(model))


def _fields(model: type[BaseModel]) -> list[pa.Field]:
    return [
        pa.field(name, _arrow(field.annotation), nullable=False)
        for name, field in model.model_fields.items()
    ]


def _arrow(annotation: Any) -> pa.DataType:
    kind, inner = _kind(annotation)
    if kind == "list":
        return pa.list_(pa.field("item", _arrow(inner), nullable=False))
    if kind == "struct":
        return pa.struct(_fields(inner))
    return _SCALARS[inner][0]


def features(model: type[BaseModel] = RecordData) -> list[dict[str, Any]]:
    """The columns as ``dataset_info.features`` of a dataset card spells them."""
    return [
        {"name": name, **_feature(field.annotation)} for name, field in model.model_fields.items()
    ]


def _feature(annotation: Any) -> dict[str, Any]:
    kind, inner = _kind(annotation)
    if kind == "scalar":
        return {"dtype": _SCALARS[inner][1]}
    if kind == "struct":
        return {"struct": features(inner)}
    item_kind, item = _kind(inner)
    if item_kind == "struct":
        return {"list": features(item)}
    return {"list": _SCALARS[item][1]}


def _kind(annotation: Any) -> tuple[str, Any]:
    """Whether a field is a list, a struct or a scalar, and of what.

    Raises:
        TypeError: neither.
    """
    origin, arguments = get_origin(annotation), get_args(annotation)
    if origin is Annotated:
        return _kind(arguments[0])
    if origin is list:
        return "list", arguments[0]
    if origin is Literal:
        return "scalar", type(arguments[0])
    if isinstance(annotation, type) and issubclass(annotation, BaseModel):
        return "struct", annotation
    if annotation in _SCALARS:
        return "scalar", annotation
    raise TypeError(f"{annotation} is no type of a column")
