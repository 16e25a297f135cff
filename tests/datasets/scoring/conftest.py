"""Small records to be answered, each with something that answers get wrong."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import pytest

from codegen.datasets.records import blank, expression, sealed
from symnum.terms import parse

Record = dict[str, Any]
NOTHING = {"text": "", "latex": ""}


def derivation(
    domain: Mapping[str, tuple[str, str]], functions: Mapping[str, str], steps: list[Any],
    constants: list[Record] | None = None, **fields: Any,
) -> Record:  # fmt: skip
    """Steps are (operator, inputs, operand, equation); names are given with their LaTeX."""

    def shown(text: str) -> Record:
        called = [name for name in functions if f"{name}(" in text]
        return expression(parse(text, functions=called)) if text else NOTHING

    return sealed(blank(
        family=fields.pop("family", "derivation"),
        domain=[{"symbol": name, "assumption": fact, "latex": latex}
                for name, (fact, latex) in domain.items()],
        functions=[{"name": name, "latex": latex} for name, latex in functions.items()],
        constants=[{**c, "integral": shown(c["integral"]),
                    "antiderivative": shown(c["antiderivative"])} for c in constants or []],
        steps=[{"operator": operator, "inputs": inputs, "operand": shown(operand),
                "equation": shown(equation), "side_conditions": [], "words": ""}
               for operator, inputs, operand, equation in steps],
        **fields,
    ))  # fmt: skip


def _records() -> dict[str, Record]:
    real = ("real", "x"), ("real", "y")
    constant = {"name": "C_1", "step": 3, "variable": "x", "arguments": ["y"],
                "integral": "integral(x + y, x)", "antiderivative": "x^2/2 + x*y"}  # fmt: skip
    number = {"name": "C_1", "step": 3, "variable": "x", "arguments": [],
              "integral": "integral(cos(x), x)", "antiderivative": "sin(x)"}  # fmt: skip
    return {
        "slope": derivation({"x": real[0], "y": real[1]}, {"f": "f"}, [
            ("premise", [], "", "f(x, y) = x^2 + y"),
            ("differentiate", [1], "x", "derivative(f(x, y), x) = derivative(x^2 + y, x)"),
            ("evaluate_derivatives", [2], "", "derivative(f(x, y), x) = 2*x"),
            ("times", [3], "y", "y*derivative(f(x, y), x) = 2*x*y"),
        ]),
        "area": derivation({"x": real[0], "y": real[1]}, {"g": "g", "C_1": "C_{1}"}, [
            ("premise", [], "", "g(x, y) = x + y"),
            ("integrate", [1], "x", "integral(g(x, y), x) = integral(x + y, x)"),
            ("evaluate_integrals", [2], "integral(x + y, x)",
             "integral(g(x, y), x) = x^2/2 + x*y + C_1(y)"),
        ], [constant]),
        "wave": derivation({"x": real[0]}, {"u": "u", "C_1": "C_{1}"}, [
            ("premise", [], "", "u(x) = cos(x)"),
            ("integrate", [1], "x", "integral(u(x), x) = integral(cos(x), x)"),
            ("evaluate_integrals", [2], "integral(cos(x), x)", "integral(u(x), x) = sin(x) + C_1"),
            ("power", [3], "2", "integral(u(x), x)^2 = (sin(x) + C_1)^2"),
        ], [number]),
        "field": derivation(
            {"h": ("real", "h"), "E": ("real", "E"), "E_0": ("real", r"\mathbf{E}")}, {"H": "H"}, [
                ("premise", [], "", "H(h, E, E_0) = h*E + E_0"),
                ("minus", [1], "E_0", "H(h, E, E_0) - E_0 = h*E"),
                ("times", [2], "h", "h*(H(h, E, E_0) - E_0) = h^2*E"),
            ]),
        "square": derivation({"x": real[0]}, {"f": "f"}, [
            ("premise", [], "", "f(x) = (x + 1)^2"),
            ("expand", [1], "", "f(x) = x^2 + 2*x + 1"),
        ]),
        "roots": derivation({"x": real[0]}, {}, [
            ("given", [], "", "x^2 - 5*x + 6 = 0"),
            ("factor", [1], "", "(x - 2)*(x - 3) = 0"),
            ("zero_product", [2], "", "x - 2 == 0 or x - 3 == 0"),
            ("solve_alternatives", [3], "", "x == 2 or x == 3"),
        ], family="algebra", template="quadratic_by_factoring", answer=r"x = 2 \lor x = 3",
            problem="Solve $x^2 - 5x + 6 = 0$ for $x$."),
        **_solved(), **_differential(),
        "list": derivation({}, {"cons": r"\operatorname{cons}", "nil": r"\mathrm{nil}",
                                "append": r"\operatorname{append}"}, [
            ("start", [], "", "append(cons(1, nil), cons(2, nil))"),
            ("unfold", [1], "", "cons(1, append(nil, cons(2, nil)))"),
            ("unfold", [2], "", "cons(1, cons(2, nil))"),
        ], family="recursion", answer="cons(1, cons(2, nil))", answer_kind="state",
            problem="Evaluate append(cons(1, nil), cons(2, nil))."),
        "number": sealed(blank(family="template", problem="How many km does it go?", answer="7/2",
                               answer_kind="number")),
        "rounded": sealed(blank(family="template", problem="Give 2/3 to 2 decimal places.",
                                answer="2/3", answer_kind="number")),
        "blanks": sealed(blank(family="template", problem="How many, and which part?",
                               answer="4; 1/3", answer_kind="blanks", blanks=[
                                   {"kind": "number", "answer": "4", "unit": "km"},
                                   {"kind": "number", "answer": "1/3", "unit": ""}])),
        "product": derivation({"x": real[0]}, {}, [
            ("expand_products", [], "", "(x + 1)*(x + 2) = x^2 + 3*x + 2"),
        ], family="algebra", template="expand", answer="x^{2} + 3 x + 2",
            answer_kind="expression", problem="Expand $(x + 1)(x + 2)$."),
        "choice": sealed(blank(family="template", problem="(A) 1 (B) 2", answer="B",
                               answer_kind="choice")),
        "text": sealed(blank(family="multiplication", problem="Is it even?", answer="yes",
                             answer_kind="text")),
        "point": sealed(blank(
            family="counterexample", domain=[{"symbol": "x", "assumption": "real", "latex": "x"}],
            answer="x = -1", answer_kind="counterexample",
            problem="For all real numbers x for which both sides have a value, sqrt(x^2) = x. If "
            "this is true, answer true; if not, give a counterexample.")),
    }  # fmt: skip


def _solved() -> dict[str, Record]:
    """What is given, steps on the way, and what solves it."""
    told = {
        "above": ("inequalities", "x + 3*x + 2*x > 1 + x", "5*x > 1", "1/5 < x"),
        "outside": ("inequalities", "x^2 - 5*x + 4 > 0", "", "x < 1 or 4 < x"),
        "between": ("inequalities", "(x - 1)/(x - 4) <= 0", "", "1 <= x and x < 4"),
        "radical": ("algebra", "sqrt(x + 7) = x + 1", "x + 7 = (x + 1)^2", "x = 2"),
        "absolute": ("algebra", "abs(x - 5) = 2*x", "", "x = 5/3"),
        "logarithms": ("algebra", "log(x) + log(x - 2) = log(8)", "", "x = 4"),
        "quotient": ("algebra", "x^2/(x - 3) = 9/(x - 3)", "", "x = -3"),
    }
    return {
        name: derivation({"x": ("real", "x")}, {}, [
            ("given", [], "", given),
            *([("given", [], "", between)] if name == "above" else []),
            ("solve", [1], "", solved),
        ], family=family, template=name, answer=solved, problem=f"Solve {given}.")
        for name, (family, given, between, solved) in told.items()
    }  # fmt: skip


def _differential() -> dict[str, Record]:
    """Differential equations, each with its steps and constants."""
    told: dict[str, tuple[str, str, list[tuple[str, str]], int]] = {
        "growth": ("y", "x", [("given", "derivative(y(x), x) = 2*y(x)"),
                              ("solve", "y(x) = C_1*exp(2*x)")], 1),
        "positive": ("f", "x", [("given", "derivative(f(x), x) = (4 - 8*x)*f(x)"),
                                ("given", "0 < f(x)"),
                                ("solve", "f(x) = exp(4*x - 4*x^2 + C_1)")], 1),
        "driven": ("v", "t", [("given", "derivative(v(t), t) - v(t) = 4"),
                              ("solve", "v(t) = -4 + C_1*exp(t)")], 1),
        "start": ("y", "x", [("given", "derivative(y(x), x) + 14*y(x) = 0"), ("given", "y(0) = 33"),
                             ("solve", "y(x) = C_1*exp(-14*x)"), ("insert", "33 = C_1"),
                             ("substitute", "y(x) = 33*exp(-14*x)")], 1),
        "decay": ("f", "x", [
            ("given",
             "derivative(derivative(f(x), x), x) - 13*derivative(f(x), x) + 12*f(x) = 0"),
            ("characteristic", "r^2 - 13*r + 12 = 0"), ("factor", "r == 1 or r == 12"),
            ("solve", "f(x) = C_1*exp(x) + C_2*exp(12*x)")], 2),
        "wave equation": ("u", "t", [
            ("given", "derivative(derivative(u(t), t), t) + 4*u(t) = 0"),
            ("solve", "u(t) = C_1*cos(2*t) + C_2*sin(2*t)")], 2),
    }  # fmt: skip
    return {
        name: derivation(
            {variable: ("real", variable), "r": ("real", "r")}, {function: function},
            [(operator, [] if operator == "given" else [1], "", said) for operator, said in steps],
            [{"name": f"C_{n}", "step": 0, "variable": variable, "arguments": [], "integral": "",
              "antiderivative": ""} for n in range(1, count + 1)],
            family="differential_equations", template=name, answer=steps[-1][1],
            problem=f"Solve {steps[0][1]}.",
        )
        for name, (function, variable, steps, count) in told.items()
    }  # fmt: skip


@pytest.fixture(scope="session")
def small() -> dict[str, Record]:
    """By name."""
    made = _records()
    wrong = dict(made["slope"])
    steps = [dict(step) for step in wrong["steps"]]
    steps[2]["equation"] = {"text": "derivative(f(x, y), x) = 3*x",
                            "latex": r"\frac{\partial}{\partial x} f(x, y) = 3 x"}  # fmt: skip
    error = {**wrong["error"], "kind": "value", "label": 2, "reason": "2 became 3",
             "counterexample": "x = 1, y = 1"}  # fmt: skip
    made["faulty"] = sealed({**wrong, "steps": steps, "error": error, "step_labels": [1, 1, 0, 0]})
    return made
