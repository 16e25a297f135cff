"""Runs of letters taken apart: into names, functions, differentials, or single letters.

A run is read only if there is one way to do so with the names at hand; ``pi`` is reported where p
and i are declared. In LaTeX letters side by side are factors; in plain text they may be a word.
"""

from __future__ import annotations

from collections.abc import Sequence

from codegen.datasets.reading.names import Names
from codegen.datasets.reading.problems import ReadingError, failure
from codegen.datasets.reading.scripts import group_end
from codegen.datasets.reading.tokens import Token
from codegen.datasets.reading.vocabulary import (
    CONSTANT_WORDS,
    FUNCTION_WORDS,
    GREEK,
    NO_VALUES,
    SEVERAL,
    STYLES,
)

FUNCTIONS = frozenset(FUNCTION_WORDS) | frozenset(SEVERAL)
_MEANT = FUNCTIONS | GREEK | {"euler_gamma", "sum", "infinity", "oo"}
_WITH_EXPRESSIONS = frozenset({"int", "sum", "prod", "lim", "log", "partial"})
"""What has an index that is an expression, not a part of its name."""
_SHORT = 2
"""Letters of a function's name that may also be a product before a bracket."""
_LONGEST = 24
"""Letters of a run beyond which it is no product."""
_PRODUCT = 2
"""Letters of undeclared names that are taken for factors in LaTeX."""


def resolved(tokens: Sequence[Token], names: Names, latex: bool) -> list[Token]:
    """The tokens with words replaced by ``letter``, ``name`` and ``function`` tokens.

    Raises:
        ReadingError: a word that could be several things, or none.
    """
    done: list[Token] = []
    place = 0
    while place < len(tokens):
        token = tokens[place]
        if place + 1 < len(tokens) and _keeps_its_argument(token, done):
            end = group_end(tokens, place + 1)
            done.append(token)
            done += [
                t._replace(kind="letter") if _is_letter(t) else t for t in tokens[place + 1 : end]
            ]
            place = end
        elif token.kind != "word":
            done.append(token)
            place += 1
        else:
            end, kind, name = _joined(tokens, place, names, latex)
            if name:
                done.append(Token(kind, name, token.start, tokens[end - 1].end))
            else:
                called = place + 1 < len(tokens) and tokens[place + 1].text in ("(", "^", "_")
                done += _pieces(token, names, latex, called)
            place = end
    return done


def _keeps_its_argument(token: Token, before: Sequence[Token]) -> bool:
    """Whether an argument is a part of a name, not an expression."""
    if token.kind == "symbol" and token.text == "_":
        return not before or before[-1].text not in _WITH_EXPRESSIONS
    return token.kind == "command" and token.text in STYLES


def _is_letter(token: Token) -> bool:
    return token.kind == "word" and len(token.text) == 1


def _joined(tokens: Sequence[Token], place: int, names: Names, latex: bool) -> tuple[int, str, str]:
    """The longest declared name or function of letters and digits that begins here: its end.

    In LaTeX only functions such as ``log10`` are made of several tokens.
    """
    found, text = (place + 1, "", ""), ""
    end = place
    while end < len(tokens) and (end == place or tokens[end].start == tokens[end - 1].end):
        token = tokens[end]
        if token.kind in ("word", "number") or token.text == "_":
            text += token.text
        elif not (token.text == "{" and token.start == token.end):
            break
        end += 1
        closed = end < len(tokens) and tokens[end].start == tokens[end].end
        if text in names and len(text) > 1 and not latex:
            found = (end + closed, "name", text)
        elif end - place > 1 and text in FUNCTIONS:
            found = (end, "function", text)
    return found


def _pieces(token: Token, names: Names, latex: bool, called: bool) -> list[Token]:
    word = token.text
    declared = all(letter in names.heads for letter in word)
    if len(word) == 1:
        return [token._replace(kind="letter")]
    if word in CONSTANT_WORDS:
        return [token._replace(kind="name", text="const")]
    whole = word in _MEANT
    if whole and (not declared or (called and len(word) > _SHORT)):
        return [_token("function" if word in FUNCTIONS else _kind(word), token, 0, len(word))]
    if word.lower() in NO_VALUES:
        raise failure("not a number", token.start, token.end, f"{word} is no value")
    found = segmentations(word, names)
    if len(found) == 1:
        return _cut(token, found[0])
    if len(found) > 1:
        readings = tuple(" ".join(pieces) for pieces in found)
        raise _error(token, f"{word} can be read in several ways", readings)
    if latex and (len(word) <= _PRODUCT or _are_differentials(word)):
        return _cut(token, list(word))
    message = f"{word} is not declared and may be a word, a name or a product"
    raise _error(token, message, (word, "*".join(word)))


def _error(token: Token, message: str, readings: tuple[str, ...]) -> ReadingError:
    return failure("ambiguous", token.start, token.end, message, readings)


def _are_differentials(word: str) -> bool:
    return len(word) % 2 == 0 and set(word[::2]) == {"d"}


def segmentations(word: str, names: Names) -> list[list[str]]:
    """At most three ways to make a word of declared letters, functions, e and differentials."""
    if len(word) > _LONGEST:
        return []
    ways: list[list[list[str]]] = [[] for _ in word] + [[[]]]
    for start in reversed(range(len(word))):
        for end in range(start + 1, len(word) + 1):
            if ways[end] and _is_piece(word, start, end, names):
                ways[start] += [[word[start:end], *rest] for rest in ways[end]]
        del ways[start][3:]
    return ways[0]


def _is_piece(word: str, start: int, end: int, names: Names) -> bool:
    piece = word[start:end]
    if len(piece) > 1:
        return piece in _MEANT or piece in names
    return piece in names.heads or piece == "e" or (piece == "d" and end < len(word))


def _cut(token: Token, pieces: list[str]) -> list[Token]:
    done, at = [], 0
    for piece in pieces:
        done.append(_token(_kind(piece), token, at, at + len(piece)))
        at += len(piece)
    return done


def _kind(piece: str) -> str:
    if len(piece) == 1:
        return "letter"
    if piece in FUNCTIONS:
        return "function"
    return "command" if piece in GREEK else "name"


def _token(kind: str, word: Token, start: int, end: int) -> Token:
    return Token(kind, word.text[start:end], word.start + start, word.start + end)
