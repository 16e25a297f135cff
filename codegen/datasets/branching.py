"""How many ways there were to take each step of a record: what a search for it has to look at.

A *way* is a choice of earlier equations, in order, and of what the operator takes from them: the
symbol of ``differentiate`` and ``integrate``, the integral of ``evaluate_integrals``. Of
derivations only those count in which the operator has something to do, by what the checker demands:
a derivative by a symbol of the equation, an integral over an interval, a substitution of a side
that the other equation has, ``expand`` where products of sums are, ``evaluate_derivatives`` where a
derivative can be carried out, an integral that was not evaluated before. Operands that may be any
expression (what is added, named or divided by) are not counted, nor are premises, of which there is
no choice.

Since every record is measured, this is found out on texts: a side that is a call is part of an
equation if its text is. Other sides are terms that are looked for where their text may be.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Collection, Mapping
from math import perm
from typing import Any

from codegen.datasets.equation_texts import has_call, integrals, is_call, is_evaluable, words
from codegen.datasets.generator.canonical_steps import expanded
from codegen.datasets.generator.parts import is_sum, subterms
from codegen.datasets.operators import (
    DIFFERENTIATE,
    EVALUATE_DERIVATIVES,
    EVALUATE_INTEGRALS,
    EXPAND,
    INPUTS,
    INTEGRATE,
    LEFT_FOR_RIGHT,
    RIGHT_FOR_LEFT,
)
from symnum.errors import InputError
from symnum.terms.canonical import Canonical, CanonicalSymbol
from symnum.terms.grammar import PLAIN_INFIX, usual_leaf
from symnum.terms.parse import parse
from symnum.terms.walks import parsed

IN_ORDER = frozenset({"evaluation", "rewriting", "recursion", "multiplication", "counting"})
"""Families whose problems say in which order everything is done: there is one way."""
_FLAT_CALL = re.compile(r"[A-Za-z_][A-Za-z0-9_]*\([^()]*\)")
_ATOM = re.compile(r"[A-Za-z_][A-Za-z0-9_]*|-?[0-9]+(/[0-9]+)?")


def branching(record: Mapping[str, Any], terms: Mapping[str, Canonical] | None = None) -> float:
    """Mean number of ways to take a step, over the steps that rest on others; 0 without such.

    Of families other than derivations all ordered choices of as many earlier lines as a step rests
    on count.

    Args:
        record: The record, of which only steps and names are looked at.
        terms: What sides of its equations are, by text, as far as that is known: they need not be
            read then. All in the same names, which may be others than the record's.

    >>> def step(operator, inputs, text):
    ...     equation = {"text": text, "latex": ""}
    ...     return {"operator": operator, "inputs": inputs, "equation": equation,
    ...             "side_conditions": []}
    >>> steps = [step("premise", [], "f(x, y) = x + y"),
    ...          step("sin", [1], "sin(f(x, y)) = sin(x + y)"),
    ...          step("differentiate", [1], "derivative(f(x, y), x) = derivative(x + y, x)")]
    >>> branching({"family": "derivation", "steps": steps, "constants": [], "functions":
    ...     [{"name": "f"}], "domain": [{"symbol": s, "assumption": "real"} for s in "xy"]})
    2.5
    """
    steps = record["steps"]
    if record["family"] in IN_ORDER:
        return float(any(step["inputs"] for step in steps))
    if all(step["operator"] in INPUTS for step in steps):
        ways = _Ways(record, terms or {}).counted()
    else:
        ways = [perm(done, len(s["inputs"])) for done, s in enumerate(steps) if s["inputs"]]
    return round(sum(ways) / len(ways), 3) if ways else 0.0


class _Ways:
    """Counts the ways of a derivation's steps."""

    def __init__(self, record: Mapping[str, Any], terms: Mapping[str, Canonical]) -> None:
        self.record, self.steps = record, record["steps"]
        self.assumptions = {e["symbol"]: e["assumption"] for e in record["domain"]}
        numbers = {c["name"] for c in record["constants"] if not c["arguments"]}
        self.functions = frozenset(f["name"] for f in record["functions"]) - numbers
        self.texts: list[str] = [step["equation"]["text"] for step in self.steps]
        self.sides = [text.split(" = ") for text in self.texts]
        self._leaves: dict[str, Any] = {}
        self._terms: dict[str, Canonical | None] = dict(terms)
        self._evaluable: dict[str, bool] = {}
        self._integrals: dict[str, frozenset[str]] = {}
        self._words: dict[str, frozenset[str]] = {}
        self._known: dict[str, list[bool]] = {}

    def counted(self) -> list[int]:
        """The number of ways of each step that is no premise."""
        found = []
        for done, step in enumerate(self.steps):
            operator = step["operator"]
            if INPUTS[operator]:
                count = _COUNTS.get(operator)
                found.append(done if count is None else count(self, done))
        return found

    def derivatives_by(self, done: int) -> int:
        return self._symbols(done, self.assumptions)

    def integrals_over(self, done: int) -> int:
        """By symbols that range over intervals: no condition so far speaks of them."""
        cut = {
            name
            for step in self.steps[: done + 1]
            for condition in step["side_conditions"]
            for name in words(condition["subject"]["text"])
        }
        ranging = (n for n, fact in self.assumptions.items() if fact in ("real", "positive"))
        return self._symbols(done, [name for name in ranging if name not in cut])

    def _symbols(self, done: int, allowed: Collection[str]) -> int:
        count = 0
        for text in self.texts[:done]:
            found = self._words.get(text)
            if found is None:
                found = self._words[text] = frozenset(words(text))
            for name in allowed:
                count += name in found
        return count

    def evaluated_derivatives(self, done: int) -> int:
        count = 0
        for text in self.texts[:done]:
            if "derivative(" in text:
                found = self._evaluable.get(text)
                if found is None:
                    found = self._evaluable[text] = is_evaluable(text, self.functions)
                count += found
        return count

    def evaluated_integrals(self, done: int) -> int:
        known = {c["integral"]["text"] for c in self.record["constants"] if c["step"] <= done}
        count = 0
        for text in self.texts[:done]:
            if "integral(" in text:
                found = self._integrals.get(text)
                if found is None:
                    found = self._integrals[text] = integrals(text)
                count += len(found - known)
        return count

    def expansions(self, done: int) -> int:
        """Equations with products of sums to multiply out."""
        return sum(
            any(expanded(term) is not term for term in map(self._read, sides) if term is not None)
            for sides in self.sides[:done]
        )

    def left_substitutions(self, done: int) -> int:
        return self._substitutions(done, 0)

    def right_substitutions(self, done: int) -> int:
        return self._substitutions(done, 1)

    def _substitutions(self, done: int, side: int) -> int:
        """Pairs of equations one of which has a side of the other as a part."""
        count = 0
        for n, sides in enumerate(self.sides[:done]):
            known = self._holders(sides[side])
            count += sum(known[:done]) - known[n]
        return count

    def _holders(self, old: str) -> list[bool]:
        """Which equations have a term as a part; found once, since later steps ask again."""
        found = self._known.get(old)
        if found is None:
            if _ATOM.fullmatch(old) is not None:
                found = [False] * len(self.texts)
            elif is_call(old):
                found = [has_call(text, old) for text in self.texts]
            else:
                found = self._holders_of_part(old)
            self._known[old] = found
        return found

    def _holders_of_part(self, old: str) -> list[bool]:
        """Which equations have a term that is no call, or its opposite, written out.

        Calls are written alike wherever they stand, and so is all but sums and reciprocals.
        """
        wanted = self._read(old)
        if wanted is None:
            return [False] * len(self.sides)
        alone = old.startswith(("1/", "-1/")) or is_sum(wanted)
        written = _FLAT_CALL.findall(old) if alone else [old.removeprefix("-")]
        opposite = -wanted

        def has(side: str) -> bool:
            if side == old:
                return True
            for part in written:
                if part not in side:
                    return False
            term = self._read(side)
            parts = {} if term is None else subterms(term)
            return wanted in parts or opposite in parts

        return [has(sides[0]) or has(sides[-1]) for sides in self.sides]

    def _read(self, text: str) -> Canonical | None:
        """The term that a text spells; None if it spells none."""
        if text not in self._terms:
            self._terms[text] = self._spelled(text)
        return self._terms[text]

    def _spelled(self, text: str) -> Canonical | None:
        found = parsed(text, PLAIN_INFIX, self._leaf)
        if found is not None:
            return found
        try:
            return parse(text, functions=self.functions, canonical=True)
        except InputError:
            return None

    def _leaf(self, name: str) -> Any:
        found = self._leaves.get(name)
        if found is None:
            found = self._leaves[name] = usual_leaf(self.functions, CanonicalSymbol, name)
        return found


_COUNTS: Mapping[str, Callable[[_Ways, int], int]] = {
    DIFFERENTIATE: _Ways.derivatives_by, INTEGRATE: _Ways.integrals_over, EXPAND: _Ways.expansions,
    EVALUATE_DERIVATIVES: _Ways.evaluated_derivatives,
    EVALUATE_INTEGRALS: _Ways.evaluated_integrals,
    LEFT_FOR_RIGHT: _Ways.left_substitutions, RIGHT_FOR_LEFT: _Ways.right_substitutions,
}  # fmt: skip
"""How ways are counted, by operator; of all others every earlier equation is one."""
