"""Python's operators on terms, shared by the plain and the canonical family."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any, ClassVar, Self

from symnum.ops import ABS, ADD, DIV, LESS, LESS_EQUAL, MUL, NEG, POW, SUB, Operator
from symnum.terms.pickling import Packed


class Spelled(Packed):
    """Mixin: ``x + 1``, ``2 * x``, ``-x``, ``x / y``, ``x ** n``, ``abs(x)``, ``x < y``.

    A family says how a Python number becomes a leaf (``_leaf``) and how an operator is applied
    (``_apply``). Terms of two families do not mix: convert one first.
    """

    __slots__ = ()
    printer: ClassVar[Callable[[Any], str]] = object.__repr__
    """How a term shows itself at a prompt; :mod:`symnum.terms.text` puts the printers here."""
    writer: ClassVar[Callable[[Any], str]] = object.__repr__
    """How a term is written out in full."""
    typesetter: ClassVar[Callable[[Any], str]] = object.__repr__
    """How a term is typeset."""

    def __repr__(self) -> str:
        return type(self).printer(self)

    def __str__(self) -> str:
        return type(self).writer(self)

    def _repr_latex_(self) -> str:
        """What a notebook shows."""
        return f"$\\displaystyle {Spelled.typesetter(self)}$"

    @classmethod
    def _leaf(cls, value: object) -> Any:
        """The value as a term of this family, or ``NotImplemented``."""
        return NotImplemented

    @classmethod
    def _apply(cls, operator: Operator, arguments: Sequence[Any]) -> Any:
        raise TypeError(f"{cls.__name__} does not build calls")

    def _binary(self, operator: Operator, other: object, swapped: bool = False) -> Any:
        leaf = self._leaf(other)
        if leaf is NotImplemented:
            return NotImplemented
        return self._apply(operator, (leaf, self) if swapped else (self, leaf))

    def __add__(self, other: object) -> Self:
        return self._binary(ADD, other)  # type: ignore[no-any-return]

    def __radd__(self, other: object) -> Self:
        return self._binary(ADD, other, swapped=True)  # type: ignore[no-any-return]

    def __sub__(self, other: object) -> Self:
        return self._binary(SUB, other)  # type: ignore[no-any-return]

    def __rsub__(self, other: object) -> Self:
        return self._binary(SUB, other, swapped=True)  # type: ignore[no-any-return]

    def __mul__(self, other: object) -> Self:
        return self._binary(MUL, other)  # type: ignore[no-any-return]

    def __rmul__(self, other: object) -> Self:
        return self._binary(MUL, other, swapped=True)  # type: ignore[no-any-return]

    def __truediv__(self, other: object) -> Self:
        return self._binary(DIV, other)  # type: ignore[no-any-return]

    def __rtruediv__(self, other: object) -> Self:
        return self._binary(DIV, other, swapped=True)  # type: ignore[no-any-return]

    def __pow__(self, other: object) -> Self:
        return self._binary(POW, other)  # type: ignore[no-any-return]

    def __rpow__(self, other: object) -> Self:
        return self._binary(POW, other, swapped=True)  # type: ignore[no-any-return]

    def __lt__(self, other: object) -> Self:
        return self._binary(LESS, other)  # type: ignore[no-any-return]

    def __le__(self, other: object) -> Self:
        return self._binary(LESS_EQUAL, other)  # type: ignore[no-any-return]

    def __gt__(self, other: object) -> Self:
        return self._binary(LESS, other, swapped=True)  # type: ignore[no-any-return]

    def __ge__(self, other: object) -> Self:
        return self._binary(LESS_EQUAL, other, swapped=True)  # type: ignore[no-any-return]

    def __neg__(self) -> Self:
        return self._apply(NEG, (self,))  # type: ignore[no-any-return]

    def __pos__(self) -> Self:
        return self

    def __abs__(self) -> Self:
        return self._apply(ABS, (self,))  # type: ignore[no-any-return]

    def __bool__(self) -> bool:
        raise TypeError(
            "a term has no truth value; use symnum.select for a choice that depends on a value"
        )
