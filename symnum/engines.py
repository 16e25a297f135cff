"""One call for every simplifier: engines are interchangeable over one source of rules."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from pathlib import Path
from typing import Any, Literal

from rewrite_rules import FACTS, RULES
from symnum.egraphs import engine as egraph
from symnum.egraphs.cost_tables import cost_model
from symnum.egraphs.engine import SystemSimplification
from symnum.egraphs.limits import CostModel, Limits, node_count
from symnum.egraphs.proving.explain import explained
from symnum.errors import InputError, unknown
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
    extraction: str | None = None,
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
        extraction: How the e-graph's prices add up: ``tree``, as people read; ``dag``, shared
            parts paid for once; ``ilp``, the same with the optimum
            (:func:`symnum.egraphs.engine.simplify`).
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
        InputError: no such engine, a trace of an engine that keeps none, prices or an extraction
            for one that has none, or no such cost table or extraction.
    """
    _check(engine, cost, extraction, trace, explain)
    assumed, price = tuple(assuming), prices(cost)
    found = _found(term, engine, rules, assumed, limits, price, extraction, trace)
    if not explain:
        return found
    return explained(term, found, rules, assuming=assumed, limits=limits, cost=price)


def simplify_all(
    terms: Sequence[Any],
    *,
    rules: Sequence[Rule] = RULES,
    assuming: Iterable[tuple[str, Any]] = (),
    limits: Limits | None = None,
    cost: CostModel | str | Path | None = None,
    extraction: str = "dag",
) -> SystemSimplification:
    """Several terms, such as the outputs of a system, that cost least together, by the e-graph.

    Args:
        terms: Terms of any registered families.
        rules, assuming, limits, cost, extraction: As in :func:`simplification`.

    Returns:
        ``terms``, each of the family of its input and equal to it, together never dearer than the
        inputs; ``stopped_because``; and ``details``, among them ``groups``, the numbers of terms
        that went through an e-graph together, and ``left_whole``, the sizes of what no e-graph has
        seen for want of time or memory (:func:`symnum.egraphs.engine.simplify`).

    Raises:
        InputError: as :func:`simplification`.

    >>> from symnum.terms import symbols
    >>> from symnum.terms.functions import exp
    >>> x, y, z = symbols("x y z")
    >>> simplify_all([x * exp(z) + y * exp(z), x * z + y * z]).terms
    (exp(z)*(x + y), z*(x + y))
    """
    assumed = _guards(tuple(assuming))
    return egraph.simplify_all(
        terms, rules, FACTS, assuming=assumed, limits=limits, cost=prices(cost),
        extraction=extraction,
    )  # fmt: skip


def _guards(assumed: Iterable[tuple[str, Any]]) -> tuple[Guard, ...]:
    return tuple(Guard(predicate, (to_plain(subject),)) for predicate, subject in assumed)


def _found(
    term: Any,
    engine: str,
    rules: Sequence[Rule],
    assumed: tuple[tuple[str, Any], ...],
    limits: Limits | None,
    price: CostModel,
    extraction: str | None,
    trace: bool,
) -> Simplification:
    """What an engine makes of a term."""
    if engine == "classical":
        return classical.simplify(term, rules, FACTS, assuming=assumed, trace=trace)
    if engine == "egraph":
        return egraph.simplify(
            term, rules, FACTS, assuming=_guards(assumed), limits=limits, cost=price,
            extraction=extraction,
        )  # fmt: skip
    raise unknown(engine, ENGINES, "engine")


def _check(engine: str, cost: Any, extraction: Any, trace: bool, explain: bool) -> None:
    """Refuse what an engine has nothing to do with."""
    if trace and engine != "classical":
        raise InputError(
            f"engine {engine!r} keeps no derivation: explain=True looks for one afterwards"
        )
    if trace and explain:
        raise InputError("trace and explain are two ways to a derivation: give one of them")
    if cost is not None and engine == "classical":
        raise InputError(f"engine {engine!r} knows no prices; the egraph engine does")
    if extraction is not None and engine == "classical":
        raise InputError(f"engine {engine!r} extracts nothing; the egraph engine does")


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
