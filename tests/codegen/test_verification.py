"""Sweeps over float32 inputs: what they find, against ball arithmetic at every input."""

from __future__ import annotations

import math
import threading

import numpy as np
import pytest

from codegen.verification import (
    EXHAUSTIVE,
    REFERENCES,
    BitRange,
    Floats,
    Function,
    Sample,
    Verification,
    binade,
    float32_loop,
    reference_named,
    verify,
)
from codegen.verification.judgement import judge_of
from codegen.verification.special_values import edge_inputs
from symnum.errors import InputError
from symnum.numerics import ulp_error
from symnum.numerics.ulp import BINARY32

COARSE = BitRange(step=(1 << 21) + 12345)
TRUNCATED = BitRange(step=1 << 16)
"""All bfloat16 numbers."""
KNOWN = {
    "exp": (0.5016, 0.0052), "exp2": (0.5016, 0.0052), "log": (0.8177, 0.0195),
    "log2": (0.7518, 0.0147), "sin": (0.5607, 0.69), "cos": (0.5607, 0.66),
    "tanh": (0.5, 0.0), "erf": (0.5, 0.0),
}  # fmt: skip
"""Largest error and percentage of misrounded finite inputs of glibc 2.41's float functions."""


def glibc(name: str) -> Function:
    return float32_loop(f"{name}f")


def planted(call: Function, x: float, result: float) -> Function:
    """The same function, but for one wrong result."""

    def wrong(values: Floats) -> Floats:
        bits = np.float32(x).view(np.uint32)
        found = np.where(values.view(np.uint32) == bits, np.float32(result), call(values))
        return found.astype(np.float32)

    return wrong


@pytest.mark.parametrize("name", sorted(REFERENCES))
def test_every_error_is_what_ball_arithmetic_says(name: str) -> None:
    reference, call = reference_named(name), glibc(name)
    found = verify(call, reference, COARSE)
    x = COARSE.chunk(0, COARSE.count).view(np.float32)
    errors = {}
    for value, y in zip(x.tolist(), call(x).tolist(), strict=True):
        if math.isfinite(value) and value != 0 and 1e-30 < abs(y) < math.inf:
            errors[value] = ulp_error(y, lambda b, v=value: reference.at(v, b), BINARY32)
    assert found.inputs == len(x) > 1000
    assert found.max_ulp == pytest.approx(max(errors.values()), rel=1e-6)
    assert errors[found.at] == max(errors.values())
    assert found.misrounded == sum(error > 0.500001 for error in errors.values())
    assert found.bound == pytest.approx(found.max_ulp, rel=1e-6)
    assert found.special_values_right, found.text()


@pytest.mark.parametrize("name", sorted(REFERENCES))
def test_the_double_reference_is_as_good_as_is_assumed(name: str) -> None:
    """2^-45 is 128 ULPs; the C library's functions are within 2 wherever one looks."""
    reference = reference_named(name)
    x = Sample(1500, seed=5).chunk(0, 1500).view(np.float32)
    for value, y in zip(x.tolist(), judge_of(reference).reference(x).tolist(), strict=True):
        if math.isfinite(value) and 1e-300 < abs(y) < math.inf:
            assert ulp_error(y, lambda b, v=value: reference.at(v, b)) < 2


@pytest.mark.parametrize("name", ["exp", "log", "sin"])
def test_results_do_not_depend_on_threads(name: str) -> None:
    results = [verify(glibc(name), reference_named(name), binade(0), threads=n) for n in (1, 3)]
    assert results[0].record() == results[1].record()
    assert results[0].inputs == 1 << 23


def test_one_wrong_result_among_millions_is_found() -> None:
    right = float(np.exp(np.float64(1.25)))
    off = np.nextafter(np.float32(right), np.float32(9))
    x, reference = 1.25, reference_named("exp")
    for y in (float(off), math.nan, math.inf, 0.0, -3.5):
        found = verify(planted(glibc("exp"), x, y), reference, binade(0))
        assert found.at == x
        assert found.max_ulp > 0.5 and (math.isfinite(y) or found.max_ulp == math.inf)
        assert not found.holds(0.55)


