"""The compiled evaluator and the interpreted one give the same values and verdicts."""

from __future__ import annotations

import os
import shutil
import sysconfig
from collections.abc import Callable, Mapping
from fractions import Fraction
from pathlib import Path
from random import Random
from typing import Any

import pytest
from flint import arb, ctx

from codegen.datasets.checking import points
from codegen.datasets.checking.comparison import Comparison
from codegen.datasets.checking.derivations import check_derivation
from codegen.datasets.checking.evaluation import Evaluator
from codegen.datasets.checking.meaning import IntegrationConstant
from codegen.datasets.checking.nilpotents import Undecided
from codegen.datasets.checking.points import SYMBOLS, World, evaluator_at
from codegen.datasets.checking.reading import read
from codegen.datasets.presets import load_preset
from codegen.datasets.production import record
from codegen.datasets.schema import validated
from symnum.terms import parse
from symnum.terms.canonical import Apply, Canonical, CanonicalSymbol, Product, Sum
from symnum.terms.ring import build, linear_combination, product

HEADERS = Path(sysconfig.get_paths()["include"]) / "Python.h"
BUILDS = HEADERS.is_file() and (shutil.which("cc") or shutil.which("gcc"))
needed = pytest.mark.skipif(not SYMBOLS, reason="the evaluator is not compiled here")
POINT: Mapping[str, Fraction] = {"x": Fraction(3, 4), "y": Fraction(5, 4), "z": Fraction(-7, 16)}
OTHER = {name: number + Fraction(1, 3) for name, number in POINT.items()}
NAMES = ("f", "g", "C_0")
BITS = 192


def term(text: str) -> Canonical:
    used = [name for name in NAMES if f"{name}(" in text]
    found = parse(text, functions=used, canonical=True)
    assert isinstance(found, Canonical)
    return found


def world() -> World:
    integral = term("integral(x^2*y, x)")
    constant = IntegrationConstant("C_0", "x", ("y",), integral, term("x^3*y/3"))
    return World({"f": term("x*y^2 + exp(y)"), "g": term("exp(x)")}, {"C_0": constant})


VALUES = (
    "3/7", "x", "x + 2*y/3 - 5", "123456789012345678901234567890*x", "x/98765432109876543210987",
    "x^3*y^-2*z", "(x + y)^-3", "exp(x*y)", "sin(cos(atan(z)))", "log(x/y)", "x^y", "sqrt(x + y)",
    "derivative(x^3, x)", "derivative(derivative(exp(x*y), x), y)",
    "derivative(derivative(derivative(sin(x)*log(y), x), x), y)", "derivative(x^y, y)",
    "derivative(derivative(x^y, x), x)", "derivative(1/(x + y)^2, x)", "derivative(atan(x*z), x)",
    "derivative(f(x, y)*g(x), x)", "integral(f(x, y), x)", "integral(z*exp(x*y), y)",
    "derivative(integral(f(x, y), x), x)", "derivative(derivative(integral(x^3*y, x), x), y)",
    "derivative(derivative(derivative(integral(x^2, x)*x, x), x), x)", "C_0(y)", "C_0(y)*x + g(x)",
    "derivative(C_0(y), x)", "derivative(C_0(y), y)", "derivative(derivative(C_0(y), y), x)",
    "integral(integral(x*y, x), y)", "derivative(y, x)", "derivative(z^-2, z)",
    "x^512", "y^-100",
)  # fmt: skip
UNDECIDED = (
    "1/(x - 3/4)", "log(z)", "log(x - 3/4)", "sqrt(z)", "z^y", "x^513", "x^-513", "C_1",
    "exp(exp(exp(exp(9))))", "derivative(log(z), z)", "derivative(1/(x - 3/4), x)",
    "derivative(x, w)", "integral(x, w)",
)  # fmt: skip
WORLDS: tuple[dict[str, Any], ...] = (
    {"free": False, "opaque": False}, {"free": True, "opaque": False},
    {"free": True, "opaque": True}, {"free": True, "opaque": False, "fixed": {"g": term("y*x")}},
)  # fmt: skip


def interpreted(asked: Mapping[str, Any]) -> Evaluator:
    known = world()
    return Evaluator(POINT, OTHER, known.definitions, known.constants, 3, **asked)


