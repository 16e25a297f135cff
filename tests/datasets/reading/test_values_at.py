"""Derivatives at points: what is read, and what is reported because it has no one meaning."""

from __future__ import annotations

import pytest

from codegen.datasets.reading import Names, ReadingError, read_expression
from codegen.datasets.reading.values_at import PRIME
from symnum.terms.text import to_text

NAMES = Names.of("x t", {"f": "x", "y": "x", "h": "x t"})
READ = [
    ("f'(0)", "f'(0)"),
    ("f''(2) = 3", "f''(2) = 3"),
    ("y′(1)", "y'(1)"),
    ("f^{(3)}(2t)", "f'''(2*t)"),
    ("g'(2)", "g'(2)"),
    (r"\left.\frac{df}{dx}\right|_{x=0}", "f'(0)"),
    (r"\left.\frac{d}{dx} f(x)\right|_{x=t+1}", "f'(t + 1)"),
    (r"\frac{dy}{dx}\bigg|_{x=t} = 1", "y'(t) = 1"),
    (r"y'\big|_{x=0}", "y'(0)"),
    (r"\left.\frac{d^2 f}{dx^2}\right|_{x=1}", "f''(1)"),
    (r"\left. x f(x) + f'(x) \right|_{x=3}", "3*f(3) + f'(3)"),
    (r"f(0) + \left.\frac{df}{dx}\right|_{x=0} x", "f(0) + f'(0)*x"),
    (r"f(0) + \frac{df}{dx}\Big|_{x=0}", "f(0) + f'(0)"),
    (r"\left.\frac{d}{dx}\left(x f(x)\right)\right|_{x=2}", "f(2) + 2*f'(2)"),
]
REPORTED = [
    "h'(2, 3)",
    r"\left.\frac{\partial h}{\partial x}\right|_{x=0}",
    r"f(x) + \frac{df}{dx}\Big|_{x=0}",
    r"\left.\int f(x)\,dx\right|_{x=2}",
    r"\left.\frac{df}{dx}\right|_{0}",
    r"\left.\frac{df}{dx}\right|",
    r"\left.\frac{df}{dx}\right|_{f(x)=0}",
    "f^{(40)}(0)",
]


@pytest.mark.parametrize(("source", "wanted"), READ)
def test_a_derivative_at_a_point_is_read(source: str, wanted: str) -> None:
    assert to_text(read_expression(source, NAMES)).replace(PRIME, "'") == wanted


@pytest.mark.parametrize("source", REPORTED)
def test_it_is_reported_where_it_has_no_one_meaning(source: str) -> None:
    with pytest.raises(ReadingError):
        read_expression(source, NAMES)
