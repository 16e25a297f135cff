"""Gröbner bases: known ones, SymPy's, membership, and bad input."""

from __future__ import annotations

import random
import sys
from typing import Any

import pytest
import sympy

import symnum
from symnum.algebra.groebner import groebner
from symnum.errors import InputError
from symnum.terms import Canonical, Term, convert, parse, to_canonical, to_text
from symnum.terms.sympy_terms import to_sympy

KNOWN = [
    ("lex", "x y", ["x^2 + y^2 - 1", "x - y"], ["x - y", "2*y^2 - 1"]),
    ("lex", "x y", ["x^2 - y", "x^3*y - x"], ["x^2 - y", "x*y^2 - x", "y^3 - y"]),
    # Cox, Little, O'Shea, Ideals, Varieties, and Algorithms, 4th ed., section 2.7, example 1
    ("grlex", "x y", ["x^3 - 2*x*y", "x^2*y - 2*y^2 + x"], ["x^2", "x*y", "2*y^2 - x"]),
    # ibid., section 3.1, (2): elimination
    (
        "lex",
        "x y z",
        ["x^2 + y + z - 1", "x + y^2 + z - 1", "x + y + z^2 - 1"],
        [
            "x + y + z^2 - 1",
            "y^2 - y - z^2 + z",
            "2*y*z^2 + z^4 - z^2",
            "z^6 - 4*z^4 + 4*z^3 - z^2",
        ],
    ),
    # ibid., section 3.3: the twisted cubic's equations
    (
        "lex",
        "t x y z",
        ["x - t", "y - t^2", "z - t^3"],
        ["t - x", "x^2 - y", "x*y - z", "x*z - y^2", "y^3 - z^2"],
    ),
    ("lex", "x y", ["x + y - 3", "x - y - 1"], ["x - 2", "y - 1"]),
    ("lex", "x y", ["x*y - 1", "x*y - 2"], ["1"]),
    ("lex", "x", ["x^4 - 1", "x^6 - 1"], ["x^2 - 1"]),
    ("grevlex", "x y", ["0", "x - x"], []),
    ("lex", "x y", ["x/2 = y/3 + 1"], ["3*x - 2*y - 6"]),
    ("lex", "s c", ["s^2 + c^2 - 1", "2*s*c - 1"], ["s + 2*c^3 - 2*c", "4*c^4 - 4*c^2 + 1"]),
    # cyclic 3-roots (Björck)
    (
        "grevlex",
        "x y z",
        ["x + y + z", "x*y + y*z + z*x", "x*y*z - 1"],
        ["z^3 - 1", "y^2 + y*z + z^2", "x + y + z"],
    ),
]


@pytest.mark.parametrize(("order", "names", "ideal", "basis"), KNOWN, ids=str)
def test_known_bases(order: str, names: str, ideal: list[str], basis: list[str]) -> None:
    found = groebner([to_canonical(parse(t)) for t in ideal], names.split(), order)
    assert set(found) == {to_canonical(parse(t)) for t in basis}
    assert len(found) == len(basis)
    if order == "lex":
        assert [to_text(t) for t in found] == [to_text(to_canonical(parse(t))) for t in basis]


def sympy_basis(ideal: list[Any], names: list[str], order: str) -> set[Any]:
    generators = [sympy.Symbol(name, real=True) for name in names]
    found = sympy.groebner([to_sympy(p) for p in ideal], *generators, order=order)
    return {sympy.Poly(p, *generators).monic() for p in found.exprs}


@pytest.mark.parametrize("order", ["lex", "grlex", "grevlex"])
@pytest.mark.parametrize("seed", range(1, 9))
def test_random_ideals_against_sympy(order: str, seed: int) -> None:
    source = random.Random(seed)
    names = ["x", "y", "z"][: source.choice([2, 3])]
    ideal = []
    for _ in range(source.choice([2, 3])):
        monomials = [
            "*".join([f"{source.randint(1, 5)}/{source.randint(1, 3)}",
                      *(f"{n}^{source.randint(0, 2)}" for n in names)])
            for _ in range(3)
        ]  # fmt: skip
        ideal.append(to_canonical(parse(" - ".join(monomials))))
    generators = [sympy.Symbol(name, real=True) for name in names]
    found = groebner(ideal, names, order)
    ours = {sympy.Poly(to_sympy(p), *generators).monic() for p in found}
    assert ours == sympy_basis(ideal, names, order)


