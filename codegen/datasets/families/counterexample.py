"""True or false for all real numbers: answers are ``true`` or a counterexample.

After CounterMATH (Li et al. 2025). A false statement comes with a point at which both sides have
values that differ for certain (ball arithmetic); any other such point is as good an answer. A true
one is a rule of the engine with its guard as conditions, and its proof names rule and substitution.
"""

from __future__ import annotations

from fractions import Fraction
from functools import cache
from random import Random
from typing import Any

from flint import arb

from codegen.datasets.config import Config
from codegen.datasets.families.reduction import filled
from codegen.datasets.families.statements import Statement, changed, laws, statement
from codegen.datasets.families.writing import shown, step, stream, symbol_entry
from codegen.datasets.records import blank, sealed
from symnum.numerics.balls import evaluate
from symnum.ops import EQUATION
from symnum.rules import Rule
from symnum.terms.exact import exact_text, reduced
from symnum.terms.plain import Call, Number

TRIES = 24
"""Points at which a statement is tried before another is taken."""
BITS = 256
LARGEST = 1_000_000
_SAID = {"positive": "{} > 0", "nonnegative": "{} >= 0", "nonzero": "{} is not 0",
         "negative": "{} < 0"}  # fmt: skip
Point = dict[str, Fraction]


def record(config: Config, seed: int, index: int) -> dict[str, Any]:
    """Record ``index`` of a dataset of statements to prove or refute."""
    choice = stream("counterexample", seed, index)
    true = choice.random() < config.options.true_statements
    attempt = 0
    while True:
        random = stream("counterexample", seed, index, attempt)
        made = _true(index, random) if true else _false(index, random)
        if made is not None:
            return made
        attempt += 1


def _true(index: int, random: Random) -> dict[str, Any] | None:
    said = statement(random, random.choice(laws()), guarded=True)
    if said is None or said.left is said.right or not said.symbols:
        return None
    rule = said.rule
    law = Call(EQUATION, (filled(rule.left, {}), filled(rule.right, {})))
    bound = ", ".join(f"{name} = {shown(term)}" for name, term in sorted(said.binding.items()))
    steps = [
        step("law", law, words=f"By the rule {rule.name}"),
        step("instance", Call(EQUATION, (said.left, said.right)), inputs=[1],
             words=f"With {bound}"),
    ]  # fmt: skip
    return _record(index, said, "true", rule.name, steps)


@cache
def _guarded() -> tuple[Rule, ...]:
    return tuple(rule for rule in laws() if rule.where)


def _false(index: int, random: Random) -> dict[str, Any] | None:
    perturbed = random.random() < 0.5
    said = statement(random, random.choice(laws() if perturbed else _guarded()), guarded=perturbed)
    if said is None or not said.symbols:
        return None
    if perturbed:
        right = changed(random, said.right)
        if right is None:
            return None
        said = said._replace(right=right)
    point = _counterexample(random, said)
    if point is None:
        return None
    answer = ", ".join(f"{name} = {value}" for name, value in point.items())
    binding = {name: Number(reduced(value)) for name, value in point.items()}
    steps = []
    for name, side in (("left", said.left), ("right", said.right)):
        words = f"At {answer} the {name} side is {_value_text(said, side, point)}"
        steps.append(step(f"{name} side", filled(side, binding), words=words))
    kind = "changed" if perturbed else "without its guard"
    return _record(index, said, answer, f"{said.rule.name}, {kind}", steps)


def _counterexample(random: Random, said: Statement) -> Point | None:
    """A point with small numbers at which the conditions hold and the sides differ."""
    for _ in range(TRIES):
        point = {s.name: Fraction(random.randint(-6, 6), random.choice((1, 1, 2)))
                 for s in said.symbols}  # fmt: skip
        given = {name: reduced(value) for name, value in point.items()}
        left, right = (evaluate(side, given, bits=BITS) for side in (said.left, said.right))
        if not (isinstance(left, arb) and isinstance(right, arb)):
            continue
        if not (_readable(left) and _readable(right) and abs(left - right) > arb("1e-4")):
            continue
        signs = [(predicate, evaluate(s, given, bits=BITS)) for predicate, s in said.conditions]
        if all(isinstance(v, arb) and _certain(predicate, v) for predicate, v in signs):
            return point
    return None


def _readable(value: arb) -> bool:
    """Whether a value is of a size that people look at."""
    if value.is_exact():
        return bool(abs(value) < LARGEST)
    return bool(abs(value) > 1 / arb(LARGEST)) and bool(abs(value) < LARGEST)


def _certain(predicate: str, value: arb) -> bool:
    return bool({
        "positive": value > 0, "negative": value < 0, "nonnegative": value >= 0,
        "nonzero": value != 0,
    }[predicate])  # fmt: skip


def _value_text(said: Statement, side: Any, point: Point) -> str:
    """A side's value: the number, where a ball holds no other, else ten digits."""
    value = evaluate(side, {name: reduced(v) for name, v in point.items()}, bits=BITS)
    assert isinstance(value, arb)
    if not value.is_exact():
        return f"about {value.str(10, radius=False)}"
    mantissa, exponent = (int(part) for part in value.mid().man_exp())
    return exact_text(reduced(Fraction(mantissa) * Fraction(2) ** exponent))


def _record(
    index: int, said: Statement, answer: str, template: str, steps: list[dict[str, Any]]
) -> dict[str, Any]:
    names = ", ".join(symbol.name for symbol in said.symbols)
    conditions = " and ".join(
        _SAID[predicate].format(shown(subject)) for predicate, subject in said.conditions
    )
    demanded = f" such that {conditions}" if conditions else ""
    problem = (
        f"For all real numbers {names}{demanded} for which both sides have a "
        f"value, {shown(said.left)} = {shown(said.right)}. If this is true, answer "
        "true; if not, give a counterexample."
    )
    return sealed(
        blank(
            family="counterexample", index=index, instance=index, template=template,
            topics=["real functions"], skills=["counterexamples", said.rule.tag.value],
            domain=[symbol_entry(s.name, s) for s in said.symbols], steps=steps, problem=problem,
            answer=answer, answer_kind="counterexample",
        )
    )  # fmt: skip
