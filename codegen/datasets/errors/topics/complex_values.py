"""Values of terms in the imaginary unit: enclosures, and exact ones where all is rational.

A rational complex number a + b*i is the matrix with the rows a, -b and b, a: sums, products and
inverses are those of matrices.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from fractions import Fraction
from typing import Any

from flint import acb, arb, ctx, fmpq, fmpq_mat

from codegen.datasets.errors.decimals import FEWEST, decimals
from codegen.datasets.errors.topics.topic_statements import IMAGINARY
from symnum.ops import ABS, ADD, COS, DIV, MUL, NEG, PI, POW, SIN, SQRT, SUB, Operator
from symnum.terms.plain import Call, Number, Term
from symnum.terms.traversal import fold

Point = Mapping[str, Any]
_UNIT = fmpq_mat([[0, -1], [1, 0]])
_LARGEST_POWER = 64
_FUNCTIONS: Mapping[Operator, Callable[..., Any]] = {
    ADD: lambda *parts: sum(parts[1:], parts[0]), SUB: lambda a, b: a - b, NEG: lambda a: a * -1,
    COS: lambda a: a.cos(), SIN: lambda a: a.sin(), SQRT: lambda a: _real_root(a),
    ABS: lambda a: acb(abs(a)), PI: lambda: acb(arb.pi()),
}  # fmt: skip


class ComplexValues:
    """Values of plain terms at a point.

    Args:
        coordinates: A term in the imaginary unit for each name.
        bits: Of ball arithmetic.
    """

    def __init__(self, coordinates: Mapping[str, Term], bits: int) -> None:
        self.bits = bits
        self._balls: dict[str, acb] = {IMAGINARY: acb(0, 1)}
        self._matrices: dict[str, fmpq_mat] = {IMAGINARY: _UNIT}
        for name, term in coordinates.items():
            ball, matrix = self.of(term), self._exact(term)
            self._balls |= {} if ball is None else {name: ball}
            self._matrices |= {} if matrix is None else {name: matrix}

    @property
    def balls(self) -> Mapping[str, acb]:
        """Of each name that has a value, and of the unit."""
        return self._balls

    def of(self, term: Term) -> acb | None:
        """An enclosure; ``None`` if there is no value."""
        with ctx.workprec(self.bits):
            found = _value(term, self._balls, _ball)
        return found if found is not None and found.is_finite() else None

    def _exact(self, term: Term) -> fmpq_mat | None:
        return _value(term, self._matrices, _scalar)  # type: ignore[no-any-return]

    def shown(self, left: Term, right: Term) -> tuple[str, str] | None:
        """Two values in digits: exactly if both are rational, else as many as tell them apart."""
        first, second = self._exact(left), self._exact(right)
        if first is not None and second is not None:
            return _written(first), _written(second)
        one, two = self.of(left), self.of(right)
        return None if one is None or two is None else _in_decimals(one, two)


def _ball(value: Fraction) -> acb:
    return acb(arb(fmpq(value.numerator, value.denominator)))


def _scalar(value: Fraction) -> fmpq_mat:
    one = fmpq(value.numerator, value.denominator)
    return fmpq_mat([[one, 0], [0, one]])


def _value(term: Term, point: Point, number: Callable[[Fraction], Any]) -> Any:
    def leaf(part: Any) -> Any:
        return number(Fraction(part.value)) if isinstance(part, Number) else point[part.name]

    try:
        return fold(term, leaf, _applied)
    except (LookupError, AttributeError, TypeError, ZeroDivisionError):
        return None


def _applied(call: Call, operator: Operator, values: Sequence[Any]) -> Any:
    if operator is MUL:
        result = values[0]
        for value in values[1:]:
            result = result * value
        return result
    if operator is DIV:
        return values[0] * _inverse(values[1])
    if operator is POW:
        return _power(values[0], call.arguments[1])
    return _FUNCTIONS[operator](*values)


def _real_root(value: acb) -> acb:
    if not (value.imag.is_zero() and value.real >= 0):
        raise TypeError
    return value.sqrt()


def _inverse(value: Any) -> Any:
    return value.inv() if isinstance(value, fmpq_mat) else 1 / value


def _power(base: Any, exponent: Term) -> Any:
    count = exponent.value if isinstance(exponent, Number) else None
    if not isinstance(count, int) or not 0 < abs(count) <= _LARGEST_POWER:
        raise TypeError
    result = base
    for _ in range(abs(count) - 1):
        result = result * base
    return _inverse(result) if count < 0 else result


def _written(value: fmpq_mat) -> str:
    return _joined(str(value[0, 0]), str(value[1, 0]))


def _joined(real: str, other: str) -> str:
    """A real and an imaginary part: ``2 - i``."""
    if other == "0":
        return real
    size = other.removeprefix("-")
    shown = "i" if size == "1" else f"{size}*i"
    if real == "0":
        return f"-{shown}" if other.startswith("-") else shown
    return f"{real} {'-' if other.startswith('-') else '+'} {shown}"


def _in_decimals(left: acb, right: acb) -> tuple[str, str] | None:
    """Both values in decimals, if they can be seen to differ."""
    parts = []
    for pair in ((left.real, right.real), (left.imag, right.imag)):
        same = pair[0].overlaps(pair[1])
        shown = (_shown(pair[0]),) * 2 if same else decimals(*pair)
        if shown is None:
            return None
        parts.append(shown)
    (real, other), (first, second) = parts
    return _joined(real, first), _joined(other, second)


def _shown(value: arb) -> str:
    return "0" if value.contains(0) else str(value.str(FEWEST, radius=False))
