"""Words of LaTeX and of plain maths text, with their places.

Kinds: ``number``, ``word`` (letters), ``command`` (its name without the backslash), ``symbol`` (a
sign, an operator or a relation, as written in LaTeX), ``open`` and ``close`` (brackets, the text
says what they match), ``bar`` (a vertical bar of either side), ``text`` (prose in ``\\text``),
``separator`` (between statements) and ``begin``/``end`` (environments that are no lines).
"""

from __future__ import annotations

import re
from typing import NamedTuple

from codegen.datasets.reading import patterns
from codegen.datasets.reading.problems import (
    LONGEST_FORMULA,
    LONGEST_NUMERAL,
    Kind,
    ReadingError,
    failure,
)
from codegen.datasets.reading.vocabulary import (
    BARS,
    CHARACTERS,
    DROPPED,
    LINES,
    LOWERED,
    RAISED,
    RELATIONS,
    SEPARATORS,
    SIDES,
    SIZES,
    STYLE_ALIASES,
    STYLES,
    TEXTS,
    WITH_IGNORED_ARGUMENT,
)
from symnum.terms.tokens import number_of


class Token(NamedTuple):
    """A word with its place in the text."""

    kind: str
    text: str
    start: int
    end: int


def is_latex(text: str) -> bool:
    """Whether a text is LaTeX rather than plain maths text: it has backslashes or braces."""
    return patterns.LATEX.search(text) is not None


def split(text: str, start: int = 0, latex: bool | None = None) -> list[Token]:
    """The tokens of a formula.

    Args:
        text: The formula, without the delimiters around it.
        start: Place of the formula in the whole text.
        latex: Whether it is LaTeX; told by its characters if ``None``.

    Raises:
        ReadingError: characters, commands or numerals that are not read.
    """
    if len(text) > LONGEST_FORMULA:
        message = f"a formula of {len(text)} characters; {LONGEST_FORMULA} are read"
        raise failure("too long", start, start + len(text), message)
    return _Splitter(text, start, is_latex(text) if latex is None else latex).run()


