"""Operands: numbers, names, brackets, fractions, roots, and what begins with a command."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from fractions import Fraction

from codegen.datasets.reading.application import bracket_at, call_of, function_of
from codegen.datasets.reading.bounds import between_bounds
from codegen.datasets.reading.cursor import Cursor, Goal, Rule, inside
from codegen.datasets.reading.derivatives import derivative_of, operator_at
from codegen.datasets.reading.differentials import differential
from codegen.datasets.reading.grouping import NOT_SHOWN
from codegen.datasets.reading.integrals import COMMANDS, bounded_of
from codegen.datasets.reading.names import Name, is_head
from codegen.datasets.reading.piecewise import cases_of
from codegen.datasets.reading.undeclared import exponential, undeclared_of
from codegen.datasets.reading.vocabulary import DOTS, FRACTIONS, FUNCTION_WORDS, PASSED, SEVERAL
from symnum.ops import (
    ABS,
    ADD,
    DERIVATIVE,
    DIV,
    EULER_GAMMA,
    FLOOR,
    GAMMA,
    MUL,
    NEG,
    PI,
    POW,
    SUB,
    Operator,
    function,
)
from symnum.ops import SQRT as ROOT
from symnum.terms.exact import exact
from symnum.terms.plain import Call, Number, Symbol, Term

_CONSTANTS: Mapping[str, Callable[[], Term]] = {
    "pi": lambda: Call(PI, ()),
    "euler_gamma": lambda: Call(EULER_GAMMA, ()),
    "infty": lambda: Symbol("infinity"),
    "infinity": lambda: Symbol("infinity"),
    "oo": lambda: Symbol("infinity"),
}
_UNREAD = {
    "matrix": "matrices", "oint": "integrals along curves", "nabla": "vector derivatives",
    "mod": "remainders", "pmod": "remainders", "bmod": "remainders", "langle": "averages",
}  # fmt: skip


def operand_of(cursor: Cursor) -> Rule:
    """What stands where a number, a name or a bracket is expected."""
    token = cursor.peek()
    if token is None:
        cursor.at = max(cursor.at - 1, 0)
        cursor.fail("syntax", "the formula ends where a number, a name or a bracket was expected")
    if token.kind == "number":
        cursor.at += 1
        text = token.text
        return Number(int(text) if text.isdecimal() else exact(Fraction(text)))
    if token.kind == "bar":
        return (yield from _absolute(cursor))
    if token.kind == "open":
        return (yield from _bracket(cursor))
    operator = operator_at(cursor)
    if operator is not None:
        return (yield from derivative_of(cursor, operator))
    if token.kind in ("letter", "name") or is_head(cursor.tokens, cursor.at):
        return (yield from _named(cursor))
    if token.kind == "function":
        cursor.at += 1
        return (yield from function_of(cursor, token.text))
    if token.kind == "command":
        return (yield from _command(cursor, token.text))
    message = f"{token.text[:40]} stands where a number, a name or a bracket was expected"
    cursor.fail("unsupported" if token.kind in ("text", "index") else "syntax", message)


def _absolute(cursor: Cursor) -> Rule:
    begin, saved = cursor.at, (cursor.bars, cursor.integrals)
    cursor.at += 1
    cursor.bars, cursor.integrals = 1, 0
    term = yield Goal.SUM
    cursor.bars, cursor.integrals = saved
    token = cursor.peek()
    if token is None or token.kind != "bar":
        cursor.fail("unbalanced", "this vertical bar has no other", (), begin)
    cursor.at += 1
    rest = [t.kind for t in cursor.tokens[cursor.at : cursor.end]]
    if rest and rest[0] in ("letter", "number", "open", "name") and rest.count("bar") >= 2:
        readings = ("|a| b |c|", "|a |b| c|")
        cursor.fail("ambiguous", "vertical bars that can be paired in two ways", readings, begin)
    return Call(ABS, (term,))


def _bracket(cursor: Cursor) -> Rule:
    matches = cursor.tokens[cursor.at].text
    if matches == "cases":
        return (yield from cases_of(cursor))
    begin = cursor.at
    start, end = cursor.group()
    term = yield from inside(cursor, start, end)
    if matches in ("[", "|", "(", NOT_SHOWN) and cursor.sees("symbol", "_"):
        return (yield from between_bounds(cursor, term, begin))
    if matches in ("(", "[", "{", "\\{"):
        return term
    if matches == "|":
        return Call(ABS, (term,))
    if matches == NOT_SHOWN:
        cursor.fail("unsupported", "a bracket is left out", (), begin)
    if matches == "⌊":
        return Call(FLOOR, (term,))
    if matches == "⌈":
        return Call(NEG, (Call(FLOOR, (Call(NEG, (term,)),)),))
    cursor.fail("unsupported", f"brackets of the kind {matches} are not read", (), begin)


def _named(cursor: Cursor) -> Rule:
    begin = cursor.at
    entry, key, end, head = cursor.names_here()
    if entry is not None:
        cursor.at = end
        if entry.is_function:
            if _is_exponential(cursor, begin):
                return (yield from exponential(cursor, end))
            return (yield from call_of(cursor, entry, begin))
        if cursor.names.exponential and entry.latex == "e" and cursor.sees("symbol", "^"):
            if cursor.names.exponential == "exp":
                return (yield from exponential(cursor, end))
            cursor.fail("ambiguous", "e is declared", ("a power of e", "an exponential"), begin)
        return cursor.symbol(entry)
    token = cursor.tokens[begin]
    if token.kind == "command" and token.text in _CONSTANTS and len(key) == 1:
        cursor.at = end
        return _CONSTANTS[token.text]()
    if token.kind == "command" and token.text in DOTS:
        return _dotted(cursor, DOTS[token.text])
    if not cursor.integrals and token.text == "d" and differential(cursor, begin) is not None:
        cursor.fail("syntax", "a differential without an integral")
    return (yield from undeclared_of(cursor, key, end, head))


def _is_exponential(cursor: Cursor, begin: int) -> bool:
    """Whether ``e^{x}`` is no power of a declared function e: it has no arguments."""
    if cursor.tokens[begin].text != "e" or not cursor.sees("symbol", "^"):
        return False
    if cursor.sees("open", "(", 1):
        return False
    after = cursor.partners.get(cursor.at + 1, cursor.at + 1) + 1
    return after >= cursor.end or cursor.tokens[after][:2] != ("open", "(")


def _dotted(cursor: Cursor, order: int) -> Term:
    """A function of one variable with dots, without its arguments."""
    begin = cursor.at
    cursor.at += 2
    entry = cursor.names_here()[0]
    cursor.at = cursor.partners[begin + 1] + 1
    if entry is None or not entry.is_function or len(entry.arguments) != 1:
        cursor.fail("ambiguous", "a dot on what is no function of one variable", (), begin)
    variable = entry.arguments[0]
    symbol = cursor.symbol(cursor.names[variable]) if variable in cursor.names else Symbol(variable)
    term: Term = Call(_function(entry), (symbol,))
    bracket_at(cursor)
    for _ in range(order):
        term = Call(DERIVATIVE, (term, symbol))
    return term


def _command(cursor: Cursor, name: str) -> Rule:
    begin = cursor.at
    if name in COMMANDS:
        return (yield from bounded_of(cursor))
    cursor.at += 1
    if name in FUNCTION_WORDS and name != "sqrt":
        return (yield from function_of(cursor, name))
    if name in SEVERAL:
        return (yield from function_of(cursor, name))
    if name in FRACTIONS:
        above = yield from inside(cursor, *cursor.braced())
        below = yield from inside(cursor, *cursor.braced())
        return Call(DIV, (above, below))
    if name in ("sqrt", "cbrt"):
        return (yield from _root(cursor, name))
    if name in ("binom", "dbinom", "tbinom"):
        return (yield from _binomial(cursor))
    if name in PASSED:
        return (yield from inside(cursor, *cursor.braced()))
    cursor.at = begin
    if name in ("pm", "mp"):
        cursor.fail("ambiguous", "two signs at once", ("+", "-"))
    if name in _UNREAD:
        cursor.fail("unsupported", f"{_UNREAD[name]} are not read")
    cursor.fail("unknown command", rf"\{name} is not a command that is read")


def _root(cursor: Cursor, name: str) -> Rule:
    degree: Term = Number(3 if name == "cbrt" else 2)
    if cursor.sees("open", "["):
        degree = yield from inside(cursor, *cursor.group())
    term = yield from inside(cursor, *cursor.braced())
    if degree is Number(2):
        return Call(ROOT, (term,))
    return Call(POW, (term, Call(DIV, (Number(1), degree))))


def _binomial(cursor: Cursor) -> Rule:
    """A binomial coefficient by the gamma function."""
    above = yield from inside(cursor, *cursor.braced())
    below = yield from inside(cursor, *cursor.braced())
    one = Number(1)
    upper, lower, rest = (
        Call(GAMMA, (Call(ADD, (term, one)),)) for term in (above, below, Call(SUB, (above, below)))
    )
    return Call(DIV, (upper, Call(MUL, (lower, rest))))


def _function(entry: Name) -> Operator:
    return function(entry.name)
