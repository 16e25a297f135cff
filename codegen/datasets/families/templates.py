"""Templates of problems in words: typed data, read from files and validated.

After GSM-Symbolic (Mirzadeh et al. 2024) and DynaMath (Zou et al. 2024): numbers with ranges,
numbers that follow from hidden ones (so that answers come out whole), words by kind, solution steps
as expressions, clauses that make a problem longer (+1, +2), and a clause that has nothing to do
with the answer (NoOp). ``relations`` are for the checker, which never reads ``steps``.
"""

from __future__ import annotations

import re
import tomllib
from functools import cache
from importlib.resources import files
from typing import Annotated, NamedTuple

from pydantic import BaseModel, ConfigDict, Field

from symnum.configuration import validated_configuration
from symnum.terms.parse import parse
from symnum.terms.plain import Call, Term

_DATA = files("codegen.datasets") / "families" / "data"
Range = tuple[Annotated[int, Field(ge=1)], Annotated[int, Field(ge=1)]]
SLOT = re.compile(r"\{(\w+)\}")


class Piece(BaseModel):
    """A clause: its sentence, its numbers, and how they enter the solution."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    story: str
    question: str = ""
    numbers: dict[str, Range] = {}
    steps: tuple[str, ...] = ()
    """``name = expression : words`` each."""
    relations: tuple[str, ...] = ()
    asked: tuple[str, ...] = ()
    whole: tuple[str, ...] = ()
    """Steps whose values are whole even where fractions are allowed."""
    largest: dict[str, int] = {}
    """What values of steps may be at most, so that they are plausible."""


class Template(Piece):
    """A problem with its longer variants."""

    name: str
    skills: tuple[str, ...]
    multiples: dict[str, int] = {}
    """Numbers that are drawn as multiples of another number."""
    given: dict[str, str] = {}
    """Numbers of the text that follow from others."""
    hidden: tuple[str, ...] = ()
    """Numbers that the text does not say."""
    rational: bool = False
    """Whether values of steps may be fractions; otherwise they are whole."""
    unit: str = ""
    choices: dict[str, tuple[str, str]] = {}
    """Answers that are A if the first of two values is the smaller one, else B."""
    noop: Piece
    clauses: tuple[Piece, ...] = ()


class Computation(NamedTuple):
    """A step of the solution: ``name = term``."""

    name: str
    term: Term
    words: str


class Variant(NamedTuple):
    """A template with some of its clauses."""

    template: Template
    clauses: tuple[Piece, ...]
    noop: bool

    @property
    def name(self) -> str:
        """``crates``, ``crates+1``, ``crates+2`` or ``crates+noop``."""
        added = "+noop" if self.noop else f"+{len(self.clauses)}" if self.clauses else ""
        return self.template.name + added

    @property
    def pieces(self) -> tuple[Piece, ...]:
        """The template and its clauses, as far as they count."""
        return (self.template, *self.clauses)

    @property
    def asked(self) -> tuple[str, ...]:
        """Names of the steps whose values are the answer."""
        return self.pieces[-1].asked

    @property
    def text(self) -> str:
        """The problem with slots in braces."""
        stories = [self.template.story]
        if self.noop:
            stories.append(self.template.noop.story)
        stories += [clause.story for clause in self.clauses]
        question = next(p.question for p in reversed(self.pieces) if p.question)
        return " ".join([*stories, question])


@cache
def templates() -> tuple[Template, ...]:
    """All templates, in the order of their files.

    Raises:
        InputError: a file says something that no template says.
    """
    found: list[Template] = []
    for path in sorted((_DATA / "templates").iterdir(), key=lambda path: path.name):
        if path.name.endswith(".toml"):
            rows = tomllib.loads(path.read_text(encoding="utf-8"))["template"]
            found += [validated_configuration(Template, row, path.name) for row in rows]
    return tuple(found)


@cache
def variants() -> tuple[Variant, ...]:
    """Every template as it is, with its clauses one by one, and with its NoOp clause."""
    return tuple(
        variant
        for template in templates()
        for variant in (
            *(Variant(template, template.clauses[:n], False)
              for n in range(len(template.clauses) + 1)),
            Variant(template, (), True),
        )
    )  # fmt: skip


@cache
def vocabulary() -> dict[str, tuple[str, ...]]:
    """Words by their kind."""
    text = (_DATA / "words.toml").read_text(encoding="utf-8")
    return {kind: tuple(words) for kind, words in tomllib.loads(text).items()}


@cache
def computations(steps: tuple[str, ...]) -> tuple[Computation, ...]:
    """The steps of a template or clause, from its ``steps``."""
    made = []
    for line in steps:
        equation, _, words = line.partition(" : ")
        term = parse(equation, source=line)
        assert isinstance(term, Call)
        name, value = term.arguments
        made.append(Computation(str(name), value, words))
    return tuple(made)


@cache
def term_of(text: str) -> Term:
    """An expression of a template."""
    return parse(text)
