r"""Names and functions with what they are applied to: ``f(x)``, ``f''(x)``, ``\sin^2 x``."""

from __future__ import annotations

from collections.abc import Sequence

from codegen.datasets.reading.cursor import Cursor, Goal, Rule, inside
from codegen.datasets.reading.names import Name
from codegen.datasets.reading.sums import exponent_of, infix, starts_factor
from codegen.datasets.reading.values_at import MOST_PRIMES, primed
from codegen.datasets.reading.vocabulary import FUNCTION_WORDS, INVERSES, SEVERAL, SLASHES
from symnum.ops import (
    DERIVATIVE,
    DIV,
    INTEGRAL,
    LOG,
    MUL,
    NEG,
    PI,
    POW,
    Template,
    function,
    operator_named,
)
from symnum.terms.plain import Call, Number, Symbol, Term

_RAISED = "an exponent between a function and its arguments"
_RAISED_READINGS = ("a power of the value", "the function applied again", "a derivative")
_FOLDED = frozenset({"max", "min"})


def applied(name: Template, argument: Term) -> Term:
    """A template with the argument in the place of ``a``."""
    if isinstance(name, tuple):
        head, *parts = name
        return Call(operator_named(head), tuple(applied(part, argument) for part in parts))
    return Number(name) if isinstance(name, int) else argument


def bracket_at(cursor: Cursor, kinds: str = "([") -> tuple[int, int] | None:
    """The range in brackets of some kinds that is next, in braces of its own too."""
    place = cursor.at
    while place < cursor.end and cursor.tokens[place][:2] == ("open", "{"):
        if cursor.partners.get(place + 1) != cursor.partners[place] - 1:
            return None
        place += 1
    if place >= cursor.end or cursor.tokens[place].kind != "open":
        return None
    if cursor.tokens[place].text.lstrip("\\") not in kinds or cursor.tokens[place].text == "{":
        return None
    cursor.at = cursor.partners[cursor.at] + 1
    return place + 1, cursor.partners[place]


def separated(cursor: Cursor, start: int, end: int) -> list[tuple[int, int]]:
    """The parts of a range between commas."""
    parts, place, first = [], start, start
    while place < end:
        if cursor.tokens[place].text == "," and cursor.tokens[place].kind != "open":
            parts.append((first, place))
            first = place + 1
        place = cursor.partners.get(place, place) + 1
    return [*parts, (first, end)]


def call_of(cursor: Cursor, entry: Name, begin: int) -> Rule:
    """A declared function, the place behind its name: primes, arguments, or its usual ones."""
    order = _order(cursor, begin)
    bracket = bracket_at(cursor)
    arguments: list[Term] = []
    if bracket is not None:
        for start, end in separated(cursor, *bracket):
            arguments.append((yield from inside(cursor, start, end)))
    elif entry.arguments:
        arguments = [_usual(cursor, name) for name in entry.arguments]
    else:
        cursor.fail("syntax", f"the function {entry.name} has no arguments here", (), begin)
    term: Term = Call(function(entry.name), tuple(arguments))
    if not order:
        return term
    (variable, *others) = arguments
    if others:
        cursor.fail("ambiguous", "a prime on a function of several variables", (), begin)
    return slope_of(cursor, entry.name, variable, order, begin)


def slope_of(cursor: Cursor, name: str, argument: Term, order: int, begin: int) -> Term:
    """A derivative of a function of one variable: a function of it, or at a point."""
    if not isinstance(argument, Symbol):
        if order > MOST_PRIMES:
            cursor.fail("unsupported", f"a derivative of order {order} at a point", (), begin)
        return primed(name, order, argument)
    term: Term = Call(function(name), (argument,))
    for _ in range(order):
        term = Call(DERIVATIVE, (term, argument))
    return term


def _usual(cursor: Cursor, name: str) -> Symbol:
    return cursor.symbol(cursor.names[name]) if name in cursor.names else Symbol(name)


def _order(cursor: Cursor, begin: int) -> int:
    """How many derivatives primes or an exponent in brackets ask for."""
    order = 0
    while cursor.sees("symbol", "'"):
        order += 1
        cursor.at += 1
    if not cursor.sees("symbol", "^"):
        return order
    if not cursor.sees("open", "{", 1):
        if cursor.sees("open", "(", 1) or cursor.sees("open", "(", 2):
            cursor.fail("ambiguous", _RAISED, _RAISED_READINGS, begin)
        return order
    inner_start, inner_end = cursor.at + 2, cursor.partners[cursor.at + 1]
    inner = cursor.tokens[inner_start:inner_end]
    if inner and all(token.text in ("prime", "'") for token in inner):
        cursor.at = inner_end + 1
        return order + len(inner)
    if len(inner) == 3 and inner[0][:2] == ("open", "(") and inner[1].text.isdecimal():
        cursor.at = inner_end + 1
        return int(inner[1].text[:4])
    saved, cursor.at = cursor.at, inner_end + 1
    if cursor.sees("open", "(") or cursor.sees("open", "["):
        cursor.fail("ambiguous", _RAISED, _RAISED_READINGS, begin)
    cursor.at = saved
    return order


