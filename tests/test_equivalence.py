"""``equivalent``: proved with a derivation, refuted with a point, or unknown; never a guess."""

from __future__ import annotations

import json
import random
from fractions import Fraction
from typing import Any

import pytest
from flint import arb
from hypothesis import given, settings
from hypothesis import strategies as st

import symnum
from rewrite_rules import RULES
from symnum.assuming import parse_assumptions
from symnum.equivalence import Equivalence, equivalent
from symnum.errors import InputError
from symnum.numerics.balls import UNDEFINED, evaluate, same_value
from symnum.numerics.predicates import PREDICATES
from symnum.numerics.sample_points import SPECIAL, is_of, sample_points
from symnum.ops import function, operator_named
from symnum.rewriting.derivation import Derivation
from symnum.terms import Number, Symbol, Term, parse, to_canonical
from symnum.terms.functions import apply, cos, equation, sin
from symnum.terms.plain import Call
from symnum.terms.ring import symbols

SECONDS = 600
"""Never reached: counts end the searches."""


def asked(line: str) -> tuple[Any, Any, Equivalence]:
    """The two terms of a line ``left == right | assumption; assumption``, and the answer."""
    equality, _, texts = line.partition("|")
    assumed = parse_assumptions(text for text in texts.split(";") if text.strip())
    left, right = (
        to_canonical(parse(side.strip(), assumptions=assumed.symbols, functions=("f",)))
        for side in equality.split("==")
    )
    return left, right, equivalent(left, right, assuming=assumed.terms, seconds=SECONDS)


IDENTITIES = """
sin(x)^2+cos(x)^2 == 1
cos(2*x) == 1-2*sin(x)^2
cos(2*x) == cos(x)^2 - sin(x)^2
tan(x) == sin(x)/cos(x)
sin(2*x) == 2*sin(x)*cos(x)
sin(x+y) == sin(x)*cos(y)+cos(x)*sin(y)
cos(x-y) == cos(x)*cos(y)+sin(x)*sin(y)
cos(x+y)*cos(x-y) == cos(x)^2-sin(y)^2
sin(x+y)*sin(x-y) == sin(x)^2-sin(y)^2
sin(3*x) == 3*sin(x) - 4*sin(x)^3
cos(3*x) == 4*cos(x)^3 - 3*cos(x)
(1-cos(2*x))/2 == sin(x)^2
(1+cos(2*x))/2 == cos(x)^2
1+tan(x)^2 == 1/cos(x)^2
(sin(x)+cos(x))^2 == 1 + sin(2*x)
sin(x)^4-cos(x)^4 == -cos(2*x)
cos(x)^4-sin(x)^4 == cos(2*x)
sin(x)/(1+cos(x)) == (1-cos(x))/sin(x) | nonzero(sin(x))
(1-cos(x))*(1+cos(x)) == sin(x)^2
sin(x)*cos(x)*cos(2*x)*4 == sin(4*x)
sin(x)*cos(y) == (sin(x+y)+sin(x-y))/2
sin(x)+sin(y) == 2*sin((x+y)/2)*cos((x-y)/2)
sin(-x) == -sin(x)
cos(pi-x) == -cos(x)
sin(pi/2-x) == cos(x)
exp(x+y) == exp(x)*exp(y)
exp(x)*exp(-x) == 1
exp(2*x) == exp(x)^2
exp(log(x)+log(y)) == x*y | positive(x);positive(y)
log(exp(x)) == x
log(x*y) == log(x)+log(y) | positive(x);positive(y)
log(x/y) == log(x)-log(y) | positive(x);positive(y)
log(x^3) == 3*log(x) | positive(x)
log(1/x) == -log(x) | positive(x)
log(sqrt(x)) == log(x)/2 | positive(x)
exp(x)-exp(-x) == 2*sinh(x)
(exp(x)+exp(-x))/2 == cosh(x)
cosh(x)^2-sinh(x)^2 == 1
tanh(x) == (exp(2*x)-1)/(exp(2*x)+1)
tanh(x) == sinh(x)/cosh(x)
sinh(2*x) == 2*sinh(x)*cosh(x)
cosh(2*x) == 2*cosh(x)^2-1
cosh(x)+sinh(x) == exp(x)
sqrt(x^2) == abs(x)
sqrt(x^2) == x | nonnegative(x)
sqrt(x^2) == -x | negative(x)
sqrt(x)*sqrt(y) == sqrt(x*y) | nonnegative(x);nonnegative(y)
sqrt(x)^2 == x | nonnegative(x)
x/sqrt(x) == sqrt(x) | positive(x)
(sqrt(x)-sqrt(y))*(sqrt(x)+sqrt(y)) == x-y | nonnegative(x);nonnegative(y)
1/(sqrt(x+1)+sqrt(x)) == sqrt(x+1)-sqrt(x) | positive(x)
abs(x)*abs(y) == abs(x*y)
abs(-x) == abs(x)
max(x,y)+min(x,y) == x+y
(x^2-1)/(x-1) == x+1 | nonzero(x-1)
1/x+1/y == (x+y)/(x*y)
x/y+y/x == (x^2+y^2)/(x*y)
1/(x*(x+1)) == 1/x-1/(x+1)
(x+y)^3 == x^3+3*x^2*y+3*x*y^2+y^3
x^2-y^2 == (x-y)*(x+y)
x^4-y^4 == (x-y)*(x+y)*(x^2+y^2)
(x+y+z)^2 == x^2+y^2+z^2+2*x*y+2*y*z+2*x*z
x^3-y^3 == (x-y)*(x^2+x*y+y^2)
(a*d-b*c)^2+(a*c+b*d)^2 == (a^2+b^2)*(c^2+d^2)
(x^3+1)/(x+1) == x^2-x+1 | nonzero(x+1)
x/x == 1 | nonzero(x)
asin(x)+acos(x) == pi/2 | nonnegative(x);nonnegative(1-x)
sin(asin(x)) == x | nonnegative(x);nonnegative(1-x)
tan(atan(x)) == x
cos(atan(x)) == 1/sqrt(1+x^2)
gamma(x+1) == x*gamma(x) | positive(x)
erf(-x) == -erf(x)
erfc(x) == 1-erf(x)
expm1(x) == exp(x)-1
log1p(x) == log(1+x)
hypot(x,y) == sqrt(x^2+y^2)
sign(x)*abs(x) == x
x^(3/2) == x*sqrt(x) | nonnegative(x)
exp(x*log(2)) == 2^x
log10(x) == log(x)/log(10) | positive(x)
""".strip().splitlines()


