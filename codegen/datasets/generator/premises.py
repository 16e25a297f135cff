"""Premises: an unknown function of some symbols, defined by an expression in them.

After algorithm 2 of Meadows, Valentino and Freitas (2023): a function of one symbol or an operation
on two, each as often as the configuration says, and then perhaps a layer more.
"""

from __future__ import annotations

from collections.abc import Callable
from fractions import Fraction
from random import Random

from codegen.datasets.config import Config
from codegen.datasets.generator.canonical_steps import tidy
from codegen.datasets.generator.choosing import chosen
from codegen.datasets.generator.naming import FUNCTION_PLACES, Naming, symbol_place
from codegen.datasets.generator.parts import briefly_remembered, children, subterms
from codegen.datasets.generator.signs import SMOOTH
from codegen.datasets.generator.workspace import Line, Workspace
from codegen.datasets.operators import RENAMING
from codegen.datasets.vocabulary import Vocabulary
from symnum.ops import COS, DERIVATIVE, EXP, LOG, POW, SIN, function
from symnum.terms.canonical import Apply, Canonical, CanonicalNumber, CanonicalSymbol, Sum
from symnum.terms.exact import reduced
from symnum.terms.ring import build

LARGEST_RENAMED = 14
"""Subterms of an expression that gets a name."""
LARGEST_EXPONENT = 100
"""Numbers beyond which the exponential is not taken."""
TRIES = 40
"""Expressions drawn until one has a value everywhere."""

_UNARY = (COS, SIN, EXP, LOG)
_MODERATE = (COS, SIN, LOG)
_EXPONENTS = range(2, 7)
"""Exponents in premises."""
_BINARY: tuple[Callable[[Canonical, Canonical], Canonical], ...] = (
    lambda a, b: a + b,
    lambda a, b: a - b,
    lambda a, b: a * b,
    lambda a, b: a / b,
    lambda a, b: a**b,
)
_RATIONAL = _BINARY[:-1]


def draw_symbols(
    config: Config, random: Random, *, positive: bool
) -> tuple[tuple[CanonicalSymbol, ...], Naming]:
    """Symbols for a record with what is assumed of them, in alphabetical order, and all names.

    Args:
        config: Says how many there are and how often each sort comes.
        random: Where choices come from.
        positive: Whether all have to be positive.
    """
    count = random.randint(config.symbols.minimum, config.symbols.maximum)
    places, names = _names(config.vocabulary, random, count)
    weights = [config.symbols.positive, config.symbols.real, config.symbols.nonzero]
    sorts = random.choices(["positive", "real", "nonzero"], weights, k=count)
    symbols = tuple(
        CanonicalSymbol(place, frozenset() if sort == "real" else frozenset({sort}))
        for place, sort in zip(places, ["positive"] * count if positive else sorts, strict=True)
    )
    return symbols, names


def _names(vocabulary: Vocabulary, random: Random, count: int) -> tuple[list[str], Naming]:
    """Places of symbols, and names for these and for functions."""
    drawn = sorted(random.sample(vocabulary.symbols, count))
    others = [name for name in vocabulary.functions if name not in drawn]
    called = random.sample(others, min(len(others), len(FUNCTION_PLACES)))
    shown = [vocabulary.symbols_shown[name] for name in drawn]
    places = [symbol_place(n, caret="^" in latex) for n, latex in enumerate(shown)]
    latex = map(vocabulary.functions_shown.__getitem__, called)
    functions = zip(FUNCTION_PLACES, called, latex, strict=False)
    return places, Naming([*zip(places, drawn, shown, strict=True), *functions])


def premise(workspace: Workspace) -> Line | None:
    """A new function of some of the record's symbols."""
    if not workspace.functions:
        return None
    for _ in range(TRIES):
        body = tidy(Expression(workspace).body)
        if workspace.has_symbols(body) and workspace.knowledge.defined(body):
            return _definition(workspace, workspace.label_of_premise(), (), body)
    return None


