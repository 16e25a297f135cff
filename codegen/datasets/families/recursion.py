"""Structural recursion: traces of small recursive functions on binary numbers, lists and trees.

After Zhang et al. (2024), "Transformer-based models are not yet perfect at learning to emulate
structural recursion": functions are given by equations over constructors, calls are reduced one at
a time, and inputs at the edge (empty, all ones, one-sided trees) are more frequent than chance. The
depth is that of the inputs, and is part of the template's name; numbers have more digits than that.
"""

from __future__ import annotations

import tomllib
from collections.abc import Mapping
from functools import cache
from importlib.resources import files
from random import Random
from typing import Any, NamedTuple

from codegen.datasets.config import Config
from codegen.datasets.families.reduction import Equation, Reduction, rewritten, trace
from codegen.datasets.families.writing import call_expression, shown, step, stream
from codegen.datasets.records import blank, sealed
from symnum.ops import function
from symnum.terms.parse import parse
from symnum.terms.plain import Call, Number, Symbol, Term

SHORTEST, LONGEST = 3, 40
"""Reductions in a trace."""
DIGITS = 2, 4
"""Binary digits of a number, for each unit of depth."""
LABEL_BITS = 6.6
"""Bits of a label from 1 to 99."""
LEAST_BITS = 22
"""Bits of chance in the first call: of those with fewer there are too few, and they would recur."""
PATIENCE = 240
"""Calls that are drawn before such with fewer bits are taken."""
EDGE = 0.3
"""Share of inputs that are at an edge."""
NESTED = 0.4
"""Share of arguments that are calls themselves, as long as there are few calls."""
CONSTRUCTORS: Mapping[str, tuple[str, ...]] = {
    "b0": ("number",), "b1": ("number",), "cons": ("label", "list"),
    "node": ("tree", "label", "tree"),
}  # fmt: skip
"""What values are made of, with the sorts of the parts."""
_CONSTANTS = ("end", "nil", "leaf")
_END, _NIL, _LEAF = map(Symbol, _CONSTANTS)
_B0, _B1, _CONS, _NODE = map(function, CONSTRUCTORS)
_NOTATION = {
    "number": "A number is written in binary, its lowest digit outermost: end is 0, b0(n) is 2n "
    "and b1(n) is 2n + 1.",
    "list": "nil is the empty list; cons(a, x) is the list x with a put before it.",
    "tree": "leaf is the empty tree; node(x, a, y) is a tree with label a between the subtrees "
    "x and y.",
}


class Definition(NamedTuple):
    """A recursive function."""

    name: str
    words: str
    arguments: tuple[str, ...]
    result: str
    needs: tuple[str, ...]
    equations: tuple[Equation, ...]


@cache
def definitions() -> dict[str, Definition]:
    """The functions by name."""
    path = files("codegen.datasets") / "families" / "data" / "recursion.toml"
    rows = tomllib.loads(path.read_text(encoding="utf-8"))["function"]
    names = [*CONSTRUCTORS, *(row["name"] for row in rows)]
    return {
        row["name"]: Definition(
            row["name"], row["words"], tuple(row["arguments"]), row["result"],
            tuple(row.get("needs", ())),
            tuple(_equation(text, names) for text in row["equations"]),
        )
        for row in rows
    }  # fmt: skip


def _equation(text: str, names: list[str]) -> Equation:
    left, right = parse(text, functions=names).arguments  # type: ignore[attr-defined]
    return Equation(left, right, frozenset("axyz"))


