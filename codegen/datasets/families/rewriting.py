"""Rewriting traced step by step: rules of the engine applied until none fits.

The rules that a problem states hold everywhere, have a simpler right side and are taken from
:mod:`rewrite_rules`; they are applied as written, to the leftmost of the innermost places where one
fits, the first that fits.
"""

from __future__ import annotations

from functools import cache
from random import Random
from typing import Any

from codegen.datasets.config import Config
from codegen.datasets.families.reduction import Equation, filled, rewritten, trace
from codegen.datasets.families.writing import shown, step, stream, symbol_entry
from codegen.datasets.records import blank, sealed
from rewrite_rules import RULES
from symnum.errors import InputError
from symnum.ops import ADD, MUL, operator_named
from symnum.rules import RuleKind
from symnum.rules.rule import RestVariable, SegmentVariable
from symnum.terms.parse import parse
from symnum.terms.plain import Call, PatternVariable, Symbol, Term
from symnum.terms.traversal import postorder

SHORTEST, LONGEST = 2, 12
"""Steps of a trace."""
LEAVES = tuple(map(Symbol, ("p", "q", "r", "s", "t")))
_WRAPPERS = tuple(map(operator_named, ("sin", "exp", "sqrt", "abs", "neg")))
_OPERATORS = frozenset({
    "add", "sub", "mul", "div", "neg", "pow", "sqrt", "abs", "sign", "min", "max", "exp", "log",
    "sin", "cos", "tan", "asin", "acos", "atan", "sinh", "cosh", "tanh", "asinh", "floor", "hypot",
    "log2",
})  # fmt: skip


@cache
def equations() -> tuple[tuple[str, Equation], ...]:
    """Rules that hold everywhere and read back from their text, with their names."""
    found = []
    for rule in RULES:
        terms = [part for part, _ in postorder([rule.left, rule.right])]
        plain = not any(isinstance(t, RestVariable | SegmentVariable) for t in terms)
        known = {t.operator.name for t in terms if isinstance(t, Call)} <= _OPERATORS
        if rule.kind is RuleKind.DIRECTED and not rule.where and plain and known:
            names = frozenset(t.name for t in terms if isinstance(t, PatternVariable))
            left, right = _without_patterns(rule.left), _without_patterns(rule.right)
            if names and _reads_back(left) and _reads_back(right):
                found.append((rule.name, Equation(left, right, names)))
    return tuple(found)


def _without_patterns(term: Term) -> Term:
    if isinstance(term, PatternVariable):
        return Symbol(term.name)
    if isinstance(term, Call):
        return Call(term.operator, tuple(map(_without_patterns, term.arguments)))
    return term


def _reads_back(term: Term) -> bool:
    """Whether the text of a term says it: -3^2 and (-3)^2, say, are different terms."""
    try:
        return parse(shown(term)) is term
    except InputError:
        return False


def record(config: Config, seed: int, index: int) -> dict[str, Any]:
    """Record ``index`` of a dataset of rewriting traces."""
    attempt = 0
    while True:
        random = stream("rewriting", seed, index, attempt)
        rules = random.sample(equations(), random.randint(2, 4))
        made = _trace(index, random, rules)
        if made is not None:
            return made
        attempt += 1


def _trace(index: int, random: Random, rules: list[tuple[str, Equation]]) -> dict[str, Any] | None:
    listed = [equation for _, equation in rules]
    start = _start(random, listed)
    found = trace(start, lambda term: rewritten(term, listed), LONGEST)
    if found is None or len(found) < SHORTEST:
        return None
    if not all(map(_reads_back, [start, *(r.whole for r in found), *(r.redex for r in found)])):
        return None
    steps = [step("start", start, words="Rewrite")]
    for number, reduction in enumerate(found, start=1):
        words = f"Rule {reduction.equation + 1} for {shown(reduction.redex)}"
        steps.append(
            step("rewrite", reduction.whole, inputs=[number], operand=reduction.redex, words=words)
        )
    variables = sorted(set().union(*(equation.variables for equation in listed)))
    lines = [_explained(variables)]
    lines += [f"{n}. {shown(e.left)} = {shown(e.right)}" for n, e in enumerate(listed, start=1)]
    lines.append(
        "Rewrite the expression below from left to right by them, exactly as they are written, one "
        "step at a time: at the leftmost of the innermost places where a rule fits, by the first "
        "that fits, until none does. Sums and products group from the left, so that a - b + c is "
        "(a - b) + c, and a minus in front of a product covers all of it, so that -a*b is -(a*b). "
        "What is the result?"
    )
    lines.append(shown(start))
    used = sorted({rules[reduction.equation][0] for reduction in found})
    leaves = [leaf for leaf in LEAVES if any(part is leaf for part, _ in postorder([start]))]
    return sealed(
        blank(
            family="rewriting", index=index, instance=index, template=f"{len(rules)} rules",
            topics=["rewriting"], skills=["rewriting by rules", *used], steps=steps,
            domain=[symbol_entry(leaf.name, leaf) for leaf in leaves],
            problem="\n".join(lines), answer=shown(found[-1].whole), answer_kind="state",
        )
    )  # fmt: skip


def _explained(variables: list[str]) -> str:
    if len(variables) == 1:
        return f"In these rules the letter {variables[0]} stands for any expression:"
    return f"In these rules the letters {', '.join(variables)} stand for any expressions:"


def _start(random: Random, listed: list[Equation]) -> Term:
    """A term made of left sides inside each other, some wrapped in something else."""
    term: Term = random.choice(LEAVES)
    for _ in range(random.randint(2, 4)):
        equation = random.choice(listed)
        names = sorted(equation.variables)
        inner = random.choice(names)
        binding = {name: term if name == inner else random.choice(LEAVES) for name in names}
        term = filled(equation.left, binding)
        if random.random() < 0.4:
            wrapper = random.choice([ADD, MUL, *_WRAPPERS])
            more = (random.choice(LEAVES),) if wrapper in (ADD, MUL) else ()
            term = Call(wrapper, (term, *more))
    return term
