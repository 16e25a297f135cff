"""What cannot be traced is told in one line that names the call and the alternative."""

from __future__ import annotations

import math
import re
from collections.abc import Callable
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from scipy import ndimage

from symnum.errors import InputError
from symnum.tracing import TracingError, coverage, coverage_table, trace
from symnum.tracing.coverage import Coverage

REFUSED = [one for one in coverage() if not one.supported and one.function is not None]
NOT_SHOWN = {"np.busday_count", "np.busday_offset", "np.datetime_as_string", "np.is_busday",
             "np.isnat", "np.shares_memory", "np.may_share_memory", "np.result_type", "np.can_cast",
             "np.common_type", "np.min_scalar_type"}  # fmt: skip
"""Functions of dates, and those that ask for types and memory only."""


def _calls(entry: Coverage, u: Any) -> Any:
    """The function with one, two or three arguments, as many as it takes."""
    for arguments in ((u,), (u, u), (u, u, u), ("name", u), ([u, u],), (u, 0, u), (u, u, 0, 1)):
        try:
            return entry.function(*arguments)
        except (TypeError, ValueError) as error:
            if isinstance(error, InputError):
                raise
    raise AssertionError(f"{entry.name} was not reached")


@pytest.mark.parametrize(
    "entry", [e for e in REFUSED if e.name not in NOT_SHOWN], ids=lambda e: e.name
)
def test_each_unsupported_function_is_named(entry: Coverage) -> None:
    with pytest.raises(TracingError) as caught:
        trace(lambda u: _calls(entry, u), (3, 3))
    line = str(caught.value)
    assert "\n" not in line
    assert f".{entry.function.__name__} cannot be traced" in line
    assert line.endswith(f": use {entry.instead}")


def test_alternatives_are_not_the_same_for_all() -> None:
    general = [one.name for one in REFUSED if "coverage()" in one.instead]
    assert len(general) < len(REFUSED) / 4, general


def test_every_supported_function_is_compared_with_numpy_s() -> None:
    text = "".join(path.read_text() for path in Path(__file__).parent.glob("test_*numpy*.py"))
    used = set(re.findall(r"\bnp((?:\.[a-z_0-9A-Z]+)+)", text))
    names = {
        one.name[2:]
        for one in coverage()
        if one.supported and one.name[:3] == "np." and not isinstance(one.function, np.ufunc)
    }
    assert sorted(names - used) == []


def test_the_table_lists_everything() -> None:
    text = coverage_table()
    assert all(one.name in text for one in coverage())


def _branch(u: Any) -> Any:
    return u if u[0] > 0 else -u


def _loop(u: Any) -> Any:
    while u[0] > 1:
        u = u / 2
    return u


def _made_with_zeros(u: Any) -> Any:
    du = np.zeros(3)
    du[0] = u[0]
    return du


def _added_to_numbers(u: Any) -> Any:
    du = np.ones(3)
    du += u
    return du


def _argument(u: Any) -> Any:
    u[0] = 1
    return u


VALUES: list[tuple[Callable[[Any], Any], str, str]] = [
    (_branch, "if|else|branch", r"np\.where"),
    (_loop, "while u\\[0\\] > 1", r"np\.where"),
    (lambda u: min(u[0], u[1]), r"min\(u", r"np\.minimum"),
    (lambda u: max(u), r"max\(u", r"np\.maximum"),
    (lambda u: sorted(u), "sorted", r"np\.minimum"),
    (lambda u: u[0] and u[1], "u.0. and u.1.", r"np\.where"),
    (lambda u: not u[0], "not u", r"np\.where"),
    (lambda u: bool(u[0]), "bool", r"np\.where"),
    (lambda u: u[0] in (1, 2), "in .1, 2.", r"np\.where"),
    (lambda u: u if np.allclose(u, 0) else -u, "allclose", r"np\.where"),
    (lambda u: u if np.array_equal(u, u) else -u, "array_equal", r"np\.where"),
    (lambda u: u if (u > 0).all() else -u, "all", r"np\.where"),
    (lambda u: math.sin(u[0]), r"math\.sin", r"np\.sin"),
    (lambda u: math.exp(u[0]) + u, r"math\.exp", "NumPy's function"),
    (lambda u: float(u[0]), "float", "the traced value itself"),
    (lambda u: int(u[0]), "int", r"np\.floor"),
    (lambda u: complex(u[0]), "complex", "two arrays"),
    (lambda u: u.item(0), "item", r"u\[0\]"),
    (lambda u: u.tolist(), "tolist", "list"),
    (lambda u: [1.0, 2.0, 3.0][u[0]], "index", r"np\.where"),
    (lambda u: sum(1 for _ in range(u[0])), "range", r"np\.where"),
    (lambda u: u[u > 0], "index or mask", r"np\.where"),
    (lambda u: u[np.argmax(u)], "argmax", r"np\.where"),
    (lambda u: np.arange(3)[u], "arange", "instead of"),
    (lambda u: np.sort(u), r"np\.sort", r"np\.minimum"),
    (lambda u: np.asarray(u), "asarray", "instead of"),
    (lambda u: np.array(u), r"np\.array", r"np\.stack"),
    (lambda u: np.array([u, u]), r"np\.array", r"np\.stack"),
    (_made_with_zeros, r"du\[0\] = u\[0\]", r"np\.zeros_like"),
    (_added_to_numbers, r"du \+= u", r"np\.zeros_like"),
    (_argument, "argument", r"u\.copy\(\)"),
    (lambda u: u.astype(int), "astype", r"np\.floor"),
    (lambda u: np.zeros_like(u, dtype=int) + u, "dtype=int64", r"np\.floor"),
    (lambda u: np.sum(u, dtype=int), "dtype=int64", r"np\.floor"),
    (lambda u: np.fft.fft(u), "fft", r"np\.einsum"),
    (lambda u: u.sort(), "sort", r"np\.minimum"),
    (lambda u: np.add.reduceat(u, [0, 1]), "reduceat", "slices"),
    (lambda u: np.where(u > 0), r"np\.where\(condition\)", r"np\.where\(condition, a, b\)"),
    (lambda u: np.average(u, returned=True), "average", "use"),
    (lambda u: ndimage.laplace(u), "laplace", "other libraries"),
    (lambda u: np.linalg.inv(np.outer(np.tile(u, 2), np.tile(u, 2))), "6 rows", "DAE"),
    (lambda u: np.interp(u, u, u), "interp", "table"),
]  # fmt: skip


@pytest.mark.parametrize("place", range(len(VALUES)))
def test_what_depends_on_values_is_told_with_the_alternative(place: int) -> None:
    function, call, alternative = VALUES[place]
    with pytest.raises(TracingError) as caught:
        trace(function, 3)
    line = str(caught.value)
    assert "\n" not in line
    assert re.search(call, line), line
    assert re.search(alternative, line), line
