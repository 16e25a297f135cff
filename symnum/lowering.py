"""Between terms and programs: lowering shares every common subterm, lifting gives terms back.

Lowering works on any type of term, through the interface alone. It computes each distinct value
once (hash-consing, so the cost is linear in the size of the expression as a graph), and spells
sums and products the way processors compute them: binary operations, subtraction, division,
repeated squaring and square roots instead of negative coefficients and general powers.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from fractions import Fraction
from typing import Any, NamedTuple

from symnum.errors import InputError
from symnum.lifting import lift as lift
from symnum.ops import ADD, DIV, MUL, NEG, POW, SQRT, SUB, Kind, Operator
from symnum.program import Instruction, Program
from symnum.terms import interface
from symnum.terms.exact import Exact, exact, exact_power

LARGEST_CHAIN = 1024
"""Integer exponents up to this become multiplications, larger ones stay calls of ``pow``."""
MOST_ROOTS = 32
"""Powers of a root up to which ``(x^(1/q))^p`` is computed as it stands; ``pow(x, p/q)`` beyond.

A binary fraction such as 1.7 has a root of degree 2^52, which rounds to 1.
"""

_HALF = Fraction(1, 2)


class _Form(NamedTuple):
    """A lowered term, ``coefficient · numerator / denominator``, not yet spelled out.

    Signs and reciprocals wait here until the surrounding sum or product shows whether a
    subtraction or division takes care of them. ``None`` stands for 1.
    """

    coefficient: Exact
    numerator: int | None = None
    denominator: int | None = None

    @property
    def is_number(self) -> bool:
        return self.numerator is None and self.denominator is None

    def negated(self) -> _Form:
        return self._replace(coefficient=-self.coefficient)


def lower(terms: Sequence[Any], inputs: Sequence[str] | None = None) -> Program:
    """A program that computes all ``terms``, each shared subterm once.

    Args:
        terms: Terms of any registered type.
        inputs: Names of the program's inputs, in order; the names of the symbols, sorted, if
            not given.

    Raises:
        InputError: no terms, a symbol that is not among ``inputs``, or an operator that has no
            value (an equation, an unevaluated derivative or integral, a free function).

    >>> from symnum.terms.plain import plain_symbols
    >>> x, y = plain_symbols("x y")
    >>> print(lower([x**3 - y, x**2]))
    inputs x, y
    v2 = mul(x, x)
    v3 = mul(x, v2)
    v4 = sub(v3, y)
    return v4, v2
    """
    if not terms:
        raise InputError("nothing to lower: at least one term is needed")
    lowering = _Lowering(inputs)
    forms = [lowering.form(term) for term in terms]
    return lowering.finish([lowering.value(form) for form in forms])


class _Lowering:
    """Values under provisional numbers, in order of appearance."""

    def __init__(self, inputs: Sequence[str] | None) -> None:
        self.inputs = None if inputs is None else tuple(inputs)
        self.symbols: dict[str, int] = {}
        self.constants: dict[Exact, int] = {}
        self.steps: dict[tuple[Operator, tuple[int, ...]], int] = {}
        self.roots: dict[int, tuple[int, Exact]] = {}
        self.next = 0
        self.memo: dict[int, _Form] = {}
        self.alive: list[Any] = []  # keeps the ids in ``memo`` from being used again
        for name in self.inputs or ():
            self._numbered(self.symbols, name)

    def _numbered(self, table: dict[Any, int], key: Any) -> int:
        number = table.get(key)
        if number is None:
            number = table[key] = self.next
            self.next += 1
        return number

    def emit(self, operator: Operator, *arguments: int) -> int:
        if operator.is_commutative and arguments[0] > arguments[1]:
            arguments = (arguments[1], arguments[0])
        return self._numbered(self.steps, (operator, arguments))

    def constant(self, value: Exact) -> int:
        return self._numbered(self.constants, value)

    def symbol(self, name: str) -> int:
        if self.inputs is not None and name not in self.symbols:
            known = ", ".join(self.inputs) or "none"
            raise InputError(f"symbol {name!r} is not an input of the program (inputs: {known})")
        return self._numbered(self.symbols, name)

    def form(self, root: Any) -> _Form:
        """The form of a term; an explicit stack, since terms can be deeper than Python's."""
        memo = self.memo
        stack: list[tuple[Any, Sequence[Any] | None]] = [(root, None)]
        while stack:
            term, arguments = stack.pop()
            if id(term) in memo:
                continue
            adapter = interface.adapter_of(term)
            if arguments is not None:
                forms = [memo[id(argument)] for argument in arguments]
                self._remember(term, self.call(adapter.operator(term), forms))
            elif adapter.is_call(term):
                arguments = adapter.arguments(term)
                stack.append((term, arguments))
                stack.extend((argument, None) for argument in reversed(arguments))
            else:
                self._remember(term, self.leaf(adapter, term))
        return memo[id(root)]

    def _remember(self, term: Any, form: _Form) -> None:
        self.memo[id(term)] = form
        self.alive.append(term)

    def leaf(self, adapter: interface.Adapter, term: Any) -> _Form:
        number = adapter.number(term)
        return _Form(1, self.symbol(adapter.name(term))) if number is None else _Form(number)

    def call(self, operator: Operator, forms: Sequence[_Form]) -> _Form:
        special = _SPECIAL.get(operator)
        if special is not None:
            return special(self, forms)
        if operator.arb is None or operator.result is Kind.EQUATION:
            raise InputError(f"operator {operator.name!r} has no value, so it cannot be compiled")
        return _Form(1, self.chain(operator, [self.value(form) for form in forms]))

    def chain(self, operator: Operator, values: Sequence[int]) -> int:
        if operator.arity is not None:
            return self.emit(operator, *values)
        total = values[0]
        for value in values[1:]:
            total = self.emit(operator, total, value)
        return total

    def value(self, form: _Form) -> int:
        """The number of the value that a form stands for, emitted if need be."""
        coefficient, numerator, denominator = form
        if form.is_number:
            return self.constant(coefficient)
        if numerator is not None and coefficient == -1:
            return self.emit(NEG, self.value(form.negated()))
        top = self.constant(coefficient) if numerator is None else numerator
        if numerator is not None and coefficient != 1:
            top = self.emit(MUL, self.constant(coefficient), top)
        return top if denominator is None else self.emit(DIV, top, denominator)

    def sum(self, forms: Sequence[_Form]) -> _Form:
        """Positive terms first, so that negative ones become subtractions."""
        if all(form.is_number for form in forms):
            return _Form(exact(sum(form.coefficient for form in forms)))
        forms = [form for form in forms if form != _Form(0)]
        if len(forms) == 1:
            return forms[0]
        first = min(range(len(forms)), key=lambda n: _start_cost(forms[n]))
        total = self.value(forms[first])
        rest = [*forms[:first], *forms[first + 1 :]]
        for form in sorted(rest, key=lambda f: f.coefficient < 0):
            if form.coefficient < 0:
                total = self.emit(SUB, total, self.value(form.negated()))
            else:
                total = self.emit(ADD, total, self.value(form))
        return _Form(1, total)

    def product(self, forms: Sequence[_Form]) -> _Form:
        """Coefficients multiply exactly; factors in order of appearance, to share prefixes."""
        coefficient: Exact = 1
        for form in forms:
            coefficient *= form.coefficient
        if coefficient == 0 and not all(form.is_number for form in forms):
            # 0 times something undefined is undefined, so the product is not folded away
            return _Form(1, self.chain(MUL, [self.value(form) for form in forms]))
        above = sorted(form.numerator for form in forms if form.numerator is not None)
        below = sorted(form.denominator for form in forms if form.denominator is not None)
        return _Form(
            exact(coefficient),
            self.chain(MUL, above) if above else None,
            self.chain(MUL, below) if below else None,
        )

    def quotient(self, forms: Sequence[_Form]) -> _Form:
        if forms[0].is_number and forms[1].is_number and forms[1].coefficient != 0:
            return _Form(exact(Fraction(forms[0].coefficient) / forms[1].coefficient))
        sign = 1
        if not forms[0].is_number and forms[0].coefficient == -1:
            sign, forms = -1, (forms[0].negated(), forms[1])
        above, below = (self.value(form) for form in forms)
        return _Form(sign, self.emit(DIV, above, below))

    def power(self, forms: Sequence[_Form]) -> _Form:
        base, exponent = forms
        degree: Exact | None = exponent.coefficient if exponent.is_number else None
        if degree in (_HALF, -_HALF):
            root = self.emit(SQRT, self.value(base))
            return _Form(1, root) if degree == _HALF else _Form(1, None, root)
        inner = self.roots.get(base.numerator or 0) if base == _Form(1, base.numerator) else None
        if inner is not None and isinstance(degree, int) and abs(degree) > MOST_ROOTS:
            exact_degree = exact(Fraction(inner[1]) * degree)
            return _Form(1, self.emit(POW, inner[0], self.constant(exact_degree)))
        kept = degree == 0 and not base.is_number and self.value(base) not in self.symbols.values()
        if kept or not isinstance(degree, int) or abs(degree) > LARGEST_CHAIN:
            made = self.emit(POW, self.value(base), self.value(exponent))
            if isinstance(degree, Fraction):
                self.roots[made] = self.value(base), degree
            return _Form(1, made)
        folded = exact_power(base.coefficient, degree) if base.is_number else None
        if folded is not None:
            return _Form(folded)
        if degree == 0:
            return _Form(1)
        raised = self.squarings(self.value(base), abs(degree))
        return _Form(1, raised) if degree > 0 else _Form(1, None, raised)

    def squarings(self, base: int, degree: int) -> int:
        """``base ** degree`` by repeated squaring, ``degree`` ≥ 1."""
        result: int | None = None
        while True:
            if degree & 1:
                result = base if result is None else self.emit(MUL, result, base)
            degree >>= 1
            if not degree:
                return base if result is None else result
            base = self.emit(MUL, base, base)

    def finish(self, outputs: Sequence[int]) -> Program:
        """The program: values that an output needs, as inputs, constants, instructions."""
        names = tuple(sorted(self.symbols)) if self.inputs is None else self.inputs
        needed = set(outputs)
        for (_, arguments), number in reversed(self.steps.items()):
            if number in needed:
                needed.update(arguments)
        constants = [item for item in self.constants.items() if item[1] in needed]
        steps = [item for item in self.steps.items() if item[1] in needed]
        old = [self.symbols[name] for name in names]
        old += [number for _, number in constants]
        old += [number for _, number in steps]
        new = dict(zip(old, range(len(old)), strict=True))
        return Program(
            names,
            tuple(value for value, _ in constants),
            tuple(
                Instruction(operator, _ordered(operator, [new[a] for a in arguments]))
                for (operator, arguments), _ in steps
            ),
            tuple(new[output] for output in outputs),
        )


def _ordered(operator: Operator, arguments: list[int]) -> tuple[int, ...]:
    return tuple(sorted(arguments) if operator.is_commutative else arguments)


def _start_cost(form: _Form) -> int:
    """How dear it is to start a sum with this term: a bare negative one costs a change of sign."""
    return 0 if form.coefficient >= 0 else 2 if form.coefficient == -1 and form.numerator else 1


_SPECIAL: dict[Operator, Callable[[_Lowering, Sequence[_Form]], _Form]] = {
    ADD: _Lowering.sum,
    SUB: lambda lowering, forms: lowering.sum((forms[0], forms[1].negated())),
    NEG: lambda _, forms: forms[0].negated(),
    MUL: _Lowering.product,
    DIV: _Lowering.quotient,
    POW: _Lowering.power,
}
