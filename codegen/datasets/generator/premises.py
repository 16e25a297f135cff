"""Premises: an unknown function of some symbols, defined by an expression in them."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from random import Random

from codegen.datasets.config import Config
from codegen.datasets.generator.canonical_steps import children
from codegen.datasets.generator.signs import SMOOTH
from codegen.datasets.generator.workspace import Line, Workspace
from codegen.datasets.operators import RENAMING
from symnum.ops import DERIVATIVE, POW, function
from symnum.terms import functions as f
from symnum.terms.canonical import Apply, Canonical, CanonicalNumber, CanonicalSymbol
from symnum.terms.ring import build

LARGEST_RENAMED = 14
"""Subterms of an expression that gets a name."""

_UNARY: tuple[Callable[[Canonical], Canonical], ...] = (f.cos, f.sin, f.exp, f.log)
_BINARY: tuple[Callable[[Canonical, Canonical], Canonical], ...] = (
    lambda a, b: a + b,
    lambda a, b: a - b,
    lambda a, b: a * b,
    lambda a, b: a / b,
    lambda a, b: a**b,
)


def draw_symbols(config: Config, random: Random, *, positive: bool) -> tuple[CanonicalSymbol, ...]:
    """Symbols for a record with what is assumed of them, in alphabetical order.

    Args:
        config: Says how many there are and how often each sort comes.
        random: Where choices come from.
        positive: Whether all have to be positive.
    """
    count = random.randint(config.symbols.minimum, config.symbols.maximum)
    names = sorted(random.sample(config.vocabulary.symbols, count))
    weights = [config.symbols.positive, config.symbols.real, config.symbols.nonzero]
    sorts = random.choices(["positive", "real", "nonzero"], weights, k=count)
    return tuple(
        CanonicalSymbol(name, frozenset() if sort == "real" else frozenset({sort}))
        for name, sort in zip(names, ["positive"] * count if positive else sorts, strict=True)
    )


def premise(workspace: Workspace) -> Line | None:
    """A new function of some of the record's symbols."""
    if not workspace.functions:
        return None
    body = _layered(workspace.random, _base(workspace.random, workspace.symbols), workspace)
    if body is None or not workspace.has_symbols(body):
        return None
    return _definition(workspace, workspace.label_of_premise(), (), body)


def renaming(workspace: Workspace) -> Line | None:
    """A new function for an expression that the last equation contains."""
    if not workspace.functions:
        return None
    line = workspace.lines[workspace.current]
    parts = [*workspace.bench.subterms(line.left), *workspace.bench.subterms(line.right)]
    choices = [part for part in dict.fromkeys(parts) if _can_be_named(workspace, part)]
    if not choices:
        return None
    chosen = workspace.random.choice(choices)
    made = _definition(workspace, RENAMING, (workspace.current,), chosen)
    return Line(made.operator, made.inputs, made.left, made.right, operand=chosen)


def _can_be_named(workspace: Workspace, part: Canonical) -> bool:
    inner = workspace.bench.subterms(part)
    if len(inner) > LARGEST_RENAMED or not children(part) or not workspace.has_symbols(part):
        return False
    if isinstance(part, Apply) and not part.operator.interpreted:
        return False
    allowed = SMOOTH | {DERIVATIVE}
    return all(
        not isinstance(t, Apply) or t.operator in allowed or not t.operator.interpreted
        for t in inner
    )


def _definition(workspace: Workspace, label: str, inputs: tuple[int, ...], body: Canonical) -> Line:
    left = build(function(workspace.functions[-1]), workspace.symbols_of(body))
    return Line(label, inputs, left, body)


def _base(random: Random, symbols: Sequence[CanonicalSymbol]) -> Canonical:
    """A function of one symbol, or an operation on two (or a symbol and a small integer)."""
    if random.random() < 0.5:
        return random.choice(_UNARY)(random.choice(symbols))
    if len(symbols) > 1:
        first, second = random.sample(symbols, 2)
        return random.choice(_BINARY)(first, second)
    (symbol,) = symbols
    return random.choice(_BINARY)(symbol, CanonicalNumber(random.randint(2, 9)))


def _layered(random: Random, body: Canonical, workspace: Workspace) -> Canonical | None:
    """Up to two more layers; ``None`` if the result may be undefined or is too deep."""
    symbols = workspace.symbols
    for _ in range(random.choice((0, 1, 1, 1, 2, 2))):
        kind = random.random()
        if kind < 0.3:
            body = random.choice(_UNARY)(body)
        elif kind < 0.8:
            body = random.choice(_BINARY[:4])(body, random.choice(symbols))
        else:
            body = body * random.randint(2, 9)
    body = workspace.bench.tidy(body)
    parts = workspace.bench.subterms(body)
    if not all(workspace.knowledge.locally_defined(part) for part in parts):
        return None
    towers = sum(isinstance(p, Apply) and p.operator is not POW for p in parts)
    return body if towers <= 2 else None