@pytest.mark.parametrize(
    ("name", "x", "y"),
    [
        ("sin", -0.0, 0.0), ("exp", math.inf, 1e38), ("exp", -math.inf, -0.0),
        ("log", 0.0, math.inf), ("log", -1.0, 0.0), ("cos", math.inf, 1.0),
        ("tanh", math.nan, 1.0), ("exp", 88.72283, math.inf), ("exp", -104.5, 2.0**-149),
        ("erf", 2.0**-149, 0.0), ("exp2", 128.0, 3.4028234663852886e38),
    ],
)  # fmt: skip
def test_wrong_special_values_are_found(name: str, x: float, y: float) -> None:
    bits = int(np.float32(x).view(np.uint32))
    inputs = BitRange(max(bits - 1000, 0), bits + 1000)
    right = verify(glibc(name), reference_named(name), inputs)
    wrong = verify(planted(glibc(name), x, y), reference_named(name), inputs)
    assert right.holds(0.83)
    assert wrong.misrounded > right.misrounded
    if abs(x) not in (2.0**-149, 88.72283, 104.5):  # those are in the sweep only
        assert not wrong.special_values_right
    assert not wrong.holds(1.0) or abs(x) in (2.0**-149, 104.5)


def test_many_inputs_with_the_same_error_leave_a_bound() -> None:
    """Where tanh is 1 up to 1e-9, a result of 1 - 2^-24 is off by one unit, of the smaller size."""
    below = np.float32(1 - 2.0**-24)

    def saturates_low(values: Floats) -> Floats:
        return np.where(np.abs(values) > 9.5, np.copysign(below, values), np.tanh(values))

    inputs = BitRange(
        int(np.float32(10).view(np.uint32)), int(np.float32(1e6).view(np.uint32)), 1009
    )
    found = verify(saturates_low, reference_named("tanh"), inputs)
    assert found.max_ulp == pytest.approx(1.0, abs=1e-6)
    assert found.max_ulp <= found.bound < 1 + 1e-6
    assert found.misrounded == found.inputs


def test_edges_are_neighbours_that_round_apart() -> None:
    reference = reference_named("exp")
    for edge in reference.edges:
        before, after = edge_inputs(reference, edge)
        assert np.nextafter(np.float32(before), np.float32(after)) == np.float32(after)
    before, after = edge_inputs(reference, reference.edges[0])
    assert (float(before).hex(), float(after).hex()) == (
        "0x1.62e42e0000000p+6",
        "0x1.62e4300000000p+6",
    )


def test_interruption_ends_the_threads() -> None:
    def interrupt(done: int, total: int) -> None:
        raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        verify(glibc("exp"), reference_named("exp"), EXHAUSTIVE, report=interrupt)
    assert not [t for t in threading.enumerate() if t.name.startswith("sweep")]


def test_progress_ends_at_the_number_of_inputs() -> None:
    seen: list[tuple[int, int]] = []
    inputs = Sample(600_000, seed=3)
    found = verify(
        glibc("exp"), reference_named("exp"), inputs, report=lambda *both: seen.append(both)
    )
    assert [done for done, _ in seen] == [262_144, 524_288, 600_000]
    assert found.kind == "sampled" and found.inputs == 600_000
    assert found.record()["inputs"] == 600_000


def test_bad_input() -> None:
    for make in (lambda: BitRange(5, 5), lambda: Sample(0), lambda: binade(128)):
        with pytest.raises(InputError):
            make()
    with pytest.raises(InputError, match="exp, exp2"):
        reference_named("gamma")
    with pytest.raises(InputError):
        verify(glibc("exp"), reference_named("exp"), COARSE, threads=0)
    with pytest.raises(ValueError, match="float64"):
        verify(lambda x: x.astype(np.float64), reference_named("exp"), COARSE)  # type: ignore[arg-type, return-value]


def test_text_and_record_say_what_was_verified() -> None:
    found: Verification = verify(glibc("exp"), reference_named("exp"), TRUNCATED)
    assert found.summary().startswith("exp: at most 0.50")
    assert "range, 65,536 inputs" in found.text() and "f(-inf) = 0" in found.text()
    record = found.record()
    assert record["kind"] == "range" and record["classes"]["nan"]["count"] == 254
    assert [row["right"] for row in record["special"]] == [True] * len(found.special)


@pytest.mark.slow
@pytest.mark.parametrize("name", sorted(KNOWN))
def test_known_answers_over_all_inputs(name: str) -> None:
    """Arm's and glibc's own figures, to the digits that they give."""
    largest, percentage = KNOWN[name]
    found = verify(glibc(name), reference_named(name), EXHAUSTIVE)
    assert found.kind == "exhaustive" and found.inputs == 1 << 32
    assert round(found.max_ulp, 4) == largest
    finite = found.classes["normal"].count + found.classes["subnormal"].count
    assert 100 * found.misrounded / finite == pytest.approx(percentage, rel=0.2, abs=1e-6)
    assert found.undecided == 0 and found.special_values_right
