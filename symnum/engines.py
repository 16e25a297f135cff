"""One call for every simplifier: engines are interchangeable over one source of rules."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from pathlib import Path
from typing import Any, Literal

from rewrite_rules import FACTS, RULES
from symnum.egraphs import engine as egraph
from symnum.egraphs.cost_tables import cost_model
from symnum.egraphs.limits import CostModel, Limits, node_count
from symnum.egraphs.proving.explain import explained
from symnum.errors import InputError
from symnum.rewriting import classical
from symnum.rewriting.result import Simplification
from symnum.rewriting.rewrite import Traced
from symnum.rules import Guard, Rule
from symnum.terms import to_plain

Engine = Literal["classical", "egraph"]
ENGINES: tuple[Engine, ...] = ("classical", "egraph")


def simplification(
    term: Any,
    engine: Engine = "classical",
    *,
    rules: Sequence[Rule] = RULES,
    assuming: Iterable[tuple[str, Any]] = (),
    limits: Limits | None = None,
    cost: CostModel | str | Path | None = None,
    trace: bool = False,
    explain: bool = False,
) -> Simplification:
    """Simplify a term and say how it went.

    Args:
        term: A term of any registered family.
        engine: ``classical`` applies directed rules until none applies; ``egraph`` keeps all
            equal forms it finds within its limits and extracts the cheapest.
        rules: The rules to use.
        assuming: What else may be assumed, as pairs of a predicate (``positive``, ``nonzero``, …)
            and a term; assumptions on symbols belong to the symbols themselves.
        limits: Limits of the e-graph; the classical engine is bounded by rule applications.
        cost: The e-graph's prices, or the name or file of a cost table
            (:func:`symnum.egraphs.cost_tables.cost_model`); ``node-count`` if not given.
        trace: Of the classical engine, whether ``details`` shall have the derivation, every step
            of which can be replayed (:mod:`symnum.rewriting.derivation`).
        explain: Whether ``details`` shall have a derivation of the output from the canonical form
            of the input, found by a search of its own within the same limits; where it finds none,
            the output is the cheapest term to which it found one, and ``details["unexplained"]``
            what the engine had found (:mod:`symnum.egraphs.proving.explain`).

    Returns:
        The term found, of the same family and never dearer than the input, with the reason why
        the engine stopped. It has the value of the input at every point, and is undefined exactly
        where the input is.

    Raises:
        InputError: no such engine, a trace of an engine that keeps none, prices for one that has
            none, or no such cost table.
    """
    _check(engine, cost, trace, explain)
    assumed, price = tuple(assuming), prices(cost)
    found = _found(term, engine, rules, assumed, limits, price, trace)
    if not explain:
        return found
    return explained(term, found, rules, assuming=assumed, limits=limits, cost=price)


def _found(
    term: Any,
    engine: str,
    rules: Sequence[Rule],
    assumed: tuple[tuple[str, Any], ...],
    limits: Limits | None,
    price: CostModel,
    trace: bool,
) -> Simplification:
    """What an engine makes of a term."""
    if engine == "classical":
        return classical.simplify(term, rules, FACTS, assuming=assumed, trace=trace)
    if engine == "egraph":
        guards = tuple(Guard(predicate, (to_plain(subject),)) for predicate, subject in assumed)
        return egraph.simplify(term, rules, FACTS, assuming=guards, limits=limits, cost=price)
    raise InputError(f"engine {engine!r}: known are {', '.join(ENGINES)}")


def _check(engine: str, cost: Any, trace: bool, explain: bool) -> None:
    """Refuse what an engine has nothing to do with."""
    if trace and engine != "classical":
        raise InputError(
            f"engine {engine!r} keeps no derivation: explain=True looks for one afterwards"
        )
    if trace and explain:
        raise InputError("trace and explain are two ways to a derivation: give one of them")
    if cost is not None and engine == "classical":
        raise InputError(f"engine {engine!r} knows no prices; the egraph engine does")


def prices(cost: CostModel | str | Path | None) -> CostModel:
    """A model as it is, or of a cost table by name or file; the node count for ``None``."""
    if cost is None or isinstance(cost, CostModel):
        return cost or node_count
    return cost_model(cost)


def simplify(
    term: Any, engine: Engine = "classical", *, explain: bool = False, **options: Any
) -> Any:
    """The simplest equal term that an engine finds; options as :func:`simplification`.

    Returns:
        The term, or with ``explain=True`` the pair ``(term, derivation)``.

    >>> from symnum.terms import symbols
    >>> from symnum.terms.functions import cos, sin
    >>> x, y, z = symbols("x y z")
    >>> simplify(y * sin(x) ** 2 + y * cos(x) ** 2)
    y
    >>> term, derivation = simplify(x * y + x * z, engine="egraph", explain=True)
    >>> print(derivation)
    x*y + x*z
    top: x*y + x*z → x*(y + z)  by distribute backwards (x = x, y = y, z = z)
    """
    found = simplification(term, engine, explain=explain, **options)
    return Traced(found.term, found.details["derivation"]) if explain else found.term