def compiled(asked: Mapping[str, Any]) -> Any:
    return points.compiled_at(world(), POINT, OTHER, 3, BITS, **{"fixed": None, **asked})


@pytest.mark.skipif(bool(os.environ.get("SYMNUM_PURE")), reason="SYMNUM_PURE asks for Python")
@pytest.mark.skipif(not BUILDS, reason="no C compiler for extensions")
def test_the_compiled_evaluator_is_in_use_where_it_can_be() -> None:
    assert SYMBOLS > 0


@needed
@pytest.mark.parametrize("asked", WORLDS, ids=str)
@pytest.mark.parametrize("text", VALUES)
def test_values(text: str, asked: Mapping[str, Any]) -> None:
    with ctx.workprec(BITS):
        expected = interpreted(asked).value(term(text))
        found = arb(compiled(asked).enclosure(term(text), 60))
        assert found.overlaps(expected)
        assert found.rad() < 1e-40 * (1 + abs(expected))


def written(random: Random, depth: int) -> str:
    """Some term, with derivatives and integrals in each other."""
    leaf = random.choice(("x", "y", "z", "2", "3/7", "-5", "C_0(y)", "f(x, y)", "g(x)"))
    if depth == 0 or random.random() < 0.2:
        return leaf
    first, second = written(random, depth - 1), written(random, depth - 1)
    shape = random.choice((
        "({0}) - 3*({1})", "({0})*({1})", "({0})^{3}", "({0})^({1})", "{4}({0})",
        "derivative({0}, {2})", "derivative({0}, {2})", "integral({0}, {2})", "1/3*({0}) + {1}",
    ))  # fmt: skip
    function = random.choice(("sin", "cos", "exp", "log", "atan"))
    return shape.format(
        first, second, random.choice("xyz"), random.choice((2, 3, -1, -2)), function
    )


@needed
@pytest.mark.parametrize("seed", range(8))
def test_values_of_random_terms(seed: int) -> None:
    random, decided = Random(seed), 0
    for _ in range(30):
        asked, found = random.choice(WORLDS), term(written(random, 4))
        with ctx.workprec(BITS):
            try:
                expected = interpreted(asked).value(found)
            except Undecided:
                with pytest.raises(Undecided):
                    compiled(asked).enclosure(found, 9)
                continue
            close = arb(compiled(asked).enclosure(found, 60))
            assert close.overlaps(expected)
            assert close.rad() <= 1e6 * expected.rad() + 1e-40 * (1 + abs(expected))
        decided += 1
    assert decided > 15


@needed
@pytest.mark.parametrize("text", UNDECIDED)
def test_undecided(text: str) -> None:
    for evaluate in (interpreted(WORLDS[0]).value, lambda t: compiled(WORLDS[0]).enclosure(t, 9)):
        with ctx.workprec(BITS), pytest.raises(Undecided):
            evaluate(term(text))


def both(*arguments: Any, **asked: Any) -> list[points.PointEvaluator]:
    given = {"free": False, "opaque": False, "fixed": None} | asked
    makers = (points.interpreted_at, points.compiled_at)
    return [make(*arguments, **given) for make in makers]


def verdict(ask: Callable[..., bool], *arguments: Any) -> str:
    try:
        return str(ask(*arguments))
    except Undecided:
        return "undecided"


@needed
@pytest.mark.parametrize(
    ("predicate", "text", "holds"),
    [
        ("positive", "x", True), ("positive", "z", False), ("nonzero", "z", True),
        ("positive", "x - 3/4", False), ("nonzero", "x - 3/4", False),
        ("positive", "log(z)", False), ("nonzero", "sin(x)^2 + cos(x)^2 - 1", False),
        ("positive", "exp(-50) + 0*x", True),
    ],
)  # fmt: skip
def test_conditions(predicate: str, text: str, holds: bool) -> None:
    for evaluator in both(world(), POINT, OTHER, 1, BITS):
        assert evaluator.satisfies(predicate, term(text)) is holds


