r"""Programs as formulas for people: shared values and constants have names of their own.

A formula with seventeen-digit constants cannot be read, and one in which shared values are
written out does not show the program.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from symnum.program import Program
from symnum.terms.exact import Exact
from symnum.terms.latex import to_latex
from symnum.terms.plain import Call, Symbol, Term
from symnum.terms.sympy_terms import to_sympy


@dataclass(frozen=True)
class Formula:
    """A program of one output as terms.

    ``values`` are the shared values ``t_1``, ``t_2``, … in order, each a term in the input, the
    constants ``c_1``, ``c_2``, … and earlier values; ``result`` is the output.
    """

    constants: dict[str, Exact]
    values: dict[str, Term]
    result: Term

    def equations(self, result: str) -> Iterator[tuple[str, str]]:
        """Left and right sides in LaTeX; ``result`` is the left side of the last."""
        for name, value in self.values.items():
            yield to_latex(Symbol(name)), to_latex(value)
        yield result, to_latex(self.result)


def formula(program: Program) -> Formula:
    """A program of one output as a formula.

    >>> from symnum.ops import ADD, MUL
    >>> from symnum.program import Instruction
    >>> steps = (Instruction(ADD, (0, 1)), Instruction(MUL, (2, 2)))
    >>> list(formula(Program(("x",), (3,), steps, (3,))).equations("f"))
    [('t_{1}', 'x + c_{1}'), ('f', 't_{1} t_{1}')]
    """
    constants = {f"c_{k}": value for k, value in enumerate(program.constants, start=1)}
    uses = Counter(a for i in program.instructions for a in i.arguments)
    terms: list[Term] = [Symbol(name) for name in (*program.inputs, *constants)]
    values: dict[str, Term] = {}
    for number, instruction in program.numbered():
        term: Term = Call(instruction.operator, tuple(terms[a] for a in instruction.arguments))
        if uses[number] > 1:
            name = f"t_{len(values) + 1}"
            values[name], term = term, Symbol(name)
        terms.append(term)
    return Formula(constants, values, terms[program.outputs[0]])


def latex(program: Program, name: str = "f") -> str:
    """The program as an ``aligned`` block: shared values, result, constants to all digits."""
    written = formula(program)
    lines = [f"{left} &= {right}" for left, right in written.equations(f"{name}(x)")]
    for symbol, value in written.constants.items():
        lines.append(rf"{to_latex(Symbol(symbol))} &= {decimal_latex(float(value))}")
    body = " \\\\\n".join(lines)
    return f"\\begin{{aligned}}\n{body}\n\\end{{aligned}}\n"


def decimal_latex(value: float) -> str:
    r"""A number with the digits that give it back.

    >>> decimal_latex(-1.5e-07), decimal_latex(0.25)
    ('-1.5 \\times 10^{-7}', '0.25')
    """
    digits, _, exponent = repr(value).partition("e")
    return digits if not exponent else rf"{digits} \times 10^{{{int(exponent)}}}"


def sympy_source(program: Program, name: str, comment: list[str]) -> str:
    """Python text that makes the program in SymPy, its constants exact."""
    written = formula(program)
    lines = ["from sympy import Rational, Symbol", "", *(f"# {line}" for line in comment)]
    lines += [f'{symbol} = Symbol("{symbol}")' for symbol in program.inputs]
    for symbol, value in written.constants.items():
        above, below = value.as_integer_ratio()
        lines.append(f"{symbol} = Rational({above}, {below})  # {float(value)!r}")
    for symbol, term in written.values.items():
        lines.append(f"{symbol} = {to_sympy(term)}")
    return "\n".join([*lines, f"{name} = {to_sympy(written.result)}", ""])


def sympy(program: Program) -> Any:
    """The program as a SymPy expression, its constants exact."""
    written = formula(program)
    expression = to_sympy(written.result)
    known = {**{n: to_sympy(t) for n, t in written.values.items()},
             **{n: to_sympy(v) for n, v in written.constants.items()}}  # fmt: skip
    symbols = {name: to_sympy(Symbol(name)) for name in known}
    for name in reversed(list(written.values)):
        expression = expression.xreplace({symbols[name]: known[name]})
    return expression.xreplace({symbols[n]: known[n] for n in written.constants})
