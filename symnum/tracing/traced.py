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
from symnum.tracing.calling import called
from symnum.tracing.constants import constant
from symnum.tracing.indexing import is_basic, selection
from symnum.tracing.positions import advanced, indexed, scattered_at
from symnum.tracing.refusals import JaxCode, TracingError, asked_by_sparse_matrix, refusal
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
        raise TracingError(refusal("a branch on a traced value", "branch"))

    def __float__(self) -> float:
        raise TracingError(refusal("float(...) or a function of Python's math", "number"))

    def __int__(self) -> int:
        raise TracingError(refusal("int(...)", "integer"))

    def __complex__(self) -> complex:
        raise TracingError(refusal("complex(...)", "complex"))

    def __index__(self) -> int:
        raise TracingError(refusal("a traced value as an index or in range(...)", "index"))

    def __round__(self, digits: int = 0) -> Any:
        return np.round(self, digits)

    def __floor__(self) -> Any:
        return np.floor(self)

    def __ceil__(self) -> Any:
        return np.ceil(self)

    def __trunc__(self) -> Any:
        return np.trunc(self)

    def __format__(self, how: str) -> str:
        return repr(self)  # what is printed while tracing

    def __array__(self, dtype: Any = None, copy: Any = None) -> Any:
        if (not self.shape and dtype in (None, object)) or asked_by_sparse_matrix():
            made = np.empty((), dtype=object)  # np.array([u[0], u[1]]) becomes an array of objects
            made[()] = self
            return made
        raise TracingError(refusal("a NumPy array of traced values", "array"))

    def __jax_array__(self) -> Any:
        raise JaxCode

    def __getitem__(self, key: Any) -> TracedArray:
        if _reads_traced(key):
            raise TracingError(refusal("an index or mask that is traced", "index"))
        if is_basic(key):
            chosen = selection(self.shape, key)
            return self._viewed(
                chosen.of,
                lambda whole, part: whole if chosen.empty
                else assigned(whole, chosen.box, chosen.restored(part)),
            )  # fmt: skip
        return TracedArray(advanced(self.value, key))

    def __setitem__(self, key: Any, values: Any) -> None:
        given = lifted(values)
        if isinstance(key, TracedArray) and key.shape == self.shape and given.size == 1:
            self._written(applied("where", key, reshaped(given, ()), self))
        elif _reads_traced(key):
            raise TracingError(refusal("an index or mask that is traced", "index"))
        elif not is_basic(key):
            found = indexed(self.shape, key)
            given = _without_leading_ones(given, found.ndim)
            self._written(scattered_at(self.value, found, given))
        else:
            chosen = selection(self.shape, key)
            given = broadcast(_without_leading_ones(given, len(chosen.shape)), chosen.shape)
            if not chosen.empty:
                self._written(assigned(self.value, chosen.box, chosen.restored(given)))

    def __array_ufunc__(self, ufunc: Any, method: str, *inputs: Any, **options: Any) -> Any:
        if method not in UFUNC_METHODS:
            raise TracingError(refusal(f"np.{ufunc.__name__}.{method}", method))
        return UFUNC_METHODS[method](ufunc, *inputs, **options)

    def __array_function__(self, func: Any, types: Any, args: Any, kwargs: Any) -> Any:
        name = f"{func.__module__.replace('numpy', 'np')}.{func.__name__}"
        if func not in FUNCTIONS:
            raise TracingError(refusal(name, func.__name__))
        return called(name, FUNCTIONS[func], args, kwargs)

    def __getattr__(self, name: str) -> Any:
        if name == "at":
            raise JaxCode
        if name in PROPERTIES:
            return PROPERTIES[name](self)
        if name in METHODS:
            return partial(_method, name, self)
        if name in ELEMENTWISE:  # what NumPy calls on the elements of an array of objects
            return lambda *others: TracedArray(applied(name, self, *others))
        if name.startswith("_") or not hasattr(np.ndarray, name):
            raise AttributeError(name)
        raise TracingError(refusal(f"the attribute {name} of arrays", name))


def _method(name: str, array: TracedArray, *args: Any, **kwargs: Any) -> Any:
    return called(f"the method {name}", METHODS[name], (array, *args), kwargs)


def _reads_traced(key: Any) -> bool:
    """Whether an index has a traced array in it."""
    keys = key if isinstance(key, tuple) else (key,)
    if any(hasattr(one, "aval") for one in keys):  # an array of JAX's
        raise JaxCode
    return any(isinstance(one, TracedArray) for one in keys)


def _without_leading_ones(values: SymbolicArray, rank: int) -> SymbolicArray:
    """Values for an assignment may have more axes, of length 1, as in NumPy."""
    while len(values.shape) > rank and values.shape[0] == 1:
        values = reshaped(values, values.shape[1:])
    return values


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
