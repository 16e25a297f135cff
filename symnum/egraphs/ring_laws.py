"""The laws of arithmetic as the e-graph runs them: what needs computation, and what every sum
and product obeys.

Each law keeps the domain: both sides have a value at the same points, for which the conditions
see. ``x^m`` with a literal exponent has a value

* everywhere, if m is a natural number;
* for x ≠ 0, if m is a negative integer;
* for x ≥ 0, if m is a positive fraction;
* for x > 0, if m is a negative fraction.
"""

from __future__ import annotations

from dataclasses import dataclass
from fractions import Fraction

from symnum.egraphs.signature import integer_text, number_text, rational_text, relation
from symnum.terms.assumptions import IMPLIED


@dataclass(frozen=True, slots=True)
class Law:
    """``left`` equals ``right`` under ``conditions``; all in the e-graph's language."""

    name: str
    left: str
    right: str
    conditions: str = ""

    def text(self, ruleset: str) -> str:
        """The law as a rule of a ruleset."""
        return (
            f"(rule ((= e {self.left}) {self.conditions}) ((union e {self.right})) "
            f':ruleset {ruleset} :name "{self.name}")'
        )


_0, _1, _2, _MINUS_1 = (number_text(value) for value in (0, 1, 2, -1))
_HALF = number_text(Fraction(1, 2))
_ZERO, _ONE = rational_text(0), rational_text(1)
_LARGEST_FOLDED = 10**40
_LARGEST_EXPONENT = 64


def _bounded(variable: str) -> str:
    """A computed number that is not too long to keep."""
    size = integer_text(_LARGEST_FOLDED)
    return f"(< (abs {variable}) (bigrat {size} (bigint 1))) (< (denom {variable}) {size})"


def _whole(variable: str) -> str:
    return f"(= (denom {variable}) (bigint 1))"


def _broken(variable: str) -> str:
    return f"(> (denom {variable}) (bigint 1))"


_SMALL = (
    f"{_whole('n')} (<= (abs n) {rational_text(_LARGEST_EXPONENT)}) "
    f"{_bounded('p')}"
)  # fmt: skip
_SHORT = _bounded("r")
_SAME_BASE = "(Mul (Pow x (Num m)) (Pow x (Num n)))"

# fmt: off
COMMUTING = (
    Law("add-commutes",   "(Add x y)",                   "(Add y x)"),
    Law("mul-commutes",   "(Mul x y)",                   "(Mul y x)"),
    Law("add-associates", "(Add (Add x y) z)",           "(Add x (Add y z))"),
    Law("mul-associates", "(Mul (Mul x y) z)",           "(Mul x (Mul y z))"),
)

NUMBERS = (
    Law("numbers-add",    "(Add (Num p) (Num q))",       "(Num r)", f"(= r (+ p q)) {_SHORT}"),
    Law("numbers-times",  "(Mul (Num p) (Num q))",       "(Num r)", f"(= r (* p q)) {_SHORT}"),
    Law("numbers-power",  "(Pow (Num p) (Num n))",       "(Num r)",
        f"{_SMALL} (!= p {_ZERO}) (= r (pow p n)) {_bounded('r')}"),
    Law("zero-power",     f"(Pow {_0} (Num n))",         _0,        f"(> n {_ZERO})"),
    Law("numbers-root",   f"(Pow (Num p) {_HALF})",      "(Num r)", "(= r (sqrt p))"),
    Law("zero-plus",      f"(Add {_0} x)",               "x"),
    Law("one-times",      f"(Mul {_1} x)",               "x"),
    Law("zero-times",     f"(Mul {_0} x)",               _0,        "(is_defined x)"),
    Law("first-power",    f"(Pow x {_1})",               "x"),
    Law("zeroth-power",   f"(Pow x {_0})",               _1,        "(is_defined x)"),
    Law("power-of-one",   f"(Pow {_1} x)",               _1,        "(is_defined x)"),
)
# fmt: on

COLLECTING = (
    Law("twice", "(Add x x)", f"(Mul {_2} x)"),
    Law("factor", "(Add (Mul x y) (Mul x z))", "(Mul x (Add y z))"),
    Law("factor-one", "(Add x (Mul x z))", f"(Mul x (Add {_1} z))"),
    Law("factor-number", "(Add (Mul (Num p) y) (Mul (Num q) z))",
        "(Mul (Num p) (Add y (Mul (Num r) z)))",
        f"(!= p {_ZERO}) (!= p {_ONE}) (!= q p) (= r (/ q p)) {_whole('r')} {_bounded('r')}"),
    Law("factor-constant", "(Add (Num p) (Mul (Num q) z))",
        f"(Mul (Num p) (Add {_1} (Mul (Num r) z)))",
        f"(!= p {_ZERO}) (!= p {_ONE}) (= r (/ q p)) {_whole('r')} {_bounded('r')}"),
    Law("number-over-sum", "(Mul (Num p) (Add y z))", "(Add (Mul (Num p) y) (Mul (Num p) z))"),
)  # fmt: skip


