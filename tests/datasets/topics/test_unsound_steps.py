"""Steps that look right and are not: each written by hand, and refused for its reason."""

from __future__ import annotations

from typing import Any

import pytest

from codegen.datasets.checking.topics.table import TOPIC_CHECKS
from codegen.datasets.records import blank, expression, sealed
from symnum.ops import function
from symnum.terms.parse import parse

Step = tuple[str, list[int], str] | tuple[str, list[int], str, str]


def shown(text: str, functions: tuple[str, ...]) -> dict[str, str]:
    if not text:
        return {"text": "", "latex": ""}
    return expression(parse(text, functions=functions))


def written(
    topic: str, template: str, steps: list[Step], *, conditions: tuple[tuple[str, str], ...] = (),
    domain: str = "x", functions: tuple[str, ...] = (), kind: str = "equation",
    constants: tuple[tuple[str, int], ...] = (),
) -> dict[str, Any]:  # fmt: skip
    """A record of a topic; conditions are those of its first step, whose sides it shows."""
    made = []
    for number, step in enumerate(steps):
        operator, inputs, statement, *operand = step
        made.append(
            {
                "operator": operator, "inputs": inputs, "words": "",
                "operand": shown(operand[0] if operand else "", functions),
                "equation": shown(statement, functions),
                "side_conditions": [
                    {"predicate": predicate, "subject": shown(subject, functions)}
                    for predicate, subject in (conditions if not number else ())
                ],
            }
        )  # fmt: skip
    last = parse(steps[-1][2], functions=functions)
    answer = last if kind == "equation" else last.arguments[1]  # type: ignore[attr-defined]
    texts = [side for step in steps for side in step[2].split(" = ")]
    parts = [f"${shown(side, functions)['latex']}$" for side in (*texts, *(s[2] for s in steps))]
    record = blank(
        family=topic, template=template, steps=made, answer_kind=kind,
        problem=" ".join(parts) + " -1 1 x", answer=expression(answer)["latex"],
        domain=[
            {"symbol": s, "assumption": "complex" if s == "i" else "real", "latex": s}
            for s in domain
        ],
        functions=[{"name": f, "latex": function(f).syntax.latex} for f in functions],
        constants=[
            {"name": name, "step": step, "variable": "x", "arguments": [],
             "integral": shown("", ()), "antiderivative": shown("", ())}
            for name, step in constants
        ],
    )  # fmt: skip
    return sealed(record)