@needed
@pytest.mark.parametrize(
    ("first", "second", "expected"),
    [
        ("sin(x)^2 + cos(x)^2", "1", "True"), ("exp(-100) + x", "x", "False"),
        ("exp(exp(9))*(sin(x)^2 + cos(x)^2 - 1)", "x", "undecided"), ("x", "x + 10^-55", "False"),
        ("derivative(f(x, y), y)", "2*x*y + exp(y)", "True"), ("log(z)", "log(z)", "undecided"),
        ("derivative(integral(sin(x*y), x), x)", "sin(x*y)", "True"),
        ("integral(x + x*y, x)", "integral(x*(1 + y), x)", "True"),
        ("integral(x + x*y, x)", "integral(x*(2 + y), x)", "False"),
    ],
)  # fmt: skip
def test_agreement(first: str, second: str, expected: str) -> None:
    for evaluator in both(world(), POINT, OTHER, 1, BITS):
        assert verdict(evaluator.agree, term(first), term(second)) == expected


def altered(found: Canonical, random: Random) -> Canonical:
    """The term with one number changed somewhere, if there is one."""
    if type(found) is Sum:
        changed = dict(found.entries)
        part = random.choice(list(changed))
        inner = altered(part, random)
        rest = [(other, size) for other, size in changed.items() if other is not part]
        return linear_combination([*rest, (inner, changed[part] + (inner is part))])
    if type(found) is Product:
        factors = dict(found.entries)
        part = random.choice(list(factors))
        inner = altered(part, random)
        rest = [(other, power) for other, power in factors.items() if other is not part]
        power = factors[part] + (inner is part)
        return product([*rest, (inner, power or 2)])
    if type(found) is Apply and found.operator.interpreted and found.arguments:
        return build(found.operator, (altered(found.arguments[0], random), *found.arguments[1:]))
    return found


@needed
def test_verdicts_on_records() -> None:
    """On equations that are right, and on the same with a number changed in them."""
    config = load_preset("meadows", count=40)
    random, seen = Random(5), set()
    for index in range(40):
        made = record(config, 11, index)
        data = validated(made, "record")
        assert check_derivation(data, made).ok
        known = read(data)
        place = {name: Fraction(random.randint(5, 35), 64) for name in known.symbols}
        other = {name: Fraction(random.randint(5, 35), 64) for name in known.symbols}
        definitions = {
            step.left.operator.name: step.right
            for step in known.steps
            if step.operator.endswith("premise") and type(step.left) is Apply
        }
        constants = {
            c.name: IntegrationConstant(
                c.name, c.variable, tuple(c.arguments), c.integral, c.antiderivative
            )
            for c in known.constants
        }
        for free in (False, True):
            pair = both(World(definitions, constants), place, other, index, BITS, free=free)
            for step in known.steps:
                for right in (step.right, altered(step.right, random)):
                    told = [verdict(evaluator.agree, step.left, right) for evaluator in pair]
                    assert len(set(told)) == 1, (index, step, right, told)
                    seen.update(told)
    assert {"True", "False"} <= seen


@pytest.mark.parametrize(("number", "same"), [(66564, True), (66565, False)])
def test_sides_with_many_digits_before_the_point_are_decided(number: int, same: bool) -> None:
    x = CanonicalSymbol("x", frozenset({"positive"}))
    comparison = Comparison({"x": x}, {}, {}, [], "seed")
    texts = "sin(exp(36*(6*x + 43)^2))", f"sin(exp(1296*x^2 + 18576*x + {number}))"
    one, two = (parse(text, assumptions={"x": ["positive"]}, canonical=True) for text in texts)
    assert (comparison.differs([(one, two)], points=1) is None) == same


def test_many_symbols_are_the_interpreters() -> None:
    point = {f"x_{place}": Fraction(1, place + 1) for place in range(80)}
    evaluator = evaluator_at(World({}, {}), point, point, 0, BITS)
    symbols = [CanonicalSymbol(name, frozenset()) for name in point]
    total = linear_combination([(symbol, 1) for symbol in symbols])
    assert evaluator.agree(total, total)
    assert not evaluator.agree(total, symbols[0])


@needed
def test_definitions_inside_each_other_end() -> None:
    names = [f"f_{place}" for place in range(3000)]
    x = CanonicalSymbol("x", frozenset())
    calls = [parse(f"{name}(x)", functions=[name], canonical=True) for name in names]
    definitions: dict[str, Any] = dict(zip(names, [x, *calls], strict=False))
    for evaluator in both(World(definitions, {}), POINT, OTHER, 1, BITS):
        assert verdict(evaluator.agree, calls[5], x) == "True"
        assert verdict(evaluator.agree, calls[-1], x) == "undecided"
