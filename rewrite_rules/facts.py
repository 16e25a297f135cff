"""How guards become known: signs, zeros, integers and definedness, as Horn clauses.

Every engine reads these: the classical one derives facts bottom-up, an e-graph saturates them.
Where an operator is defined follows from the operator table; only powers, whose domain depends on
the exponent, and functions with poles at integers or an order are spelled out here.
"""

from __future__ import annotations

from symnum.ops import ARGUMENT_NAMES, Operator, Template, operator_named, operators
from symnum.rules import (
    Guard,
    Inference,
    defined,
    even,
    integer,
    negative,
    nonnegative,
    nonzero,
    odd,
    positive,
    variables,
)
from symnum.terms.functions import (
    acos,
    acosh,
    asinh,
    atan,
    atan2,
    besseli,
    besselj,
    besselk,
    cosh,
    digamma,
    erf,
    erfc,
    erfinv,
    exp,
    exp2,
    expm1,
    floor,
    gamma,
    hypot,
    lgamma,
    log,
    maximum,
    minimum,
    polygamma,
    sign,
    sinh,
    tanh,
)
from symnum.terms.plain import Call, Number, Term

x, y, n = variables("x y n")


def _instance(template: Template, arguments: tuple[Term, ...]) -> Term:
    if isinstance(template, str):
        return arguments[ARGUMENT_NAMES.index(template)]
    if isinstance(template, int):
        return Number(template)
    name, *parts = template
    return Call(operator_named(name), tuple(_instance(part, arguments) for part in parts))


def _definedness(operator: Operator) -> Inference:
    """A call has a value where its arguments have one and its domain conditions hold."""
    count = 2 if operator.arity is None else operator.arity
    arguments = variables(" ".join(ARGUMENT_NAMES[:count]))
    demands = tuple(Guard(c.predicate, (_instance(c.subject, arguments),)) for c in operator.domain)
    return Inference(defined(Call(operator, arguments)), (*map(defined, arguments), *demands))


_SPELLED_OUT = frozenset({
    "pow", "select", "equation", "gamma", "lgamma", "digamma", "polygamma", "besselj", "besseli",
})  # fmt: skip
DEFINED = tuple(
    _definedness(operator) for operator in operators() if operator.name not in _SPELLED_OUT
)

# fmt: off
POWERS = (
    Inference(defined(x**n),     (positive(x), defined(n))),
    Inference(defined(x**n),     (nonnegative(x), positive(n))),
    Inference(defined(x**n),     (defined(x), integer(n), nonnegative(n))),
    Inference(defined(x**n),     (nonzero(x), integer(n))),
    Inference(positive(x**n),    (positive(x), defined(n))),
    Inference(positive(x**n),    (nonzero(x), even(n))),
    Inference(nonnegative(x**n), (nonnegative(x), positive(n))),
    Inference(nonnegative(x**n), (defined(x), even(n), nonnegative(n))),
    Inference(negative(x**n),    (negative(x), odd(n))),
    Inference(nonzero(x**n),     (nonzero(x), integer(n))),
    Inference(integer(x**n),     (integer(x), integer(n), nonnegative(n))),
    Inference(even(x**n),        (even(x), integer(n), positive(n))),
    Inference(odd(x**n),         (odd(x), integer(n), nonnegative(n))),
)

SIGNS = (
    Inference(positive(x + y),     (positive(x), nonnegative(y))),
    Inference(positive(x + y),     (nonnegative(x), positive(y))),
    Inference(nonnegative(x + y),  (nonnegative(x), nonnegative(y))),
    Inference(negative(x + y),     (negative(x), negative(y))),
    Inference(integer(x + y),      (integer(x), integer(y))),
    Inference(positive(x * y),     (positive(x), positive(y))),
    Inference(positive(x * y),     (negative(x), negative(y))),
    Inference(negative(x * y),     (positive(x), negative(y))),
    Inference(negative(x * y),     (negative(x), positive(y))),
    Inference(nonnegative(x * y),  (nonnegative(x), nonnegative(y))),
    Inference(nonzero(x * y),      (nonzero(x), nonzero(y))),
    Inference(integer(x * y),      (integer(x), integer(y))),
    Inference(even(x * y),         (even(x), integer(y))),
    Inference(even(x * y),         (integer(x), even(y))),
    Inference(odd(x * y),          (odd(x), odd(y))),
    Inference(even(x + y),         (even(x), even(y))),
    Inference(even(x + y),         (odd(x), odd(y))),
    Inference(odd(x + y),          (even(x), odd(y))),
    Inference(odd(x + y),          (odd(x), even(y))),
)

