"""Traced arrays: what ordinary NumPy code works on while it is traced.

A traced array holds a :class:`.arrays.SymbolicArray` and follows NumPy's protocols. Slices and
reshaped arrays are views, as in NumPy: what is assigned to one is seen in the other.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from functools import partial
from typing import Any

import numpy as np
from numpy.lib.mixins import NDArrayOperatorsMixin

from symnum.tracing.arrays import (
    Shape,
    SymbolicArray,
    assigned,
    broadcast,
    broadcast_shape,
    concatenated,
    elementwise,
    reshaped,
    transposed,
)
from symnum.tracing.constants import constant
from symnum.tracing.indexing import is_basic, selection, taken
from symnum.tracing.refusals import JaxCode, TracingError, unsupported
from symnum.tracing.registry import FUNCTIONS, METHODS, PROPERTIES, UFUNC_METHODS
from symnum.tracing.scalars import ELEMENTWISE


@dataclass(frozen=True, slots=True)
class _View:
    """How an array is a part of another: what it reads there, and what writing does to it."""

    parent: TracedArray
    read: Callable[[SymbolicArray], SymbolicArray]
    write: Callable[[SymbolicArray, SymbolicArray], SymbolicArray]


class TracedArray(NDArrayOperatorsMixin):
    """An array of terms that behaves like a NumPy array of float64 numbers.

    Args:
        value: What it holds.
        argument: Whether it is an argument of the traced function, which is not assigned to.
    """

    __slots__ = ("_argument", "_changes", "_seen", "_value", "_view")
    __array_priority__ = 1000
    __hash__ = None  # type: ignore[assignment]

    def __init__(
        self, value: SymbolicArray, *, argument: bool = False, view: _View | None = None
    ) -> None:
        self._value, self._argument, self._view = value, argument, view
        self._changes, self._seen = 0, 0 if view is None else view.parent.changes

    @property
    def changes(self) -> int:
        """How often something was assigned to the array or to what it is a view of."""
        self._follow()
        return self._changes

    def _follow(self) -> None:
        """Read a view again if something was assigned to what it is a view of."""
        if self._view is not None and self._view.parent.changes != self._seen:
            self._seen = self._view.parent.changes
            self._value = self._view.read(self._view.parent.value)
            self._changes += 1

    @property
    def value(self) -> SymbolicArray:
        """What it holds now."""
        self._follow()
        return self._value

    def _written(self, value: SymbolicArray) -> None:
        """Take new elements, in the same shape."""
        if self._argument:
            raise TracingError(
                "an argument of the traced function is assigned to, which would change the "
                "caller's array: copy it first, as in u = u.copy()"
            )
        if self._view is not None:
            parent = self._view.parent
            parent._written(self._view.write(parent.value, value))
            self._seen = parent.changes
        self._value = value
        self._changes += 1

    def _viewed(
        self,
        read: Callable[[SymbolicArray], SymbolicArray],
        write: Callable[[SymbolicArray, SymbolicArray], SymbolicArray],
    ) -> TracedArray:
        return TracedArray(read(self.value), view=_View(self, read, write))

    @property
    def shape(self) -> Shape:
        """The lengths of the axes."""
        return self.value.shape

    @property
    def ndim(self) -> int:
        """How many axes there are."""
        return len(self.shape)

    @property
    def size(self) -> int:
        """How many elements there are."""
        return self.value.size

    @property
    def dtype(self) -> Any:
        """Always float64."""
        return np.dtype(np.float64)

    def __len__(self) -> int:
        if not self.shape:
            raise TypeError("len() of an array without axes")
        return self.shape[0]

    def __iter__(self) -> Iterator[TracedArray]:
        return (self[place] for place in range(len(self)))

    def __repr__(self) -> str:
        return f"<traced array of shape {self.shape}>"

    def __bool__(self) -> bool:
        raise TracingError(
            "a branch depends on a traced value (if, while, and, or, not, min(a, b) of Python): "
            "use np.where(condition, a, b), np.logical_and, np.minimum"
        )

    def _no_number(self, *_: Any) -> Any:
        raise TracingError(
            "a traced value is wanted as a Python number (float, int, range, an index, math.sin): "
            "use NumPy's function of that name, and indices that do not depend on traced values"
        )

    __float__ = __int__ = __index__ = __complex__ = _no_number

    def __array__(self, dtype: Any = None, copy: Any = None) -> Any:
        if not self.shape and dtype in (None, object):
            made = np.empty((), dtype=object)  # np.array([u[0], u[1]]) becomes an array of objects
            made[()] = self
            return made
        raise TracingError(
            "a NumPy array is made of traced values: make results with np.zeros_like(u), "
            "np.empty_like(u), np.stack or np.concatenate instead of np.zeros, np.array or a "
            "function that is not in symnum.tracing.SUPPORTED"
        )

    def __jax_array__(self) -> Any:
        raise JaxCode

    def __getitem__(self, key: Any) -> TracedArray:
        if is_basic(key):
            chosen = selection(self.shape, key)
            return self._viewed(
                chosen.of,
                lambda whole, part: whole if chosen.empty
                else assigned(whole, chosen.box, chosen.restored(part)),
            )  # fmt: skip
        return TracedArray(_advanced(self.value, key))

    def __setitem__(self, key: Any, values: Any) -> None:
        if not is_basic(key):
            raise TracingError(
                "assignment through an index array: use slices, or np.where(mask, a, b)"
            )
        chosen = selection(self.shape, key)
        given = lifted(values)
        while len(given.shape) > len(chosen.shape) and given.shape[0] == 1:
            given = reshaped(given, given.shape[1:])
        given = broadcast(given, chosen.shape)
        if not chosen.empty:
            self._written(assigned(self.value, chosen.box, chosen.restored(given)))

    def __array_ufunc__(self, ufunc: Any, method: str, *inputs: Any, **options: Any) -> Any:
        if method not in UFUNC_METHODS:
            raise TracingError(f"np.{ufunc.__name__}.{method} cannot be traced")
        return UFUNC_METHODS[method](ufunc, *inputs, **options)

    def __array_function__(self, func: Any, types: Any, args: Any, kwargs: Any) -> Any:
        if func not in FUNCTIONS:
            raise TracingError(unsupported(f"{func.__module__}.{func.__name__}", func.__name__))
        return FUNCTIONS[func](*args, **kwargs)

    def __getattr__(self, name: str) -> Any:
        if name == "at":
            raise JaxCode
        if name in PROPERTIES:
            return PROPERTIES[name](self)
        if name in METHODS:
            return partial(METHODS[name], self)
        if name in ELEMENTWISE:  # what NumPy calls on the elements of an array of objects
            return lambda *others: TracedArray(applied(name, self, *others))
        if name.startswith("_") or not hasattr(np.ndarray, name):
            raise AttributeError(name)
        raise TracingError(unsupported(f"the method {name} of arrays", name))


def _advanced(value: SymbolicArray, key: Any) -> SymbolicArray:
    """An index with one array of positions, or a mask of numbers, and slices beside it."""
    keys = list(key) if isinstance(key, tuple) else [key]
    arrays = [place for place, one in enumerate(keys) if not is_basic(one)]
    if len(arrays) != 1 or any(k is None or k is Ellipsis for k in keys):
        raise TracingError("an index with several arrays, None or ...: index one axis at a time")
    (axis,) = arrays
    positions = np.asarray(keys[axis])
    if positions.dtype.kind == "b":
        if positions.ndim != 1:
            raise TracingError("a mask of several axes: use np.where(mask, a, b)")
        positions = np.flatnonzero(positions)
    found = taken(value, positions, axis)
    rest = [slice(None)] * positions.ndim
    return selection(found.shape, (*keys[:axis], *rest, *keys[axis + 1 :])).of(found)


def lifted(value: Any) -> SymbolicArray:
    """What traced code combines with traced arrays, as a symbolic array.

    Raises:
        InputError: neither numbers nor traced arrays.
    """
    if isinstance(value, TracedArray):
        return value.value
    if isinstance(value, SymbolicArray):
        return value
    if isinstance(value, np.ndarray) and value.dtype == object and value.ndim == 0:
        return lifted(value.item())
    if isinstance(value, list | tuple) or (isinstance(value, np.ndarray) and value.dtype == object):
        return stacked([lifted(part) for part in value], 0)
    return constant(value)


def stacked(arrays: list[SymbolicArray], axis: int) -> SymbolicArray:
    """Arrays of one shape side by side along a new axis."""
    shape = broadcast_shape(*(array.shape for array in arrays))
    axis %= len(shape) + 1
    parts = [
        reshaped(broadcast(array, shape), (*shape[:axis], 1, *shape[axis:])) for array in arrays
    ]
    return concatenated(parts, axis)


def applied(name: str, *values: Any) -> SymbolicArray:
    """A universal function, by its name, of numbers and arrays."""
    return elementwise(ELEMENTWISE[name], *(lifted(value) for value in values))


def reshape_view(array: TracedArray, shape: Shape) -> TracedArray:
    """The same elements in another shape."""

    def write(whole: SymbolicArray, part: SymbolicArray) -> SymbolicArray:
        if array._view is not None:
            raise TracingError(
                "a reshaped slice is assigned to, and whether NumPy would have copied it depends "
                "on its memory: assign to the slice itself"
            )
        return reshaped(part, whole.shape)

    return array._viewed(lambda whole: reshaped(whole, shape), write)


def transpose_view(array: TracedArray, axes: tuple[int, ...]) -> TracedArray:
    """The axes in another order."""
    back = tuple(sorted(range(len(axes)), key=axes.__getitem__))
    return array._viewed(
        lambda whole: transposed(whole, axes), lambda _, part: transposed(part, back)
    )
