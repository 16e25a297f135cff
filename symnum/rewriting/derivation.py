"""Derivations: the steps of a rewriting, each of which can be checked without searching.

A step says at which position which rule was applied, and what its variables stand for. So
replaying needs no matching: it builds both sides of the rule and compares. That is what makes a
derivation evidence rather than a log.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from rewrite_rules import FACTS
from symnum.errors import InputError
from symnum.ops import Operator
from symnum.rewriting.contexts import plugged
from symnum.rewriting.derivation_json import read, written
from symnum.rewriting.facts import FactBase, same
from symnum.rewriting.patterns import NotBuilt, instantiate, names_in, rebuilt
from symnum.rewriting.positions import rebuilt_along, subterms_along
from symnum.rewriting.prepared import prepared
from symnum.rewriting.rule_rewriter import conditions_of
from symnum.rewriting.steps import Step
from symnum.rules import Rule
from symnum.terms.conversion import to_canonical
from symnum.terms.interface import adapter_of
from symnum.terms.plain import Call, Term
from symnum.terms.text import to_text


class ReplayError(InputError):
    """A derivation does not replay; the message names the step and what is wrong with it."""


@dataclass(frozen=True, slots=True)
class Derivation:
    """A term, the steps that rewrite it, and the result.

    Plain terms and s-expressions are in core form here (see :mod:`symnum.rules.core`).

    Args:
        start: The term that was rewritten.
        steps: In the order in which they were made.
        result: What came out.
        rules: The rules that the steps name.
        assuming: Facts vouched for, as pairs of a predicate and a term.
        stopped_because: ``fixpoint``, ``step limit``, ``match limit`` (a search for a match was
            given up, so a rule may apply still), ``cycle`` (a term came back), ``one pass``, or
            ``proved`` (the two ends were given, or found by an e-graph).
        searches_cut_off: How often the search for a match was given up, by rule.
    """

    start: Any
    steps: tuple[Step, ...]
    result: Any
    rules: tuple[Rule, ...]
    assuming: tuple[tuple[str, Any], ...] = ()
    stopped_because: str = "fixpoint"
    searches_cut_off: Mapping[str, int] = field(default_factory=dict)

    def __len__(self) -> int:
        return len(self.steps)

    def __iter__(self) -> Iterator[Step]:
        return iter(self.steps)

    def __str__(self) -> str:
        return "\n".join([to_text(self.start), *map(str, self.steps)])

    def terms(self) -> Iterator[Any]:
        """The whole term before the first step and after each, every step checked on the way.

        Raises:
            ReplayError: a step is not an application of its rule at its position.
        """
        rules = {rule.name: rule for rule in self.rules}
        facts = FactBase(FACTS, self.assuming)
        current = self.start
        yield current
        for number, step in enumerate(self.steps, 1):
            try:
                current = _applied(step, current, rules, facts)
            except InputError as error:
                raise ReplayError(f"step {number} ({step.rule}): {error}") from None
            yield current

    def replay(self) -> Any:
        """Apply every rule again at its position, check guards and all that was recorded.

        Returns:
            The result.

        Raises:
            ReplayError: something was not as recorded; the message names the step.
        """
        last = self.start
        for last in self.terms():  # noqa: B007
            pass
        if not same(last, self.result):
            raise ReplayError(f"the result is {to_text(last)}, not {to_text(self.result)}")
        return last

    def to_json(self) -> dict[str, Any]:
        """The derivation as JSON values, with terms as text that the parser reads back.

        Raises:
            InputError: two symbols of one name with different assumptions.
        """
        return written(self)

    @staticmethod
    def from_json(value: Any, rules: Sequence[Rule] = ()) -> Derivation:
        """The derivation that :meth:`to_json` wrote. It is read, not checked: replay it.

        Args:
            value: What was written.
            rules: Rules of one's own that the steps name; the others are found by name.

        Raises:
            InputError: not of that form, or a rule that is not known.
        """
        return Derivation(**read(value, rules))


def _applied(step: Step, current: Any, rules: Mapping[str, Rule], facts: FactBase) -> Any:
    """The whole term after a step.

    Raises:
        InputError: it is not an application of its rule at its position.
    """
    along = subterms_along(current, step.path)
    if not same(along[-1], step.before):
        raise InputError(f"the term at {list(step.path)} is {to_text(along[-1])}")
    rule = rules.get(step.rule)
    if rule is None:
        raise InputError("there is no such rule")
    after = right_side(rule, step, facts)
    if not same(after, step.after):
        raise InputError(f"the rule gives {to_text(after)}, not {to_text(step.after)}")
    return rebuilt_along(along, step.path, after)[0]


def right_side(rule: Rule, step: Step, facts: FactBase) -> Any:
    """What a rule makes of the term before a step, by the step's bindings.

    A rule used from right to left has the same guards: where they hold, both sides are equal.

    Raises:
        InputError: the left side with these bindings is another term, or a guard does not hold.
    """
    ready = prepared(rule)
    if names_in(ready.call) != step.bindings.keys():
        raise InputError(f"the rule's variables are {', '.join(sorted(names_in(ready.call)))}")
    given, made = (ready.right, ready.call) if step.reverse else (ready.call, ready.right)
    operator = given.operator if isinstance(given, Call) else None
    try:
        instance, after = (_placed(side, operator, step) for side in (given, made))
    except NotBuilt:
        raise InputError("a call would be left without arguments") from None
    # the order of sums and products is free, so equality is that of canonical forms
    if to_canonical(instance) is not to_canonical(step.before):
        side = "right" if step.reverse else "left"
        raise InputError(f"the {side} side is {to_text(instance)}, not {to_text(step.before)}")
    for guard, (_, holds) in zip(rule.where, conditions_of(rule, facts, step.before), strict=True):
        if not holds(step.bindings):
            raise InputError(f"the guard {guard} is not known to hold")
    return after


def _placed(side: Term, operator: Operator | None, step: Step) -> Any:
    """A side of a rule with the step's bindings, left-over arguments and context around it.

    Raises:
        InputError: arguments are left over of what is no call, or a context that is not allowed.
        NotBuilt: a call would be left without arguments.
    """
    adapter, like = adapter_of(step.before), step.before
    instance = instantiate(side, step.bindings, adapter, like)
    if step.left_over and operator is None:
        raise InputError("arguments are left over of a side that is no call")
    if step.left_over and operator is not None:
        instance = rebuilt(adapter, like, operator, [instance, *step.left_over])
    return instance if step.context is None else plugged(step.context, instance)