FURTHER_IDENTITIES = """
sin(x)^6 + cos(x)^6 == 1 - 3*sin(x)^2*cos(x)^2
(cos(x)+sin(x))*(cos(x)-sin(x)) == cos(2*x)
cos(x)+cos(y) == 2*cos((x+y)/2)*cos((x-y)/2)
sin(4*x) == 4*sin(x)*cos(x)^3 - 4*sin(x)^3*cos(x)
cos(4*x) == 8*cos(x)^4 - 8*cos(x)^2 + 1
tan(x)^2 == 1/cos(x)^2 - 1
sin(x)*tan(x) == 1/cos(x) - cos(x)
(sin(x)-cos(x))^2 == 1 - sin(2*x)
cos(x)^2*tan(x)^2 + cos(x)^2 == cos(x)^2/cos(x)^2
sin(x+pi) == -sin(x)
tan(x+y) == (tan(x)+tan(y))/(1-tan(x)*tan(y)) | nonzero(cos(x));nonzero(cos(y));nonzero(1-tan(x)*tan(y))
sinh(x+y) == sinh(x)*cosh(y)+cosh(x)*sinh(y)
cosh(3*x) == 4*cosh(x)^3-3*cosh(x)
1-tanh(x)^2 == 1/cosh(x)^2
exp(3*x)-1 == (exp(x)-1)*(exp(2*x)+exp(x)+1)
log(x^2*y^3) == 2*log(x)+3*log(y) | positive(x);positive(y)
log(x)-log(y)+log(y/x) == 0 | positive(x);positive(y)
exp(2*log(x)) == x^2 | positive(x)
exp(-log(x)) == 1/x | positive(x)
log(exp(x)*exp(y)) == x+y
(x^4-1)/(x^2+1) == x^2-1
(x^2+3*x+2)/(x+1) == x+2 | nonzero(x+1)
1/(x-1)-1/(x+1) == 2/(x^2-1)
x/(x+y)+y/(x+y) == 1 | nonzero(x+y)
(1/x-1/y)/(1/x+1/y) == (y-x)/(y+x) | nonzero(x);nonzero(y);nonzero(x+y)
a*(b+c)-b*(a+c) == c*(a-b)
(a+b+c)*(a+b-c) == (a+b)^2-c^2
(x-y)*(y-z)*(z-x) == x*y^2-x^2*y+y*z^2-y^2*z+z*x^2-z^2*x
sqrt(x^2*y) == abs(x)*sqrt(y) | nonnegative(y)
sqrt(x^2+2*x+1) == abs(x+1)
1/sqrt(x) == sqrt(x)/x | positive(x)
x^(1/2)*x^(1/3) == x^(5/6) | positive(x)
(sqrt(x)+1)^2 == x+2*sqrt(x)+1 | nonnegative(x)
abs(x^2) == x^2
abs(x)/x == sign(x) | nonzero(x)
max(x,y)-min(x,y) == abs(x-y)
max(x,x+1) == x+1
select(x<0,-x,x) == abs(x)
2^x*2^y == 2^(x+y)
atan(x)+atan(1/x) == pi/2 | positive(x)
asinh(x) == log(x+sqrt(x^2+1))
""".strip().splitlines()  # noqa: E501
"""Of 44 that were written down after the prover, the 41 that it proved."""


