"""Linear algebra: determinants, systems, inverses and eigenvalues of small matrices."""

from __future__ import annotations

from collections.abc import Sequence
from fractions import Fraction
from typing import Any

from codegen.datasets.topics.equation_solving import split_roots
from codegen.datasets.topics.matrices import (
    Rows,
    det,
    formula,
    integer_matrix,
    matrix_latex,
    minor,
    value,
)
from codegen.datasets.topics.numbers import distinct_integers, nonzero_integer
from codegen.datasets.topics.problems import Problem
from codegen.datasets.topics.solution import (
    Posed,
    Solution,
    all_of,
    equation,
    relation,
)
from codegen.datasets.topics.trigonometry import Chain
from codegen.datasets.topics.written import plain
from symnum.ops import ADD, DIV, EQUAL, MUL, SUB
from symnum.polynomials import expand
from symnum.terms.conversion import to_canonical, to_plain


def posed_determinant(solution: Solution, rows: Rows) -> Posed:
    """The task of computing a determinant."""
    wording = solution.random.choice(
        ("Compute ${}$.", "Find the determinant ${}$.", "Evaluate ${}$.")
    )
    return Posed(wording.format(matrix_latex(rows)), "expression")


def determinant_of_two_rows(solution: Solution) -> Posed:
    """a*d - b*c."""
    solution.function("det")
    rows = integer_matrix(solution.random, 2, 30)
    step = solution.step("determinant_formula", [], equation(det(rows), formula(rows)))
    solution.step("simplify_value", [step], equation(det(rows), value(rows)))
    return posed_determinant(solution, rows)


def determinant_by_cofactors(solution: Solution) -> Posed:
    """Three rows along the first one."""
    solution.function("det")
    rows = integer_matrix(solution.random, 3, 9)
    minors = [minor(rows, k) for k in range(3)]
    terms = [plain(MUL, entry, det(m)) for entry, m in zip(rows[0], minors, strict=True)]
    start = solution.step(
        "cofactor_expansion", [],
        equation(det(rows), plain(ADD, plain(SUB, terms[0], terms[1]), terms[2])),
        words="Expand along the first row.",
    )  # fmt: skip
    distinct = [m for n, m in enumerate(minors) if m not in minors[:n]]
    lemmas = [
        solution.step("determinant_formula", [], equation(det(m), value(m))) for m in distinct
    ]
    products = [plain(MUL, e, value(m)) for e, m in zip(rows[0], minors, strict=True)]
    step = solution.step(
        "substitute", [start, *lemmas],
        equation(det(rows), plain(ADD, plain(SUB, products[0], products[1]), products[2])),
    )  # fmt: skip
    solution.step("simplify_value", [step], equation(det(rows), value(rows)))
    return posed_determinant(solution, rows)


def determinant_by_elimination(solution: Solution) -> Posed:
    """Three rows brought to triangular form."""
    solution.function("det")
    random = solution.random
    while True:
        rows: Rows = [[Fraction(e) for e in row] for row in integer_matrix(random, 3, 9)]
        second = [b - rows[1][0] / rows[0][0] * a for a, b in zip(rows[0], rows[1], strict=True)]
        if second[1] and rows[1][0] and rows[2][0]:
            break
    chain = Chain(solution, det(rows))
    current = [list(row) for row in rows]
    for pivot, target in ((0, 1), (0, 2), (1, 2)):
        factor = -current[target][pivot] / current[pivot][pivot]
        if not factor:
            continue
        pairs = zip(current[target], current[pivot], strict=True)
        current[target] = [a + factor * b for a, b in pairs]
        chain.link(
            "add_multiple_of_row", det(current),
            f"Add {factor} times row {pivot + 1} to row {target + 1}.", operand=to_plain(factor),
        )  # fmt: skip
    chain.link("triangular_determinant", current[0][0] * current[1][1] * current[2][2])
    return posed_determinant(solution, rows)


def _linear(row: Sequence[Any], symbols: Sequence[Any]) -> Any:
    return sum((c * s for c, s in zip(row, symbols, strict=True)), to_canonical(0))


def _posed_system(solution: Solution, steps: Sequence[int], symbols: Sequence[Any]) -> Posed:
    shown = ", ".join(f"${solution.latex(step)}$" for step in steps)
    names = ", ".join(f"${s}$" for s in symbols)
    wording = solution.random.choice(("Solve for {}: {}.", "Find {} with {}."))
    return Posed(wording.format(names, shown))


