"""Approximants from expansions: Taylor, Padé and Chebyshev."""

from __future__ import annotations

from collections.abc import Sequence

from flint import arb, arb_mat, arb_poly, arb_series, ctx

from evolve.baselines.basis import BITS, Approximant, Basis
from symnum.errors import InputError
from symnum.numerics.functions import Function
from symnum.numerics.tape import ball
from symnum.terms.exact import Exact

_SERIES_NODES = 96
"""Points of the quadrature for a Chebyshev series; its aliasing is far below binary64."""


def taylor_polynomial(function: Function, degree: int, center: Exact, basis: Basis) -> Approximant:
    """The Taylor polynomial about a point, in powers of the basis' u.

    Args:
        function: What is approximated.
        degree: That of the polynomial in u.
        center: Where the expansion is made; the basis' shift for a basis with a square or factor.
        basis: What the coefficients belong to.

    Raises:
        InputError: the function is not analytic at the center, or it has other powers.
    """
    with ctx.workprec(BITS):
        if center == basis.shift:
            return Approximant(basis, tuple(_coefficients(function, degree + 1, basis)))
        series = _series(function, center, degree + 1)
        polynomial = arb_poly([series[k].mid() for k in range(degree + 1)])
        moved = polynomial(arb_poly([ball(basis.shift) - ball(center), 1]))
        return Approximant(basis, tuple(moved[k].mid() for k in range(degree + 1)))


def pade(function: Function, above: int, below: int, center: Exact, basis: Basis) -> Approximant:
    """The quotient whose Taylor series agrees with the function's as far as possible.

    Args:
        function: What is approximated.
        above: Degree of the numerator in u; ``below`` that of the denominator.
        center: Where the expansion is made; as for :func:`taylor_polynomial`.
        basis: What the coefficients belong to.

    Raises:
        InputError: the function is not analytic at the center, or has no such quotient.
    """
    with ctx.workprec(BITS):
        local = basis if center == basis.shift else Basis(center)
        series = _coefficients(function, above + below + 1, local)
        rows = [
            [series[above + k - j] if above + k >= j else arb(0) for j in range(1, below + 1)]
            for k in range(1, below + 1)
        ]
        right = arb_mat([[-series[above + k]] for k in range(1, below + 1)])
        bottom = [arb(1), *_solved(rows, right)]
        top = [
            sum((bottom[j] * series[k - j] for j in range(min(k, below) + 1)), arb(0)).mid()
            for k in range(above + 1)
        ]
        return _moved(Approximant(local, tuple(top), tuple(bottom)), basis)


def _moved(approximant: Approximant, basis: Basis) -> Approximant:
    """The same quotient of polynomials of x in powers of another shift."""
    if approximant.basis == basis:
        return approximant
    step = arb_poly([ball(basis.shift) - ball(approximant.basis.shift), 1])
    parts = (approximant.numerator, approximant.denominator)
    above, below = (arb_poly(list(part))(step) for part in parts)
    return Approximant(
        basis,
        tuple(above[k].mid() for k in range(len(approximant.numerator))),
        tuple(below[k].mid() for k in range(len(approximant.denominator))),
    )


def chebyshev_interpolant(
    function: Function, low: Exact, high: Exact, degree: int, basis: Basis
) -> Approximant:
    """The polynomial in u that agrees with the function on Chebyshev points of u's interval.

    Raises:
        InputError: the function has no value at one of them.
    """
    with ctx.workprec(BITS):
        points, values = _chebyshev_values(function, low, high, degree + 1, basis)
        matrix = arb_mat([[u**k for k in range(degree + 1)] for u in points])
        return Approximant(basis, tuple(_solved(matrix.tolist(), arb_mat([[v] for v in values]))))


def chebyshev_series(
    function: Function, low: Exact, high: Exact, degree: int, basis: Basis
) -> Approximant:
    """The Chebyshev series in u, cut off after ``degree``.

    Raises:
        InputError: the function has no value somewhere.
    """
    with ctx.workprec(BITS):
        count = max(_SERIES_NODES, 4 * degree)
        _, values = _chebyshev_values(function, low, high, count, basis)
        middle, radius = _interval_of_u(low, high, basis)
        unit = arb_poly([-middle / radius, 1 / radius])
        older, old, total = arb_poly([1]), unit, arb_poly([0])
        for k in range(degree + 1):
            angles = [(arb(k * (2 * j + 1)) / (2 * count)).cos_pi() for j in range(count)]
            mean = sum((v * a for v, a in zip(values, angles, strict=True)), arb(0)) / count
            polynomial = older if k == 0 else old
            total = total + polynomial * (mean if k == 0 else 2 * mean)
            if k > 0:
                older, old = old, 2 * unit * old - older
        return Approximant(basis, tuple(total[k].mid() for k in range(degree + 1)))


def _interval_of_u(low: Exact, high: Exact, basis: Basis) -> tuple[arb, arb]:
    """Middle and radius of the interval that u runs through."""
    ends = [basis.variable(ball(end)).mid() for end in (low, high)]
    if basis.is_square and low <= basis.shift <= high:
        ends = [arb(0), ends[0] if ends[0] > ends[1] else ends[1]]
    return ((ends[0] + ends[1]) / 2).mid(), (abs(ends[1] - ends[0]) / 2).mid()


def _chebyshev_values(
    function: Function, low: Exact, high: Exact, count: int, basis: Basis
) -> tuple[list[arb], list[arb]]:
    """Chebyshev points of u, descending, and the function there, its factor divided out."""
    middle, radius = _interval_of_u(low, high, basis)
    points, values = [], []
    for j in range(count):
        u = (middle + radius * (arb(2 * j + 1) / (2 * count)).cos_pi()).mid()
        x = (u.sqrt() if basis.is_square else u) + ball(basis.shift)
        value = function.value(x.mid(), BITS)
        if not isinstance(value, arb) or not value.is_finite():
            raise InputError(f"function: no finite value at x = {float(x)}, which the domain "
                             "contains")  # fmt: skip
        points.append(u)
        values.append((value / basis.factor(x)).mid())
    return points, values


def _coefficients(function: Function, count: int, basis: Basis) -> list[arb]:
    """Taylor coefficients in u at u = 0, the factor divided out."""
    stride, first = 1 + basis.is_square, int(basis.has_factor)
    series = _series(function, basis.shift, stride * count + first)
    others = [k for k in range(stride * (count - 1) + first) if (k - first) % stride or k < first]
    if any(not series[k].contains(0) for k in others):
        raise InputError(f"the function has other powers at {basis.shift} than the form asks for")
    return [series[first + stride * k].mid() for k in range(count)]


def _series(function: Function, center: Exact, terms: int) -> arb_series:
    argument = arb_series([ball(center), 1], terms)
    series = function.series(argument, terms, BITS)
    if series is None or not all(series[k].is_finite() for k in range(terms)):
        raise InputError(f"the function has no Taylor series at {center}")
    return series


def _solved(rows: Sequence[Sequence[arb]], right: arb_mat) -> list[arb]:
    if not rows:
        return []
    try:
        solution = arb_mat([list(row) for row in rows]).solve(right)
    except ZeroDivisionError:
        raise InputError("the function has no approximant of these degrees") from None
    return [row[0].mid() for row in solution.tolist()]
