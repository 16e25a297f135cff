"""The compiled and the interpreted form of canonical terms give the same answers."""

from __future__ import annotations

import os
import pickle
import shutil
import subprocess
import sys
import sysconfig
from fractions import Fraction
from pathlib import Path
from random import Random
from typing import Any

import pytest

from symnum.calculus.differentiate import differentiate
from symnum.errors import InputError
from symnum.ops import DERIVATIVE, INTEGRAL, operators
from symnum.rewriting.substitution import substitute
from symnum.terms import Canonical, apply, parse, symbols, to_text
from symnum.terms.canonical import COMPILED, CanonicalNumber, Product, Sum
from symnum.terms.ring import content, quotients

HEADERS = Path(sysconfig.get_paths()["include"]) / "Python.h"
COMPILER = shutil.which("cc") or shutil.which("gcc")
PURE = bool(os.environ.get("SYMNUM_PURE"))


@pytest.mark.skipif(PURE, reason="SYMNUM_PURE asks for the interpreted form")
@pytest.mark.skipif(not (HEADERS.is_file() and COMPILER), reason="no C compiler for extensions")
def test_the_compiled_form_is_in_use_where_it_can_be() -> None:
    assert COMPILED


def random_terms(seed: int, count: int) -> list[Canonical]:
    """Terms built of each other by every operator and by Python's, some of them large."""
    random = Random(seed)
    terms: list[Any] = [*symbols("x y"), *symbols("p", "positive"), *symbols("n", "integer")]
    rows = [
        row
        for row in operators()
        if row.result.name in ("REAL", "INTEGER") and row not in (DERIVATIVE, INTEGRAL)
    ]
    for _ in range(count):
        a, b = random.choices(terms, k=2)
        number = random.randint(-3, 3)
        made = random.choice([
            lambda a, b, n: a + b, lambda a, b, n: a - b, lambda a, b, n: a * b,
            lambda a, b, n: a / b, lambda a, b, n: a + n, lambda a, b, n: n * a / 7,
            lambda a, b, n: a**n, lambda a, b, n: (a - b) ** n / 3,
            _call(rows, random),
        ])(a, b, number)  # fmt: skip
        terms.append(made if isinstance(made, Canonical) and len(to_text(made)) < 300 else a)
    return terms


def _call(rows: list[Any], random: Random) -> Any:
    row = random.choice(rows)
    count = 3 if row.arity is None else row.arity
    return lambda a, b, n: apply(row, *[random.choice((a, b)) for _ in range(count)])


def described(term: Canonical) -> list[Any]:
    """All that can be seen of a term."""
    shown = [type(term).__name__, to_text(term), term.digest, term.is_total, term.is_nonzero]
    if isinstance(term, Sum):
        shown += [str(content(term)), term.mass, term.is_scaled]
    return shown


def walked(term: Canonical) -> list[str]:
    """What the walks make of a term: a derivative, a substitution, and the term read again."""
    found = []
    for walk in (lambda: differentiate(term, "x"), lambda: substitute(term, {"x": 3, "y": term}),
                 lambda: parse(to_text(term), canonical=True)):  # fmt: skip
        try:
            found.append(to_text(walk()))
        except InputError as error:
            found.append(str(error))
    return found


def _elsewhere(code: str, pure: bool) -> bytes:
    environment = {k: v for k, v in os.environ.items() if k != "SYMNUM_PURE"}
    environment |= {"SYMNUM_PURE": "1"} if pure else {}
    environment["PYTHONPATH"] = os.pathsep.join([str(Path(__file__).parent), *sys.path])
    done = subprocess.run([sys.executable, "-c", code], env=environment, capture_output=True)
    assert done.returncode == 0, done.stderr.decode()
    return done.stdout


DESCRIBE = """
import test_compiled, symnum.terms.canonical
print(symnum.terms.canonical.COMPILED)
for seed in range(2):
    for term in test_compiled.random_terms(seed, 400):
        print(test_compiled.described(term), test_compiled.walked(term))
"""


def test_both_forms_build_the_same_terms() -> None:
    texts = [_elsewhere(DESCRIBE, pure).decode().splitlines() for pure in (False, True)]
    assert texts[1][0] == "False"
    assert texts[0][0] == str(COMPILED) or PURE
    assert len(texts[0]) > 800
    assert texts[0][1:] == texts[1][1:]


def test_integers_over_one_denominator() -> None:
    numerators = [0, 1, -1, 6, -6, 7, 2**62, -(2**63), 2**63 - 1, 2**63, 3 * 2**70, -(10**30)]
    for denominator in (1, 2, 6, 2**62, 2**63, 3 * 2**80):
        found = quotients(numerators, denominator)
        assert found == [Fraction(value, denominator) for value in numerators]
        assert all((type(q) is int) == (q.denominator == 1) for q in found)
        assert [hash(q) for q in found] == [hash(Fraction(v, denominator)) for v in numerators]


PICKLE = """
import sys, pickle, test_compiled
sys.stdout.buffer.write(pickle.dumps(test_compiled.random_terms(9, 200)))
"""


@pytest.mark.parametrize("pure", [False, True], ids=["compiled", "interpreted"])
def test_pickles_pass_between_the_forms(pure: bool) -> None:
    found = pickle.loads(_elsewhere(PICKLE, pure))
    assert all(a is b for a, b in zip(found, random_terms(9, 200), strict=True))


def test_constructors_of_nodes() -> None:
    x, y = symbols("x y")
    assert CanonicalNumber(2) is 2 + x - x
    assert Product({x: 2, y: 1}) is x * x * y
    assert Sum(1, {x: 2}) is 2 * x + 1
    with pytest.raises((TypeError, ValueError)):
        Product()  # type: ignore[call-arg]
    with pytest.raises((TypeError, AttributeError)):
        Canonical(1)  # type: ignore[call-arg]
