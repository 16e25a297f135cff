"""Simplification by equality saturation (Willsey et al. 2021, egg; Zhang et al. 2023, egglog).

Every rule keeps value and domain, so all terms of an e-class have a value at the same points and
agree there, and what is known of one holds for all: guards are facts about classes.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import Any

from symnum.egraphs.compilation import Theory, rules_for, theory
from symnum.egraphs.extraction import Extraction
from symnum.egraphs.limits import CostModel, Deadline, Limits, node_count
from symnum.egraphs.pieces import Atom, flattened, is_large, pieces
from symnum.egraphs.presentation import presented
from symnum.egraphs.readout import read
from symnum.egraphs.refutation import refuted
from symnum.egraphs.saturation import (
    CONTRADICTION,
    REASONS,
    TIME_LIMIT,
    forget_graphs,
    matched_rules,
    saturated,
)
from symnum.errors import InputError
from symnum.ops import Operator
from symnum.rewriting.result import Simplification
from symnum.rules import STRUCTURAL, Guard, Inference, Rule, core, variables_of
from symnum.terms.assumptions import IMPLIED
from symnum.terms.conversion import convert
from symnum.terms.plain import Call, Number, Symbol, Term
from symnum.terms.traversal import fold, free_symbols, postorder

ENGINE = "egraph"
_TIME_FOR_PIECES = 0.8
"""Share of the time that pieces of large sums and products may take; the rest is for the whole."""

_FEWEST_NODES = 300


def simplify(
    term: Any,
    rules: Sequence[Rule],
    inferences: Sequence[Inference],
    *,
    assuming: Sequence[Guard] = (),
    limits: Limits | None = None,
    cost: CostModel = node_count,
) -> Simplification:
    """The cheapest term that the rules prove equal, with the same domain.

    If it is certainly wrong at a point, even once more, the input comes back: a contradiction.

    Args:
        term: A term of any family; the result is of the same one.
        rules: What may be used; those that an e-graph cannot run are listed in
            ``details["skipped_rules"]`` with the reason.
        inferences: By which guards become known.
        assuming: What holds at all points that matter, about subterms; symbols are found by name.
        limits, cost: When to stop; the price of a term as it is written out.

    Returns:
        ``steps`` counts the rounds of all e-graphs. Details: ``cost`` and ``input_cost``;
        ``shared_cost``, in which a shared part is paid for once; ``nodes`` of the largest e-graph;
        ``matched_rules``; ``skipped_rules``; ``pieces``, the sizes of the pieces into which each
        large sum or product was cut; ``opaque``, operators whose calls were kept whole.

    Raises:
        InputError: a limit is not positive, the assumptions contradict each other, or something
            that is no term of real numbers.

    >>> from symnum.rules import variables
    >>> from symnum.terms import functions, symbols
    >>> (t,), (x,) = variables("t"), symbols("x")
    >>> pythagoras = Rule("pythagoras", functions.sin(t)**2 + functions.cos(t)**2, Number(1))
    >>> defined = Inference(Guard("defined", (functions.sin(t),)), (Guard("defined", (t,)),))
    >>> result = simplify(x + functions.sin(x)**2 + functions.cos(x)**2, [pythagoras], [defined])
    >>> result.term, result.stopped_because
    (x + 1, 'saturated')
    """
    subjects = (subject for guard in assuming for subject in guard.subjects)
    relevant = rules_for([core(_plain(t)) for t in (term, *subjects)], tuple(rules))
    known = theory(relevant, tuple(inferences))
    work, found = _answer(known, limits or Limits(), cost, tuple(assuming), term)
    before, after = cost.preference(term), cost.preference(found)
    if after >= before:
        found, after = term, before
    details = {"cost": after[0], "input_cost": before[0], "shared_cost": cost.shared(found)}
    details |= work.details()
    return Simplification(found, ENGINE, REASONS[work.reason], work.steps, details)


def _answer(*arguments: Any) -> tuple[_Work, Any]:
    """The work and the simplest term; if it is wrong, from an e-graph that has had no other use."""
    for _ in range(2):
        work = _Work(*arguments)
        found = convert(presented(work.simplest()), work.term)
        if not refuted(work.term, found, work.assuming):
            return work, found
        forget_graphs()
    work.reason = REASONS.index(CONTRADICTION)
    return work, work.term


@dataclass
class _Work:
    """One call: all e-graphs share its time."""

    theory: Theory
    limits: Limits
    cost: CostModel
    assuming: tuple[Guard, ...]
    term: Any
    reason: int = 0
    steps: int = 0
    nodes: int = 0
    cuts: list[tuple[int, ...]] = field(default_factory=list)
    opaque: set[str] = field(default_factory=set)
    matches: dict[str, int] = field(default_factory=dict)
    atoms: dict[Term, Term] = field(default_factory=dict)

    def __post_init__(self) -> None:
        self.deadline = Deadline(self.limits.seconds)
        self.end_of_pieces = Deadline(self.limits.seconds * _TIME_FOR_PIECES)
        self.root = core(_plain(self.term))
        by_name = {symbol.name: symbol for symbol in free_symbols(self.root)}
        self.assuming = tuple(_renamed(guard, by_name) for guard in self.assuming)

    def details(self) -> dict[str, Any]:
        return {
            "nodes": self.nodes,
            "matched_rules": matched_rules(self.matches),
            "skipped_rules": dict(self.theory.skipped),
            "pieces": tuple(self.cuts),
            "opaque": tuple(sorted(self.opaque)),
        }

    def simplest(self) -> Term:
        """The root simplified, large sums and products from the inside out first."""
        values: dict[Term, Term] = {}
        for term, arguments in postorder([self.root]):
            values[term] = self._visited(term, [values[a] for a in arguments])
        return self._with_atoms(self._in_one_graph(values[self.root], self.deadline, self.limits))

    def _visited(self, term: Term, arguments: Sequence[Term]) -> Term:
        """The term with an atom in place of each large sum or product."""
        if not isinstance(term, Call):
            return term
        rebuilt = Call(term.operator, tuple(arguments))
        return self._atom(self._in_pieces(rebuilt)) if is_large(rebuilt) else rebuilt

    def _atom(self, term: Term) -> Term:
        atom = Atom(f"#{len(self.atoms)}")
        self.atoms[atom] = term
        return atom

    def _with_atoms(self, term: Term) -> Term:
        def leaf(subterm: Term) -> Term:
            found = self.atoms.get(subterm)
            return subterm if found is None else self._with_atoms(found)

        def call(original: Term, operator: Operator, arguments: Sequence[Term]) -> Term:
            return Call(operator, tuple(arguments))

        return fold(term, leaf, call)

    def _in_pieces(self, whole: Call) -> Term:
        """A large sum or product, as long as cutting it makes it shorter."""
        operator = whole.operator
        groups = pieces(whole.arguments)
        self.cuts.append(tuple(len(group) for group in groups))
        end = self.end_of_pieces
        share = replace(self.limits, nodes=_share(self.limits.nodes, len(groups)))
        found = [
            core(self._in_one_graph(flattened(operator, group), end, share)) for group in groups
        ]
        joined = flattened(operator, found)
        if not is_large(joined):
            return self._in_one_graph(joined, end, self.limits)
        assert isinstance(joined, Call)
        shorter = len(joined.arguments) < len(whole.arguments)
        return self._in_pieces(joined) if shorter and not end.passed else joined

    def _in_one_graph(self, term: Term, deadline: Deadline, limits: Limits) -> Term:
        if not isinstance(term, Call):
            return term
        if deadline.passed:
            self.reason = REASONS.index(TIME_LIMIT)
            return term
        with saturated(term, self.assuming, self.theory, limits, deadline) as result:
            contents = read(result.graph, result.encoding)
        self.reason = max(self.reason, REASONS.index(result.stopped_because))
        self.steps += result.iterations
        self.nodes = max(self.nodes, result.nodes)
        self.opaque.update(result.encoding.opaque)
        for name, count in result.matches.items():
            self.matches[name] = self.matches.get(name, 0) + count
        return Extraction(contents, self.cost).cheapest(contents.root)


def _share(nodes: int, pieces: int) -> int:
    """Nodes for each of many pieces, enough to find common factors in any case."""
    return min(nodes, max(_FEWEST_NODES, nodes // pieces))


def _plain(term: Any) -> Term:
    for variable in variables_of(term) if isinstance(term, Term) else ():
        raise InputError(f"{variable} is a variable of rules and cannot be simplified")
    converted: Term = convert(term, Number(0))
    return converted


def _renamed(guard: Guard, by_name: Mapping[str, Term]) -> Guard:
    """The guard about the term's own symbols, which are found by name."""
    if guard.predicate in STRUCTURAL:
        raise InputError(
            f"assumption {guard}: {guard.predicate} is no property of a value; known are "
            + ", ".join(IMPLIED)
        )

    def call(original: Any, operator: Operator, arguments: Sequence[Term]) -> Term:
        return Call(operator, tuple(arguments))

    def leaf(subterm: Any) -> Term:
        plain = _plain(subterm)
        return by_name.get(plain.name, plain) if isinstance(plain, Symbol) else plain

    subjects = tuple(core(fold(subject, leaf, call)) for subject in guard.subjects)
    return replace(guard, subjects=subjects)
