"""Parsing of plain maths text by operator precedence with explicit stacks.

What is written is what comes out: plain terms, in which nothing is evaluated or simplified, or on
demand canonical ones, built at once. Numbers are exact (``0.1`` is 1/10). The precedences come
from the operator table; ``^`` and ``**`` both mean power and bind to the right; ``-a*b`` is
``-(a*b)``, ``-x^2`` is ``-(x^2)``, and ``a^-b*c`` is ``(a^-b)*c``.
"""

from __future__ import annotations

from collections.abc import Collection, Mapping
from fractions import Fraction
from functools import partial
from typing import Any, Literal, NoReturn, overload

from symnum.ops import (
    LETTERS,
    NEG,
    NEGATION,
    Fixity,
    Kind,
    Operator,
    function,
    is_operator_name,
    operator_named,
)
from symnum.terms import grammar
from symnum.terms.canonical import Canonical
from symnum.terms.construction import CANONICAL, PLAIN
from symnum.terms.exact import exact
from symnum.terms.plain import Term
from symnum.terms.tokens import LONGEST_NUMBER, ParseError, column_of, number_of, split
from symnum.terms.walks import parsed, words_of

_PARENTHESIS, _BOTTOM = -1, -2
"""In the place of a precedence: an open parenthesis, and the bottom of the stack."""

_Assumptions = Mapping[str, Collection[str]]
_Pending = tuple[int, Operator | None, int, int]
"""Precedence, operator (or the function before a parenthesis), the word's place, and for a
parenthesis the number of operands before it."""


@overload
def parse(
    text: str, *, source: str = ..., functions: Collection[str] = ...,
    assumptions: _Assumptions | None = ..., canonical: Literal[False] = ...,
) -> Term: ...  # fmt: skip
@overload
def parse(
    text: str, *, source: str = ..., functions: Collection[str] = ...,
    assumptions: _Assumptions | None = ..., canonical: Literal[True],
) -> Canonical: ...  # fmt: skip
def parse(
    text: str,
    *,
    source: str = "expression",
    functions: Collection[str] = (),
    assumptions: _Assumptions | None = None,
    canonical: bool = False,
) -> Term | Canonical:
    """The plain term that a text spells.

    Args:
        text: Plain maths text such as ``sin(x)^2 + 3*x/4``.
        source: What to call the text in an error message.
        functions: Names to accept as uninterpreted functions.
        assumptions: For each symbol's name, what is assumed of it (``positive``, ``integer``, …).
        canonical: Make the canonical term at once, which is faster than converting the plain one.

    Raises:
        ParseError: not an expression; the message names the column and what was expected.

    >>> parse("2*x^2 - 1")
    2*x^2 - 1
    >>> parse("x + x", canonical=True)
    2*x
    """
    target = CANONICAL if canonical else PLAIN
    parser = _Parser(text, target, source, frozenset(functions), assumptions or {})
    result: Term | Canonical = parser.run()
    return result


