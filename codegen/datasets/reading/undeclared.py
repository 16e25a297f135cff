r"""Names that no record declares: constants such as e, functions of the table, and new names."""

from __future__ import annotations

import re

from codegen.datasets.reading.application import bracket_at, function_of, separated, slope_of
from codegen.datasets.reading.cursor import Cursor, Rule, inside
from codegen.datasets.reading.names import Key, identifier, without_typeface
from codegen.datasets.reading.sums import exponent_of
from codegen.datasets.reading.vocabulary import (
    INDEXED,
    NAMED_LETTERS,
    NO_VALUES,
)
from codegen.datasets.reading.words import FUNCTIONS
from symnum.ops import EULER_GAMMA, EXP, function, is_operator_name, operator_named
from symnum.terms.plain import Call, Number, Term

_USUAL_FUNCTIONS = frozenset("fghFGHuvψφ")
_INDEX_AND_FACTOR = re.compile(r"_\d+[A-Za-z]")
_IN_NAMES = frozenset(",_{")
_MADE_UP = "_"
"""What is put behind a name that is an operator's."""


def undeclared_of(cursor: Cursor, key: Key, end: int, head: int) -> Rule:
    """What a name means that is not declared, from its key with its index."""
    begin = cursor.at
    plain = without_typeface(key)
    text = "".join(part for part in plain if part not in "{}")
    if plain == ("e",):
        return (yield from exponential(cursor, end))
    if text == r"\gamma_E":
        cursor.at = end
        return Call(EULER_GAMMA, ())
    if text in FUNCTIONS and cursor.tokens[begin].kind == "command":
        cursor.at = end
        return (yield from function_of(cursor, text))
    if text.lower() in NO_VALUES:
        cursor.fail("not a number", f"{text} is no value")
    named = _table_function(cursor, text, plain, begin, end, head)
    if named is not None:
        return (yield from named)
    cursor.at = end
    name = identifier(key)
    if not cursor.latex and _INDEX_AND_FACTOR.search(name):
        readings = ("a name", "a product")
        cursor.fail("ambiguous", f"{name} is not declared", readings, begin)
    if not name.isidentifier():
        cursor.fail("syntax", "this is no name", (), begin)
    if cursor.sees("symbol", "'"):
        if name[0] in _USUAL_FUNCTIONS and len(name) == 1:
            return (yield from _slope(cursor, name, begin))
        cursor.fail("ambiguous", f"a prime on {name}, which is not declared", (), begin)
    if cursor.sees("open", "(") and _is_function(cursor, name, begin, head):
        return (yield from _new_function(cursor, name))
    if is_operator_name(name) and name not in ("gamma",):
        name += _MADE_UP
    return cursor.undeclared(name)


def exponential(cursor: Cursor, end: int) -> Rule:
    """Euler's number, from behind its letter: with an exponent the function of it."""
    cursor.at = end
    if cursor.sees("symbol", "^"):
        exponent = yield from exponent_of(cursor, strict=True)
        return Call(EXP, (exponent,))
    return Call(EXP, (Number(1),))


def _table_function(
    cursor: Cursor, text: str, key: Key, begin: int, end: int, head: int
) -> Rule | None:
    r"""``\Gamma(x)``, ``\psi(x)`` and ``J_{0}(x)``, where they are called."""
    following = end < cursor.end and cursor.tokens[end][:2] == ("open", "(")
    if following and text in NAMED_LETTERS:
        return _called(cursor, NAMED_LETTERS[text], end)
    if following and key and key[0] in INDEXED and key[1:2] == ("_",):
        return _indexed(cursor, INDEXED[key[0]], head, end)
    raised = head < cursor.end and cursor.tokens[head][:2] == ("symbol", "^")
    if text == r"\psi" and raised and cursor.tokens[head + 2][:2] == ("open", "("):
        return _polygamma(cursor, head)
    if head < cursor.end and cursor.tokens[head][:2] == ("symbol", "'") and text in ("Ai", "Bi"):
        return _called(cursor, f"airy{text.lower()}prime", head + 1)
    return None


def _called(cursor: Cursor, name: str, place: int) -> Rule:
    cursor.at = place
    bracket = bracket_at(cursor)
    if bracket is None:
        cursor.fail("syntax", "arguments in brackets are missing here")
    argument = yield from inside(cursor, *bracket)
    return Call(operator_named(name), (argument,))


def _indexed(cursor: Cursor, name: str, head: int, end: int) -> Rule:
    index = yield from inside(cursor, head + 2, end - 1)
    cursor.at = end
    bracket = bracket_at(cursor)
    assert bracket is not None
    argument = yield from inside(cursor, *bracket)
    return Call(operator_named(name), (index, argument))


def _polygamma(cursor: Cursor, head: int) -> Rule:
    cursor.at = head + 1
    start, end = cursor.group()
    order = yield from inside(cursor, start, end)
    bracket = bracket_at(cursor)
    if bracket is None:
        cursor.fail("syntax", "arguments in brackets are missing here")
    argument = yield from inside(cursor, *bracket)
    return Call(operator_named("polygamma"), (order, argument))


def _is_function(cursor: Cursor, name: str, begin: int, head: int) -> bool:
    """Whether a new name before a bracket is a function; reported if that cannot be told."""
    start, end = cursor.at + 1, cursor.partners[cursor.at]
    names_only = all(
        token.kind in ("letter", "name", "index") or token.text in _IN_NAMES
        or _is_greek(token.text) or cursor.tokens[place - 1].text in ("_", "{")
        for place, token in enumerate(cursor.tokens[start:end], start=start)
    )  # fmt: skip
    if name[0] in _USUAL_FUNCTIONS or (name[0].isupper() and names_only and end > start):
        return True
    wanted = cursor.tokens[begin][:2]
    for place, token in enumerate(cursor.tokens[:-1]):
        alone = place != begin and cursor.tokens[place + 1][:2] != ("open", "(")
        if token[:2] == wanted and alone:
            return False
    saved, cursor.at = cursor.at, end + 1
    if all(token.kind == "number" for token in cursor.tokens[start:end]):
        cursor.at = saved
        return False
    readings = (f"the function {name}", f"the factor {name}")
    cursor.fail("ambiguous", f"{name} is not declared", readings, begin)


def _slope(cursor: Cursor, name: str, begin: int) -> Rule:
    """``f'(x)`` of a new function: the derivative, or ``f'(2)``."""
    order = 0
    while cursor.sees("symbol", "'"):
        cursor.at, order = cursor.at + 1, order + 1
    if cursor.sees("open", "("):
        term: Term = yield from _new_function(cursor, name)
        if isinstance(term, Call) and len(term.arguments) == 1:
            return slope_of(cursor, term.operator.name, term.arguments[0], order, begin)
    cursor.fail("ambiguous", f"a prime on {name}, which is not declared", (), begin)


def _is_greek(text: str) -> bool:
    return text in ("theta", "phi", "alpha", "beta", "lambda", "mu", "omega", "rho", "tau")


def _new_function(cursor: Cursor, name: str) -> Rule:
    bracket = bracket_at(cursor)
    assert bracket is not None
    arguments: list[Term] = []
    for start, end in separated(cursor, *bracket):
        arguments.append((yield from inside(cursor, start, end)))
    if is_operator_name(name):
        name += _MADE_UP
    cursor.unknown[name] = None
    return Call(function(name), tuple(arguments))
