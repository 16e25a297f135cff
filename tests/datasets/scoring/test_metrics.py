"""Figures against hand-computed values, published formulas and the libraries that people use."""

from __future__ import annotations

import math
from random import Random

import pytest
import sacrebleu
from nltk.translate.gleu_score import sentence_gleu
from rouge_score.rouge_scorer import RougeScorer
from sacrebleu.tokenizers.tokenizer_13a import Tokenizer13a
from scipy.stats import binomtest

from codegen.datasets.scoring.metrics.intervals import NOTHING, drop, mean, rate, ratio
from codegen.datasets.scoring.metrics.overlap import overlaps
from codegen.datasets.scoring.metrics.processes import Finding, earliest_error, matthews, mr_score
from codegen.datasets.scoring.metrics.versions import (
    by_set,
    over_versions,
    paired_drop,
    strict_generalisability,
)


@pytest.mark.parametrize(
    ("hits", "count"), [(0, 1), (0, 10), (1, 1), (3, 7), (50, 100), (999, 1000)]
)
def test_rates_have_the_interval_of_scipy(hits: int, count: int) -> None:
    wanted = binomtest(hits, count).proportion_ci(0.95, "wilson")
    found = rate(hits, count)
    assert found.low == pytest.approx(wanted.low, abs=2e-7)
    assert found.high == pytest.approx(wanted.high, abs=2e-7)


def test_without_cases_there_is_no_figure() -> None:
    assert rate(0, 0) == mean([]) == ratio([]) == drop([]) == NOTHING
    with pytest.raises(ValueError, match="3 successes of 2"):
        rate(3, 2)


def test_the_interval_of_a_mean_is_near_that_of_the_normal_distribution() -> None:
    random = Random(5)
    values = [random.gauss(3, 2) for _ in range(2000)]
    found = mean(values)
    middle = sum(values) / len(values)
    spread = 1.96 * math.sqrt(sum((v - middle) ** 2 for v in values)) / len(values)
    assert found.value == pytest.approx(middle)
    assert found.low == pytest.approx(middle - spread, abs=0.015)
    assert found.high == pytest.approx(middle + spread, abs=0.015)
    assert mean(values) == found  # the seed is fixed


def test_paired_drops_use_the_pairs() -> None:
    """Pairs that differ all by the same have an interval of no width, however they vary."""
    pairs = [(value + 0.25, value) for value in (0.0, 0.5, 0.125, 0.75)]
    found = drop(pairs)
    assert (found.value, found.low, found.high, found.count) == (0.25, 0.25, 0.25, 4)
    parts = paired_drop(pairs)
    assert parts["original"].value == pytest.approx(0.59375)
    assert parts["perturbed"].value == pytest.approx(0.34375)


def test_a_ratio_weighs_cases_by_their_parts() -> None:
    assert ratio([(0, 0), (1, 4), (3, 4)]).value == 0.5
    assert ratio([(0, 0)]).value is None


def test_earliest_error_is_the_harmonic_mean_of_both_accuracies() -> None:
    """The rows of ProcessBench: 4 with an error, 3 of them found; 5 right ones, 2 left alone."""
    wrong = [Finding(0, 0), Finding(3, 3), Finding(2, 2), Finding(1, 4)]
    right = [Finding(-1, -1), Finding(-1, -1), Finding(-1, 0), Finding(-1, 2), Finding(-1, None)]
    found = earliest_error(wrong + right)
    assert found["erroneous"].value == 0.75
    assert found["correct"].value == 0.4
    assert found["f1"].value == pytest.approx(2 * 0.75 * 0.4 / 1.15)
    assert found["f1"].low < found["f1"].value < found["f1"].high  # type: ignore[operator]


def test_calling_everything_right_has_an_f1_of_zero() -> None:
    found = earliest_error([Finding(1, -1), Finding(-1, -1)])
    assert found["f1"].value == 0.0
    assert earliest_error([Finding(-1, -1)])["f1"].value is None  # there is no erroneous one


