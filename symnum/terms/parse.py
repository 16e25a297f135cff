"""Parsing of plain maths text into plain terms, by operator precedence with explicit stacks.

Nothing is evaluated and nothing is simplified: what is written is what comes out. Numbers are
exact (``0.1`` is 1/10). The precedences come from the operator table; ``^`` and ``**`` both mean
power and bind to the right; ``-a*b`` is ``-(a*b)``, ``-x^2`` is ``-(x^2)``, and ``a^-b*c`` is
``(a^-b)*c``.
"""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from fractions import Fraction

from symnum.ops import (
    ADD,
    CONJUNCTION,
    DISJUNCTION,
    DIV,
    EQUAL,
    EQUATION,
    LESS,
    LESS_EQUAL,
    MUL,
    NEG,
    NEGATION,
    POW,
    SUB,
    Fixity,
    Kind,
    Operator,
    function,
    is_operator_name,
    operator_named,
)
from symnum.terms.exact import exact
from symnum.terms.plain import Call, Number, Symbol, Term
from symnum.terms.tokens import LONGEST_NUMBER, ParseError, Token, tokens

_INFIX: Mapping[str, Operator] = {
    "+": ADD, "-": SUB, "*": MUL, "/": DIV, "^": POW, "**": POW, "<": LESS, "<=": LESS_EQUAL,
    ">": LESS, ">=": LESS_EQUAL, "==": EQUAL, "=": EQUATION, "and": CONJUNCTION, "or": DISJUNCTION,
}  # fmt: skip
_SWAPPED = frozenset({">", ">="})
_ALIASES: Mapping[str, str] = {
    "ln": "log", "arcsin": "asin", "arccos": "acos", "arctan": "atan", "arsinh": "asinh",
    "arcosh": "acosh", "artanh": "atanh", "fabs": "abs",
}  # fmt: skip


@dataclass(slots=True)
class _Pending:
    """An operator, or an open parenthesis (of ``function`` if it has one), awaiting its end."""

    token: Token
    operator: Operator | None = None
    function: Operator | None = None
    base: int = 0
    precedence: int = 0


def parse(
    text: str,
    *,
    source: str = "expression",
    functions: Collection[str] = (),
    assumptions: Mapping[str, Collection[str]] | None = None,
) -> Term:
    """The plain term that a text spells.

    Args:
        text: Plain maths text such as ``sin(x)^2 + 3*x/4``.
        source: What to call the text in an error message.
        functions: Names to accept as uninterpreted functions.
        assumptions: For each symbol's name, what is assumed of it (``positive``, ``integer``, …).

    Raises:
        ParseError: not an expression; the message names the column and what was expected.

    >>> parse("2*x^2 - 1")
    2*x^2 - 1
    """
    return _Parser(source, frozenset(functions), assumptions or {}).run(text)