def elimination(solution: Solution) -> Posed:
    """Three equations with three unknowns by Gaussian elimination."""
    random = solution.random
    names = random.choice((("x", "y", "z"), ("u", "v", "w"), ("p", "q", "r"), ("a", "b", "c")))
    symbols = [solution.symbol(name) for name in names]
    wanted = [Fraction(n) for n in distinct_integers(random, 3, 9)]
    random.shuffle(wanted)
    while True:
        rows = [[Fraction(random.randint(-6, 6)) for _ in range(3)] for _ in range(3)]
        if rows[0][0] and rows[1][0] and rows[2][0] and value(rows):
            factor = rows[1][0] / rows[0][0]
            if rows[1][1] - factor * rows[0][1]:
                break
    right = [sum(c * v for c, v in zip(row, wanted, strict=True)) for row in rows]
    steps = [
        solution.given(equation(_linear(row, symbols), b))
        for row, b in zip(rows, right, strict=True)
    ]
    posed = _posed_system(solution, steps, symbols)
    for pivot, target in ((0, 1), (0, 2), (1, 2)):
        factor = rows[target][pivot] / rows[pivot][pivot]
        if not factor:
            continue
        rows[target] = [a - factor * b for a, b in zip(rows[target], rows[pivot], strict=True)]
        right[target] -= factor * right[pivot]
        steps[target] = solution.step(
            "subtract_multiple", [steps[target], steps[pivot]],
            equation(_linear(rows[target], symbols), right[target]), operand=to_plain(factor),
        )  # fmt: skip
    _back_substitution(solution, rows, right, (steps, symbols, wanted))
    return posed


def _back_substitution(
    solution: Solution, rows: Rows, right: list[Any], known: tuple[list[int], Any, Any]
) -> None:
    """From a triangular system to its solution, from the last unknown to the first."""
    steps, symbols, wanted = known
    solved: dict[int, int] = {}
    for n in (2, 1, 0):
        step, pivot = steps[n], rows[n][n]
        later = [k for k in range(n + 1, 3) if rows[n][k]]
        if later:
            constant = sum(rows[n][k] * wanted[k] for k in later)
            step = solution.step(
                "substitute", [step, *(solved[k] for k in later)],
                equation(pivot * symbols[n] + constant, right[n]),
            )  # fmt: skip
            if constant:
                step = solution.step(
                    "subtract_from_both_sides", [step],
                    equation(pivot * symbols[n], right[n] - constant), operand=to_plain(constant),
                )  # fmt: skip
        if pivot != 1:
            step = solution.step(
                "divide_both_sides", [step], equation(symbols[n], wanted[n]),
                operand=to_plain(pivot),
            )  # fmt: skip
        solved[n] = step
    parts = [relation(EQUAL, s, v) for s, v in zip(symbols, wanted, strict=True)]
    solution.step("collect_solution", [solved[0], solved[1], solved[2]], all_of(parts))


def cramers_rule(solution: Solution) -> Posed:
    """Two equations with two unknowns by determinants."""
    random = solution.random
    solution.function("det")
    names = random.choice((("x", "y"), ("u", "v"), ("p", "q"), ("s", "t"), ("a", "b")))
    symbols = [solution.symbol(name) for name in names]
    while True:
        rows = [[nonzero_integer(random, 12) for _ in range(2)] for _ in range(2)]
        right = [nonzero_integer(random, 20) for _ in range(2)]
        whole = value(rows)
        if whole:
            break
    steps = [
        solution.given(equation(_linear(row, symbols), b))
        for row, b in zip(rows, right, strict=True)
    ]
    posed = _posed_system(solution, steps, symbols)
    below = det(rows)
    lemma = solution.step("determinant_formula", [], equation(below, whole))
    found, parts = [], []
    for place, symbol in enumerate(symbols):
        replaced = [
            [b if k == place else e for k, e in enumerate(row)]
            for row, b in zip(rows, right, strict=True)
        ]
        above = value(replaced)
        step = solution.step(
            "cramers_rule", steps, equation(symbol, plain(DIV, det(replaced), below))
        )
        other = solution.step("determinant_formula", [], equation(det(replaced), above))
        used = [other] if replaced == rows else [other, lemma]
        quotient = Fraction(above, whole)
        found.append(solution.step("substitute", [step, *used], equation(symbol, quotient)))
        parts.append(relation(EQUAL, symbol, quotient))
    solution.step("collect_solution", found, all_of(parts))
    return posed


