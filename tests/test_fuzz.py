"""2,000 random terms through every engine and transformation; a wrong answer would be found."""

from __future__ import annotations

import json
import random
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from symnum.calculus.differentiate import differentiate
from symnum.errors import InputError
from symnum.ops import Kind, operators
from symnum.terms import Call, Number, Term, parse, postorder
from symnum.terms.functions import sqrt

BENCHMARKS = Path(__file__).parents[1] / "benchmarks"
BATCHES, BATCH, SEED = 20, 100, 1
E_GRAPH_BATCHES = 5
"""The e-graph, which takes two thirds of the time, gets a quarter of the terms."""


@pytest.fixture(scope="module")
def fuzzer() -> Any:
    sys.path.insert(0, str(BENCHMARKS))
    try:
        import fuzz_simplify
    finally:
        sys.path.remove(str(BENCHMARKS))
    return fuzz_simplify


UNCHANGED = {"printed and read", "written as JSON", "expanded"}
"""What leaves terms as they are, or most of them."""
REFUSING = {
    "apart",  # more symbols than one
    "cancelled",  # a denominator that is identically zero
    "SymPy and back",  # what is complex there
    "canonical derivative", "derivative of classical",  # by the order of a Bessel function
    "integral's derivative",  # not in the table
}  # fmt: skip


@pytest.mark.parametrize("batch", range(BATCHES))
def test_no_transformation_changes_a_value_or_a_domain(fuzzer: Any, batch: int) -> None:
    names = [n for n in fuzzer.TRANSFORMATIONS if n != "e-graph" or batch < E_GRAPH_BATCHES]
    tally = fuzzer.fuzz(batch, BATCH, SEED, names)
    assert tally.counterexamples == []
    assert tally.terms == BATCH
    assert set(tally.checks) == set(names)
    assert tally.undecided.total() <= 0.03 * tally.checks.total()  # 1 % over many batches
    assert all(tally.changed[n] >= 0.1 * BATCH for n in names if n not in UNCHANGED | REFUSING)
    assert set(tally.refused) <= REFUSING


@pytest.mark.parametrize(
    ("text", "wrong", "point"),
    [
        ("sqrt(x^2)", lambda term: term.arguments[0].arguments[0], {"x": -1}),
        ("x/x", lambda term: Number(1), {"x": 0}),
        ("x - x + 1", lambda term: Number(0), {"x": 3}),
        ("log(x*x)", lambda term: sqrt(term.arguments[0]), {"x": 2}),
    ],
)
def test_what_is_wrong_is_found(
    fuzzer: Any, monkeypatch: pytest.MonkeyPatch, text: str, wrong: Any, point: dict[str, int]
) -> None:
    monkeypatch.setattr(fuzzer, "TRANSFORMATIONS", {"wrong": fuzzer.Transformation(wrong)})
    tally = fuzzer.Tally()
    fuzzer.examine(parse(text), [point], tally, ["wrong"])
    assert tally.failures["wrong"] == 1
    assert text in tally.counterexamples[0]


def test_a_wrong_derivative_is_found(fuzzer: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    wrong = fuzzer.Transformation(
        lambda term: parse("x"), lambda term: differentiate(term, "x"), False, smooth=True
    )
    monkeypatch.setattr(fuzzer, "TRANSFORMATIONS", {"wrong": wrong})
    tally = fuzzer.Tally()
    for text in ("x^2", "log(-x^2)", "x^2/2"):
        fuzzer.examine(parse(text), [{"x": 0}, {"x": 1}], tally, ["wrong"])
    assert tally.failures["wrong"] == 1
    assert tally.checks["wrong"] == 3  # a failure ends a term; the logarithm is defined nowhere
    assert "x^2: " not in tally.counterexamples[0]


def test_an_exception_is_a_failure_and_a_refusal_is_not(
    fuzzer: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    def broken(term: Term) -> Term:
        raise RecursionError

    def refusing(term: Term) -> Term:
        raise InputError("not this one")

    made = {"broken": fuzzer.Transformation(broken), "refusing": fuzzer.Transformation(refusing)}
    monkeypatch.setattr(fuzzer, "TRANSFORMATIONS", made)
    tally = fuzzer.Tally()
    fuzzer.examine(parse("x"), [{"x": 1}], tally, made)
    assert tally.failures == {"broken": 1}
    assert tally.refused == {"refusing": 1}
    assert tally.checks.total() == 1


def test_the_counts_do_not_depend_on_the_number_of_workers(
    fuzzer: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.syspath_prepend(BENCHMARKS)  # for the workers, which import it
    names = ["canonical", "classical"]
    one, two = (list(fuzzer.fuzzed(2 * fuzzer.BATCH + 1, SEED, w, names)) for w in (1, 2))
    assert one == two
    assert [part.terms for part in one] == [fuzzer.BATCH, fuzzer.BATCH, 1]


def test_an_interrupt_prints_the_counts_so_far(
    fuzzer: Any, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    def interrupted(*arguments: Any) -> Iterator[Any]:
        yield fuzzer.fuzz(0, 2, SEED, ["canonical"])
        raise KeyboardInterrupt

    monkeypatch.setattr(fuzzer, "fuzzed", interrupted)
    monkeypatch.setattr(sys, "argv", ["fuzz", "--terms", "100"])
    assert fuzzer.main() == 1
    shown = capsys.readouterr()
    assert "2 of 100 terms" in shown.err
    assert "canonical" in shown.out


def test_terms_cover_all_operators_and_depend_on_the_seed_alone(fuzzer: Any) -> None:
    drawn = [[fuzzer.random_term(random.Random(s), 4) for s in range(600)] for _ in range(2)]
    assert drawn[0] == drawn[1]
    seen = {t.operator for t, _ in postorder(drawn[0]) if isinstance(t, Call)}
    valued = {o for o in operators() if o.arb is not None and o.result is not Kind.EQUATION}
    assert seen == valued


def test_the_summary_has_four_counts(
    fuzzer: Any, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    file = tmp_path / "summary.json"
    monkeypatch.setattr(sys, "argv", ["fuzz", "--terms", "3", "--json", str(file)])
    assert fuzzer.main() == 0
    summary = json.loads(file.read_text(encoding="utf-8"))
    assert list(summary) == ["terms", "checks", "failures", "undecided"]
    assert summary["terms"] == 3
    assert summary["checks"] >= 3 * fuzzer.POINTS