CASES: list[tuple[str, str, dict[str, Any]]] = [
    ("a root is divided away", "nonzero", written(
        "algebra", "quadratic_by_factoring",
        [("given", [], "x^2 = 3*x"), ("divide_both_sides", [1], "x = 3", "x")])),
    ("a condition says more than the equation", "nothing in", written(
        "algebra", "quadratic_by_factoring",
        [("given", [], "x^2 = 3*x"), ("divide_both_sides", [1], "x = 3", "x")],
        conditions=(("nonzero", "x"),))),
    ("a hole far from the samples is cancelled", "is not", written(
        "algebra", "linear_equation",
        [("given", [], "(x - 9)*(x - 2)/(x - 9) = 7"), ("simplify", [1], "x - 2 = 7"),
         ("add_to_both_sides", [2], "x = 9", "2")])),
    ("one square root is forgotten", "different solutions", written(
        "algebra", "completing_the_square",
        [("given", [], "(x - 1)^2 = 5"), ("take_square_roots", [1], "x - 1 = sqrt(5)"),
         ("solve_alternatives", [2], "x = sqrt(5) + 1")])),
    ("an extraneous solution is kept", "candidates", written(
        "algebra", "radical_equation",
        [("given", [], "sqrt(x + 3) = x - 3"), ("square_both_sides", [1], "x + 3 = (x - 3)^2"),
         ("expand_products", [2], "x + 3 = x^2 - 6*x + 9"),
         ("solve_alternatives", [3], "x == 1 or x == 6"),
         ("discard_extraneous", [4, 1], "x == 1 or x == 6")])),
    ("an extraneous solution is never tested", "different solutions", written(
        "algebra", "radical_equation",
        [("given", [], "sqrt(x + 3) = x - 3"), ("square_both_sides", [1], "x + 3 = (x - 3)^2"),
         ("solve_alternatives", [2], "x == 1 or x == 6")])),
    ("the root of a square is not its base", "is not", written(
        "algebra", "linear_equation",
        [("given", [], "sqrt(x^2) = 4"), ("simplify", [1], "x = 4")])),
    ("a negative factor does not turn the sign", "should be", written(
        "inequalities", "linear_inequality",
        [("given", [], "-2*x < 6"), ("divide_both_sides", [1], "x < -3", "-2")])),
    ("a factor of unknown sign", "sign of", written(
        "inequalities", "linear_inequality",
        [("given", [], "1/x < 2"), ("multiply_both_sides", [1], "1 < 2*x", "x"),
         ("divide_both_sides", [2], "1/2 < x", "2")])),
    ("a pole counts as a solution", "different solutions", written(
        "inequalities", "rational_inequality",
        [("given", [], "(x - 1)/(x - 4) <= 0"), ("sign_chart", [1], "1 <= x and x <= 4")])),
    ("a double root is not between", "different solutions", written(
        "inequalities", "quadratic_inequality",
        [("given", [], "(x - 1)^2*(x + 2) <= 0"), ("sign_chart", [1], "x <= -2")])),
    ("a square need not be positive", "no such comparison", written(
        "inequalities", "extreme_of_a_quadratic",
        [("square_is_nonnegative", [], "0 < (x - 1)^2"),
         ("add_to_both_sides", [1], "2 < (x - 1)^2 + 2", "2")])),
    ("a bound that is not reached", "never reached", written(
        "inequalities", "extreme_of_a_quadratic",
        [("square_is_nonnegative", [], "0 <= (x^2 + 1)^2"),
         ("add_to_both_sides", [1], "2 <= (x^2 + 1)^2 + 2", "2")])),
    ("an integral across a pole", "is not", written(
        "calculus", "definite_integral",
        [("antiderivative_rule", [], "integral(1/x^2, x) = -1/x"),
         ("fundamental_theorem", [1],
          "definite_integral(1/x^2, x, -1, 1) = -1/1 - -1/(-1)")],
        functions=("definite_integral",), kind="expression")),
    ("the constant is lost", "constant is missing", written(
        "calculus", "integral_by_parts",
        [("antiderivative_rule", [], "integral(2*x, x) = x^2")], kind="expression")),
    ("a derivative for a product of derivatives", "is not", written(
        "calculus", "derivative_of_product",
        [("product_rule", [],
          "derivative(x^2*sin(x), x) = derivative(x^2, x)*derivative(sin(x), x)")],
        kind="expression")),
    ("a limit that is no 0/0", "does not tend", written(
        "series", "limit_by_lhopital",
        [("lhopital", [], "limit((x + 1)/(x + 2), x, 0) = limit(1/1, x, 0)"),
         ("direct_substitution", [1], "limit((x + 1)/(x + 2), x, 0) = 1")],
        functions=("limit",), kind="expression")),
    ("a series that diverges", "is not", written(
        "series", "infinite_sum",
        [("geometric_series", [], "infinite_sum(2^x, x, 0) = -1")],
        functions=("infinite_sum",), kind="expression")),
    ("a rule of another operator", "names no rule", written(
        "trigonometry", "square_of_sum",
        [("double_angle", [], "sin(x)^2 + cos(x)^2 = 1")], kind="expression")),
    ("a solution that leaves out a root", "two alternatives", written(
        "complex_numbers", "complex_roots",
        [("given", [], "x^2 = -4"), ("complex_square_roots", [1], "x = 2*i")],
        domain="xi")),
    ("a wrong determinant", "is not", written(
        "linear_algebra", "determinant_of_two_rows",
        [("determinant_formula", [], "det(1, 2, 3, 4) = 2")],
        functions=("det",), kind="expression")),
    ("a solution of another equation", "different solutions", written(
        "physics", "velocity",
        [("given", [], "f(x) = x^2 - 6*x"),
         ("differentiate_definition", [1], "derivative(f(x), x) = 2*x - 6"),
         ("stationary_condition", [2], "2*x - 6 = 0"), ("solve_alternatives", [3], "x = 4")],
        functions=("f",))),
    ("both sides are not equal there", "is not", written(
        "inequalities", "extreme_of_a_quadratic",
        [("square_is_nonnegative", [], "0 <= (x - 1)^2"),
         ("add_to_both_sides", [1], "2 <= (x - 1)^2 + 2", "2"),
         ("equality_at_a_place", [2], "2 = (3 - 1)^2 + 2", "3")])),
    ("an equality without the place", "is not what", written(
        "inequalities", "extreme_of_a_quadratic",
        [("square_is_nonnegative", [], "0 <= (x - 1)^2"),
         ("add_to_both_sides", [1], "2 <= (x - 1)^2 + 2", "2"),
         ("equality_at_a_place", [2], "2 = 2", "1")])),
    ("an equality in another bound", "shows no equality", written(
        "inequalities", "extreme_of_a_quadratic",
        [("square_is_nonnegative", [], "0 <= (x - 1)^2"),
         ("add_to_both_sides", [1], "2 <= (x - 1)^2 + 2", "2"),
         ("equality_at_a_place", [1], "0 = (1 - 1)^2", "1"),
         ("attained_bound", [2, 3], "2 <= (x - 1)^2 + 2")])),
    ("no place where a bound is reached", "no step shows", written(
        "inequalities", "extreme_of_a_quadratic",
        [("square_is_nonnegative", [], "0 <= (x - 1)^2"),
         ("add_to_both_sides", [1], "2 <= (x - 1)^2 + 2", "2")])),
    ("a bound that nobody asks for", "does not ask", written(
        "inequalities", "extreme_of_a_quadratic",
        [("square_is_nonnegative", [], "0 <= (x - 1)^2"),
         ("equality_at_a_place", [1], "0 = (1 - 1)^2", "1"),
         ("attained_bound", [1, 2], "0 <= (x - 1)^2")])),
    ("an equal value, but no whole turns", "whole turns", written(
        "trigonometry", "exact_value",
        [("whole_turns", [], "2*sin(11*pi/12) + 1 = 2*sin(pi/12) + 1")], kind="expression")),
    ("a factor changes with the turns", "more than its angle", written(
        "trigonometry", "exact_value",
        [("whole_turns", [], "2*sin(25*pi/12) = 3*sin(pi/12)")], kind="expression")),
    ("fractions that are not simple", "simple fractions", written(
        "calculus", "integral_by_partial_fractions",
        [("partial_fractions", [], "(x^2 + 3*x + 4)/((x + 1)*(x + 2)) = 2/(x + 1) + x/(x + 2)")],
        kind="expression")),
    ("fractions with another sum", "is not", written(
        "calculus", "integral_by_partial_fractions",
        [("partial_fractions", [], "1/((x + 1)*(x + 2)) = 2/(x + 1) - 1/(x + 2)")],
        kind="expression")),
    ("integrands that are equal at a place", "is not", written(
        "calculus", "integral_by_double_angle",
        [("given", [], "x = 3"),
         ("integrate_rewritten", [1], "integral(x, x) = integral(3, x)")], kind="expression")),
    ("another term is compared with 0", "not the derivative", written(
        "inequalities", "sign_of_a_derivative",
        [("given", [], "f(x) = x^2"),
         ("differentiate_definition", [1], "derivative(f(x), x) = 2*x"),
         ("monotone_condition", [2], "0 < 3*x")], functions=("f",))),
    ("a sign that nobody asks for", "no sign", written(
        "inequalities", "sign_of_a_derivative",
        [("given", [], "f(x) = x^2"),
         ("differentiate_definition", [1], "derivative(f(x), x) = 2*x"),
         ("monotone_condition", [2], "0 < 2*x"), ("divide_both_sides", [3], "0 < x", "2")],
        functions=("f",))),
    ("the unknown function on both sides", "both sides", written(
        "differential_equations", "distinct_roots",
        [("given", [], "derivative(y(x), x) = 2*y(x)"),
         ("characteristic_equation", [1], "r = 0")], functions=("y",), domain="xr")),
    ("a determinant that depends on an angle", "is no number", written(
        "linear_algebra", "determinant_with_angles",
        [("determinant_formula", [], "det(1, 2, 3, x) = x - 6")],
        functions=("det",), kind="expression")),
    ("a time before the start", "not positive", written(
        "physics", "time_of_a_distance",
        [("given", [], "v = 3*x"), ("given", [], "v = -6"), ("substitute", [1, 2], "-6 = 3*x"),
         ("swap_sides", [3], "3*x = -6"), ("divide_both_sides", [4], "x = -2", "3")],
        domain="xv")),
]  # fmt: skip


