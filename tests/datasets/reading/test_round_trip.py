"""What to_latex and to_text write is read back as the same canonical term, for random terms."""

from __future__ import annotations

from random import Random

import pytest

from codegen.datasets.reading import Name, Names, ReadingError, read_expression
from symnum.ops import (
    ABS,
    ADD,
    ASIN,
    ATAN,
    COS,
    COSH,
    DERIVATIVE,
    DIV,
    EXP,
    FLOOR,
    GAMMA,
    INTEGRAL,
    LOG,
    LOG10,
    MUL,
    NEG,
    PI,
    POW,
    SIN,
    SINH,
    SQRT,
    SUB,
    TAN,
    TANH,
    Operator,
    function,
)
from symnum.terms import to_canonical, to_latex, to_text
from symnum.terms.plain import Call, Number, Symbol, Term

SHOWN = {
    "x": "x", "y": "y", "t": "t", "E": r"\mathbf{E}", "E_0": "E", "H": r"\hat{H}_{\lambda}",
    "eps": r"\varepsilon_0", "x_12": "x_{12}", "a_dagger": r"a^{\dagger}", "v": r"\dot{x}",
    "rho": r"\rho", "m_e": r"m_{\mathrm{e}}", "hbar": r"\hbar", "h": "h", "k_B": "k_{B}",
}  # fmt: skip
FUNCTIONS = {
    "f": "f", "G": r"\mathbf{G}", "psi_n": r"\psi_{n}", "C_1": "C_{1}",
    "foo": r"\operatorname{foo}",
}  # fmt: skip
NAMES = Names(
    [Name(name, latex) for name, latex in SHOWN.items()]
    + [Name(name, latex, True) for name, latex in FUNCTIONS.items()]
)
UNARY = (NEG, SQRT, EXP, LOG, SIN, COS, TAN, SINH, COSH, TANH, ASIN, ATAN, ABS, FLOOR, GAMMA, LOG10)
BINARY = (ADD, ADD, SUB, MUL, MUL, MUL, DIV, POW)
ALL = SHOWN | FUNCTIONS


def leaf(random: Random) -> Term:
    if random.random() < 0.7:
        return Symbol(random.choice(sorted(SHOWN)))
    if random.random() < 0.1:
        return Call(PI, ())
    return Number(random.randint(-12, 40))


def term(random: Random, size: int) -> Term:
    if size <= 1:
        return leaf(random)
    kind = random.random()
    if kind < 0.12:
        name = random.choice(sorted(FUNCTIONS))
        arguments = [term(random, size // 2) for _ in range(random.randint(1, 2))]
        return Call(function(name), tuple(arguments))
    if kind < 0.24:
        operator: Operator = random.choice((DERIVATIVE, INTEGRAL))
        return Call(operator, (term(random, size - 2), Symbol(random.choice(sorted(SHOWN)))))
    if kind < 0.5:
        return Call(random.choice(UNARY), (term(random, size - 1),))
    left = random.randint(1, size - 1)
    operands = (term(random, left), term(random, size - left))
    return Call(random.choice(BINARY), operands)


def trial(seed: int) -> Term:
    random = Random(f"round trip {seed}")
    return term(random, random.randint(1, 25))


def check(seed: int) -> None:
    plain = trial(seed)
    try:
        wanted = to_canonical(plain)
    except ZeroDivisionError:
        return
    for written in (plain, wanted):
        latex = to_latex(written, ALL)
        assert to_canonical(read_expression(f"${latex}$", NAMES)) is wanted, (str(plain), latex)


@pytest.mark.parametrize("block", range(5))
def test_latex_is_read_back(block: int) -> None:
    for seed in range(block * 100, block * 100 + 100):
        check(seed)


@pytest.mark.slow
def test_five_thousand_are_read_back() -> None:
    for seed in range(5_000):
        check(seed)


def test_plain_text_is_read_back() -> None:
    names = Names.of(sorted(SHOWN), dict.fromkeys(sorted(FUNCTIONS), ""))
    for seed in range(400):
        plain = trial(seed)
        wanted = to_canonical(plain)
        assert to_canonical(read_expression(to_text(plain), names)) is wanted, str(plain)


def test_a_text_that_means_one_name_and_shows_another_is_reported() -> None:
    with pytest.raises(ReadingError, match="how another is shown"):
        read_expression("E + 1", NAMES)
    assert read_expression("{E}", NAMES) is Symbol("E_0")
    assert read_expression(r"\mathbf{E}", NAMES) is Symbol("E")
