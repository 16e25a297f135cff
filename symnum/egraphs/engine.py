"""Simplification by equality saturation (Willsey et al. 2021, egg; Zhang et al. 2023, egglog).

Every rule keeps value and domain, so all terms of an e-class have a value at the same points and
agree there, and what is known of one holds for all: guards are facts about classes.

Details of results: ``cost`` and ``input_cost`` of trees, ``shared_cost`` and ``input_shared_cost``,
in which a shared part is paid for once, and ``extraction``, by which it is decided which of both
counts; ``gap`` (of ``ilp``), by what part of its price the result of the worst e-graph may be too
dear; ``nodes`` of the largest e-graph; ``matched_rules``; ``skipped_rules``; ``held_back``, how
often rules had more matches than they may; ``pieces``, the sizes of the pieces into which each
large sum or product was cut; ``groups``, how many terms went through one e-graph together, where
there were several; ``left_whole``, the sizes of what no e-graph has seen for want of time or
memory; ``begun_again``, whether there was a second search; ``opaque``, operators whose calls were
kept whole.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import Any

from symnum.egraphs.compilation import Theory, rules_for, theory
from symnum.egraphs.ledger import Ledger
from symnum.egraphs.limits import CostModel, Limits, node_count
from symnum.egraphs.refutation import refuted
from symnum.egraphs.rounds import CONTRADICTION, REASONS
from symnum.egraphs.saturation import forget_graphs
from symnum.egraphs.shared_extraction import Mode, checked_mode
from symnum.egraphs.work import Work
from symnum.errors import InputError
from symnum.ops import Operator
from symnum.rewriting import classical
from symnum.rewriting.facts import FactBase
from symnum.rewriting.result import Simplification
from symnum.rules import STRUCTURAL, Guard, Inference, Rule, core, variables_of
from symnum.terms.assumptions import IMPLIED
from symnum.terms.conversion import convert, to_canonical, to_plain
from symnum.terms.plain import Call, Number, Symbol, Term
from symnum.terms.traversal import fold, free_symbols

ENGINE = "egraph"


@dataclass(frozen=True)
class SystemSimplification:
    """The outcome for several terms together.

    Args:
        terms: The simplest forms found, each of the family of its input; together never dearer.
        stopped_because: Why the engine stopped: ``saturated`` or a limit.
        steps: Rounds of all e-graphs.
        details: Those of the module.
    """

    terms: tuple[Any, ...]
    stopped_because: str
    steps: int = 0
    details: Mapping[str, Any] = field(default_factory=dict)


def simplify(
    term: Any,
    rules: Sequence[Rule],
    inferences: Sequence[Inference],
    *,
    assuming: Sequence[Guard] = (),
    limits: Limits | None = None,
    cost: CostModel = node_count,
    extraction: str | None = None,
) -> Simplification:
    """The cheapest term that the rules prove equal, with the same domain.

    Where a limit ends the search, the classical engine's answer is a second place to begin.
    If the result is certainly wrong at a point, even once more, the input comes back: a
    contradiction.

    Args:
        term: A term of any family; the result is of the same one.
        rules: What may be used; those that an e-graph cannot run are listed in
            ``details["skipped_rules"]`` with the reason.
        inferences: By which guards become known.
        assuming: What holds at all points that matter, about subterms; symbols are found by name.
        limits, cost: When to stop; the price of operators and leaves.
        extraction: How prices add up, as :data:`symnum.egraphs.shared_extraction.Mode` says; if
            not given, ``tree`` for the node count and ``dag`` for all other prices.

    Returns:
        ``steps`` counts the rounds of all e-graphs; the details are those of the module.

    Raises:
        InputError: no such extraction, a limit that is not positive, assumptions that contradict
            each other, or something that is no term of real numbers.

    >>> from symnum.rules import variables
    >>> from symnum.terms import functions, symbols
    >>> (t,), (x,) = variables("t"), symbols("x")
    >>> pythagoras = Rule("pythagoras", functions.sin(t)**2 + functions.cos(t)**2, Number(1))
    >>> defined = Inference(Guard("defined", (functions.sin(t),)), (Guard("defined", (t,)),))
    >>> result = simplify(x + functions.sin(x)**2 + functions.cos(x)**2, [pythagoras], [defined])
    >>> result.term, result.stopped_because
    (x + 1, 'saturated')
    """
    mode = checked_mode(extraction or ("tree" if cost == node_count else "dag"))
    question = _Question.about([term], rules, inferences, assuming, limits, cost, mode)
    work, (found,) = question.answer()
    return Simplification(
        found, ENGINE, REASONS[work.reason], work.steps, question.details(work, [found])
    )


def simplify_all(
    terms: Sequence[Any],
    rules: Sequence[Rule],
    inferences: Sequence[Inference],
    *,
    assuming: Sequence[Guard] = (),
    limits: Limits | None = None,
    cost: CostModel = node_count,
    extraction: str = "dag",
) -> SystemSimplification:
    """Several terms, such as the outputs of a system, that cost least together.

    What is too large for one e-graph goes through several, in groups of terms that share parts.

    Args:
        terms: Terms of any families.
        rules, inferences, assuming, limits, cost, extraction: As in :func:`simplify`.

    Raises:
        InputError: as :func:`simplify`.

    >>> from symnum.terms import plain_symbols
    >>> a, b, c = plain_symbols("a b c")
    >>> result = simplify_all([a*c + b*c, (b + a)*(c + 1)], [], [])
    >>> result.terms, result.details["input_shared_cost"], result.details["shared_cost"]
    ((c*(a + b), (a + b)*(c + 1)), 10, 8)
    """
    mode = checked_mode(extraction)
    question = _Question.about(terms, rules, inferences, assuming, limits, cost, mode)
    work, found = question.answer()
    return SystemSimplification(
        tuple(found), REASONS[work.reason], work.steps, question.details(work, found)
    )


@dataclass(frozen=True)
class _Question:
    """What is asked for: terms with what may be used for them."""

    terms: tuple[Any, ...]
    roots: tuple[Term, ...]
    theory: Theory
    rules: tuple[Rule, ...]
    inferences: tuple[Inference, ...]
    assuming: tuple[Guard, ...]
    limits: Limits
    cost: CostModel
    mode: Mode

    @classmethod
    def about(
        cls,
        terms: Sequence[Any],
        rules: Sequence[Rule],
        inferences: Sequence[Inference],
        assuming: Sequence[Guard],
        limits: Limits | None,
        cost: CostModel,
        mode: Mode,
    ) -> _Question:
        roots = tuple(core(_plain(term)) for term in terms)
        by_name = {s.name: s for root in roots for s in free_symbols(root)}
        guards = tuple(_renamed(guard, by_name) for guard in assuming)
        subjects = [subject for guard in guards for subject in guard.subjects]
        known = theory(rules_for([*roots, *subjects], tuple(rules)), tuple(inferences))
        return cls(
            tuple(terms), roots, known, tuple(rules), tuple(inferences), guards,
            limits or Limits(), cost, mode,
        )  # fmt: skip

    def answer(self) -> tuple[Work, list[Any]]:
        """The work and the simplest terms; if they are wrong, from e-graphs that have had no
        other use."""
        for _ in range(2):
            work = self._work()
            found = self._found(work)
            if found is not None:
                best = self._cheaper(found, self.terms)
                return work, self._continued(work, best) if work.reason else best
        work.reason = REASONS.index(CONTRADICTION)
        return work, list(self.terms)

    def _work(self) -> Work:
        facts = FactBase(
            self.inferences, [(g.predicate, s) for g in self.assuming for s in g.subjects]
        )
        return Work(
            self.theory, self.limits, self.cost, self.mode, self.assuming, self.roots, facts.facts
        )

    def _found(self, work: Work) -> list[Any] | None:
        """What the work makes of its roots, in the families of the input; ``None`` if wrong."""
        pairs = zip(work.simplest(), self.terms, strict=True)
        found = self._unrefuted([convert(made, term) for made, term in pairs])
        if found is None:
            forget_graphs()
        return found

    def _unrefuted(self, found: list[Any]) -> list[Any] | None:
        pairs = zip(self.terms, found, strict=True)
        return None if any(refuted(t, made, self.assuming) for t, made in pairs) else found

    def _continued(self, work: Work, best: list[Any]) -> list[Any]:
        """What a second search finds after one that reached a limit, from the classical engine's
        answer, if that is cheaper."""
        directed = self._directed(work)
        if directed is None or self._cheaper(directed, best) is not directed:
            return best
        work.begin_again([core(_plain(term)) for term in directed])
        return self._cheaper(self._found(work) or directed, directed)

    def _directed(self, work: Work) -> list[Any] | None:
        assumed = [(g.predicate, to_canonical(s)) for g in self.assuming for s in g.subjects]
        price: Any = self.cost.tree if self.mode == "tree" else self.cost.shared
        return self._unrefuted([
            term if work.deadline.passed else classical.simplify(
                term, self.rules, self.inferences, assuming=assumed, cost=price
            ).term
            for term in self.terms
        ])  # fmt: skip

    def _cheaper(self, found: list[Any], other: Sequence[Any]) -> list[Any]:
        """What was found, or the other terms if these are not dearer."""
        if self._preference(found) < self._preference(other):
            return found
        return other if isinstance(other, list) else list(other)

    def _preference(self, terms: Sequence[Any]) -> tuple[Any, ...]:
        trees = [self.cost.preference(term) for term in terms]
        tree = sum(cost for cost, _ in trees), sum(gratis for _, gratis in trees)
        if self.mode == "tree":
            return tree
        return Ledger(self.cost, [to_plain(term) for term in terms]).total, tree

    def details(self, work: Work, found: Sequence[Any]) -> dict[str, Any]:
        """The prices, and what happened."""
        prices = {
            "cost": sum(self.cost.tree(term) for term in found),
            "input_cost": sum(self.cost.tree(term) for term in self.terms),
            "shared_cost": self.cost.together(found),
            "input_shared_cost": self.cost.together(self.terms),
        }
        return prices | work.details()


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
