"""Known programs as test data."""

from __future__ import annotations

import pytest

from symnum.lowering import lower
from symnum.program import Program
from symnum.terms.exact import exact
from symnum.terms.plain import Number, plain_symbols


def _c(value: float) -> Number:
    return Number(exact(value))


@pytest.fixture(scope="session")
def published() -> dict[str, Program]:
    """Programs for 2^x on [0, 1] from the AutoNumerics-Zero paper (figure 11)."""
    (x,) = plain_symbols("x")
    u = x + _c(5783.5330096027765) / x
    inner = _c(501.10494991027866) / (_c(-250.55247494972059) + (_c(15141.981176922711) / u + u))
    eighth = inner - _c(-0.99999999999999956)
    square = eighth * eighth
    fourth = square * square
    terms = {
        "f2": _c(-2.1258595374472384) / (_c(-2.0413845597733418) + x),
        "f3": _c(-8.387819235563974) / (_c(-3.4355225277901402) + x) - _c(1.4427239805682266),
        "f5": _c(17.746150088734609) / (_c(-8.8505996518073289) + (x + _c(25.596749740144819) / x))
        - _c(-0.99999366143081858),
        "f10": fourth * fourth,
    }
    return {name: lower([term]) for name, term in terms.items()}
