r"""Braces around all arguments: ``x_1^2`` becomes ``x_{1}^{2}``, ``\frac12`` ``\frac{1}{2}``.

What TeX does and what was meant differ for ``x^10`` or ``x_ab``; these are reported. In plain text
an index is the whole word, and exponents are left to the grammar. An index comes before an
exponent afterwards.
"""

from __future__ import annotations

from collections.abc import Sequence

from codegen.datasets.reading.problems import failure
from codegen.datasets.reading.tokens import Token
from codegen.datasets.reading.vocabulary import FRACTIONS, PASSED, STYLES

_ARGUMENTS = {
    **dict.fromkeys(FRACTIONS | {"binom", "dbinom", "tbinom"}, 2),
    **dict.fromkeys(STYLES | PASSED | {"sqrt", "cbrt"}, 1),
}
"""Commands with arguments, and how many."""


def braced(tokens: Sequence[Token], latex: bool) -> list[Token]:
    """The tokens with braces around every index and argument and, in LaTeX, every exponent.

    Raises:
        ReadingError: it cannot be told what belongs to an index, exponent or argument.
    """
    return _Bracer(tokens, latex).run()


class _Bracer:
    def __init__(self, tokens: Sequence[Token], latex: bool) -> None:
        self.rest = list(reversed(tokens))
        self.latex = latex
        self.done: list[Token] = []
        self.depth = 0
        self.due: list[tuple[int, Token, int]] = []
        """At which depth which command gets how many more arguments, once a group is closed."""

    def run(self) -> list[Token]:
        while self.rest:
            token = self.rest.pop()
            self.done.append(token)
            if token.kind == "command":
                self.arguments(token, _ARGUMENTS.get(token.text, 0))
            elif token.kind == "symbol" and token.text in ("_", "^"):
                self.script(token)
            elif token.kind == "open":
                self.depth += 1
            elif token.kind == "close":
                self.depth -= 1
                while self.due and self.due[-1][0] == self.depth:
                    self.arguments(*self.due.pop()[1:])
        return _indices_first(self.done) if self.latex else self.done

    def arguments(self, command: Token, count: int) -> None:
        """Braces around the next argument, if it has none; then the others are due."""
        if not count or not self.rest:
            return
        following = self.rest[-1]
        root = command.text == "sqrt" and self.done[-1] is command
        if root and following[:2] == ("open", "["):
            self.due.append((self.depth, command, 1))
            return
        if count > 1:
            self.due.append((self.depth, command, count - 1))
        if following[:2] != ("open", "{"):
            self.enclose(command, strict=False)

    def script(self, script: Token) -> None:
        if not self.rest or self.rest[-1][:2] == ("open", "{"):
            return
        if self.latex:
            self.enclose(script, strict=True)
        elif script.text == "_":
            self.enclose_word()

    def enclose(self, owner: Token, strict: bool) -> None:
        """Braces around what TeX takes for an argument: a character, a command or a group."""
        signs = 0
        if strict and self.rest[-1][:2] == ("symbol", "-") and len(self.rest) > 1:
            signs = 1
        token = self.rest[-1 - signs]
        if token.kind in ("word", "number") and len(token.text) > 1:
            if strict or "." in token.text:
                self.ambiguous(owner, token)
            self.rest[-1 - signs : len(self.rest) - signs] = reversed(_cut(token))
        length = signs + self.length(signs)
        if token.kind == "command" and token.text in STYLES and length < len(self.rest):
            length += self.length(length)
        last = self.rest[-length]
        self.rest.insert(len(self.rest) - length, _brace("close", last.end))
        self.done.append(_brace("open", token.start))
        self.depth += 1

    def length(self, skipped: int) -> int:
        """How many tokens the group has that comes after some: 1 if it is none."""
        depth = 0
        for count in range(1, len(self.rest) - skipped + 1):
            depth += {"open": 1, "close": -1}.get(self.rest[-count - skipped].kind, 0)
            if depth <= 0:
                return count
        token = self.rest[-1 - skipped]
        raise failure("unbalanced", token.start, token.end, "this bracket is never closed")

    def ambiguous(self, script: Token, token: Token) -> None:
        sign, text = script.text, token.text
        readings = (f"{sign}{{{text}}}", f"{sign}{{{text[0]}}} {text[1:]}")
        message = f"{sign}{text} without braces"
        raise failure("ambiguous", script.start, token.end, message, readings)

    def enclose_word(self) -> None:
        """In plain text, an index of letters and digits that follow each other without a gap."""
        last = self.rest.pop()
        self.done += [_brace("open", last.start), last]
        while (
            self.rest
            and {self.rest[-1].kind, last.kind} <= {"word", "number"}
            and self.rest[-1].start == last.end
        ):
            last = self.rest.pop()
            self.done.append(last)
        self.done.append(_brace("close", last.end))


def _brace(kind: str, place: int) -> Token:
    return Token(kind, "{", place, place)


def _cut(token: Token) -> tuple[Token, Token]:
    """The first character and the rest."""
    middle = token.start + 1
    return (
        Token(token.kind, token.text[0], token.start, middle),
        Token(token.kind, token.text[1:], middle, token.end),
    )


def group_end(tokens: Sequence[Token], place: int) -> int:
    """Where what begins at ``place`` ends: after the bracket that closes it, or after one token.

    Raises:
        ReadingError: a bracket that is not closed.
    """
    depth = 0
    for end in range(place, len(tokens)):
        depth += {"open": 1, "close": -1}.get(tokens[end].kind, 0)
        if depth <= 0:
            return end + 1
    token = tokens[place]
    raise failure("unbalanced", token.start, token.end, "this bracket is never closed")


def _indices_first(tokens: Sequence[Token]) -> list[Token]:
    """``x^{2}_{1}`` as ``x_{1}^{2}``."""
    done: list[Token] = []
    opened: list[int] = []
    powers: dict[int, int] = {}
    """For the place behind an exponent the place where it begins."""
    for token in tokens:
        done.append(token)
        if token.kind == "open":
            opened.append(len(done) - 1)
        elif token.kind == "close" and opened:
            sign = opened.pop() - 1
            if sign < 0 or done[sign].kind != "symbol":
                continue
            if done[sign].text == "^":
                powers[len(done)] = sign
            elif done[sign].text == "_" and sign in powers:
                start = powers[sign]
                done[start:] = done[sign:] + done[start:sign]
    return done