def function_of(cursor: Cursor, name: str) -> Rule:
    """A function of the table, the place behind its name."""
    begin = cursor.at - 1
    base: Term | None = None
    power: Term | None = None
    if cursor.sees("symbol", "_"):
        if name != "log":
            cursor.fail("unsupported", f"{name} with an index is not read", (), begin)
        cursor.at += 1
        base = yield from inside(cursor, *cursor.braced())
    if cursor.sees("symbol", "'"):
        cursor.fail("unsupported", f"a prime on {name} is not read", (), begin)
    if cursor.sees("symbol", "^"):
        power = yield from exponent_of(cursor)
    if name in SEVERAL:
        return (yield from _several(cursor, name, begin))
    template = FUNCTION_WORDS[name]
    if power is not None and _is_minus_one(power):
        if name not in INVERSES:
            cursor.fail("ambiguous", f"{name} with the exponent -1", ("inverse", "1/..."), begin)
        template, power = (INVERSES[name], "a"), None
    bases = cursor.sees("number", "2") or cursor.sees("number", "10")
    if name == "log" and base is None and bases and cursor.sees("open", "(", 1):
        cursor.fail("ambiguous", "a number after log", ("its base", "a factor"), begin)
    argument = yield from argument_of(cursor, begin)
    term = applied(template, argument)
    if base is not None:
        term = _logarithm(base, argument)
    return term if power is None else Call(POW, (term, power))


def _logarithm(base: Term, argument: Term) -> Term:
    if isinstance(base, Number) and base.value in (2, 10):
        return Call(operator_named(f"log{base.value}"), (argument,))
    return Call(DIV, (Call(LOG, (argument,)), Call(LOG, (base,))))


def _is_minus_one(term: Term) -> bool:
    return term in (Number(-1), Call(NEG, (Number(1),)))


def _several(cursor: Cursor, name: str, begin: int) -> Rule:
    bracket = bracket_at(cursor, "([{")
    if bracket is None:
        cursor.fail("syntax", f"{name} needs arguments in brackets", (), begin)
    arguments: list[Term] = []
    for start, end in separated(cursor, *bracket):
        arguments.append((yield from inside(cursor, start, end)))
    operator = SEVERAL[name]
    if name in _FOLDED and len(arguments) > 2:
        term = arguments[0]
        for other in arguments[1:]:
            term = Call(operator, (term, other))
        return term
    if not operator.accepts(len(arguments)):
        message = f"{name} takes {operator.arity} arguments, not {len(arguments)}"
        cursor.fail("syntax", message, (), begin)
    if operator in (DERIVATIVE, INTEGRAL) and not isinstance(arguments[1], Symbol):
        cursor.fail("syntax", f"the second argument of {name} is no symbol", (), begin)
    return Call(operator, tuple(arguments))


def argument_of(cursor: Cursor, begin: int) -> Rule:
    """What a function is applied to: a bracket, or factors as people take them to belong to it."""
    bracket = bracket_at(cursor)
    if bracket is not None:
        return (yield from inside(cursor, *bracket))
    if cursor.sees("open", "{"):
        return (yield from inside(cursor, *cursor.group()))
    if cursor.sees("symbol", "-"):
        cursor.fail("ambiguous", "a sign after a function without brackets", (), begin)
    if not starts_factor(cursor):
        cursor.fail("syntax", "the argument of this function is missing", (), begin)
    factors: list[Term] = []
    while starts_factor(cursor):
        if factors and _is_function(cursor):
            break
        if factors and not all(_is_coefficient(factor) for factor in factors):
            readings = ("a part of its argument", "a factor after it")
            message = "a factor after a function without brackets"
            cursor.fail("ambiguous", message, readings, begin)
        factors.append((yield Goal.POWER))
    if infix(cursor) is DIV and cursor.tokens[cursor.at].text in SLASHES:
        readings = ("a part of its argument", "the value is divided")
        cursor.fail("ambiguous", "a slash after a function without brackets", readings, begin)
    return _product(factors)


def _product(factors: Sequence[Term]) -> Term:
    term = factors[0]
    for factor in factors[1:]:
        term = Call(MUL, (term, factor))
    return term


def _is_function(cursor: Cursor) -> bool:
    token = cursor.tokens[cursor.at]
    return token.kind == "function" or (
        token.kind == "command" and (token.text in FUNCTION_WORDS or token.text in SEVERAL)
    )


def _is_coefficient(term: Term) -> bool:
    return isinstance(term, Number) or term is Call(PI, ())