def record(config: Config, seed: int, index: int) -> dict[str, Any]:
    """Record ``index`` of a dataset of recursive evaluations."""
    options, attempt = config.options, 0
    name = stream("recursion", seed, index).choice(list(definitions()))
    while True:
        random = stream("recursion", seed, index, attempt)
        depth = random.randint(options.recursion_depth_minimum, options.recursion_depth_maximum)
        start = _call(random, definitions()[name], max(1, depth - attempt // 32), calls=3)
        used = _needed(start)
        varied = _bits(start) >= LEAST_BITS - max(0, attempt - PATIENCE) // 8
        steps = trace(start, rewrite, LONGEST) if varied else None
        if steps and len(steps) >= SHORTEST:
            return _record(index, f"{name}, depth {depth}", start, used, steps)
        attempt += 1


def _call(random: Random, called: Definition, depth: int, calls: int) -> Term:
    """A call of a function on random inputs, some of which are calls themselves."""
    arguments = []
    for sort in called.arguments:
        if calls > 1 and random.random() < NESTED:
            inner = random.choice([d for d in definitions().values() if d.result == sort])
            arguments.append(_call(random, inner, max(1, depth - 1), calls // 2))
        else:
            arguments.append(_VALUES[sort](random, depth))
    return Call(function(called.name), tuple(arguments))


def _bits(start: Term) -> float:
    """How much of a call is left to chance: digits of numbers not at an edge, different labels."""
    labels: set[Term] = set()
    digits, pending = 0, [start]
    while pending:
        term = pending.pop()
        if isinstance(term, Number):
            labels.add(term)
        elif isinstance(term, Call) and term.operator in (_B0, _B1):
            digits += _free_digits(term)
        elif isinstance(term, Call):
            pending.extend(term.arguments)
    return digits + LABEL_BITS * len(labels)


def _free_digits(number: Term) -> int:
    """The digits but for the highest, which is 1; none if they are all alike."""
    found = []
    while isinstance(number, Call):
        found.append(number.operator)
        (number,) = number.arguments
    return len(found) - 1 if len(set(found[:-1])) > 1 else 0


def _number(random: Random, depth: int) -> Term:
    """A number of binary digits, or one at the edge: 0, a power of 2, all ones."""
    depth = random.randint(*(depth * each for each in DIGITS))
    if random.random() < EDGE:
        digits = random.choice(["", "1" * depth, "0" * (depth - 1) + "1"])
    else:
        digits = "".join(random.choice("01") for _ in range(depth - 1)) + "1"
    term: Term = _END
    for digit in reversed(digits):
        term = Call(_B1 if digit == "1" else _B0, (term,))
    return term


def _list(random: Random, depth: int) -> Term:
    """A list of ``depth`` entries, or at the edge: none, or all equal."""
    entries = [random.randint(1, 99) for _ in range(depth)]
    if random.random() < EDGE:
        entries = random.choice([[], entries[:1] * depth])
    term: Term = _NIL
    for entry in entries:
        term = Call(_CONS, (Number(entry), term))
    return term


def _tree(random: Random, depth: int) -> Term:
    """A tree of height ``depth``, or one at the edge: empty, or with one branch only."""
    if random.random() < EDGE:
        return random.choice([_spine(random, depth, left) for left in (True, False)] + [_LEAF])
    return _branching(random, depth)


def _branching(random: Random, depth: int) -> Term:
    if depth == 0:
        return _LEAF
    sides = [depth - 1, random.randint(0, max(0, min(2, depth - 1)))]
    random.shuffle(sides)
    left, right = (_branching(random, height) for height in sides)
    return Call(_NODE, (left, Number(random.randint(1, 99)), right))


def _spine(random: Random, depth: int, left: bool) -> Term:
    term: Term = _LEAF
    for _ in range(depth):
        label = Number(random.randint(1, 99))
        term = Call(_NODE, (term, label, _LEAF) if left else (_LEAF, label, term))
    return term


_VALUES = {"number": _number, "list": _list, "tree": _tree}


def _needed(start: Term) -> list[Definition]:
    """The functions that a call uses, in the order of the data."""
    names: set[str] = set()
    pending = [start]
    while pending:
        term = pending.pop()
        if isinstance(term, Call):
            names.add(term.operator.name)
            pending.extend(term.arguments)
    found: set[str] = set()
    waiting = [name for name in names if name in definitions()]
    while waiting:
        name = waiting.pop()
        if name not in found:
            found.add(name)
            waiting.extend(definitions()[name].needs)
    return [d for d in definitions().values() if d.name in found]


def rewrite(term: Term) -> tuple[int, Term] | None:
    """A call unfolded by an equation of its function; ``None`` if it is a value."""
    assert isinstance(term, Call)
    definition = definitions().get(term.operator.name)
    return None if definition is None else rewritten(term, definition.equations)


def _record(
    index: int, template: str, start: Term, used: list[Definition], reductions: list[Reduction]
) -> dict[str, Any]:
    steps = [step("start", start, words="Evaluate", write=call_expression)]
    for number, reduction in enumerate(reductions, start=1):
        words = f"Unfold {call_expression(reduction.redex)['text']}"
        steps.append(
            step("unfold", reduction.whole, inputs=[number], operand=reduction.redex, words=words,
                 write=call_expression)
        )  # fmt: skip
    names = [*CONSTRUCTORS, *_CONSTANTS, *(d.name for d in used)]
    sorts = sorted({sort for d in used for sort in (*d.arguments, d.result)})
    lines = [_NOTATION[sort] for sort in sorts]
    lines.append("These equations, read from left to right, define functions:")
    lines += [
        f"{shown(e.left)} = {shown(e.right)}" for d in used for e in d.equations
    ]  # fmt: skip
    lines.append(
        "Rewrite the call below one step at a time, each time the leftmost of the innermost calls, "
        "until no function is left. What is the result?"
    )
    lines.append(shown(start))
    return sealed(
        blank(
            family="recursion", index=index, template=template, instance=index,
            topics=["recursion"], skills=["structural recursion", *(d.name for d in used)],
            functions=[{"name": n, "latex": _latex_of(n)} for n in names],
            steps=steps, problem="\n".join(lines), answer=shown(reductions[-1].whole),
            answer_kind="state",
        )
    )  # fmt: skip


def _latex_of(name: str) -> str:
    return rf"\mathrm{{{name}}}" if name in _CONSTANTS else rf"\operatorname{{{name}}}"
