"""What an operator is: one validated row of the table that everything else reads.

Printers, parser, derivatives, engines, emitters and evaluators are columns of this row.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from enum import Enum
from typing import Any

Template = str | int | tuple[Any, ...]
"""An s-expression over the operator's own arguments, which are named ``a``, ``b``, ``c``.

``("neg", ("sin", "a"))`` is −sin of the first argument. Templates are data, so that they can be
instantiated for any type of term.
"""

ARGUMENT_NAMES = ("a", "b", "c")


class Law(Enum):
    """An algebraic law that an operator obeys."""

    ASSOCIATIVE = "associative"
    COMMUTATIVE = "commutative"
    IDEMPOTENT = "idempotent"


class Parity(Enum):
    """Symmetry of a function of one argument under a change of its sign."""

    EVEN = "even"
    ODD = "odd"


class Kind(Enum):
    """What sort of value a term stands for."""

    REAL = "real"
    INTEGER = "integer"
    BOOLEAN = "boolean"
    EQUATION = "equation"


class Fixity(Enum):
    """How an operator is spelled in plain text."""

    FUNCTION = "function"
    INFIX_LEFT = "infix, left associative"
    INFIX_RIGHT = "infix, right associative"
    INFIX_NONE = "infix, does not chain"
    PREFIX = "prefix"
    CONSTANT = "constant"


ATOM = 100
"""Precedence of what never needs parentheses: symbols, non-negative integers, function calls."""


@dataclass(frozen=True, slots=True)
class Syntax:
    """Spelling in plain text and in LaTeX.

    ``latex`` is a format template over the arguments for functions (``{0}``), or the separator of
    an infix operator. With ``delimited`` the template itself delimits the arguments (a fraction,
    a root), so they need no parentheses; ``{0:sum}`` puts them around a sum.
    ``latex_precedence`` is for an operator that binds less closely in LaTeX than in text.
    """

    fixity: Fixity
    symbol: str
    precedence: int
    latex: str
    delimited: bool = False
    latex_precedence: int | None = None


@dataclass(frozen=True, slots=True)
class Condition:
    """One demand on an operator's arguments: ``predicate`` holds of ``subject``."""

    predicate: str
    subject: Template


@dataclass(frozen=True, slots=True, eq=False)
class Operator:
    """One row of the operator table; operators are compared by identity.

    Args:
        name: The operator's name, which is also its spelling in s-expressions.
        arity: Number of arguments; ``None`` for any number from one up.
        syntax: Spelling in text and LaTeX.
        result: Kind of the value.
        parameters: Kind of each argument; for a variadic operator one kind for all.
        laws: Algebraic laws.
        identity: The neutral element, where there is one.
        parity: Symmetry under a change of sign of the only argument.
        domain: Where the operator has a real value: all conditions must hold.
        derivatives: One template per argument, the partial derivative; ``None`` in the place of an
            argument by which there is none.
        arb: Ball-arithmetic reference: from arguments to an enclosure (python-flint); truth values
            are ``True``, ``False`` or ``None`` for undecided.
        mpmath: Name of the reference in mpmath, or a callable on mpmath numbers.
        sympy: Name of SymPy's constructor.
        meaning: One line for people.
    """

    name: str
    arity: int | None
    syntax: Syntax
    meaning: str
    result: Kind = Kind.REAL
    parameters: tuple[Kind, ...] = (Kind.REAL,)
    laws: frozenset[Law] = frozenset()
    identity: int | None = None
    parity: Parity | None = None
    domain: tuple[Condition, ...] = ()
    derivatives: tuple[Template | None, ...] | None = None
    arb: Callable[[Sequence[Any]], Any] | None = field(default=None, repr=False)
    mpmath: str | Callable[..., Any] | None = field(default=None, repr=False)
    sympy: str | None = None
    interpreted: bool = True

    def __post_init__(self) -> None:
        if not self.name.isidentifier():
            raise ValueError(f"operator name {self.name!r} is not an identifier")
        if self.parity is not None and self.arity != 1:
            raise ValueError(f"operator {self.name}: only a unary operator has a parity")
        if self.derivatives is not None and self.arity != len(self.derivatives):
            raise ValueError(f"operator {self.name}: one derivative per argument is needed")
        if self.identity is not None and Law.ASSOCIATIVE not in self.laws:
            raise ValueError(f"operator {self.name}: an identity needs associativity")

    def accepts(self, count: int) -> bool:
        """Whether the operator can be applied to ``count`` arguments."""
        return count >= 1 if self.arity is None else count == self.arity

    def parameter_kind(self, index: int) -> Kind:
        """The kind of argument number ``index``."""
        return self.parameters[min(index, len(self.parameters) - 1)]

    @property
    def is_associative(self) -> bool:
        """Whether nested calls may be flattened."""
        return Law.ASSOCIATIVE in self.laws

    @property
    def is_commutative(self) -> bool:
        """Whether the order of the arguments is free."""
        return Law.COMMUTATIVE in self.laws

    def __repr__(self) -> str:
        return self.name

    def __reduce__(self) -> tuple[Callable[[str], Operator], tuple[str]]:
        return (operator_named if self.interpreted else function), (self.name,)


LETTERS = frozenset({"gamma"})
"""Letters that also name an operator: where they are not called, they are symbols."""

_TABLE: dict[str, Operator] = {}
_FUNCTIONS: dict[str, Operator] = {}


def register(*rows: Operator) -> None:
    """Add rows to the operator table.

    Raises:
        ValueError: a row of that name is there already.
    """
    for row in rows:
        if row.name in _TABLE:
            raise ValueError(f"operator {row.name!r} is registered twice")
        _TABLE[row.name] = row


def operator_named(name: str) -> Operator:
    """The operator of the table with this name.

    Raises:
        KeyError: there is none; the message names what was asked for.
    """
    try:
        return _TABLE[name]
    except KeyError:
        raise KeyError(f"no operator is called {name!r}") from None


def is_operator_name(name: str) -> bool:
    """Whether the table has an operator of this name."""
    return name in _TABLE


def is_reserved_name(name: str) -> bool:
    """Whether a symbol of this name would be taken for an operator in plain text.

    ``gamma`` is a symbol too, unless it is called.
    """
    return name in _TABLE and name not in LETTERS


def operators() -> tuple[Operator, ...]:
    """Every row of the table, in the order of registration."""
    return tuple(_TABLE.values())


def function(name: str) -> Operator:
    """An uninterpreted function: a name that stands for any function of its arguments.

    The same name always gives the same operator. It has no value, no domain and no derivative
    rule of its own.

    Raises:
        ValueError: the name belongs to the operator table.
    """
    if name in _TABLE:
        raise ValueError(f"{name!r} is an operator of the table, not a free function name")
    if name not in _FUNCTIONS:
        _FUNCTIONS[name] = Operator(
            name=name,
            arity=None,
            syntax=Syntax(Fixity.FUNCTION, name, ATOM, _function_latex(name)),
            meaning="an uninterpreted function",
            interpreted=False,
        )
    return _FUNCTIONS[name]


def _function_latex(name: str) -> str:
    """The name alone: what follows the first underscore is an index."""
    stem, _, index = name.partition("_")
    shown = stem if len(stem) == 1 else rf"\operatorname{{{stem}}}"
    escaped = index.replace("_", r"\_")
    return f"{shown}_{{{escaped}}}" if index else shown