def test_larger_systems() -> None:
    """Katsura 4 and cyclic 5, with the number of polynomials that the literature gives."""
    katsura = [
        "a + 2*b + 2*c + 2*d + 2*e - 1", "a^2 + 2*b^2 + 2*c^2 + 2*d^2 + 2*e^2 - a",
        "2*a*b + 2*b*c + 2*c*d + 2*d*e - b", "b^2 + 2*a*c + 2*b*d + 2*c*e - c",
        "2*b*c + 2*a*d + 2*b*e - d",
    ]  # fmt: skip
    cyclic = [
        "a + b + c + d + e", "a*b + b*c + c*d + d*e + e*a",
        "a*b*c + b*c*d + c*d*e + d*e*a + e*a*b",
        "a*b*c*d + b*c*d*e + c*d*e*a + d*e*a*b + e*a*b*c", "a*b*c*d*e - 1",
    ]  # fmt: skip
    names = list("abcde")
    assert len(groebner([parse(t) for t in katsura], names, "grevlex")) == 13
    assert len(groebner([parse(t) for t in cyclic], names, "grevlex")) == 20
    assert len(groebner([parse(t) for t in cyclic], names, "lex")) == 11
    by_conversion = groebner([parse(t) for t in katsura], names, "lex")
    assert len(by_conversion) == 5
    generators = [sympy.Symbol(name, real=True) for name in names]
    # a basis whose leading monomials are a, b, c, d and e^16 has the 16 zeros that there are
    leading = [sympy.Poly(to_sympy(p), *generators).LM().exponents for p in by_conversion]
    assert leading == [(1, 0, 0, 0, 0), (0, 1, 0, 0, 0), (0, 0, 1, 0, 0), (0, 0, 0, 1, 0),
                       (0, 0, 0, 0, 16)]  # fmt: skip
    graded = [to_sympy(p) for p in groebner([parse(t) for t in katsura], names, "grevlex")]
    for p in by_conversion:  # in the ideal, so with the leading monomials above they are its basis
        assert sympy.reduced(to_sympy(p), graded, *generators, order="grevlex")[1] == 0


def test_families_and_generators() -> None:
    ideal = [parse("x^2 + y^2 - 1"), parse("x - y")]
    assert all(isinstance(p, Term) for p in groebner(ideal, ["x", "y"]))
    assert all(isinstance(p, Canonical) for p in groebner(map(to_canonical, ideal), ["x", "y"]))
    assert isinstance(groebner([convert(p, "x") for p in ideal], ["x", "y"])[0], tuple)
    assert symnum.groebner is groebner
    s, c = parse("sin(x)"), parse("cos(x)")
    found = groebner([s**2 + c**2 - 1, s - c], [s, c])
    assert [to_text(p) for p in found] == ["-cos(x) + sin(x)", "2*cos(x)^2 - 1"]


@pytest.mark.parametrize(
    ("ideal", "variables", "order", "message"),
    [
        (["x"], ["x"], "invlex", "order of monomials 'invlex'.*; there are lex, grlex, grevlex"),
        (["x"], ["x", "x"], "lex", "none twice"),
        (["x"], [], "lex", "at least one variable"),
        (["a*x"], ["x"], "lex", "a is not among the variables"),
        (["sin(x) + x"], ["x"], "lex", "contains x"),
        (["1/x + x"], ["x"], "lex", "contains x"),
        (["x"], ["x + 1"], "lex", "no[tn]|not the name"),
    ],
)
def test_bad_input(ideal: list[str], variables: list[str], order: str, message: str) -> None:
    with pytest.raises(InputError, match=message):
        groebner([parse(t) for t in ideal], [parse(v) for v in variables], order)


def test_the_limits_of_work_are_named(monkeypatch: pytest.MonkeyPatch) -> None:
    for limits in ("LIMITS", "FIRST_LIMITS"):
        module = sys.modules["symnum.algebra.groebner"]  # the package has the function by that name
        monkeypatch.setattr(module, limits, (2, 20, 100))
    with pytest.raises(InputError, match="needs more than 2 polynomials, 20 terms in one"):
        groebner([parse("x^2 - y"), parse("x^3*y - x"), parse("y^5 - x*z + 1")], ["x", "y", "z"])