@pytest.mark.parametrize(
    ("cells", "wanted"),
    [
        ((90, 4, 1, 5), (90 * 5 - 4 * 1) / math.sqrt(94 * 91 * 9 * 6)),
        ((5, 0, 0, 5), 1.0),
        ((0, 5, 5, 0), -1.0),
        ((5, 5, 0, 0), 0.0),
    ],
)
def test_matthews_correlation(cells: tuple[int, int, int, int], wanted: float) -> None:
    kinds = ((True, True), (False, True), (True, False), (False, False))
    pairs = [kind for kind, count in zip(kinds, cells, strict=True) for _ in range(count)]
    assert matthews(pairs) == pytest.approx(wanted)


def test_mr_score_by_its_formula() -> None:
    """2 right ones called right; of 4 wrong ones 3 called wrong, 2 at the step, 1 with reason."""
    findings = [
        Finding(-1, -1), Finding(-1, None), Finding(0, 0, True), Finding(1, 1), Finding(2, 0, True),
        Finding(3, -1),
    ]  # fmt: skip
    correlation = (2 * 3 - 1 * 0) / math.sqrt(3 * 2 * 3 * 4)
    found = mr_score(findings)
    assert found["mcc"] == pytest.approx(correlation)
    assert (found["step"].value, found["reason"].value) == (0.5, 0.25)
    assert found["score"].value == pytest.approx(0.2 * correlation + 0.3 * 0.5 + 0.5 * 0.25)
    against = [Finding(-1, 0), Finding(1, -1)]  # a negative correlation counts as 0
    assert mr_score(against)["score"].value == 0.0


def test_versions_by_hand() -> None:
    """Three problems of 3, 3 and 2 versions: 3, 1 and 0 solved."""
    found = over_versions({"a": [True] * 3, "b": [True, False, False], "c": [False, False]})
    wanted = {"AAcc": 4 / 8, "EAcc": 1 / 3, "CAcc": 2 / 3, "delta": 1 / 6, "RE": 0.5,
              "worst_to_average": 2 / 3}  # fmt: skip
    assert {name: figure.value for name, figure in found.items()} == pytest.approx(wanted)
    assert over_versions({"a": [False]})["RE"].value is None


def test_sets_of_instances() -> None:
    found = by_set({0: [True, True], 1: [True, False], 2: [False, False]})
    assert found == {"sets": 3, "mean": 0.5, "deviation": 0.5, "lowest": 0.0, "highest": 1.0}
    assert by_set({})["mean"] is None


def test_strict_generalisability() -> None:
    """Solved as it stands and in no other form; what has no other form does not count."""
    found = strict_generalisability(
        {"a": (True, [False]), "b": (True, [True, False]), "c": (False, [False]), "d": (True, [])}
    )
    assert (found.value, found.count) == (pytest.approx(1 / 3), 3)


TEXT = r"x = \frac{d}{dx} f{(x)} + 3.5 - y and \sin{(z)}, 1,000 a-b 5-3 \int Hello"


def test_overlaps_are_those_of_the_usual_libraries() -> None:
    random, cut, rouge = Random(1), Tokenizer13a(), RougeScorer(["rouge2"])
    for _ in range(300):
        said, wanted = (
            " ".join(random.choices(TEXT.split(), k=random.randint(1, 14))) for _ in range(2)
        )
        if random.random() < 0.5:
            wanted = said[: random.randint(1, len(said))] + wanted
        bleu = sacrebleu.sentence_bleu(said, [wanted], use_effective_order=True).score / 100
        tokens = [cut(text).split() for text in (said, wanted)]
        assert overlaps(said, wanted) == pytest.approx({
            "rouge2": rouge.score(wanted, said)["rouge2"].fmeasure, "bleu": bleu,
            "gleu": sentence_gleu([tokens[1]], tokens[0]),
        })  # fmt: skip


def test_overlaps_of_nothing() -> None:
    assert overlaps("", "a b") == overlaps("", "") == {"rouge2": 0.0, "bleu": 0.0, "gleu": 0.0}