def inverse_of_two_rows(solution: Solution) -> Posed:
    """The inverse by the determinant."""
    random = solution.random
    solution.function("det")
    while True:
        rows = integer_matrix(random, 2, 20)
        whole = value(rows)
        if whole:
            break
    lemma = solution.step("determinant_formula", [], equation(det(rows), whole))
    (a, b), (c, d) = rows
    entries = (("v_11", d), ("v_12", -b), ("v_21", -c), ("v_22", a))
    parts = [
        relation(EQUAL, solution.symbol(name), to_plain(Fraction(entry, whole)))
        for name, entry in entries
    ]
    solution.step(
        "inverse_formula", [lemma], all_of(parts),
        words="Swap the diagonal, change the signs beside it, divide by the determinant.",
    )  # fmt: skip
    wording = random.choice(
        (
            "Invert ${}$; call the entries of the inverse {} in the first row and {} in the "
            "second.",
            "Find the inverse of ${}$. Its first row is {}, its second {}.",
        )
    )
    shown = [f"${solution.names[name]}$" for name, _ in entries]
    halves = (f"{first}, {second}" for first, second in (shown[:2], shown[2:]))
    return Posed(wording.format(matrix_latex(rows, "pmatrix"), *halves))


def eigenvalues(solution: Solution) -> Posed:
    """Two rows with rational eigenvalues."""
    random = solution.random
    solution.function("det")
    root = solution.symbol(random.choice(("lambda", "mu", "r")))
    p, q = distinct_integers(random, 2, 40)
    b, k = nonzero_integer(random, 15), nonzero_integer(random, 5)
    # conjugate of an upper triangular matrix by a shear
    rows = [[p + b * k, b], [k * (q - p) - b * k * k, q - b * k]]
    polynomial = expand((root - p) * (root - q))
    step = characteristic_polynomial(solution, rows, root, polynomial)
    split_roots(solution, step, root, polynomial, (Fraction(p), Fraction(q)))
    return eigenvalues_asked(solution, rows, root)


def characteristic_polynomial(solution: Solution, rows: Rows, root: Any, polynomial: Any) -> int:
    """Steps from two rows to their characteristic polynomial, equal to 0."""
    shifted = [
        [plain(SUB, rows[0][0], root), rows[0][1]], [rows[1][0], plain(SUB, rows[1][1], root)],
    ]  # fmt: skip
    step = solution.step("eigenvalue_equation", [], equation(det(shifted), 0))
    opened = plain(
        SUB, plain(MUL, shifted[0][0], shifted[1][1]), plain(MUL, rows[0][1], rows[1][0])
    )
    step = solution.step("expand_determinant", [step], equation(opened, 0))
    return solution.step("expand_products", [step], equation(polynomial, 0))


def eigenvalues_asked(solution: Solution, rows: Rows, root: Any) -> Posed:
    """The task of finding the eigenvalues of a matrix."""
    wording = solution.random.choice(
        (
            "Find the eigenvalues ${1}$ of ${0}$.",
            "For which numbers ${1}$ is ${1}$ an eigenvalue of ${0}$?",
        )
    )
    return Posed(wording.format(matrix_latex(rows, "pmatrix"), solution.names[root.name]))


PROBLEMS = (
    Problem("determinant_of_two_rows", ("determinants",), determinant_of_two_rows),
    Problem("determinant_by_cofactors", ("cofactors", "determinants"), determinant_by_cofactors),
    Problem("determinant_by_elimination", ("row_operations",), determinant_by_elimination),
    Problem("elimination", ("elimination", "linear_equations"), elimination),
    Problem("cramers_rule", ("cramers_rule", "determinants"), cramers_rule),
    Problem("inverse_of_two_rows", ("inverse_matrices", "determinants"), inverse_of_two_rows),
    Problem("eigenvalues", ("eigenvalues", "expanding", "factoring", "zero_products"), eigenvalues),
)
"""Kinds of problems of linear algebra."""
