r"""Names that a record declares, told by how they are shown: ``\hat{H}_{\lambda}`` is one name.

Case and typeface count. Shown names are compared as keys, sequences of letters and commands in
which braces around single ones, spaces and sizes of brackets play no role.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property, lru_cache
from typing import Any

from codegen.datasets.reading.problems import ReadingError
from codegen.datasets.reading.scripts import braced
from codegen.datasets.reading.tokens import Token, split
from codegen.datasets.reading.vocabulary import LETTER_COMMANDS, STYLES
from symnum.errors import InputError
from symnum.terms.latex import to_latex
from symnum.terms.plain import Symbol

Key = tuple[str, ...]
_FORMS = {rf"\var{name}": rf"\{name}" for name in ("phi", "epsilon", "theta", "rho", "sigma")}
"""Greek letters that have two forms: \u03c6 is written for either."""
_UPRIGHT = frozenset({r"\mathrm", r"\operatorname", r"\mathit"})


@dataclass(frozen=True, slots=True)
class Name:
    """A declared name.

    Args:
        name: The name in terms.
        latex: How it is shown.
        is_function: Whether it is applied to arguments.
        arguments: Names of the symbols it is usually applied to, if that is known.
        assumptions: What is assumed of a symbol.
    """

    name: str
    latex: str
    is_function: bool = False
    arguments: tuple[str, ...] = ()
    assumptions: frozenset[str] = frozenset()


class Names:
    """Declared names, found by name or by how they are shown.

    Raises:
        InputError: two names look the same, or one is shown by something that is no name.

    >>> names = Names.of("x y H", {"f": "x", "g": "x y"})
    >>> names["g"].arguments
    ('x', 'y')
    """

    def __init__(self, entries: Iterable[Name] = ()) -> None:
        self.by_name: dict[str, Name] = {}
        self.by_key: dict[Key, Name] = {}
        self.loosely: dict[Key, Name | None] = {}
        self.exponential = ""
        """What ``e^{x}`` is where e is a declared symbol: its power, unless *exp* or *both*."""
        for entry in entries:
            self._add(entry)

    def _add(self, entry: Name) -> None:
        try:
            key = _key_shown(entry.latex)
        except ReadingError as error:
            message = f"{entry.name}: {entry.latex!r} is not read as a name: {error}"
            raise InputError(message) from None
        if key in self.by_key and self.by_key[key].name != entry.name:
            known = self.by_key[key].name
            raise InputError(f"{entry.name} and {known} are both shown as {entry.latex!r}")
        self.by_name[entry.name] = self.by_key[key] = entry
        loose = without_typeface(key)
        other = self.loosely.get(loose, entry)
        self.loosely[loose] = entry if other is entry else None

    def __getitem__(self, name: str) -> Name:
        return self.by_name[name]

    def __contains__(self, name: str) -> bool:
        return name in self.by_name

    def find(self, key: Key) -> Name | None:
        """The name shown so; upright letters count as slanted ones, and one form of a Greek letter
        as the other, if that is not ambiguous."""
        return self.by_key.get(key) or self.loosely.get(without_typeface(key))

    @cached_property
    def pairs(self) -> frozenset[Key]:
        """Keys of names that are shown as two letters, such as a difference of temperatures."""
        return frozenset(key for key in self.by_key if len(key) == 2 and "_" not in key)

    @cached_property
    def heads(self) -> frozenset[str]:
        """Letters and commands with which names begin."""
        return frozenset(key[0] for key in self.by_key if key)

    @classmethod
    def of(cls, symbols: str | Iterable[str], functions: Mapping[str, str] | None = None) -> Names:
        """Names that are shown as :func:`symnum.terms.to_latex` does it.

        Args:
            symbols: Names of symbols, in one text with spaces, or one by one.
            functions: For each function the symbols it is usually applied to, with spaces.
        """
        listed = symbols.split() if isinstance(symbols, str) else symbols
        entries = [Name(name, to_latex(Symbol(name))) for name in listed]
        for name, arguments in (functions or {}).items():
            latex = to_latex(Symbol(name)).replace(r"\mathrm", r"\operatorname")
            entries.append(Name(name, latex, True, tuple(arguments.split())))
        return cls(entries)

    @classmethod
    def of_record(cls, record: Mapping[str, Any]) -> Names:
        """The names of a record (JSON values of :mod:`codegen.datasets.schema`)."""
        entries: list[Name] = []
        for item in record["domain"]:
            facts = {item["assumption"]} & {"positive", "nonzero", "integer"}
            shown = item["latex"] or to_latex(Symbol(item["symbol"]))
            entries.append(Name(item["symbol"], shown, assumptions=frozenset(facts)))
        constants = {c["name"]: tuple(c["arguments"]) for c in record["constants"]}
        equations = [step["equation"]["text"] for step in record["steps"]]
        for item in record["functions"]:
            name, shown = item["name"], item["latex"] or to_latex(Symbol(item["name"]))
            arguments = constants.get(name)
            if arguments is None:
                arguments = _arguments(name, equations)
            called = constants.get(name) != () and (bool(arguments) or is_called(name, equations))
            entries.append(Name(name, shown, called, arguments))
        names = cls(entries)
        symbol = next((n.name for n in entries if n.latex == "e" and not n.is_function), "")
        if symbol and any("exp(" in text for text in equations):
            raised = any(re.search(rf"\b{symbol}\^", text) for text in equations)
            names.exponential = "both" if raised else "exp"
        return names


def is_called(name: str, texts: Sequence[str]) -> bool:
    """Whether a declared name is one of a function: what stands without arguments only is a value.

    >>> is_called("nil", ["cons(a, nil)"]), is_called("cons", ["cons(a, nil)"])
    (False, True)
    """
    if any(f"{name}(" in text for text in texts):
        return True
    return not any(re.search(rf"\b{re.escape(name)}\b", text) for text in texts)


def _arguments(name: str, equations: Iterable[str]) -> tuple[str, ...]:
    """What a function is applied to where it first occurs with names only."""
    call = re.compile(rf"(?<!\w){re.escape(name)}\(([A-Za-z_]\w*(?:, [A-Za-z_]\w*)*)\)")
    for text in equations:
        if (match := call.search(text)) is not None:
            return tuple(match[1].split(", "))
    return ()


def key_of(tokens: Sequence[Token]) -> Key:
    """The key of tokens, all of which have to be parts of names.

    Raises:
        ReadingError: a bracket that is not closed.
    """
    done: list[list[str]] = [[]]
    for token in tokens:
        if token.kind == "open" and token.text == "{":
            done.append([])
        elif token.kind == "close" and token.text == "{" and len(done) > 1:
            inner = done.pop()
            done[-1] += inner if len(inner) == 1 else ["{", *inner, "}"]
        else:
            done[-1] += _letters(token)
    return tuple(part for level in done for part in level)


def _letters(token: Token) -> list[str]:
    if token.kind == "command":
        return [f"\\{token.text}"]
    if token.kind == "index":
        return [r"\mathrm", *(token.text if len(token.text) == 1 else ["{", *token.text, "}"])]
    return list(token.text) if token.kind in ("word", "letter", "number") else [token.text]


@lru_cache(maxsize=4096)
def _key_shown(latex: str) -> Key:
    return key_of(braced(split(latex, latex=True), latex=True))


def without_typeface(key: Key) -> Key:
    """The key with upright and italic letters as usual ones, in indices and alone, and with one
    form of each Greek letter."""
    kept: list[str] = []
    place = 0
    while place < len(key):
        if key[place] in _UPRIGHT and place + 1 < len(key):
            place += 1
            continue
        kept.append(_FORMS.get(key[place], key[place]))
        place += 1
    return tuple(kept)


def is_head(tokens: Sequence[Token], place: int) -> bool:
    """Whether a name may begin here."""
    kind, text = tokens[place].kind, tokens[place].text
    return kind == "letter" or (kind == "command" and (text in LETTER_COMMANDS or text in STYLES))


def head_end(tokens: Sequence[Token], partners: Mapping[int, int], place: int) -> int:
    """Where the head of a name ends that begins at ``place``: with the argument of a typeface."""
    while tokens[place].kind == "command" and tokens[place].text in STYLES:
        place += 1
        if place >= len(tokens):
            return place
    return partners.get(place, place) + 1


def identifier(key: Key) -> str:
    r"""A name in terms for an undeclared one: ``\mathbf{E}_{0}`` becomes ``mathbf_E_0``.

    Upright letters count as usual ones in indices and in words, as :func:`symnum.terms.to_latex`
    writes them.
    """
    words = [
        part.lstrip("\\")
        for place, part in enumerate(key)
        if part not in ("{", "}") and not (part in _UPRIGHT and (place or key[1:2] == ("{",)))
    ]
    text, before = "", ""
    for word in words:
        starts = word == "_" or not word.isalnum()
        text += "_" if starts or (before in STYLES and text) else ""
        text += "" if starts else word
        before = word
    return re.sub("_+", "_", text).strip("_")