class _Parser:
    def __init__(
        self,
        source: str,
        functions: frozenset[str],
        assumptions: Mapping[str, Collection[str]],
    ) -> None:
        self.source, self.functions, self.assumptions = source, functions, assumptions
        self.operands: list[Term] = []
        self.pending: list[_Pending] = []
        self.expects_operand = True

    def fail(self, token: Token, message: str) -> ParseError:
        return ParseError(f"{self.source}, column {token.column}: {message}")

    def run(self, text: str) -> Term:
        words = list(tokens(text, self.source))
        place = 0
        while words[place].kind != "end":
            step = self.operand if self.expects_operand else self.after_operand
            place += step(words[place], words[place + 1])
        self.finish(words[place])
        return self.operands[0]

    def finish(self, end: Token) -> None:
        if self.expects_operand:
            raise self.fail(end, "the expression ends where a number, a name or ( was expected")
        while self.pending:
            if self.pending[-1].operator is None:
                raise self.fail(self.pending[-1].token, "this ( is never closed")
            self.reduce()

    # Where an operand is expected

    def operand(self, token: Token, following: Token) -> int:
        if token.kind == "number":
            return self.push(Number(exact(self.literal(token))))
        if token.text == "not":
            return self.open_prefix(token, NEGATION)
        if token.kind == "name":
            return self.named(token, following)
        if token.text == "(":
            self.pending.append(_Pending(token, base=len(self.operands)))
            return 1
        if token.text == "-":
            return self.open_prefix(token, NEG)
        if token.text == "+":
            return 1
        if token.text == ")" and self.closes_empty_call():
            return self.close(token)
        raise self.fail(token, f"{token.text} stands where a number, a name or ( was expected")

    def literal(self, token: Token) -> Fraction:
        exponent = token.text.lower().partition("e")[2]
        if len(token.text) > LONGEST_NUMBER or len(exponent) > 4 or (
            exponent and abs(int(exponent)) > LONGEST_NUMBER
        ):  # fmt: skip
            raise self.fail(token, f"the number has more than {LONGEST_NUMBER} digits")
        return Fraction(token.text)

    def named(self, token: Token, following: Token) -> int:
        name = _ALIASES.get(token.text, token.text)
        called = following.text == "("
        if name in self.functions or (is_operator_name(name) and operator_named(name).arity != 0):
            if not called:
                raise self.fail(token, f"{token.text} is a function: write {token.text}(…)")
            operator = function(name) if name in self.functions else operator_named(name)
            self.pending.append(_Pending(following, function=operator, base=len(self.operands)))
            return 2
        if called:
            raise self.fail(
                token,
                f"{token.text} is not a known function; for a product write {token.text}*(…), "
                "since implicit multiplication is not accepted",
            )
        if name in ("and", "or"):
            raise self.fail(token, f"{name} stands where a number, a name or ( was expected")
        if is_operator_name(name):
            return self.push(Call(operator_named(name), ()))
        return self.push(Symbol(name, frozenset(self.assumptions.get(name, ()))))

    def push(self, term: Term) -> int:
        self.operands.append(term)
        self.expects_operand = False
        return 1

    def open_prefix(self, token: Token, operator: Operator) -> int:
        """A prefix binds at least as close as the operator before it: a^-b*c is (a^-b)*c."""
        around = self.pending[-1].precedence if self.pending else 0
        precedence = max(operator.syntax.precedence, around)
        self.pending.append(_Pending(token, operator, precedence=precedence))
        return 1

    def closes_empty_call(self) -> bool:
        return bool(
            self.pending
            and self.pending[-1].function is not None
            and self.pending[-1].base == len(self.operands)
        )

    # After an operand

    def after_operand(self, token: Token, following: Token) -> int:
        if token.text == ")":
            return self.close(token)
        if token.text == ",":
            return self.comma(token)
        if token.text not in _INFIX:
            raise self.fail(
                token,
                f"{token.text} follows a complete term; write * for a product, since implicit "
                "multiplication is not accepted",
            )
        operator = _INFIX[token.text]
        self.reduce_for(token, operator)
        self.pending.append(_Pending(token, operator, precedence=operator.syntax.precedence))
        self.expects_operand = True
        return 1

    def reduce_for(self, token: Token, operator: Operator) -> None:
        """Finish what binds closer than the operator that comes."""
        own, fixity = operator.syntax.precedence, operator.syntax.fixity
        while self.pending and self.pending[-1].operator is not None:
            earlier = self.pending[-1].precedence
            if earlier < own or (earlier == own and fixity is Fixity.INFIX_RIGHT):
                return
            if earlier == own and fixity is Fixity.INFIX_NONE:
                raise self.fail(token, f"{token.text} does not chain; use parentheses and 'and'")
            self.reduce()

    def reduce(self) -> None:
        """Apply the pending operator to the operands on the stack."""
        pending = self.pending.pop()
        operator = pending.operator
        assert operator is not None
        if operator.arity == 1:
            self.apply(pending.token, operator, (self.operands.pop(),))
            return
        second, first = self.operands.pop(), self.operands.pop()
        pair = (second, first) if pending.token.text in _SWAPPED else (first, second)
        self.apply(pending.token, operator, pair)

    def apply(self, token: Token, operator: Operator, arguments: tuple[Term, ...]) -> None:
        if not operator.accepts(len(arguments)):
            wanted = "at least 1" if operator.arity is None else operator.arity
            raise self.fail(
                token, f"{operator.name} takes {wanted} arguments, not {len(arguments)}"
            )
        for place, argument in enumerate(arguments):
            self.check_kind(token, operator, place, argument)
        if operator is NEG and isinstance(arguments[0], Number) and arguments[0].value > 0:
            self.operands.append(Number(-arguments[0].value))
        else:
            self.operands.append(Call(operator, arguments))

    def check_kind(self, token: Token, operator: Operator, place: int, argument: Term) -> None:
        found = argument.operator.result if isinstance(argument, Call) else Kind.REAL
        wanted = operator.parameter_kind(place)
        if found is wanted:
            return
        plain = {Kind.REAL: Kind.REAL, Kind.INTEGER: Kind.REAL}
        if plain.get(found, found) is not plain.get(wanted, wanted):
            raise self.fail(
                token,
                f"argument {place + 1} of {operator.name} should be a {wanted.value} value, "
                f"not a {found.value}",
            )

    def close(self, token: Token) -> int:
        opened = self.unwind(token)
        self.pending.pop()
        if opened.function is None:
            if len(self.operands) - opened.base != 1:
                raise self.fail(token, "a pair of parentheses holds one expression")
        else:
            arguments = tuple(self.operands[opened.base :])
            del self.operands[opened.base :]
            self.apply(opened.token, opened.function, arguments)
        self.expects_operand = False
        return 1

    def comma(self, token: Token) -> int:
        if self.unwind(token).function is None:
            raise self.fail(token, "a comma separates the arguments of a function only")
        self.expects_operand = True
        return 1

    def unwind(self, token: Token) -> _Pending:
        """Finish everything inside the innermost open parenthesis."""
        while self.pending and self.pending[-1].operator is not None:
            self.reduce()
        if not self.pending:
            raise self.fail(token, f"this {token.text} has no ( before it")
        return self.pending[-1]
