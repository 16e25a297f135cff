"""Linear algebra: determinants, systems, inverses and eigenvalues of small matrices.

``det(a, b, c, d)`` is the determinant of the matrix with these entries, row by row. The entries of
an inverse are symbols such as ``v_12``: first row, second column.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from fractions import Fraction
from math import isqrt

from flint import arb_mat, fmpq, fmpq_mat

from codegen.datasets.checking.topics.algebra import (
    ALGEBRA,
    coefficient,
    system_solved,
)
from codegen.datasets.checking.topics.context import Context, Line, Rejected, require
from codegen.datasets.checking.topics.equation_solving import is_solved, require_equivalent
from codegen.datasets.checking.topics.equations import (
    Row,
    chain,
    no_operand,
    operand_of,
    same_value,
)
from codegen.datasets.checking.topics.solutions import atoms
from codegen.datasets.checking.topics.topic_check import TopicCheck
from codegen.datasets.checking.topics.values import Ball, Undefined, Values
from symnum.ops import ADD, CONJUNCTION, DIV, EQUATION, MUL, SUB
from symnum.terms.conversion import to_canonical
from symnum.terms.interface import number
from symnum.terms.plain import Call, Number, Symbol, Term
from symnum.terms.text import to_text
from symnum.terms.traversal import free_symbols, postorder

DET = "det"


def determinant(values: Values, term: Call) -> Ball:
    """The determinant of entries given row by row.

    Raises:
        Undefined: they do not fill a square.
    """
    size = isqrt(len(term.arguments))
    if size * size != len(term.arguments):
        raise Undefined
    entries = [values.of(entry) for entry in term.arguments]
    return arb_mat([entries[n * size : (n + 1) * size] for n in range(size)]).det()


def rows_of(term: Term) -> list[tuple[Term, ...]]:
    """The rows of the matrix under a determinant.

    Raises:
        Rejected: it is none.
    """
    if not isinstance(term, Call) or term.operator.name != DET:
        raise Rejected(f"{term} is no determinant")
    size = isqrt(len(term.arguments))
    require(size * size == len(term.arguments), "{} is not square", term)
    return [term.arguments[n * size : (n + 1) * size] for n in range(size)]


def require_matrix_shown(context: Context, rows: Sequence[Sequence[Term]]) -> None:
    """The problem shows a matrix or its determinant.

    Raises:
        Rejected: it does not.
    """
    body = r" \\ ".join(" & ".join(context.latex(entry) for entry in row) for row in rows)
    shown = any(
        rf"\begin{{{kind}}} {body} \end{{{kind}}}" in context.record["problem"]
        for kind in ("pmatrix", "vmatrix")
    )
    require(shown, "the problem does not show the matrix {}", body)


def _determinants(term: Term) -> list[Term]:
    parts = (part for part, _ in postorder([term]))
    return [p for p in parts if isinstance(p, Call) and p.operator.name == DET]


def cofactor_expansion(context: Context, line: Line, old: Term, new: Term) -> None:
    """A determinant along its first row: entries times smaller determinants."""
    no_operand(line)
    rows = rows_of(old)
    minors = [
        tuple(e for row in rows[1:] for k, e in enumerate(row) if k != column)
        for column in range(len(rows))
    ]
    shown = [part.arguments for part in _determinants(new) if isinstance(part, Call)]
    require(set(shown) == set(minors), "{} has not the minors of the first row", new)
    require(context.identical(old, new), "{} is not {}", new, old)


def determinant_formula(context: Context, line: Line, inputs: Sequence[Line]) -> None:
    """a*d - b*c for two rows."""
    no_operand(line)
    rows = rows_of(line.left)
    require(len(rows) == 2 and line.relation is EQUATION, "{} has not two rows", line.left)
    require(not _determinants(line.right), "{} is not worked out", line.right)
    require(context.identical(line.left, line.right), "{} is not {}", line.right, line.left)


def add_multiple_of_row(context: Context, line: Line, old: Term, new: Term) -> None:
    """A multiple of one row added to another; the operand is the factor."""
    factor = operand_of(line)
    before, after = rows_of(old), rows_of(new)
    changed = [n for n, (a, b) in enumerate(zip(before, after, strict=True)) if a != b]
    require(len(changed) == 1, "{} rows change", len(changed))
    (place,) = changed
    added = [
        n + 1
        for n, row in enumerate(before)
        if n != place
        and all(
            context.identical(after[place][k], Call(ADD, (entry, Call(MUL, (factor, row[k])))))
            for k, entry in enumerate(before[place])
        )
    ]
    require(bool(added), "{} is not a row plus {} times another", after[place], factor)
    said = [f"Add {to_text(factor)} times row {n} to row {place + 1}." for n in added]
    require(line.words in said, "it says {!r}", line.words)


def triangular_determinant(context: Context, line: Line, old: Term, new: Term) -> None:
    """The product of the diagonal where all entries below are 0."""
    no_operand(line)
    rows = rows_of(old)
    below = [entry for n, row in enumerate(rows) for entry in row[:n]]
    zeros = all(isinstance(entry, Number) and entry.value == 0 for entry in below)
    require(zeros, "{} is not triangular", old)
    require(not _determinants(new), "{} is not worked out", new)
    require(context.identical(old, new), "{} is not {}", new, old)


def subtract_multiple(context: Context, line: Line, inputs: Sequence[Line]) -> None:
    """The first equation minus the operand times the second."""
    (first, second), factor = inputs, operand_of(line)
    require(not free_symbols(factor), "{} is no number", factor)
    relations = {line.relation, first.relation, second.relation}
    require(relations == {EQUATION}, "only equations are combined")
    for shown, a, b in (
        (line.left, first.left, second.left),
        (line.right, first.right, second.right),
    ):
        wanted = Call(SUB, (a, Call(MUL, (factor, b))))
        require(context.identical(shown, wanted), "{} should be {}", shown, wanted)


def cramers_rule(context: Context, line: Line, inputs: Sequence[Line]) -> None:
    """An unknown of two linear equations as a quotient of determinants."""
    no_operand(line)
    unknown, quotient = line.left, line.right
    fits = isinstance(quotient, Call) and quotient.operator is DIV and line.relation is EQUATION
    require(fits and isinstance(unknown, Symbol), "{} is no quotient", quotient)
    assert isinstance(quotient, Call)
    above, below = (rows_of(side) for side in quotient.arguments)
    order = list(context.assumptions)
    symbols = sorted(free_symbols(inputs[0].statement), key=lambda s: order.index(s.name))
    require(unknown in symbols and len(symbols) == len(inputs), "{} is no unknown", unknown)
    for source, upper, lower in zip(inputs, above, below, strict=True):
        gap = Call(SUB, (source.left, source.right))
        numbers = [coefficient(gap, symbol, symbols) for symbol in symbols]
        require(_rationals(lower) == numbers, "{} are not the coefficients", lower)
        place = symbols.index(unknown)
        constant = _rational(source.right)
        wanted = [constant if n == place else c for n, c in enumerate(numbers)]
        require(_rationals(upper) == wanted, "{} is not Cramer's row", upper)


def _rational(term: Term) -> fmpq:
    found = number(to_canonical(term))
    require(found is not None, "{} is no rational number", term)
    value = Fraction(found)  # type: ignore[arg-type]
    return fmpq(value.numerator, value.denominator)


def _rationals(terms: Sequence[Term]) -> list[fmpq]:
    return [_rational(term) for term in terms]


def eigenvalue_equation(context: Context, line: Line, inputs: Sequence[Line]) -> None:
    """det(A - r*I) = 0 for the matrix A that the problem shows."""
    no_operand(line)
    rows = rows_of(line.left)
    (root,) = free_symbols(line.left)
    zero = isinstance(line.right, Number) and line.right.value == 0
    require(zero and line.relation is EQUATION, "{} is no such equation", line.statement)
    require_matrix_shown(context, _without(rows, root))


def _without(rows: Sequence[Sequence[Term]], root: Symbol) -> list[list[Term]]:
    """A from A - r*I."""
    found: list[list[Term]] = []
    for n, row in enumerate(rows):
        entries = list(row)
        diagonal = entries[n]
        if isinstance(diagonal, Call) and diagonal.operator is SUB:
            require(diagonal.arguments[1] is root, "{} has not {} taken off", diagonal, root)
            entries[n] = diagonal.arguments[0]
        else:
            raise Rejected(f"{diagonal} is no entry minus {root}")
        require(not any(free_symbols(e) for e in entries), "{} is no matrix of numbers", entries)
        found.append(entries)
    return found


def expand_determinant(context: Context, line: Line, inputs: Sequence[Line]) -> None:
    """In an equation the determinant is worked out."""
    (source,) = inputs
    no_operand(line)
    require(line.right is source.right and line.relation is EQUATION, "{} changes", source.right)
    require(bool(_determinants(source.left)), "there is no determinant in {}", source.left)
    require(not _determinants(line.left), "{} is not worked out", line.left)
    require(context.identical(line.left, source.left), "{} is not {}", line.left, source.left)


def inverse_formula(context: Context, line: Line, inputs: Sequence[Line]) -> None:
    """Every entry of the inverse of the matrix whose determinant the input gives."""
    (source,) = inputs
    no_operand(line)
    rows = rows_of(source.left)
    require(_rational(source.right) != 0, "{} is 0", source.left)
    size = len(rows)
    require(line.relation is CONJUNCTION and is_solved(line.statement), "{} is no list", line)
    named = {str(a.arguments[0]): a.arguments[1] for a in atoms(line.statement)}
    names = [f"v_{i}{j}" for i in range(1, size + 1) for j in range(1, size + 1)]
    require(list(named) == names, "{} are not the entries", list(named))
    matrix = fmpq_mat([_rationals(row) for row in rows])
    found = fmpq_mat(size, size, _rationals(list(named.values())))
    identity = fmpq_mat(size, size, [int(i == j) for i in range(size) for j in range(size)])
    require(matrix * found == identity, "{} is not the inverse", line.statement)


LINEAR: Mapping[str, Row] = {
    "cofactor_expansion": chain(cofactor_expansion),
    "determinant_formula": ((0,), determinant_formula),
    "add_multiple_of_row": chain(add_multiple_of_row),
    "triangular_determinant": chain(triangular_determinant),
    "subtract_multiple": ((2,), subtract_multiple),
    "cramers_rule": ((2, 3), cramers_rule),
    "eigenvalue_equation": ((0,), eigenvalue_equation),
    "expand_determinant": ((1,), expand_determinant),
    "inverse_formula": ((1,), inverse_formula),
    "simplify_value": chain(same_value()),
}
"""Operators of linear algebra."""


def determinant_found(context: Context) -> None:
    """Goal: the determinant that the problem shows, as a number."""
    last = context.lines[-1]
    require_matrix_shown(context, rows_of(last.left))
    found = fmpq_mat([_rationals(row) for row in rows_of(last.left)]).det()
    require(found == _rational(last.right), "{} is not {}", last.right, last.left)


def inverse_found(context: Context) -> None:
    """Goal: the inverse of the matrix that the problem shows."""
    source, last = context.lines[0], context.lines[-1]
    require(last.operator == "inverse_formula", "there is no inverse")
    require_matrix_shown(context, rows_of(source.left))


def eigenvalues_found(context: Context) -> None:
    """Goal: the zeros of the characteristic polynomial of the matrix that the problem shows."""
    first, last = context.lines[0], context.lines[-1]
    require(first.operator == "eigenvalue_equation", "no equation for eigenvalues begins")
    require(is_solved(last.statement), "{} is not solved", last.statement)
    (root,) = free_symbols(first.left)
    matrix = fmpq_mat([_rationals(row) for row in _without(rows_of(first.left), root)])
    polynomial = matrix.charpoly()
    terms = [
        Call(MUL, (Number(Fraction(int(c.p), int(c.q))), root**n)) for n, c in enumerate(polynomial)
    ]
    require_equivalent(
        context, Call(EQUATION, (Call(ADD, tuple(terms)), Number(0))), last.statement
    )


CHECK = TopicCheck(
    {**ALGEBRA, **LINEAR},
    {
        **dict.fromkeys(
            ("determinant_of_two_rows", "determinant_by_cofactors", "determinant_by_elimination"),
            determinant_found,
        ),
        "elimination": system_solved,
        "cramers_rule": system_solved,
        "inverse_of_two_rows": inverse_found,
        "eigenvalues": eigenvalues_found,
    },
    {DET: determinant},
)