def _exponents(name: str, left: str, total: str, m: str) -> tuple[Law, ...]:
    """``x^m * x^n = x^(m+n)`` for literal exponents, in each case where the domains agree."""
    natural = f"(>= {m} {_ZERO}) (>= n {_ZERO})"
    whole = f"{_whole('n')} {_whole(m)}" if m == "m" else _whole("n")
    bound = f"(= s {total}) {_bounded('s')}"
    below, broken = f"(< s {_ZERO})", _broken("s")
    cases = {
        "natural": f"{whole} {natural}",
        "reciprocal": f"{whole} {below}",
        "integer": f"{whole} (is_nonzero x)",
        "fraction": f"{natural} {broken}",
        "reciprocal-fraction": f"{below} {broken}",
        "nonnegative": f"{natural} (is_nonnegative x)",
        "nonnegative-reciprocal": f"{below} (is_nonnegative x)",
        "positive": "(is_positive x)",
    }
    return tuple(
        Law(f"{name}-{case}", left, "(Pow x (Num s))", f"{bound} {conditions}")
        for case, conditions in cases.items()
    )


# fmt: off
POWERS = (
    Law("square",            "(Mul x x)",                "(Pow x " + _2 + ")"),
    *_exponents("powers",    _SAME_BASE,                 "(+ m n)", "m"),
    *_exponents("power",     "(Mul x (Pow x (Num n)))",  f"(+ {_ONE} n)", _ONE),
    Law("power-power-natural",     "(Pow (Pow x (Num m)) (Num n))", "(Pow x (Num s))",
        f"{_whole('m')} {_whole('n')} (> m {_ZERO}) (> n {_ZERO}) (= s (* m n)) {_bounded('s')}"),
    Law("power-power-reciprocal",  "(Pow (Pow x (Num m)) (Num n))", "(Pow x (Num s))",
        f"{_whole('m')} {_whole('n')} (= s (* m n)) (< s {_ZERO}) {_bounded('s')}"),
    Law("power-of-fraction", "(Pow (Pow x (Num m)) (Num n))", "(Pow x (Num s))",
        f"(> m {_ZERO}) {_whole('n')} (= s (* m n)) {_broken('s')} {_bounded('s')}"),
    Law("product-power",     "(Mul (Pow x (Num n)) (Pow y (Num n)))", "(Pow (Mul x y) (Num n))",
        f"{_whole('n')} (!= n {_ONE})"),
    Law("power-of-scaled",   "(Pow (Mul (Num p) x) (Num n))", "(Mul (Num r) (Pow x (Num n)))",
        f"{_SMALL} (!= p {_ZERO}) (= r (pow p n)) {_bounded('r')}"),
    Law("root-of-scaled",    f"(Pow (Mul (Num p) x) {_HALF})", f"(Mul (Num r) (Pow x {_HALF}))",
        f"(> p {_ZERO}) (= r (sqrt p))"),
)
# fmt: on

ARITHMETIC: tuple[Law, ...] = (*NUMBERS, *COLLECTING, *POWERS)
"""Every law but commutativity and associativity."""


GROWING = (
    Law("power-as-product", "(Pow x (Num n))", "(Mul x (Pow x (Num s)))",
        f"{_whole('n')} (>= n {rational_text(2)}) (= s (- n {_ONE}))"),
)  # fmt: skip
"""Laws that make terms larger."""


def pruning() -> list[str]:
    """Rules that take nodes out of the search that cannot lead to anything simpler.

    In a class with a number the number is enough, and ``x + 0``, ``1*x`` and ``x^1`` are in the
    class of ``x``. Without this the class of 0 would hold ``t - t`` for every ``t``, and every
    term would be the sum of itself and all of those.
    """
    calls = ("(Add x y)", "(Mul x y)", "(Pow x y)")
    useless = [(f"(= e (Num p)) (= e {call})", call) for call in calls]
    useless += [
        (f"(= z {number}) (= x {call})", call)
        for number, call in (
            (_0, "(Add z x)"),
            (_0, "(Add x z)"),
            (_1, "(Mul z x)"),
            (_1, "(Mul x z)"),
            (_1, "(Pow x z)"),
        )
    ]
    return [
        f'(rule ({premises}) ((subsume {call})) :ruleset pruning :name "prune-{number}")'
        for number, (premises, call) in enumerate(useless)
    ]


def _fact(name: str, premises: str, conclusions: str) -> str:
    return f'(rule ({premises}) ({conclusions}) :ruleset facts :name "{name}")'


def number_facts() -> list[str]:
    """Rules that give literals their facts."""
    two = "(bigint 2)"
    odd = f"{_whole('p')} (!= (% (numer p) {two}) (bigint 0))"
    conditions = {
        "defined": "",
        "positive": f"(> p {_ZERO})",
        "negative": f"(< p {_ZERO})",
        "nonnegative": f"(>= p {_ZERO})",
        "integer": _whole("p"),
        "even": f"{_whole('p')} (= (% (numer p) {two}) (bigint 0))",
        "odd": odd,
    }
    return [
        _fact(f"literal-{predicate}", f"(= e (Num p)) {condition}", f"({relation(predicate)} e)")
        for predicate, condition in conditions.items()
    ]


def implications() -> list[str]:
    """Rules by which one predicate implies others."""
    lines = [
        _fact(f"implied-by-{predicate}", f"({relation(predicate)} e)",
              " ".join(f"({relation(other)} e)" for other in sorted(implied)))
        for predicate, implied in IMPLIED.items() if implied
    ]  # fmt: skip
    both = f"({relation('nonnegative')} e) ({relation('nonzero')} e)"
    return [*lines, _fact("positive-if-both", both, f"({relation('positive')} e)")]