def renaming(workspace: Workspace) -> Line | None:
    """A new function for an expression that the last equation contains."""
    if not workspace.functions:
        return None
    line = workspace.line
    choices = [
        part
        for part in subterms(line.left) | subterms(line.right)
        if can_be_named(part) and workspace.has_symbols(part)
    ]
    if not choices:
        return None
    chosen = workspace.random.choice(choices)
    return _definition(workspace, RENAMING, (workspace.current,), chosen, chosen)


@briefly_remembered
def can_be_named(part: Canonical) -> bool:
    """Whether an expression is worth a name: small, no leaf, no free function, no integral."""
    inner = subterms(part)
    if len(inner) > LARGEST_RENAMED or not children(part):
        return False
    if isinstance(part, Apply) and not part.operator.interpreted:
        return False
    allowed = SMOOTH | {DERIVATIVE}
    return all(
        not isinstance(t, Apply) or t.operator in allowed or not t.operator.interpreted
        for t in inner
    )


@briefly_remembered
def grows(term: Canonical) -> bool:
    """Whether the exponential of a term may be too large to compute with.

    It contains large numbers, exponentials or powers.
    """
    for part in subterms(term):
        if isinstance(part, CanonicalNumber) and abs(Fraction(part.value)) > LARGEST_EXPONENT:
            return True
        if isinstance(part, Apply) and part.operator in (EXP, POW):
            return True
    return False


def _definition(
    workspace: Workspace,
    label: str,
    inputs: tuple[int, ...],
    body: Canonical,
    operand: Canonical | None = None,
) -> Line:
    left = build(function(workspace.functions[-1]), workspace.symbols_of(body))
    return Line(label, inputs, left, body, operand=operand)


class Expression:
    """The expression of a premise, drawn from a workspace's symbols: :attr:`body`."""

    def __init__(self, workspace: Workspace) -> None:
        self._random, self._symbols = workspace.random, workspace.symbols
        self._premises = workspace.config.premises
        self._missing = self._premises.numbers.least
        self.body = self._layered(self._base())
        while self._missing > 0:
            self.body = self._with_number(self.body)

    def _base(self) -> Canonical:
        """A function of one symbol, or an operation on two (or a symbol and a number)."""
        random, symbols = self._random, self._symbols
        if random.random() < self._premises.unary:
            return build(random.choice(_UNARY), [self._term(random.choice(symbols))])
        if len(symbols) > 1:
            first, second = random.sample(symbols, 2)
            return self._operation(self._term(first), second)
        if random.random() * len(_BINARY) < 1:
            return symbols[0] ** random.choice(_EXPONENTS)
        return random.choice(_RATIONAL)(symbols[0], self._number())

    def _layered(self, body: Canonical) -> Canonical:
        """The expression with as many layers around it as are drawn."""
        random, layers = self._random, self._premises.layers
        count = chosen(random, range(len(layers)), layers)
        for _ in range(count):
            if random.random() < 0.5:
                body = build(random.choice(_MODERATE if grows(body) else _UNARY), [body])
            else:
                body = self._operation(body, random.choice(self._symbols))
        return body

    def _operation(self, first: Canonical, second: CanonicalSymbol) -> Canonical:
        """An operation on two; exponents have no coefficients, so that values stay moderate."""
        operation = self._random.choice(_BINARY)
        return operation(first, second if operation is _BINARY[-1] else self._term(second))

    def _term(self, symbol: CanonicalSymbol) -> Canonical:
        """A symbol, perhaps with a coefficient."""
        if self._missing > 0 or self._random.random() < self._premises.numbers.share:
            return self._number() * symbol
        return symbol

    def _with_number(self, body: Canonical) -> Canonical:
        """A multiple, or the sum with a number where it is a multiple already."""
        number = self._number()
        return body + number if isinstance(body, Sum) else number * body

    def _number(self) -> CanonicalNumber:
        """An integer above 1, or a quotient of two, with so many digits as are drawn."""
        self._missing -= 1
        value = self._integer()
        if self._random.random() < self._premises.numbers.fractions:
            return CanonicalNumber(reduced(Fraction(value, self._integer())))
        return CanonicalNumber(value)

    def _integer(self) -> int:
        digits = self._premises.numbers.digits
        count = chosen(self._random, range(len(digits)), digits)
        least: int = 10**count
        return self._random.randint(max(2, least), 10 * least - 1)
