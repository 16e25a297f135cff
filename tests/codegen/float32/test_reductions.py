"""Range reductions are those that rules state, and what rules state is true."""

from __future__ import annotations

import mpmath
import pytest

from codegen.float32 import names
from codegen.float32.reductions import quarters, reduction_of
from codegen.float32.relations import RelationKind, relations
from codegen.float32.splitting import nearest, split
from symnum.errors import InputError
from symnum.lowering import lower
from symnum.numerics.multiprecision import evaluate_program_mpmath
from symnum.ops import operator_named, operators

KINDS = RelationKind


def value(operator, x):
    function = operator.mpmath
    return getattr(mpmath, function)(x) if isinstance(function, str) else function(x)


@pytest.mark.parametrize("name", names())
def test_every_kernel_rests_on_a_rule(name):
    reduction = reduction_of(operator_named(name))
    wanted = {
        "exp": KINDS.SUM_TO_PRODUCT, "exp2": KINDS.SUM_TO_PRODUCT,
        "log": KINDS.PRODUCT_TO_SUM, "log2": KINDS.PRODUCT_TO_SUM,
        "sin": KINDS.SHIFT, "cos": KINDS.SHIFT, "tanh": KINDS.PARITY, "erf": KINDS.PARITY,
    }  # fmt: skip
    assert reduction.relation.kind is wanted[name]


def test_what_was_found_holds():
    found = [r for operator in operators() for r in relations(operator)]
    assert len(found) >= 25
    with mpmath.workdps(40):
        x, y = mpmath.mpf("0.3171"), mpmath.mpf("0.2323")
        for relation in found:
            f, g = relation.function, relation.other
            both = {
                KINDS.PARITY: lambda f=f: (value(f, -x), value(f, x)),
                KINDS.SUM_TO_PRODUCT: lambda f=f: (value(f, x + y), value(f, x) * value(f, y)),
                KINDS.PRODUCT_TO_SUM: lambda f=f: (value(f, x * y), value(f, x) + value(f, y)),
                KINDS.SHIFT: lambda f=f, g=g, r=relation: (
                    value(f, x + term(r.shift)),
                    value(g, x),
                ),
            }
            left, right = both[relation.kind]()
            assert mpmath.almosteq(left, relation.sign * right, rel_eps=mpmath.mpf(10) ** -30)


def term(shift):
    """The shifts are multiples of π."""
    return evaluate_program_mpmath(lower([shift]), [], 50)[0]


@pytest.mark.parametrize("name", ["sin", "cos"])
def test_quarters_in_a_row(name):
    step, x = reduction_of(operator_named(name)).step, mpmath.mpf("0.4")
    for n, quarter in enumerate(quarters(operator_named(name))):
        expected = value(operator_named(name), x + n * step)
        assert mpmath.almosteq(expected, quarter.sign * value(quarter.function, x))


def test_functions_without_rules_are_refused():
    with pytest.raises(InputError, match="no rule relates gamma"):
        reduction_of(operator_named("gamma"))
    with pytest.raises(InputError, match="no period"):
        quarters(operator_named("exp"))


def test_parts_add_up_and_the_first_ones_are_short():
    with mpmath.workprec(200):
        parts = split(mpmath.pi / 2, 3, bits=11)
        total = mpmath.fsum(mpmath.mpf(float(part)) for part in parts)
        assert abs(total - mpmath.pi / 2) < mpmath.mpf(2) ** -44
    for part in parts[:-1]:
        significand, _ = mpmath.frexp(float(part))
        assert float(significand) * 2**11 == int(float(significand) * 2**11)
    assert float(nearest(mpmath.mpf(1) / 3)) == 0.3333333432674408
