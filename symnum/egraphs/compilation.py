"""Rules and inferences as a program for the e-graph.

What an e-graph cannot run is left out, and said with a reason.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache
from itertools import combinations
from types import MappingProxyType

from symnum.egraphs.ring_laws import (
    ARITHMETIC,
    COMMUTING,
    GROWING,
    implications,
    number_facts,
    pruning,
)
from symnum.egraphs.signature import (
    BINDING,
    call_text,
    declarations,
    number_text,
    relation,
)
from symnum.ops import ADD, MUL, Kind, Operator, operators
from symnum.rules import Guard, Inference, RestVariable, Rule, RuleKind, core, variables_of
from symnum.terms.plain import Call, Number, PatternVariable, Term
from symnum.terms.traversal import fold, node_count, postorder

RULESETS = ("facts", "subjects", "arithmetic", "directed", "growing", "commuting", "pruning")
"""Facts and the subjects they speak of; arithmetic; rules; rules that make terms larger, which
are run in the first rounds only; commutativity and associativity."""

GOAL, LEAF_FOUND = "is_goal", "is_leaf"
"""Relations: the class of the term, and the same once a number or symbol is in it."""


class _Skip(Exception):
    """Why a rule cannot be run."""


@dataclass(frozen=True, slots=True)
class Theory:
    """A program of declarations and rules, and the rules it leaves out with the reason.

    Attributes:
        text: The program.
        skipped: Why rules are left out, by name.
        parts: For each group of rules its parts, which are rulesets of their own, with the
            constructors without which none of their rules can match.
        part_of: The part of each rule, by the e-graph's own name.
    """

    text: str
    skipped: Mapping[str, str]
    parts: Mapping[str, Mapping[str, frozenset[str]]]
    part_of: Mapping[str, str]


@lru_cache(maxsize=128)
def theory(rules: tuple[Rule, ...], inferences: tuple[Inference, ...]) -> Theory:
    """The program for a set of rules."""
    lines = [law.text(_ruleset("arithmetic", "", law.name)) for law in ARITHMETIC]
    lines += [law.text("commuting") for law in COMMUTING]
    lines += [law.text("growing") for law in GROWING]
    lines += number_facts() + implications() + pruning()
    lines += [f"(relation {name} (T))" for name in (GOAL, LEAF_FOUND)]
    lines += [
        f'(rule (({GOAL} e) (= e ({leaf} p))) (({LEAF_FOUND} e)) :ruleset facts :name "{leaf}")'
        for leaf in ("Num", "Sym")
    ]
    for number, inference in enumerate(inferences):
        lines += _inference(inference, f"inference-{number}")
    skipped: dict[str, str] = {}
    for rule in rules:
        try:
            lines += _rule(rule)
        except _Skip as reason:
            skipped[rule.name] = str(reason)
    parts = _parts(lines)
    declared = [f"(ruleset {name})" for names in parts.values() for name in names]
    text = "\n".join([*declarations(), *declared, *lines])
    part_of = {name: part for line in lines for part, name in _PLACED.findall(line)}
    return Theory(
        text, MappingProxyType(skipped), MappingProxyType(parts), MappingProxyType(part_of)
    )


_RULESET = re.compile(r":ruleset (\S+)")
_PLACED = re.compile(r':ruleset (\S+) :name "([^"]+)"')
_FUNCTION = re.compile(r"\((Op_\w+)")


def _ruleset(group: str, pattern: str, name: str = "") -> str:
    """The part of a group for what is matched, named after the functions in it: matching takes
    time even where a function does not occur. A rule about sums, products and powers alone may
    match so often that it is held back: with its name given it is a part by itself."""
    functions = sorted(set(_FUNCTION.findall(pattern)))
    return "-".join((group, *functions)) if functions or not name else f"{group}:{name}"


def _parts(lines: Iterable[str]) -> dict[str, Mapping[str, frozenset[str]]]:
    parts: dict[str, dict[str, frozenset[str]]] = {group: {} for group in RULESETS}
    for line in lines:
        for name in _RULESET.findall(line):
            group = re.split("[-:]", name)[0]
            functions = name.split("-")[1:] if ":" not in name else ()
            parts[group][name] = frozenset(functions)
    return dict(parts)


_FAMILIES: tuple[frozenset[str], ...] = (
    frozenset({"sin", "cos", "tan", "asin", "acos", "atan"}),
    frozenset({"gamma", "lgamma", "digamma", "polygamma"}),
    frozenset({"besselj", "bessely", "besseli", "besselk"}),
    frozenset({"atan2"}),
    frozenset({"select", "floor", "fma", "hypot", "erf", "erfc", "erfinv"})
    | {row.name for row in operators() if row.result is Kind.BOOLEAN},
)
"""Functions that no rule introduces where there is none of them."""


def rules_for(terms: Sequence[Term], rules: tuple[Rule, ...]) -> tuple[Rule, ...]:
    """The rules that can match in the e-graph of terms in core form, and those that no e-graph
    runs: a smaller e-graph to start from is copied faster."""
    present = {operator.name for term in terms for operator in _operators(term)}
    absent = [family for family in _FAMILIES if family.isdisjoint(present)]
    return _rules_without(frozenset().union(*absent), rules)


@lru_cache(maxsize=128)
def _rules_without(absent: frozenset[str], rules: tuple[Rule, ...]) -> tuple[Rule, ...]:
    kept = []
    for rule in rules:
        left, right = (
            absent.isdisjoint(operator.name for operator in _operators(core(side)))
            for side in (rule.left, rule.right)
        )
        if rule.kind is RuleKind.FLOAT_ONLY or left:
            kept.append(rule)
            if not right and rule.kind is not RuleKind.FLOAT_ONLY:
                return rules  # a rule introduces what was thought absent
    return tuple(kept)


def skipped_rules(rules: Sequence[Rule]) -> Mapping[str, str]:
    """Names of the rules that no e-graph runs, with the reason."""
    return theory(tuple(rules), ()).skipped


def _rule(rule: Rule) -> list[str]:
    if rule.kind is RuleKind.FLOAT_ONLY:
        raise _Skip("float-only")
    if any(guard.predicate == "free_of" for guard in rule.where):
        raise _Skip("free_of speaks of how a term is written, not of its value")
    lines: list[str] = []
    for number, (left, right, guards) in enumerate(_variants(rule)):
        name = f"{rule.name}/{number}"
        lines += _direction(left, right, guards, rule.kind, name)
        if rule.kind is RuleKind.TWO_WAY and isinstance(right, Call):
            lines += _direction(right, left, guards, rule.kind, f"{name}/reversed")
    if not lines:
        raise _Skip("a law of arithmetic, built in")
    return lines


def _variants(rule: Rule) -> Iterator[tuple[Call, Term, tuple[Guard, ...]]]:
    """The rule for each choice of rest variables that are absent."""
    rests = [v for v in variables_of(rule.left) if isinstance(v, RestVariable)]
    for count in range(len(rests) + 1):
        for absent in combinations(rests, count):
            values: dict[Term, Term] = {v: Number(_identity(rule.left, v)) for v in absent}
            left, right = (core(_substituted(side, values)) for side in (rule.left, rule.right))
            guards = tuple(
                Guard(g.predicate, tuple(core(_substituted(s, values)) for s in g.subjects))
                for g in rule.where
            )
            if isinstance(left, Call) and not _is_false(guards):
                yield left, right, guards


def _identity(left: Term, variable: Term) -> int:
    """The neutral element of the operator around a rest variable."""
    found = {
        call.operator.identity
        for call, arguments in postorder([core(left)])
        if isinstance(call, Call) and any(a is variable for a in arguments)
    }
    if MUL.identity in found and found <= {None, ADD.identity, MUL.identity}:
        return 1  # a factor, which stands alone in some addends
    if found == {ADD.identity}:
        return 0
    raise _Skip(f"rest variable {variable} is neither in sums only nor a factor")


def _substituted(term: Term, values: Mapping[Term, Term]) -> Term:
    def call(original: Term, operator: Operator, arguments: Sequence[Term]) -> Term:
        return Call(operator, tuple(arguments))

    return fold(term, lambda leaf: values.get(leaf, leaf), call) if values else term


def _is_false(guards: Sequence[Guard]) -> bool:
    """Whether a guard of a variant is about a number that does not satisfy it."""
    claims = {"positive": lambda v: v > 0, "nonnegative": lambda v: v >= 0,
              "negative": lambda v: v < 0, "nonzero": lambda v: v != 0}  # fmt: skip
    return any(
        isinstance(g.subject, Number)
        and g.predicate in claims
        and not claims[g.predicate](g.subject.value)
        for g in guards
    )


def _direction(
    left: Call, right: Term, guards: Sequence[Guard], kind: RuleKind, name: str
) -> list[str]:
    names: dict[Term, str] = {v: f"v{i}" for i, v in enumerate(variables_of(left))}
    pattern = _pattern(left, names)
    grows = node_count(right, shared=False) > node_count(left, shared=False)
    group = "growing" if grows or kind is RuleKind.EXPANDING else "directed"
    premises = _premises(guards, names)
    action = f"(union e {_pattern(right, names)})"
    ruleset = _ruleset(group, pattern, name if group == "directed" else "")
    rule = f'(rule ((= e {pattern}) {premises}) ({action}) :ruleset {ruleset} :name "{name}")'
    return [*_subjects(pattern, guards, names, name), rule]


def _inference(inference: Inference, name: str) -> list[str]:
    subject = core(inference.conclusion.subject)
    if not isinstance(subject, Call) or any(op in BINDING for op in _operators(subject)):
        return []
    names: dict[Term, str] = {v: f"v{i}" for i, v in enumerate(variables_of(subject))}
    pattern = _pattern(subject, names)
    premises = [Guard(p.predicate, (core(p.subject),)) for p in inference.premises]
    conclusion = f"({relation(inference.conclusion.predicate)} e)"
    text = (
        f"(rule ((= e {pattern}) {_premises(premises, names)}) ({conclusion}) "
        f':ruleset {_ruleset("facts", pattern)} :name "{name}")'
    )
    return [*_subjects(pattern, premises, names, name), text]


def _operators(term: Term) -> list[Operator]:
    return [t.operator for t, _ in postorder([term]) if isinstance(t, Call)]


def _premises(guards: Sequence[Guard], names: Mapping[Term, str]) -> str:
    """Facts that must be in the e-graph for the guards to hold."""
    texts = []
    for number, guard in enumerate(guards):
        subject = _pattern(core(guard.subject), names)
        if guard.predicate == "constant":
            texts.append(f"(= {subject} (Num literal{number}))")
        else:
            texts.append(f"({relation(guard.predicate)} {subject})")
    return " ".join(texts)


def _subjects(
    pattern: str, guards: Sequence[Guard], names: Mapping[Term, str], name: str
) -> list[str]:
    """A rule that puts the subjects of guards into the e-graph, so that facts reach them."""
    wanted = [core(guard.subject) for guard in guards]
    calls = [_pattern(term, names) for term in wanted if not isinstance(term, PatternVariable)]
    if not calls:
        return []
    actions = " ".join(calls)
    ruleset = _ruleset("subjects", pattern)
    return [f'(rule ((= e {pattern})) ({actions}) :ruleset {ruleset} :name "subjects-{name}")']


def _pattern(term: Term, names: Mapping[Term, str]) -> str:
    def leaf(subterm: Term) -> str:
        return number_text(subterm.value) if isinstance(subterm, Number) else names[subterm]

    def call(subterm: Term, operator: Operator, arguments: Sequence[str]) -> str:
        if not operator.interpreted or operator in BINDING:
            raise _Skip(f"{operator.name} is not looked into by an e-graph")
        return call_text(operator, arguments)

    return fold(term, leaf, call)
