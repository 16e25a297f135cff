"""The coefficients that the searches found: TOML files, one a function, checked when read."""

from __future__ import annotations

import tomllib
from collections.abc import Mapping
from functools import cache
from pathlib import Path
from typing import Any

import numpy as np
from pydantic import BaseModel, ConfigDict, Field, ValidationError, field_validator

from codegen.float32.program import float_bits
from symnum.errors import InputError

DIRECTORY = Path(__file__).parent / "constants"
Entries = dict[str, tuple[str, ...]]


class CoefficientFile(BaseModel):
    """What a file of coefficients holds.

    Attributes:
        function: The operator that the kernel computes.
        coefficients: Constants of the program as hexadecimal floating-point numbers.
        tables: Tables of the program.
        max_ulp_on_samples: The largest error that the search saw at its end.
        samples: How many arguments it looked at.
    """

    model_config = ConfigDict(extra="forbid", frozen=True)

    function: str
    max_ulp_on_samples: float = Field(gt=0)
    samples: int = Field(gt=0)
    coefficients: dict[str, str] = {}
    tables: Entries = {}

    @field_validator("coefficients")
    @classmethod
    def _numbers(cls, given: dict[str, str]) -> dict[str, str]:
        for name, text in given.items():
            _number(name, text)
        return given

    @field_validator("tables")
    @classmethod
    def _entries(cls, given: Entries) -> Entries:
        for name, entries in given.items():
            for text in entries:
                _number(name, text)
        return given

    def values(self) -> dict[str, Any]:
        """Constants as float32 scalars, tables as arrays."""
        constants = {name: _number(name, text) for name, text in self.coefficients.items()}
        tables = {
            name: np.array([_number(name, text) for text in entries], np.float32)
            for name, entries in self.tables.items()
        }
        return constants | tables


def _number(name: str, text: str) -> np.float32:
    value = float.fromhex(text)
    if not np.isfinite(value) or float(np.float32(value)) != value:
        raise ValueError(f"{name}: {text} is not a float32")
    return np.float32(value)


def read(path: Path) -> CoefficientFile:
    """The coefficients in a file.

    Raises:
        InputError: it cannot be read, is not TOML, or a field is missing, unknown or wrong.
    """
    try:
        return CoefficientFile.model_validate(tomllib.loads(path.read_text(encoding="ascii")))
    except (OSError, UnicodeDecodeError, tomllib.TOMLDecodeError) as error:
        raise InputError(f"{path}: {error}") from None
    except ValidationError as error:
        first = error.errors()[0]
        field = ".".join(str(part) for part in first["loc"])
        raise InputError(f"{path}: field {field}: {first['msg']}") from None


@cache
def coefficients(name: str) -> Mapping[str, Any]:
    """The coefficients of a kernel that is shipped."""
    return read(DIRECTORY / f"{name}.toml").values()


def text(name: str, values: Mapping[str, Any], error: float, samples: int) -> str:
    """The TOML text of a file that :func:`read` takes."""
    lines = [
        f"# Made by: python -m codegen.float32.derive {name}",
        f'function = "{name}"',
        f"max_ulp_on_samples = {error:.4f}",
        f"samples = {samples}",
    ]
    scalars = {key: value for key, value in values.items() if np.ndim(value) == 0}
    tables = {key: value for key, value in values.items() if np.ndim(value) == 1}
    if scalars:
        lines += ["", "[coefficients]", *(f'{k} = "{_hex(v)}"' for k, v in scalars.items())]
    if tables:
        lines += ["", "[tables]"]
        for key, entries in tables.items():
            lines += [f"{key} = [", *(f'    "{_hex(entry)}",' for entry in entries), "]"]
    return "\n".join([*lines, ""])


def _hex(value: Any) -> str:
    assert float(np.float32(value)) == float(value), float_bits(value)
    return float(value).hex()
