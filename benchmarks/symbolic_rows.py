"""The rows of the contest: for each system the work to time, on inputs made beforehand."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping

import calculus_rows
import construction_rows
import polynomial_rows
import text_rows
from rows import Row, Skipped


def rows(small: bool, only: str = "") -> Iterator[Row | Skipped]:
    """All rows; ``small`` makes them tiny."""
    for name, make in _ROWS.items():
        if only in name:
            yield make(name, small)


_ROWS: Mapping[str, Callable[[str, bool], Row | Skipped]] = {
    "sum of 200 products, one by one": construction_rows.sum_step_by_step,
    "sum of 2000 products at once": construction_rows.sum_at_once,
    "product of 200 factors, one by one": construction_rows.product_step_by_step,
    "expand (x+y+z+w)^8*((x+y+z+w)^8+w)": polynomial_rows.expand,
    "collect": polynomial_rows.collect,
    "gcd": polynomial_rows.gcd,
    "factor": polynomial_rows.factor,
    "cancel": polynomial_rows.cancel,
    "together": polynomial_rows.together,
    "apart": polynomial_rows.apart,
    "resultant": polynomial_rows.resultant,
    "determinant 8x8": polynomial_rows.determinant,
    "4th derivative of sin(x*cos(x*exp(x)))": calculus_rows.deep_derivative,
    "series of exp(sin(x))*cos(x^2+x) to x^12": calculus_rows.series,
    "Jacobian 30x30": calculus_rows.dense_jacobian,
    "sparse Jacobian of multisite2.net": calculus_rows.sparse_jacobian,
    "substitution into 10^4 nodes": construction_rows.substitution,
    "evaluation at 10^5 points": calculus_rows.evaluation,
    "parse 10^5 nodes": text_rows.parsing,
    "print 10^5 nodes": text_rows.printing,
}