@pytest.mark.parametrize("line", [*IDENTITIES, *FURTHER_IDENTITIES])
def test_identities_are_proved(line: str) -> None:
    left, right, found = asked(line)
    assert (found.verdict, found.stopped_because) == ("proved", "proved")
    assert found.counterexample is None
    derivation = found.derivation
    assert derivation is not None
    assert derivation.start is left
    assert derivation.replay() is derivation.result is right
    read = Derivation.from_json(json.loads(json.dumps(derivation.to_json())))
    assert read.replay() is right


NO_IDENTITIES = """
sqrt(x^2) == x
(x^2)^(1/2) == x
sqrt(x)^2 == x
sqrt(x^2) == -x | nonnegative(x)
log(x*y) == log(x) + log(y)
log(x^2) == 2*log(x)
exp(log(x)) == x
x/x == 1
x - x == 0*log(x)
1/x - 1/x == 0
(x^2 - 1)/(x - 1) == x + 1
sin(2*x) == 2*sin(x)
(x + y)^2 == x^2 + y^2
sqrt(x + y) == sqrt(x) + sqrt(y)
sqrt(x)*sqrt(y) == sqrt(x*y)
x^(3/2) == x*abs(x)^(1/2)
abs(x + y) == abs(x) + abs(y)
asin(sin(x)) == x
sin(asin(x)) == x
atan(tan(x)) == x
acos(x) == -acos(x)
exp(x)*exp(y) == exp(x*y)
cosh(x)^2 + sinh(x)^2 == 1
floor(x) == x
floor(-x) == -floor(x)
max(x, y) == x | nonnegative(x - y + 1)
sign(x)*sign(x) == 1
x^y == y^x | positive(x);positive(y)
1/(1/x) == x
0^x == 0
(-1)^n == 1 | integer(n)
gamma(x + 1) == x*gamma(x)
x < y == y < x
x <= y == x < y
select(x < 0, -x, x) == x
1000000*x + 1 == 1000001*x
x + 1/1000000000000 == x
cos(x) == 1 - x^2/2 + x^4/24
exp(x) == 2718281828459045/1000000000000000 | odd(x);positive(x);positive(2 - x)
""".strip().splitlines()


@pytest.mark.parametrize("line", NO_IDENTITIES)
def test_what_is_no_identity_is_refuted(line: str) -> None:
    left, right, found = asked(line)
    assert (found.verdict, found.stopped_because) == ("refuted", "refuted")
    assert found.derivation is None
    assert found.counterexample is not None
    point = found.counterexample.point
    values = [evaluate(side, point, bits=2048) for side in (left, right)]
    assert certainly_apart(*values)
    for predicate, subject in assumptions_of(line):
        value = evaluate(subject, point, bits=2048)
        assert isinstance(value, arb)
        assert PREDICATES[predicate](value)
    for given_value, value in zip(
        (found.counterexample.left, found.counterexample.right), values, strict=True
    ):
        same = given_value.overlaps(value) if isinstance(value, arb) else given_value is value
        assert same


