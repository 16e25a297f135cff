"""What is ambiguous or wrong is reported with its kind, never guessed."""

from __future__ import annotations

from pathlib import Path

import pytest

from codegen.datasets.reading import Name, Names, ReadingError, read, read_expression
from symnum.errors import InputError

NAMES = Names.of("x y z a b c k n t omega", {"f": "x", "g": "x", "h": "x y"})


def cases() -> list[tuple[str, str]]:
    """Kind and source."""
    found, kind = [], ""
    text = (Path(__file__).parent / "reported.txt").read_text(encoding="utf-8")
    for line in text.split("\n"):
        if line.startswith("[") and line.endswith("]"):
            kind = line.strip("[]")
        elif line:
            found.append((kind, line))
    return found


@pytest.mark.parametrize(("kind", "source"), cases())
def test_it_is_reported(kind: str, source: str) -> None:
    with pytest.raises(ReadingError) as caught:
        read_expression(source, NAMES, where="answer")
    problem = caught.value.problem
    assert problem.kind == kind, problem
    assert 0 <= problem.start <= problem.end <= len(source)
    assert str(caught.value).startswith("answer, column ")
    assert "\n" not in str(caught.value)


@pytest.mark.parametrize(
    ("source", "names"),
    [
        (r"\frac{d}{dx} x^2", "x d"),
        (r"\int d x\, dx", "x d"),
        ("pi", "p i"),
        ("$ln(x)$", "l n x"),
    ],
)
def test_declared_names_make_more_ambiguous(source: str, names: str) -> None:
    with pytest.raises(ReadingError) as caught:
        read_expression(source, Names.of(names))
    assert caught.value.problem.kind == "ambiguous"
    assert len(caught.value.problem.readings) == 2


def test_two_names_that_look_the_same_are_refused() -> None:
    with pytest.raises(InputError, match="both shown as"):
        Names([Name("a", r"\alpha"), Name("b", r" \alpha ")])


def test_depth_is_limited_without_recursion() -> None:
    for opening, closing in (("(", ")"), ("{", "}"), (r"\frac{1}{", "}"), (r"\sqrt{", "}")):
        with pytest.raises(ReadingError) as caught:
            read_expression(opening * 500 + "x" + closing * 500)
        assert caught.value.problem.kind == "too deep"
        assert read_expression(opening * 90 + "x" + closing * 90) is not None


def test_length_costs_no_depth() -> None:
    assert str(read_expression("+".join(["x"] * 5000))).count("x") == 5000
    assert read_expression("-" * 5000 + "x") is read_expression("x")
    assert read_expression("^".join("x" * 150)) is not None


@pytest.mark.parametrize(
    ("source", "name"),
    [
        ("q", "q"), ("Q", "Q"), (r"\mathbf{E}", "mathbf_E"), (r"\mathrm{E}", "mathrm_E"),
        (r"\mathrm{speed}", "speed"), (r"\operatorname{speed}", "speed"), (r"\hat{H}", "hat_H"),
        (r"v_{\mathrm{max}}", "v_max"), (r"v_{\text{max}}", "v_max"), ("v_{max}", "v_max"),
        (r"T_{i,j}", "T_i_j"), (r"\boldsymbol{\sigma}", "mathbf_sigma"), (r"\hbar", "hbar"),
        (r"\mathcal{L}_{0}", "mathcal_L_0"), ("x_1", "x_1"), ("$x_{2}$", "x_2"),
    ],
)  # fmt: skip
def test_typeface_and_case_make_other_names(source: str, name: str) -> None:
    reading = read(source, NAMES)
    assert str(reading.term) == name
    assert reading.unknown == (name,)
