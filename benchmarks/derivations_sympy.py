"""A peer of the generator: the published procedure of random derivations, over current SymPy.

Written from the description in Meadows, Valentino and Freitas (NAACL 2024) and the frequencies of
their code, whose own program makes nothing with the SymPy of today. As there, integration constants
are symbols, nothing is known of domains, every step has a limit of time, and 100 failures end an
attempt. Equations are then compared by value at random points; those with integrals are unknown.
"""

from __future__ import annotations

import signal
from random import Random
from typing import Any, NamedTuple

import sympy

NAMES = "abcfghjklmnpqrstuvwxyzABCDEFGHJKLMNPQRSTUVWXYZ"
STEP_SECONDS = 5.0
FAILURES = 100
LONGEST_LATEX = 350
ARITIES = {0: 5, 1: 50, 2: 100}
UNARY = {"evaluate_derivatives": 50, "evaluate_integrals": 50, "cos": 1, "sin": 1, "exp": 1,
         "log": 1, "expand": 1}  # fmt: skip
BINARY = {"add": 5.8, "minus": 5.8, "times": 5.8, "divide": 5.8, "power": 5.8,
          "differentiate": 6.0, "integrate": 6.0, "substitute_LHS_for_RHS": 29.5,
          "substitute_RHS_for_LHS": 29.5}  # fmt: skip
FUNCTIONS = {"cos": sympy.cos, "sin": sympy.sin, "exp": sympy.exp, "log": sympy.log}


class TookTooLong(Exception):
    """A step's limit of seconds is over."""


REFUSALS = (
    TookTooLong, ArithmeticError, AttributeError, IndexError, NotImplementedError, RecursionError,
    TypeError, ValueError,
)  # fmt: skip
"""What SymPy raises where it gives up: a step is refused then, an equation undecided."""


class Step(NamedTuple):
    operator: str
    inputs: tuple[int, ...]
    equation: sympy.Eq


class Walk:
    """One derivation under construction."""

    def __init__(self, random: Random) -> None:
        self.random = random
        self.steps: list[Step] = []
        self.definitions: dict[Any, Any] = {}
        self.evaluated: set[int] = set()

    def functions(self) -> set[str]:
        """Names of functions so far."""
        applied = sympy.core.function.AppliedUndef
        return {str(f.func) for s in self.steps for f in s.equation.atoms(applied)}

    def symbol(self) -> sympy.Symbol:
        return sympy.Symbol(self.random.choice(sorted({*NAMES} - self.functions())))

    def fresh(self, *expressions: Any) -> str:
        """A name that stands for nothing yet."""
        known = {str(x) for e in expressions for x in e.free_symbols} | self.functions()
        known |= {str(x) for s in self.steps for x in s.equation.free_symbols}
        return self.random.choice(sorted({*NAMES} - known))

    def named(self, expression: Any) -> sympy.Eq | None:
        symbols = sorted(expression.free_symbols, key=str)
        if not symbols:
            return None
        left = sympy.Function(self.fresh(expression))(*symbols)
        self.definitions[left] = expression
        return sympy.Eq(left, expression, evaluate=False)

    def premise(self) -> sympy.Eq | None:
        expression = self.operated(self.symbol(), self.symbol())
        if self.random.randrange(2):
            expression = self.operated(expression, self.symbol())
        return self.named(expression)

    def operated(self, expression: Any, other: Any) -> Any:
        if self.random.randrange(2):
            return FUNCTIONS[self.random.choice(list(FUNCTIONS))](expression)
        kind = self.random.choice(("add", "minus", "times", "divide", "power"))
        return combined(kind, expression, other)

    def chosen(self) -> int:
        """An earlier equation, the latest most often."""
        count = len(self.steps)
        return self.random.choices(range(count), [(n + 1) ** 3 for n in range(count)])[0]

    def proposal(self) -> Step | None:
        arity = self.random.choices(list(ARITIES), list(ARITIES.values()))[0]
        if arity == 0 or not self.steps:
            return self.introduced()
        table = UNARY if arity == 1 else BINARY
        name = self.random.choices(list(table), list(table.values()))[0]
        place = self.chosen()
        source = self.steps[place].equation
        if name in FUNCTIONS:
            return self.step(name, (place,), *(FUNCTIONS[name](s) for s in source.args))
        if name in ("expand", "evaluate_derivatives"):
            kind = sympy.Derivative if name != "expand" else None
            sides = [s.expand() if kind is None else evaluated(s, kind) for s in source.args]
            return None if tuple(sides) == source.args else self.step(name, (place,), *sides)
        if name == "evaluate_integrals":
            return self.integrals(place)
        if name.startswith("substitute"):
            return self.substitution(name, place)
        return self.binary(name, place)

    def introduced(self) -> Step | None:
        if self.steps and self.random.randrange(2):
            place = self.chosen()
            parts = [p for p in parts_of(self.steps[place].equation) if not p.is_Atom]
            equation = self.named(self.random.choice(parts)) if parts else None
            return None if equation is None else Step("renaming_premise", (place,), equation)
        equation, name = self.premise(), "get_premise" if self.steps else "premise"
        return None if equation is None else Step(name, (), equation)

    def step(self, name: str, inputs: tuple[int, ...], left: Any, right: Any) -> Step:
        return Step(name, inputs, sympy.Eq(left, right, evaluate=False))

    def integrals(self, place: int) -> Step | None:
        source = self.steps[place].equation
        if place in self.evaluated or not source.has(sympy.Integral):
            return None
        self.evaluated.add(place)
        side = evaluated(source.rhs, sympy.Integral) + sympy.Symbol(self.fresh())
        return None if side.has(sympy.Integral) else self.step(
            "evaluate_integrals", (place,), source.lhs, side
        )  # fmt: skip

    def binary(self, name: str, place: int) -> Step | None:
        source = self.steps[place].equation
        if name in ("differentiate", "integrate", "power"):
            symbols = sorted(source.free_symbols, key=str)
            if not symbols:
                return None
            operand = self.random.choice(symbols)
        else:
            parts = [p for s in self.steps for p in parts_of(s.equation) if not p.is_Integer]
            operand = self.random.choice(parts)
        return self.step(name, (place,), *(combined(name, side, operand) for side in source.args))

    def substitution(self, name: str, place: int) -> Step | None:
        other = self.chosen()
        old, new = self.steps[other].equation.args
        if name == "substitute_RHS_for_LHS":
            old, new = new, old
        source = self.steps[place].equation
        if other == place or old.is_Atom or not source.has(old):
            return None
        return self.step(name, (place, other), *(side.subs(old, new) for side in source.args))

    def accepts(self, step: Step | None) -> bool:
        if step is None or not isinstance(step.equation, sympy.Eq):
            return False
        left, right = step.equation.args
        known = [s.equation.args for s in self.steps]
        if left == right or (left, right) in known or (right, left) in known:
            return False
        return not step.equation.has(sympy.Subs, sympy.Piecewise, sympy.nan, sympy.zoo) and (
            len(sympy.latex(step.equation)) < LONGEST_LATEX
        )

    def chain(self) -> list[int]:
        """The last equation's history."""
        used, last = set[int](), [len(self.steps) - 1]
        while last:
            place = last.pop()
            if place not in used:
                used.add(place)
                last += self.steps[place].inputs
        return sorted(used)