@pytest.mark.parametrize(
    ("reason", "record"), [(reason, record) for _, reason, record in CASES],
    ids=[name.replace(" ", "-") for name, _, _ in CASES],
)  # fmt: skip
def test_refused(reason: str, record: dict[str, Any]) -> None:
    report = TOPIC_CHECKS[record["family"]](record)
    assert not report.ok
    assert reason in report.reason


def test_the_same_ways_of_writing_pass_where_they_are_right() -> None:
    right = [
        written("algebra", "linear_equation",
                [("given", [], "3*x + 1 = 7"),
                 ("subtract_from_both_sides", [1], "3*x = 6", "1"),
                 ("divide_both_sides", [2], "x = 2", "3")]),
        written("inequalities", "linear_inequality",
                [("given", [], "-2*x < 6"), ("divide_both_sides", [1], "-3 < x", "-2")]),
        written("inequalities", "quadratic_inequality",
                [("given", [], "(x - 1)^2*(x + 2) <= 0"),
                 ("sign_chart", [1], "x <= -2 or (1 <= x and x <= 1)")]),
        written("linear_algebra", "determinant_of_two_rows",
                [("determinant_formula", [], "det(1, 2, 3, 4) = -2")],
                functions=("det",), kind="expression"),
    ]  # fmt: skip
    problems = [
        "Solve $3 x + 1 = 7$ for $x$.", "For which real $x$ does $-2 x < 6$ hold?",
        r"Solve $\left(x - 1\right)^{2} \left(x + 2\right) \le 0$ for $x$.",
        r"Evaluate $\begin{vmatrix} 1 & 2 \\ 3 & 4 \end{vmatrix}$.",
    ]  # fmt: skip
    for record, problem in zip(right, problems, strict=True):
        record["problem"] = problem
        assert TOPIC_CHECKS[record["family"]](record).ok, record["problem"]


SAID = [
    ("the unknown is not known to be positive", written(
        "algebra", "linear_equation",
        [("given", [], "3*x = 6"), ("solve_alternatives", [1], "x = 2")])),
    ("is no constant", written(
        "differential_equations", "distinct_roots",
        [("given", [], "derivative(derivative(y(x), x), x) = 2"),
         ("characteristic_equation", [1], "r^2 = 0"), ("solve_alternatives", [2], "r = 0"),
         ("general_solution", [1, 3], "y(x) = C_1 + C_2*x + x^2")],
        functions=("y",), domain="xr", constants=(("C_1", 4), ("C_2", 4)))),
]  # fmt: skip
SENTENCES = {
    "solve_alternatives": "The unknown is positive.",
    "general_solution": "A constant that solves the equation is added.",
}


@pytest.mark.parametrize(("reason", "record"), SAID, ids=[reason for reason, _ in SAID])
def test_what_a_step_says_is_looked_at(reason: str, record: dict[str, Any]) -> None:
    last = record["steps"][-1]
    last["words"] = SENTENCES[last["operator"]]
    assert reason in TOPIC_CHECKS[record["family"]](record).reason
    last["words"] = ""
    assert reason not in TOPIC_CHECKS[record["family"]](record).reason