class _Splitter:
    def __init__(self, text: str, start: int, latex: bool) -> None:
        self.text, self.start, self.latex = text, start, latex
        self.tokens: list[Token] = []
        self.at = 0
        self.begin = 0
        self.depth = 0
        self.sized = ""
        self.sized_at = 0
        self.environments: list[str] = []

    def run(self) -> list[Token]:
        while self.at < len(self.text):
            match = patterns.WORD.match(self.text, self.at)
            assert match is not None
            self.begin, self.at = match.span()
            kind, word = match.lastgroup, match[0]
            if kind == "other":
                self.other(word)
            elif kind == "number":
                self.number(word)
            elif kind == "word":
                self.emit("word", word)
            elif kind == "command":
                self.command(word)
            elif kind == "sign":
                self.sign(word)
        return self.tokens

    def emit(self, kind: str, text: str) -> None:
        self.tokens.append(Token(kind, text, self.start + self.begin, self.start + self.at))

    def fail(self, kind: Kind, message: str, readings: tuple[str, ...] = ()) -> ReadingError:
        return failure(kind, self.start + self.begin, self.start + self.at, message, readings)

    def number(self, word: str) -> None:
        if len(word) > LONGEST_NUMERAL:
            message = f"a numeral of {len(word)} characters; {LONGEST_NUMERAL} are read"
            raise self.fail("too long", message)
        if not word.isdecimal() and number_of(re.sub(r"[{},\\]", "", word)) is None:
            raise self.fail("too long", "a numeral with an exponent that is too large")
        if "," in word and "{" not in word and self.depth:
            readings = (word.replace(",", ""), word.replace(",", ", "))
            raise self.fail("ambiguous", f"{word} may be one number or several", readings)
        if self.latex and "e" in word.lower():
            mantissa, exponent = re.split("[eE]", word)
            readings = (f"{mantissa}*10^({exponent})", f"{mantissa}*e and {exponent}")
            raise self.fail("ambiguous", f"{word} may have an exponent or the number e", readings)
        self.emit("number", re.sub(r"[{},\\]", "", word))

    def sign(self, word: str) -> None:
        if word in BARS:
            self.bracket(*BARS[word])
        elif word == "|":
            self.bar()
        elif word in RELATIONS:
            self.emit("symbol", word)
        elif word in ("=>", "->"):
            self.emit("separator", word)
        elif word == "%":
            raise self.fail("ambiguous", "a percent sign", ("a hundredth", "the number before it"))
        elif word == "&":
            self.ampersand()
        elif word == ",":
            self.comma()
        elif word in ";:.":
            self.emit("separator", word)
        elif word != "~":
            self.emit("symbol", "^" if word == "**" else word)

    def ampersand(self) -> None:
        if self.environments:
            self.emit("symbol", "&")
        elif self.tokens and self.tokens[-1][:2] == ("separator", "\\\\"):
            self.tokens[-1] = self.tokens[-1]._replace(text="\\\\&")

    def comma(self) -> None:
        digits = self.text[self.at : self.at + 1].isdecimal()
        if digits and not self.depth and self.text[: self.begin][-1:].isdecimal():
            raise self.fail("ambiguous", "a comma between digits", ("a decimal point", "a list"))
        self.emit("separator" if not self.depth else "symbol", ",")

    def bracket(self, side: str, matches: str, size: str = "") -> None:
        if size or self.sized:
            self.begin = self.sized_at
        self.sized = ""
        self.depth += 1 if side == "open" else -1
        self.emit(side, matches)

    def bar(self) -> None:
        side, self.sized = self.sized, ""
        if side in SIDES:
            self.bracket(SIDES[side], "|", side)
        else:
            self.emit("bar", "|")

    def command(self, word: str) -> None:
        name = word[1:]
        if word.startswith("\\\\"):
            self.emit("separator" if not self.environments else "symbol", "\\\\")
        elif name in SIZES:
            self.sized, self.sized_at = name, self.begin
            if self.text[self.at : self.at + 1] == ".":
                if SIDES.get(name) != "open":
                    raise self.fail("unsupported", rf"\{name}. leaves a bracket out")
                self.at += 1
                self.bracket("open", ".", name)
        elif word in BARS:
            self.bracket(*BARS[word])
        elif word in (r"\|", r"\vert", r"\mid", r"\Vert"):
            if word in (r"\|", r"\Vert"):
                raise self.fail("unsupported", "norms are not read")
            self.bar()
        elif word in DROPPED:
            return
        elif word in RELATIONS:
            self.emit("symbol", word)
        elif name in ("begin", "end"):
            self.environment(name)
        elif name in ("stackrel", "overset") and (over := patterns.OVER.match(self.text, self.at)):
            self.over(over)
        elif (name in TEXTS or name in STYLES) and self.constant():
            return
        elif name in TEXTS:
            self.prose(name)
        elif name in WITH_IGNORED_ARGUMENT:
            self.argument()
        elif word in SEPARATORS or (word == r"\to" and not self.depth):
            self.emit("separator", word)
        else:
            self.named(name)

    def named(self, name: str) -> None:
        refused = patterns.refused_command(name)
        if refused is not None:
            raise self.fail(*refused)
        self.emit("command", STYLE_ALIASES.get(name, name))

    def argument(self) -> str:
        match = patterns.ARGUMENT.match(self.text, self.at)
        if match is None:
            raise self.fail("syntax", "an argument in braces is missing after this command")
        self.at = match.end()
        return match[1]

    def prose(self, name: str) -> None:
        """Text in a formula: an index after an underscore, else words between statements."""
        before = self.tokens[-1].text if self.tokens else ""
        words = self.argument()
        indexed = before == "_" or (before == "{" and self.tokens[-2:-1] != []
                                    and self.tokens[-2].text in ("_", "^"))  # fmt: skip
        if indexed and words.strip().isalnum():
            self.emit("index", words.strip())
        elif words.strip():
            self.emit("text", words.strip())

    def over(self, match: re.Match[str]) -> None:
        """A relation with something written over it: a question mark makes it a question."""
        self.at = match.end()
        if "?" in match[1]:
            self.emit("symbol", r"\questeq")
        elif match[2] in RELATIONS:
            self.emit("symbol", match[2])
        else:
            raise self.fail("unsupported", rf"{match[2]} with something over it")

    def constant(self) -> bool:
        """Whether the argument says "constant" where an addend stands: it is the name of one."""
        match = patterns.CONSTANT.match(self.text, self.at)
        if match is None or not self.tokens or self.tokens[-1].text not in ("+", "-"):
            return False
        self.at = match.end()
        self.emit("name", "const")
        return True

    def environment(self, side: str) -> None:
        name = self.argument()
        if name in LINES and name != "dcases":
            if (name.startswith("alignat") and side == "begin") or name == "alignedat":
                match = patterns.ARGUMENT.match(self.text, self.at)
                self.at = match.end() if match else self.at
            self.emit("separator", "\\\\")
            return
        if name not in ("cases", "dcases"):
            raise self.fail("unsupported", f"the environment {name} is not read")
        if side == "begin":
            self.environments.append(name)
        elif self.environments:
            self.environments.pop()
        self.depth += 1 if side == "begin" else -1
        self.emit("open" if side == "begin" else "close", "cases")

    def other(self, character: str) -> None:
        """A character beyond ASCII."""
        if character in RAISED or character in LOWERED:
            self.script(RAISED if character in RAISED else LOWERED)
            return
        numeral = patterns.NUMERAL.match(self.text, self.at) if character == "√" else None
        if numeral is not None:
            self.at = numeral.end()
            self.replaced(rf"\sqrt{{{numeral[1]}}}")
            return
        replacement = CHARACTERS.get(character)
        if replacement is not None:
            self.replaced(replacement)
            return
        raise self.fail(*patterns.refusal(character))

    def script(self, table: dict[str, str]) -> None:
        """Raised or lowered characters, as ``^{…}`` or ``_{…}``."""
        end = self.begin
        while end < len(self.text) and self.text[end] in table:
            end += 1
        inner = "".join(table[c] for c in self.text[self.begin : end])
        self.at = end
        self.emit("symbol", "^" if table is RAISED else "_")
        self.replaced("{" + inner + "}")

    def replaced(self, text: str) -> None:
        """The tokens of a replacement, all at the place of what they replace."""
        if text.strip("'") == "":
            for _ in text:
                self.emit("symbol", "'")
            return
        inner = _Splitter(text, 0, True).run()
        for token in inner:
            self.emit(token.kind, token.text)