def parts_of(equation: sympy.Eq) -> list[Any]:
    found = (p for side in equation.args for p in sympy.preorder_traversal(side))
    return [part for part in found if isinstance(part, sympy.Expr)]


def evaluated(side: Any, kind: Any) -> Any:
    return side.replace(lambda part: isinstance(part, kind), lambda part: part.doit())


def combined(name: str, side: Any, operand: Any) -> Any:
    if name == "differentiate":
        return sympy.Derivative(side, operand)
    if name == "integrate":
        return sympy.Integral(side, operand)
    return {
        "add": lambda: side + operand, "minus": lambda: side - operand,
        "times": lambda: side * operand, "divide": lambda: side / operand,
        "power": lambda: side**operand,
    }[name]()  # fmt: skip


def derivation(seed: str) -> tuple[list[Step], dict[Any, Any]] | None:
    """A derivation, or nothing if an attempt failed too often."""
    random = Random(seed)
    length = 0
    while not 3 < length < 10:
        length = round(random.gauss(7, 3))
    walk, failures = Walk(random), 0
    while failures < FAILURES:
        try:
            step = limited(walk.proposal)
            accepted = limited(lambda step=step: walk.accepts(step))
        except REFUSALS:
            accepted = False
        if not accepted:
            failures += 1
            continue
        walk.steps.append(step)
        places = walk.chain()
        if len(places) >= length:
            return [walk.steps[place] for place in places], walk.definitions
    return None


def limited(work: Any, seconds: float = STEP_SECONDS) -> Any:
    def over(*_: Any) -> None:
        raise TookTooLong

    signal.signal(signal.SIGPROF, over)
    signal.setitimer(signal.ITIMER_PROF, seconds)
    try:
        return work()
    finally:
        signal.setitimer(signal.ITIMER_PROF, 0)


def is_false(steps: list[Step], definitions: dict[Any, Any], random: Random) -> bool:
    """Whether an equation without integrals has different values at a point."""
    for step in steps:
        try:
            if limited(lambda step=step: _differs(step.equation, definitions, random)):
                return True
        except REFUSALS:
            continue
    return False


def _differs(equation: sympy.Eq, definitions: dict[Any, Any], random: Random) -> bool:
    difference = equation.lhs - equation.rhs
    for left, right in reversed(definitions.items()):
        difference = difference.subs(left, right)
    difference = evaluated(difference, sympy.Derivative)
    if difference.has(sympy.Integral, sympy.Derivative, sympy.core.function.AppliedUndef):
        return False
    point = {s: sympy.Rational(random.randint(30, 220), 100) for s in difference.free_symbols}
    value = sympy.N(difference.subs(point), 30)
    return bool(value.is_number and value.is_finite and abs(value) > sympy.Float("1e-15"))
