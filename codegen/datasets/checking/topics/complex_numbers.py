"""Complex numbers: a + b*i with a declared symbol i, whose square is -1.

Rational complex numbers are computed exactly, in pairs; those with roots, sines and cosines by
balls.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from fractions import Fraction

from codegen.datasets.checking.topics.algebra import ALGEBRA
from codegen.datasets.checking.topics.context import (
    IMAGINARY,
    Context,
    Line,
    Rejected,
    require,
)
from codegen.datasets.checking.topics.equations import (
    ONE,
    Row,
    chain,
    is_expanded,
    is_square_completed,
    no_operand,
    operand_of,
    replaced,
    rewrites,
    same_value,
)
from codegen.datasets.checking.topics.solutions import atoms
from codegen.datasets.checking.topics.topic_check import TopicCheck
from codegen.datasets.checking.topics.values import agree
from symnum.ops import ABS, ADD, COS, DISJUNCTION, DIV, EQUATION, MUL, NEG, POW, SIN, SQRT, SUB
from symnum.terms.plain import Call, Number, Symbol, Term
from symnum.terms.traversal import free_symbols, postorder

Pair = tuple[Fraction, Fraction]
_LARGEST_POWER = 64


def gaussian(term: Term) -> Pair | None:
    """Real and imaginary part of a rational expression in i, exactly; ``None`` if it is none."""
    if isinstance(term, Number):
        return Fraction(term.value), Fraction(0)
    if isinstance(term, Symbol):
        return (Fraction(0), Fraction(1)) if term.name == IMAGINARY else None
    assert isinstance(term, Call)
    if term.operator is POW:
        return _power(*term.arguments)
    parts = [gaussian(argument) for argument in term.arguments]
    values = [part for part in parts if part is not None]
    if len(values) != len(parts):
        return None
    result = values[0]
    if term.operator is NEG:
        return -result[0], -result[1]
    for other in values[1:]:
        found = _combined(term, result, other)
        if found is None:
            return None
        result = found
    return result if term.operator in (ADD, SUB, MUL, DIV) else None


def _combined(term: Call, p: Pair, q: Pair) -> Pair | None:
    if term.operator is ADD:
        return p[0] + q[0], p[1] + q[1]
    if term.operator is SUB:
        return p[0] - q[0], p[1] - q[1]
    if term.operator is MUL:
        return p[0] * q[0] - p[1] * q[1], p[0] * q[1] + p[1] * q[0]
    size = q[0] ** 2 + q[1] ** 2
    if term.operator is not DIV or not size:
        return None
    return (p[0] * q[0] + p[1] * q[1]) / size, (p[1] * q[0] - p[0] * q[1]) / size


def _power(base: Term, exponent: Term) -> Pair | None:
    value, count = gaussian(base), exponent.value if isinstance(exponent, Number) else None
    if value is None or not isinstance(count, int) or abs(count) > _LARGEST_POWER:
        return None
    result: Pair | None = (Fraction(1), Fraction(0))
    for _ in range(abs(count)):
        assert result is not None
        result = _combined(Call(MUL, (base, base)), result, value)
    if count < 0 and result is not None:
        return _combined(Call(DIV, (base, base)), (Fraction(1), Fraction(0)), result)
    return result


def same(context: Context, first: Term, second: Term) -> bool:
    """Whether two terms are the same complex number: exactly, or by balls."""
    pairs = gaussian(first), gaussian(second)
    if pairs[0] is not None and pairs[1] is not None:
        return pairs[0] == pairs[1]
    return context.identical(first, second)


def powers_of_i(context: Context, line: Line, old: Term, new: Term) -> None:
    """i^2 = -1, and what follows for higher powers: none is left."""
    no_operand(line)
    require(bool(_powers(old)), "there is no power of i in {}", old)
    require(not _powers(new), "a power of i is left in {}", new)
    require(same(context, old, new), "{} is not {}", new, old)


def _powers(term: Term) -> list[Term]:
    parts = (part for part, _ in postorder([term]))
    return [
        p for p in parts
        if isinstance(p, Call) and p.operator is POW
        and isinstance(p.arguments[0], Symbol) and p.arguments[0].name == IMAGINARY
    ]  # fmt: skip


def multiply_by_conjugate(context: Context, line: Line, old: Term, new: Term) -> None:
    """Above and below times the conjugate of the denominator, the operand."""
    conjugate = operand_of(line)
    require(isinstance(old, Call) and old.operator is DIV, "{} is no quotient", old)
    require(isinstance(new, Call) and new.operator is DIV, "{} is no quotient", new)
    assert isinstance(old, Call) and isinstance(new, Call)
    below, given = gaussian(old.arguments[1]), gaussian(conjugate)
    require(below is not None and given is not None, "{} is no rational number", conjugate)
    assert below is not None and given is not None
    require(given == (below[0], -below[1]) and any(given), "{} is not conjugate", conjugate)
    for shown, side in zip(new.arguments, old.arguments, strict=True):
        wanted = Call(MUL, (side, conjugate))
        require(same(context, shown, wanted), "{} should be {}", shown, wanted)


def modulus_formula(context: Context, line: Line, old: Term, new: Term) -> None:
    """|a + b*i| is the root of a^2 + b^2."""
    no_operand(line)
    require(isinstance(old, Call) and old.operator is ABS, "{} is no modulus", old)
    require(isinstance(new, Call) and new.operator is SQRT, "{} is no root", new)
    require(not free_symbols(new), "{} is not real", new)
    require(context.identical(old, new), "{} is not {}", new, old)


def _has_cis(term: Term) -> bool:
    parts = [part for part, _ in postorder([term]) if isinstance(part, Call)]
    angles = [{p.arguments[0] for p in parts if p.operator is f} for f in (COS, SIN)]
    return len(angles[0]) == 1 and angles[0] == angles[1]


def polar_form(context: Context, line: Line, old: Term, new: Term) -> None:
    """A number in a power as r*(cos t + i*sin t)."""
    no_operand(line)
    require(_has_cis(new) and not _has_cis(old), "{} is no polar form", new)
    require(context.identical(old, new), "{} is not {}", new, old)


def de_moivre(context: Context, line: Line, old: Term, new: Term) -> None:
    """(r*(cos t + i*sin t))^n = r^n*(cos(n*t) + i*sin(n*t)), alone or with something added."""
    no_operand(line)
    require(len(_polar_powers(old)) == 1, "{} has no power of a polar form", old)
    require(_has_cis(new), "{} is no polar form", new)
    require(not _polar_powers(new), "{} still has a power", new)
    require(context.identical(old, new), "{} is not {}", new, old)


def _polar_powers(term: Term) -> list[Term]:
    parts = (part for part, _ in postorder([term]))
    return [p for p in parts if isinstance(p, Call) and p.operator is POW and _has_cis(p)]


def _has_no_angle(term: Term) -> bool:
    parts = (part for part, _ in postorder([term]))
    return not any(isinstance(p, Call) and p.operator in (SIN, COS) for p in parts)


def complex_square_roots(context: Context, line: Line, inputs: Sequence[Line]) -> None:
    """From u^2 = c, c not 0, to u being one root or the other."""
    (source,) = inputs
    no_operand(line)
    square = source.left
    fits = isinstance(square, Call) and square.operator is POW and source.relation is EQUATION
    require(fits, "{} is no square", square)
    assert isinstance(square, Call)
    base, exponent = square.arguments
    require(isinstance(exponent, Number) and exponent.value == 2, "{} is no square", square)
    require(line.relation is DISJUNCTION, "{} has not two alternatives", line.statement)
    found = [atom.arguments for atom in atoms(line.statement)]
    require(len(found) == 2, "{} has not two alternatives", line.statement)
    values = [context.value(right) for _, right in found]
    require(agree(values[0], values[1]) is False, "{} says one thing twice", line.statement)
    for left, right in found:
        require(left is base, "{} is not {}", left, base)
        squared = Call(MUL, (right, right))
        require(same(context, squared, source.right), "{} is no root of {}", right, source.right)


def solve_linear_alternatives(context: Context, line: Line, inputs: Sequence[Line]) -> None:
    """Each alternative u = c, u linear in the unknown, is solved, in the same order."""
    (source,) = inputs
    no_operand(line)
    before, after = list(atoms(source.statement)), list(atoms(line.statement))
    require(len(before) == len(after), "an alternative is lost in {}", line.statement)
    for old, new in zip(before, after, strict=True):
        name, value = new.arguments
        require(_is_number(value) and isinstance(name, Symbol), "{} is not solved", new)
        ends = [replaced(old.arguments[0], name, Number(n)) for n in (0, 1, 2)]
        gaps = [Call(SUB, pair) for pair in ((ends[1], ends[0]), (ends[2], ends[1]))]
        linear = context.nonzero(gaps[0]) and same(context, *gaps)
        require(linear, "{} is not linear", old.arguments[0])
        sides = [replaced(side, name, value) for side in old.arguments]
        require(same(context, *sides), "{} does not solve {}", value, old)


def _is_number(term: Term) -> bool:
    return {s.name for s in free_symbols(term)} <= {IMAGINARY}


COMPLEX: Mapping[str, Row] = {
    "expand_expression": chain(same_value(is_expanded)),
    "powers_of_i": chain(powers_of_i),
    "multiply_by_conjugate": chain(multiply_by_conjugate),
    "modulus_formula": chain(modulus_formula),
    "polar_form": chain(polar_form),
    "de_moivre": chain(de_moivre),
    "special_values": chain(same_value(_has_no_angle)),
    "simplify_value": chain(same_value()),
    "complete_the_square": (ONE, rewrites(is_square_completed)),
    "complex_square_roots": (ONE, complex_square_roots),
    "solve_linear_alternatives": (ONE, solve_linear_alternatives),
}
"""Operators of complex numbers."""


def number_found(context: Context) -> None:
    """Goal: the number that the problem shows, as a + b*i without powers, angles or quotients."""
    last = context.lines[-1]
    context.require_shown(last.left)
    require(_is_number(last.right) and not _powers(last.right), "{} is no number", last.right)
    require(_has_no_angle(last.right), "{} has an angle", last.right)
    require(_is_cartesian(last.right), "{} is not of the form a + b*i", last.right)
    require(same(context, last.left, last.right), "{} is not {}", last.left, last.right)


def _is_cartesian(term: Term) -> bool:
    for part, _ in postorder([term]):
        if isinstance(part, Call) and part.operator in (ABS, POW):
            return False
        if isinstance(part, Call) and part.operator is DIV and free_symbols(part.arguments[1]):
            return False
    return is_expanded(term)


def roots_found(context: Context) -> None:
    """Goal: the polynomial of the premise is a multiple of the product of its linear factors."""
    first, last = context.lines[0], context.lines[-1]
    require(first.operator == "given" and first.relation is EQUATION, "no equation is given")
    values = [atom.arguments for atom in atoms(last.statement)]
    require(last.relation is DISJUNCTION and len(values) == 2, "there are two roots")
    name = values[0][0]
    require(all(left is name and _is_number(right) for left, right in values), "{} is left", last)
    require(isinstance(name, Symbol), "{} is no unknown", name)
    whole = Call(SUB, (first.left, first.right))
    product = Call(MUL, tuple(Call(SUB, (name, right)) for _, right in values))
    leading = [replaced(whole, name, Number(n)) for n in (1, -1, 0)]
    doubled = Call(SUB, (Call(ADD, (leading[0], leading[1])), Call(MUL, (Number(2), leading[2]))))
    scaled = Call(MUL, (Call(DIV, (doubled, Number(2))), product))
    require(context.identical(whole, scaled), "{} are not the roots", last.statement)


def equation_solved(context: Context) -> None:
    """Goal: the one solution of a linear equation, as a + b*i."""
    first, last = context.lines[0], context.lines[-1]
    require(first.operator == "given", "no equation is given")
    name = last.left
    if not isinstance(name, Symbol) or name.name == IMAGINARY:
        raise Rejected(f"{last.statement} is not solved")
    require(last.relation is EQUATION and _is_cartesian(last.right), "{} is not solved", last.right)
    require(_is_number(last.right), "{} is not solved", last.statement)
    sides = [replaced(side, name, last.right) for side in (first.left, first.right)]
    require(same(context, *sides), "{} does not solve {}", last.right, first.statement)


CHECK = TopicCheck(
    {**ALGEBRA, **COMPLEX},
    {
        **dict.fromkeys(
            ("product", "quotient", "power", "modulus", "power_by_de_moivre"), number_found
        ),
        "complex_roots": roots_found,
        "linear_equation_over_the_complex_numbers": equation_solved,
    },
)
