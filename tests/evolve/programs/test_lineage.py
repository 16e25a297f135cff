"""Lineages: they tell how programs came to be, and change nothing."""

import json

import numpy as np

import evolve
from evolve.programs.lineage import KEPT, SOWN, Birth, described, extended
from evolve.runs.checkpoint import CHECKPOINT
from evolve.search.variation import _CUMULATED, _REPEATED, mutations


def test_mutations_are_told_as_they_are_drawn():
    kinds = [0.1, 0.3, 0.4, 0.5, 0.6, 0.8, 0.99]
    names = [
        "insertion", "wrapping", "substitution", "deletion", "rewiring", "another operator",
        "graft",
    ]  # fmt: skip
    single = np.array([[0.0, kind, 0.5, 0.5] for kind in kinds])
    assert [described(int(code)) for code in mutations(single)] == names
    double = np.array([[0.8, a, b, 0.5] for a in kinds for b in kinds])
    expected = [f"{a}, {b}" for a in names for b in names]
    assert [described(int(code)) for code in mutations(double)] == expected
    assert described(int(mutations(np.array([[0.95, 0.1, 0.3, 0.99]]))[0])) == (
        "insertion, wrapping, graft"
    )


def test_limits_belong_to_the_same_side_as_in_the_search():
    """At a limit ``vary`` takes the lower kind, and the higher count."""
    at_kinds = np.array([[0.0, limit, 0.5, 0.5] for limit in _CUMULATED])
    assert mutations(at_kinds).tolist() == [1, 2, 3, 4, 5, 6]
    at_counts = mutations(np.array([[limit, 0.1, 0.1, 0.1] for limit in _REPEATED]))
    assert [described(int(code)).count("insertion") for code in at_counts] == [2, 3]


def test_what_is_old_is_forgotten():
    lineage: tuple[Birth, ...] = ()
    for number in range(40):
        lineage = extended(lineage, SOWN, number + 1, 1.0 / (number + 1))
    assert len(lineage) == KEPT
    assert lineage[-1] == Birth("grown at random", 40, 1.0 / 40)
    assert [birth.operations for birth in lineage] == list(range(41 - KEPT, 41))


def test_members_tell_their_lineage(finished):
    for member in evolve.load_front(finished).members:
        last = member.lineage[-1]
        assert last.operations == member.operations
        # polishing comes after the last fit, whose error is measured on fewer points
        assert 0.9 * member.max_error <= last.error <= 2 * member.max_error
        assert all(step.operations <= 3 and step.error > 0 for step in member.lineage)
        changes = {change for step in member.lineage for change in step.change.split(", ")}
        assert changes <= {
            "insertion", "wrapping", "substitution", "deletion", "rewiring", "another operator",
            "graft", "constants fitted anew", "half the input", "squared", "root of a square",
            "even form", "odd form", "core of a symmetric form",
        }  # fmt: skip


def test_checkpoints_write_a_birth_once(finished):
    births = json.loads((finished / CHECKPOINT).read_text())["state"]["births"]
    assert len(births) == len({tuple(birth) for birth in births}) > 10