FUNCTIONS = (
    Inference(positive(exp(x)),        (defined(x),)),
    Inference(positive(exp2(x)),       (defined(x),)),
    Inference(positive(cosh(x)),       (defined(x),)),
    Inference(positive(erfc(x)),       (defined(x),)),
    Inference(positive(log(x)),        (positive(x - 1),)),
    Inference(nonnegative(abs(x)),     (defined(x),)),
    Inference(positive(abs(x)),        (nonzero(x),)),
    Inference(nonnegative(hypot(x, y)), (defined(x), defined(y))),
    Inference(positive(hypot(x, y)),   (nonzero(x), defined(y))),
    Inference(positive(hypot(x, y)),   (defined(x), nonzero(y))),
    Inference(integer(floor(x)),       (defined(x),)),
    Inference(nonnegative(floor(x)),   (nonnegative(x),)),
    Inference(negative(floor(x)),      (negative(x),)),
    Inference(integer(sign(x)),        (defined(x),)),
    Inference(integer(abs(x)),         (integer(x),)),
    Inference(even(abs(x)),            (even(x),)),
    Inference(nonnegative(acos(x)),    (defined(acos(x)),)),
    Inference(nonnegative(acosh(x)),   (defined(acosh(x)),)),
    *(Inference(claim(f(x)), (claim(x),))
      for f in (sinh, tanh, asinh, atan, erf, expm1, sign)
      for claim in (positive, negative, nonnegative, nonzero)),
    *(Inference(claim(f(x, y)), (claim(x), claim(y)))
      for f in (minimum, maximum) for claim in (positive, negative, nonnegative, integer)),
    Inference(positive(Call(operator_named("pi"), ()))),
)

SPECIAL = (
    *(Inference(defined(f(x)), (positive(x),)) for f in (gamma, lgamma, digamma)),
    Inference(positive(gamma(x)),       (positive(x),)),
    Inference(nonzero(gamma(x)),        (defined(gamma(x)),)),
    Inference(defined(polygamma(n, x)), (integer(n), nonnegative(n), positive(x))),
    Inference(positive(polygamma(n, x)), (odd(n), positive(n), positive(x))),
    Inference(negative(polygamma(n, x)), (even(n), positive(n), positive(x))),
    *(Inference(defined(f(n, x)), premises)
      for f in (besselj, besseli)
      for premises in ((defined(n), positive(x)), (integer(n), defined(x)),
                       (nonnegative(n), nonnegative(x)))),
    Inference(positive(besseli(n, x)),  (nonnegative(n), positive(x))),
    Inference(nonnegative(besseli(n, x)), (nonnegative(n), nonnegative(x))),
    Inference(positive(besselk(n, x)),  (defined(n), positive(x))),
    Inference(defined(atan2(y, x)),     (nonzero(y), defined(x))),
    Inference(defined(atan2(y, x)),     (defined(y), nonzero(x))),
    Inference(positive(atan2(y, x)),    (positive(y), defined(x))),
    Inference(negative(atan2(y, x)),    (negative(y), defined(x))),
    Inference(nonnegative(atan2(y, x)), (nonnegative(y), nonzero(x))),
    *(Inference(claim(erfinv(x)), (claim(x), defined(erfinv(x))))
      for claim in (positive, negative, nonnegative, nonzero)),
    Inference(positive(Call(operator_named("euler_gamma"), ()))),
)
# fmt: on

FACTS: tuple[Inference, ...] = (*DEFINED, *POWERS, *SIGNS, *FUNCTIONS, *SPECIAL)
"""Every inference."""
