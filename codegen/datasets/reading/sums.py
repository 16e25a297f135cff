"""Sums, products, quotients and powers: the levels of precedence of a formula."""

from __future__ import annotations

from codegen.datasets.reading.bounds import at_bar, before_bar
from codegen.datasets.reading.cursor import Cursor, Goal, Rule, inside
from codegen.datasets.reading.differentials import at_differential
from codegen.datasets.reading.vocabulary import SLASHES, TIMES
from symnum.ops import ADD, DIV, GAMMA, MUL, NEG, POW, SUB, Operator
from symnum.terms.plain import Call, Number, Term

_FACTOR_KINDS = frozenset({"number", "letter", "name", "function", "open"})
_NO_FACTORS = frozenset({"pm", "mp", "to", "in", "mod", "pmod", "bmod", "propto", "circ", "notin",
                         "subset", "cup", "cap", "forall", "exists", "mid", "neg", "lnot",
                         "degree", "prime"})  # fmt: skip
_TIMES = frozenset(word.lstrip("\\") for word in TIMES)
_SLASHES = frozenset(word.lstrip("\\") for word in SLASHES)
_LARGEST_FACTORIAL = 100


def sum_of(cursor: Cursor) -> Rule:
    """Products with signs between them."""
    begin = cursor.at
    left = yield from signed(cursor, Goal.PRODUCT)
    if at_bar(cursor):
        left = yield from before_bar(cursor, left, None, begin)
    while cursor.sees("symbol", "+") or cursor.sees("symbol", "-"):
        operator = ADD if cursor.sees("symbol", "+") else SUB
        cursor.at += 1
        right = yield from signed(cursor, Goal.PRODUCT)
        if at_bar(cursor):
            right = yield from before_bar(cursor, right, left, begin)
        left = Call(operator, (left, right))
    return left


def signed(cursor: Cursor, goal: Goal) -> Rule:
    """What is asked for, with signs before it."""
    negative = False
    while cursor.sees("symbol", "+") or cursor.sees("symbol", "-"):
        negative ^= cursor.sees("symbol", "-")
        cursor.at += 1
    term = yield goal
    return Call(NEG, (term,)) if negative else term


def product_of(cursor: Cursor) -> Rule:
    """Factors with or without signs between them."""
    start = cursor.at
    left = yield Goal.POWER
    divided = False
    while True:
        operator = infix(cursor)
        if operator is not None:
            cursor.at += 1
            right = yield from signed(cursor, Goal.POWER)
            left = Call(operator, (left, right))
            divided = operator is DIV
        elif starts_factor(cursor):
            _check_implicit(cursor, start, divided, left)
            right = yield Goal.POWER
            left = Call(MUL, (left, right))
        else:
            return left


def infix(cursor: Cursor) -> Operator | None:
    """The multiplication or division sign that is next."""
    token = cursor.peek()
    if token is None or token.kind not in ("symbol", "command"):
        return None
    if token.text in _TIMES:
        return MUL
    return DIV if token.text in _SLASHES else None


def starts_factor(cursor: Cursor) -> bool:
    """Whether a factor follows without a sign."""
    token = cursor.peek()
    if token is None:
        return False
    if token.kind == "bar":
        return not cursor.bars and not at_bar(cursor)
    if cursor.integrals and at_differential(cursor):
        return False
    if token.kind == "command":
        excluded = token.text in _NO_FACTORS or token.text in _TIMES or token.text in _SLASHES
        return not excluded
    return token.kind in _FACTOR_KINDS and token.text != "cases"


def _check_implicit(cursor: Cursor, start: int, divided: bool, left: Term) -> None:
    """Report a product without a sign that people read differently."""
    token, before = cursor.tokens[cursor.at], cursor.tokens[cursor.at - 1]
    if divided:
        readings = ("what follows the slash is divided by", "it multiplies the quotient")
        cursor.fail("ambiguous", "a product without a sign after a slash", readings, start)
    if cursor.bare_exponent == cursor.at and before.end == token.start:
        readings = ("a factor", "a part of the exponent")
        cursor.fail("ambiguous", "a product without a sign after an exponent", readings, start)
    if token.kind == "number":
        if before.kind == "number":
            cursor.fail("syntax", "two numbers without a sign between them")
        if before.kind in ("letter", "name"):
            meanings = ("a factor", "an index", "an exponent")
            cursor.fail("ambiguous", "a number right after a name", meanings, start)
    if _is_mixed(cursor, left):
        readings = ("a mixed number", "a product")
        message = "a number right before a fraction: write a sign between them, + or \\cdot"
        cursor.fail("ambiguous", message, readings, start)


def _is_mixed(cursor: Cursor, left: Term) -> bool:
    """Whether an integer stands before a fraction of integers."""
    token = cursor.tokens[cursor.at]
    if not isinstance(left, Number) or token.kind != "command" or token.text[-4:] != "frac":
        return False
    digits = [t.kind == "number" for t in cursor.tokens[cursor.at + 1 : cursor.at + 7]]
    return digits == [False, True, False, False, True, False]


def power_of(cursor: Cursor, operand: Rule) -> Rule:
    """An operand with exponents and factorials behind it."""
    term = yield from operand
    while True:
        if cursor.sees("symbol", "^"):
            strict = cursor.tokens[cursor.at - 1].kind == "number"
            term = Call(POW, (term, (yield from exponent_of(cursor, strict))))
        elif cursor.sees("symbol", "!"):
            term = _factorial(cursor, term)
        elif cursor.sees("symbol", "'"):
            cursor.fail("ambiguous", "a prime after what is no function of one variable")
        else:
            return term


def exponent_of(cursor: Cursor, strict: bool = False) -> Rule:
    """The exponent after the sign that is next.

    In plain text what follows it without a gap may belong to it, unless it is a number after a
    name (``x^2y``); ``strict`` says that the base is a number (``2^3x``).
    """
    cursor.at += 1
    if cursor.sees("open", "{"):
        start, end = cursor.group()
        if [t.text for t in cursor.tokens[start:end]] in (["circ"], ["prime"]):
            cursor.fail("unsupported", "degrees are not read")
        return (yield from inside(cursor, start, end))
    bracketed = cursor.sees("open", "(")
    term = yield from signed(cursor, Goal.POWER)
    plain = cursor.tokens[cursor.at - 1].kind == "number" and not strict
    cursor.bare_exponent = -1 if bracketed or plain else cursor.at
    return term


def _factorial(cursor: Cursor, term: Term) -> Term:
    cursor.at += 1
    if cursor.sees("symbol", "!"):
        cursor.fail("unsupported", "double factorials are not read")
    if isinstance(term, Number) and isinstance(term.value, int) and term.value >= 0:
        if term.value <= _LARGEST_FACTORIAL:
            value = 1
            for factor in range(2, term.value + 1):
                value *= factor
            return Number(value)
        cursor.fail("too long", f"the factorial of a number above {_LARGEST_FACTORIAL}")
    return Call(GAMMA, (Call(ADD, (term, Number(1))),))
