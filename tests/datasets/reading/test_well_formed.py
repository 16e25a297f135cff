"""Well-formed LaTeX and plain text in the style of models: at least 99 % is read, all rightly."""

from __future__ import annotations

from pathlib import Path

import pytest

from codegen.datasets.reading import Name, Names, ReadingError, read_expression
from symnum.ops import EQUATION
from symnum.terms import parse, to_canonical
from symnum.terms.plain import Call, Term

BASIC = Names.of(
    "x y z t a b c k m n p q r s u w A B C H R alpha beta gamma delta theta lambda mu omega phi "
    "x_0 x_1 x_2 r_12 C_1 C_2",
    {"f": "x", "g": "x", "h": "x y"},
)
ODE = Names.of("x t k m p omega C_1 C_2", {"y": "x", "q": "t"})
PHYSICS = Names(
    [
        *(Name(n, n) for n in ("x", "t", "r", "q", "m", "c", "a", "A", "V", "T", "H", "v")),
        Name("E_vec", r"\mathbf{E}"), Name("E_s", "E"), Name("B_vec", r"\mathbf{B}"),
        Name("H_op", r"\hat{H}"), Name("H_lam", r"\hat{H}_{\lambda}"), Name("hbar", r"\hbar"),
        Name("eps0", r"\varepsilon_0"), Name("mu0", r"\mu_{0}"), Name("gamma", r"\gamma"),
        Name("k_B", r"k_{\mathrm{B}}"), Name("m_e", r"m_{\mathrm{e}}"),
        Name("Lagr", r"\mathcal{L}"), Name("a_dag", r"a^{\dagger}"), Name("xdot", r"\dot{x}"),
        Name("Phi_B", r"\Phi_{B}"), Name("x_m", r"x_{\max}"), Name("v_x", "v_x"),
        Name("v_y", "v_y"), Name("T_ij", "T_{ij}"), Name("T_ji", "T_{ji}"), Name("x_pr", "x'"),
        Name("psi", r"\psi", True, ("x", "t")),
    ]
)  # fmt: skip
NAMES = {"basic": BASIC, "ode": ODE, "physics": PHYSICS}
FREE = ["definite_integral", "summation", "product_over", "limit"]


def cases() -> list[tuple[str, str, str]]:
    """Name set, source and expected term's text."""
    found, names = [], ""
    text = (Path(__file__).parent / "well_formed.txt").read_text(encoding="utf-8")
    for line in text.splitlines():
        if "⇒" in line:
            source, _, wanted = line.partition(" ⇒ ")
            found.append((names, source, wanted))
        else:
            names = line.strip("[]")
    return found


CASES = cases()


def form(term: Term) -> object:
    """What equal readings have in common; relations keep their sides."""
    if isinstance(term, Call) and term.operator is EQUATION:
        return tuple(to_canonical(side) for side in term.arguments)
    return to_canonical(term)


@pytest.mark.parametrize(("names", "source", "wanted"), CASES, ids=[c[1] for c in CASES])
def test_it_is_read_as_meant(names: str, source: str, wanted: str) -> None:
    functions = [n for n, entry in NAMES[names].by_name.items() if entry.is_function]
    expected = parse(wanted, functions=[*functions, *FREE])
    assert form(read_expression(source, NAMES[names])) == form(expected)


def test_the_rate_is_at_least_99_percent_of_300() -> None:
    read = 0
    for names, source, _ in CASES:
        try:
            read_expression(source, NAMES[names])
        except ReadingError:
            continue
        read += 1
    assert len(CASES) >= 300
    assert read / len(CASES) >= 0.99