def certainly_apart(left: Any, right: Any) -> bool:
    """Two balls apart, two truth values, or one value where the other is certainly undefined."""
    if isinstance(left, arb) and isinstance(right, arb):
        return not left.overlaps(right)
    known = all(isinstance(v, arb | bool) or v is UNDEFINED for v in (left, right))
    return known and left is not right


def assumptions_of(line: str) -> list[tuple[str, Any]]:
    texts = [text for text in line.partition("|")[2].split(";") if text.strip()]
    assumed = parse_assumptions(texts)
    pairs = [(p, Symbol(n)) for n, known in assumed.symbols.items() for p in sorted(known)]
    return [*pairs, *assumed.terms]


UNKNOWN = """
tan(x)*cos(x) == sin(x)
sqrt(4*x) == 2*sqrt(x)
f(x) == f(y)
f(x + 1) == f(x)
max(x, y) == (x + y + abs(x - y))/2
tan(x) + 1/tan(x) == 2/sin(2*x) | nonzero(sin(2*x))
""".strip().splitlines()
"""Equal but for points that are not rational, equal without a rule for it, or without a value."""


@pytest.mark.parametrize("line", UNKNOWN)
def test_what_is_not_known_is_not_claimed(line: str) -> None:
    _, _, found = asked(line)
    assert found.verdict == "unknown"
    assert found.derivation is None
    assert found.counterexample is None
    assert found.stopped_because in {"saturated", "node limit", "iteration limit"}


# -- the call ------------------------------------------------------------------------------------


def test_terms_of_every_family_and_numbers() -> None:
    (x,) = symnum.plain_symbols("x")
    assert symnum.equivalent(sin(x) ** 2 + cos(x) ** 2, 1).verdict == "proved"
    assert symnum.equivalent(symnum.to_sympy(x), x).verdict == "proved"
    assert symnum.equivalent(2, 3).verdict == "refuted"
    assert symnum.equivalent(2, 2).verdict == "proved"
    (y,) = symbols("y")
    f = function("f")
    assert symnum.equivalent(apply(f, y + y), apply(f, 2 * y)).verdict == "proved"
    assert symnum.equivalent(equation(y, y + y), equation(y, 2 * y)).verdict == "proved"


def test_an_answer_has_no_truth_value() -> None:
    (x,) = symbols("x")
    with pytest.raises(TypeError, match="three verdicts"):
        assert symnum.equivalent(x, x)


def test_assumptions_decide() -> None:
    (x,) = symbols("x")
    term = (x - 1) / (x - 1)
    found = symnum.equivalent(term, 1)
    assert found.counterexample is not None
    assert dict(found.counterexample.point) == {"x": 1}
    assert str(found.counterexample) == "undefined and 1 at x = 1"
    proved = symnum.equivalent(term, 1, assuming=[("nonzero", x - 1)])
    assert proved.derivation is not None
    assert proved.derivation.assuming == (("nonzero", x - 1),)
    on_symbol = symnum.equivalent(symnum.sqrt(x**2), x, assuming=[("nonnegative", x)])
    assert on_symbol.verdict == "proved"
    assert symnum.equivalent(symnum.sqrt(x**2), x, assuming=[("negative", x)]).verdict == "refuted"


@pytest.mark.parametrize(
    ("change", "complaint"),
    [
        ({"assuming": [("lovely", Number(1))]}, "unknown assumption 'lovely'"),
        ({"assuming": [("constant", Symbol("x"))]}, "unknown assumption 'constant'"),
        ({"assuming": [("negative", Symbol("p", frozenset({"positive"})))]}, "nothing can be both"),
        ({"second": Symbol("p")}, "symbol p occurs with two sets of assumptions"),
        ({"seconds": 0}, "seconds must be positive"),
    ],
)
def test_bad_input_is_refused(change: dict[str, Any], complaint: str) -> None:
    first = Symbol("p", frozenset({"positive"}))
    with pytest.raises(InputError, match=complaint):
        equivalent(first, change.pop("second", first), **change)