class _Parser:
    def __init__(
        self,
        text: str,
        target: Any,
        source: str,
        functions: frozenset[str],
        assumptions: _Assumptions,
    ) -> None:
        self.text, self.target, self.source = text, target, source
        self.call, self.call_type = target.call, target.call_type
        self.functions, self.assumptions = functions, assumptions
        self.words: list[str] = []
        self.operands: list[Any] = []
        self.pending: list[_Pending] = [(_BOTTOM, None, 0, 0)]
        self.leaves: dict[str, Any] = {}
        self.called: dict[str, Operator] = {}

    def fail(self, place: int, message: str) -> NoReturn:
        column = column_of(self.text, place, self.source)
        raise ParseError(f"{self.source}, column {column}: {message}")

    def run(self) -> Any:
        if self.target is CANONICAL:
            leaf = partial(grammar.usual_leaf, self.functions, self.symbol)
            found = parsed(self.text, grammar.PLAIN_INFIX, leaf)
            if found is not None:
                return found
        return self.general()

    def general(self) -> Any:
        self.words = [*(words_of(self.text) or split(self.text)), ""]
        words, operands, pending, infix = self.words, self.operands, self.pending, grammar.INFIX
        leaves, called = self.leaves, self.called
        expects_operand = True
        for place, word in enumerate(words[:-1]):
            if expects_operand:
                leaf = leaves.get(word)
                if leaf is not None:
                    operands.append(leaf)
                    expects_operand = False
                elif word == "(":
                    opened = called.get(words[place - 1])
                    pending.append((_PARENTHESIS, opened, place, len(operands)))
                elif word not in called or words[place + 1] != "(":
                    expects_operand = self.begin(place, word)
                continue
            row = infix.get(word)
            if row is not None:
                precedence, limit, operator = row
                while pending[-1][0] >= limit:
                    self.reduce()
                if pending[-1][0] == precedence and operator.syntax.fixity is Fixity.INFIX_NONE:
                    self.fail(place, f"{word} does not chain; use parentheses and 'and'")
                pending.append((precedence, operator, place, 0))
                expects_operand = True
            elif word == ")":
                self.close(place)
            else:
                self.comma(place)
                expects_operand = True
        return self.finish(expects_operand)

    def finish(self, expects_operand: bool) -> Any:
        if expects_operand:
            message = "the expression ends where a number, a name or ( was expected"
            self.fail(len(self.words) - 1, message)
        while self.pending[-1][0] >= 0:
            self.reduce()
        if self.pending[-1][0] == _PARENTHESIS:
            self.fail(self.pending[-1][2], "this ( is never closed")
        return self.target.finished(self.operands[0])

    # Where an operand is expected

    def begin(self, place: int, word: str) -> bool:
        """What is no leaf seen before. Whether an operand is still expected after it."""
        if word == "-":
            return self.open_prefix(place, NEG)
        if word == "not":
            return self.open_prefix(place, NEGATION)
        if word == "+":
            return True
        if word[0].isdecimal() or (word[0] == "." and len(word) > 1):
            leaf = self.leaves[word] = self.target.number(exact(self.literal(place, word)))
            self.operands.append(leaf)
            return False
        if word[0].isidentifier() and word.isascii():
            return self.named(place, word)
        if word == ")" and self.closes_empty_call():
            self.close(place)
            return False
        self.fail(place, f"{word} stands where a number, a name or ( was expected")

    def literal(self, place: int, word: str) -> int | Fraction:
        value = number_of(word)
        if value is None:
            self.fail(place, f"the number has more than {LONGEST_NUMBER} digits")
        return value

    def named(self, place: int, word: str) -> bool:
        name = grammar.ALIASES.get(word, word)
        called = self.words[place + 1] == "("
        if word in LETTERS and not called:
            self.operands.append(self.symbol(word))
            return False
        if name in self.functions or (is_operator_name(name) and operator_named(name).arity != 0):
            if not called:
                self.fail(place, f"{word} is a function: write {word}(…)")
            operator = function(name) if name in self.functions else operator_named(name)
            self.called[word] = operator
            return True
        if called:
            self.unknown_function(place, word)
        if name in ("and", "or"):
            self.fail(place, f"{name} stands where a number, a name or ( was expected")
        if is_operator_name(name):
            leaf = self.target.call(operator_named(name), ())
        else:
            leaf = self.symbol(name)
        self.leaves[word] = leaf
        self.operands.append(leaf)
        return False

    def unknown_function(self, place: int, word: str) -> NoReturn:
        self.fail(
            place,
            f"{word} is not a known function; for a product write {word}*(…), "
            "since implicit multiplication is not accepted",
        )

    def symbol(self, name: str) -> Any:
        return self.target.symbol(name, frozenset(self.assumptions.get(name, ())))

    def open_prefix(self, place: int, operator: Operator) -> bool:
        """A prefix binds at least as close as the operator before it: a^-b*c is (a^-b)*c."""
        precedence = max(operator.syntax.precedence, self.pending[-1][0])
        self.pending.append((precedence, operator, place, 0))
        return True

    def closes_empty_call(self) -> bool:
        precedence, called, _, base = self.pending[-1]
        return precedence == _PARENTHESIS and called is not None and base == len(self.operands)

    # After an operand

    def reduce(self) -> None:
        """Apply the pending operator to the operands on the stack."""
        _, operator, place, _ = self.pending.pop()
        assert operator is not None
        operands = self.operands
        second = operands.pop()
        if operator.arity == 1:
            self.apply(place, operator, (second,))
        elif self.words[place] in grammar.SWAPPED:
            self.apply(place, operator, (second, operands.pop()))
        else:
            self.apply(place, operator, (operands.pop(), second))

    def apply(self, place: int, operator: Operator, arguments: tuple[Any, ...]) -> None:
        count = operator.arity
        if count != len(arguments) and (count is not None or not arguments):
            wanted = "at least 1" if count is None else count
            self.fail(place, f"{operator.name} takes {wanted} arguments, not {len(arguments)}")
        call = self.call_type
        for argument in arguments:
            if operator not in grammar.ARITHMETIC or (
                type(argument) is call and argument.operator not in grammar.ARITHMETIC
            ):
                self.check_kinds(place, operator, arguments)
                break
        self.operands.append(self.call(operator, arguments))

    def check_kinds(self, place: int, operator: Operator, arguments: tuple[Any, ...]) -> None:
        call = self.call_type
        kinds = [a.operator.result if type(a) is call else Kind.REAL for a in arguments]
        wrong = grammar.mismatch(operator, kinds)
        if wrong is not None:
            self.fail(place, wrong)

    def close(self, place: int) -> None:
        _, called, opening, base = self.unwind(place)
        self.pending.pop()
        if called is not None:
            arguments = tuple(self.operands[base:])
            del self.operands[base:]
            self.apply(opening, called, arguments)
        elif len(self.operands) - base != 1:
            self.fail(place, "a pair of parentheses holds one expression")

    def comma(self, place: int) -> None:
        """A comma, the only word left that may follow an operand."""
        word = self.words[place]
        if word == ",":
            if self.unwind(place)[1] is None:
                self.fail(place, "a comma separates the arguments of a function only")
            return
        before = self.words[place - 1]
        if word == "(" and before[0].isidentifier():
            self.unknown_function(place - 1, before)
        self.fail(
            place,
            f"{word} follows a complete term; write * for a product, since implicit "
            "multiplication is not accepted",
        )

    def unwind(self, place: int) -> _Pending:
        """Finish everything inside the innermost open parenthesis."""
        while self.pending[-1][0] >= 0:
            self.reduce()
        if self.pending[-1][0] == _BOTTOM:
            self.fail(place, f"this {self.words[place]} has no ( before it")
        return self.pending[-1]