def test_rules_that_are_not_given_are_not_used() -> None:
    few = [rule for rule in RULES if rule.name != "pythagoras" and "one-minus" not in rule.name]
    few = [rule for rule in few if rule.name.startswith("log")]
    (x,) = symbols("x")
    assert equivalent(sin(x) ** 2 + cos(x) ** 2, 1, rules=few).verdict == "unknown"


def test_little_time_is_honoured_and_said() -> None:
    left, right = (
        parse(t) for t in ("gamma(x)*gamma(1-x)*sin(pi*x)", "pi + 0*gamma(x)*gamma(1-x)")
    )
    found = equivalent(left, right, seconds=1e-9)
    assert (found.verdict, found.stopped_because) == ("unknown", "time limit")


# -- points --------------------------------------------------------------------------------------


def test_points_satisfy_what_is_assumed_and_are_always_the_same() -> None:
    known = {"a": frozenset({"integer", "positive"}), "b": frozenset({"negative"}),
             "c": frozenset({"odd"}), "d": frozenset({"defined"})}  # fmt: skip
    points = [point for point, _ in zip(sample_points(known), range(200), strict=False)]
    assert points == [point for point, _ in zip(sample_points(known), range(200), strict=False)]
    for point in points:
        assert all(is_of(value, known[symbol]) for symbol, value in point.items())
    assert len({json.dumps(point, default=str) for point in points}) > 150
    alone = sample_points({"x": frozenset({"defined"})})
    assert [next(alone)["x"] for _ in SPECIAL] == [*SPECIAL]


def test_without_symbols_there_is_one_point() -> None:
    assert [*sample_points({})] == [{}]


# -- random pairs --------------------------------------------------------------------------------

BINARY = [operator_named(name) for name in ("add", "sub", "mul", "div", "max", "min")]
UNARY = [
    operator_named(name)
    for name in ("neg", "sin", "cos", "exp", "log", "sqrt", "abs", "sinh", "tanh", "sign", "tan")
]
LEAVES = (Symbol("x"), Symbol("y"), Symbol("p", frozenset({"positive"})), Number(1), Number(2))
POINTS = [
    {"x": x, "y": y, "p": p}
    for x, y, p in (
        (0, 1, 1), (1, 0, 2), (-1, -1, Fraction(1, 3)), (2, Fraction(-5, 2), 7),
        (Fraction(3, 7), 11, 1), (-13, Fraction(1, 9), 10**6),
    )
]  # fmt: skip


def random_term(source: random.Random, depth: int) -> Term:
    if depth == 0 or source.random() < 0.1:
        return source.choice(LEAVES)
    if source.random() < 0.5:
        parts = random_term(source, depth - 1), random_term(source, depth - 1)
        return Call(source.choice(BINARY), parts)
    if source.random() < 0.7:
        return Call(source.choice(UNARY), (random_term(source, depth - 1),))
    return random_term(source, depth - 1) ** source.choice((2, 3, -1, Fraction(1, 2)))


@settings(max_examples=50, deadline=None, derandomize=True)
@given(st.integers(0, 10**6), st.sampled_from(["simplified", "slightly other", "other"]))
def test_never_proved_and_apart(seed: int, kind: str) -> None:
    source = random.Random(seed)
    first = random_term(source, 3)
    if kind == "other":
        second: Any = random_term(source, 3)
    else:
        second = symnum.simplify(first)
        if kind == "slightly other":
            second = second * source.choice((1, -1)) + source.choice((0, 0, 1))
    found = equivalent(first, second, seconds=SECONDS)
    verdicts = [same_value(first, second, point, cap=512) for point in POINTS]
    if found.verdict == "proved":
        assert found.derivation is not None
        assert found.derivation.replay() is to_canonical(second)
        assert False not in verdicts
    elif found.verdict == "refuted":
        assert found.counterexample is not None
        point = found.counterexample.point
        assert same_value(first, second, point) is False
        assert point.get("p", 1) > 0
    else:
        assert False not in verdicts or found.stopped_because == "contradiction"
    if kind == "simplified":
        assert found.verdict != "refuted"
