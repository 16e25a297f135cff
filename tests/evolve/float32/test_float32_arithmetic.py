"""Programs as float32 computes them: published figures, spellings, and runs that ask for it."""

from __future__ import annotations

import json
from pathlib import Path

import mpmath
import numpy as np
import pytest
from typer.testing import CliRunner

import evolve
from codegen.float32.remez import minimax
from codegen.verification import float32_loop
from evolve.float32.choice import best_rounded, measured, searched_on_grid
from evolve.float32.inputs import Draw, Span, sample
from evolve.float32.spelling import machine_program, spellings
from evolve.fronts.front import FRONT
from symnum.cli import app
from symnum.errors import InputError
from symnum.lowering import lower
from symnum.numerics.ulp import BINARY32, ulp_error
from symnum.ops import operator_named
from symnum.program import Instruction, Program
from symnum.terms.exact import exact
from symnum.terms.parse import parse

EXP2 = lower([parse("exp2(x)")], inputs=("x",))
UNIT = Span.between(0, 1)


def program(constants, *rows):
    instructions = tuple(Instruction(operator_named(name), args) for name, *args in rows)
    instructions = tuple(Instruction(i.operator, tuple(i.arguments)) for i in instructions)
    values = tuple(exact(float(c)) for c in constants)
    return Program(("x",), values, instructions, (len(values) + len(rows),))


F5 = program(
    (25.596749740144819, 17.746150088734609, -0.99999366143081858, -8.8505996518073289),
    ("div", 1, 0), ("add", 0, 5), ("add", 4, 6), ("div", 2, 7), ("sub", 8, 3),
)  # fmt: skip
F10 = program(
    (15141.981176922711, -250.55247494972059, 5783.5330096027765, 501.10494991027866,
     -0.99999999999999956),
    ("div", 3, 0), ("add", 0, 6), ("div", 1, 7), ("add", 8, 7), ("add", 2, 9), ("div", 4, 10),
    ("sub", 11, 5), ("mul", 12, 12), ("mul", 13, 13), ("mul", 14, 14),
)  # fmt: skip


def horner(fused):
    """2^x by the real optimum of degree 6, relative to 2^x."""
    found = minimax(lambda x: mpmath.mpf(2) ** x, range(7), 0.0, 1.0, lambda x: 2**-x)
    rows, last = [], 7
    for place in range(6, 0, -1):
        if fused:
            rows.append(("fma", last, 0, place))
        else:
            rows += [("mul", last, 0), ("add", 8 + len(rows), place)]
        last = 7 + len(rows)
    return program(found.coefficients, *rows)


@pytest.mark.parametrize(("known", "ulps"), [(F5, 54.7), (F10, 14.0)], ids=["f5", "f10"])
def test_published_champions_over_the_reals_are_none_in_float32(known, ulps):
    found = measured(known, EXP2, UNIT)
    assert found.kind == "sampled"
    assert found.inputs > 2**22
    assert found.max_ulp == pytest.approx(ulps, rel=0.01)


def test_fused_horner_of_degree_six_is_below_one_ulp_and_the_other_is_not():
    coarse = sample(EXP2, UNIT.sampled(2**14, seed=1))
    fused, plain = (searched_on_grid(horner(f), coarse) for f in (True, False))
    assert measured(fused, EXP2, UNIT).max_ulp <= 1.0
    assert 1.2 < measured(plain, EXP2, UNIT).max_ulp < 1.4


def test_the_choice_is_no_worse_than_rounded_constants():
    for known in (F5, F10):
        found = best_rounded([known], EXP2, UNIT)
        assert found is not None
        assert found.max_ulp <= measured(known, EXP2, UNIT).max_ulp


@pytest.mark.slow
def test_fused_horner_of_degree_six_over_every_number_between_zero_and_one():
    found = best_rounded([horner(True)], EXP2, UNIT)
    assert found is not None
    assert (found.kind, found.inputs) == ("range", 1_065_353_217)
    assert found.max_ulp <= 0.91  # Sollya's fpminimax: 0.896


def test_a_small_domain_is_swept_over_wholly():
    span = Span.between(exact(0.5), 1)
    found = measured(horner(True), EXP2, span)
    assert (found.kind, found.inputs) == ("range", 2**23 + 1)
    # no input of a sample is worse
    some = sample(EXP2, span.sampled(3000, seed=5))
    machine = machine_program(horner(True))
    assert 0.5 < some.errors(machine(some.points)).max() <= found.max_ulp


def test_samples_have_their_ends_and_agree_with_ball_arithmetic():
    span = Span.between(-1, 2)
    some = sample(EXP2, span.sampled(200, seed=3))
    assert some.points[0] == -1
    assert some.points[-1] == 2
    results = np.exp2(some.points)
    errors = some.errors(results)
    for point, result, error in zip(some.points, results, errors, strict=True):
        exactly = ulp_error(
            float(result), lambda bits, x=point: _exp2(float(x)), BINARY32, 128
        )  # fmt: skip
        assert error == pytest.approx(exactly, abs=1e-6)


def _exp2(x):
    from flint import arb

    return arb(2) ** arb(x)


def test_an_error_beside_a_power_of_two_is_in_units_of_the_true_value():
    """2^x for a tiny x lies above 1, where units are twice those below."""
    assert ulp_error(0.5, lambda bits: _exp2(2.0**-140), BINARY32, 128) == pytest.approx(2**22)


def test_where_the_true_value_overflows_only_its_infinity_is_right():
    some = sample(EXP2, np.array([127, 128, 2000], np.float32))
    assert some.overflows.tolist() == [False, True, True]
    largest = np.finfo(np.float32).max
    found = some.errors(np.array([2.0**127, np.inf, largest], np.float32))
    assert found.tolist() == [0, 0, np.inf]
    assert some.errors(np.array([np.inf, -np.inf, np.nan], np.float32)).tolist() == [np.inf] * 3
    assert some.within_range.points.tolist() == [127]


def test_programs_without_a_finite_error_have_no_record():
    line = program((1,), ("add", 0, 1))
    assert best_rounded([line], EXP2, Span.between(126, 130)) is None


@pytest.mark.parametrize(("low", "high", "count"), [(1, 2, 2**23 + 1), (0, 0, 1), (-1, 1, None)])
def test_spans_hold_every_number_once(low, high, count):
    span = Span.between(low, high)
    assert count is None or span.count == count
    numbers = span.chunk(max(0, span.count // 2 - 500), 1000).view(np.float32)
    assert (np.diff(numbers) > 0).all()
    assert not np.signbit(numbers[numbers == 0]).any()
    drawn = Draw(span, 1000).chunk(0, 1000).view(np.float32)
    assert ((drawn >= low) & (drawn <= high)).all()


def test_a_domain_between_two_numbers_is_refused():
    with pytest.raises(InputError, match=r"no float32 number lies in \["):
        Span.between(exact(1 + 2.0**-30), exact(1 + 2.0**-29))


@pytest.mark.parametrize("known", [F5, F10, horner(True), horner(False)])
def test_spellings_are_the_same_over_the_reals(known):
    found = spellings(known, 12)
    assert found[0] == known
    assert len(set(found)) == len(found)
    x = exact(0.3)
    wanted = _exactly(known, x)
    for other in found:
        assert _exactly(other, x) == wanted
        assert _operators(other) == _operators(known)


def _operators(given):
    return sorted(row.operator.name for row in given.instructions)


def _exactly(given, x):
    operations = {
        "add": lambda a, b: a + b, "sub": lambda a, b: a - b, "mul": lambda a, b: a * b,
        "div": lambda a, b: a / b, "fma": lambda a, b, c: a * b + c,
    }  # fmt: skip
    values = [x, *given.constants]
    for row in given.instructions:
        values.append(operations[row.operator.name](*(values[a] for a in row.arguments)))
    return values[given.outputs[0]]


def test_which_of_two_products_is_fused_is_a_spelling():
    two = program((3, 5), ("mul", 0, 1), ("sub", 0, 2), ("fma", 0, 4, 3))
    assert len(spellings(two, 12)) == 2


def test_a_constant_that_overflows_has_no_machine_program():
    assert machine_program(program((1e300,), ("mul", 0, 1))) is None


@pytest.fixture(scope="module")
def rounded_run(tiny, tmp_path_factory):
    directory = tmp_path_factory.mktemp("float32") / "run"
    config = tiny(
        arithmetic="float32", domain=["1/2", 1], maximum_operations=2,
        operations=["add", "mul", "fma"],
    )  # fmt: skip
    assert evolve.run(config, directory, workers=1).finished
    return config, directory


def test_a_run_in_float32_is_reproducible(rounded_run, content, tmp_path):
    config, directory = rounded_run
    evolve.run(config, tmp_path / "again", workers=1)
    assert content(tmp_path / "again") == content(directory)


def test_records_are_what_the_programs_do(rounded_run):
    _, directory = rounded_run
    for member in evolve.load_front(directory).members:
        found = member.float32
        assert (found.kind, found.inputs) == ("range", 2**23 + 1)
        assert found.to_program().operations == member.operations
        assert [name for name, _ in found.instructions] == ["fma"] * member.operations
        again = measured(found.to_program(), EXP2, Span.between(exact(0.5), 1))
        assert again.max_ulp == found.max_ulp
        # one ULP is 2^-23 here, and the best over the reals in absolute error is at best this
        assert found.max_ulp > 0.5 * member.max_error * 2**23


def test_show_and_export_know_the_record(rounded_run, finished):
    _, directory = rounded_run
    cli = CliRunner()
    wide = {"COLUMNS": "200"}
    assert "float32 ULP" in cli.invoke(app, ["evolve", "show", str(directory)], env=wide).output
    assert "float32" not in cli.invoke(app, ["evolve", "show", str(finished)], env=wide).output
    arguments = ["evolve", "export", str(directory), "--operations", "2", "--name", "power",
                 "--arithmetic", "float32"]  # fmt: skip
    header = cli.invoke(app, arguments).output
    record = evolve.load_front(directory).member(2).float32
    assert "over all 8,388,609 float32 numbers of the domain" in header
    points = np.linspace(0.5, 1, 1000, dtype=np.float32)
    machine = machine_program(record.to_program())
    assert (float32_loop("power", header)(points) == machine(points)).all()


@pytest.mark.parametrize(
    ("more", "message"),
    [
        (["--target", "jax"], "only --target c"),
        (["--name", "2x"], "cannot name a kernel"),
    ],
)
def test_what_export_refuses(rounded_run, more, message):
    arguments = ["evolve", "export", str(rounded_run[1]), "--operations", "2", *more]
    done = CliRunner().invoke(app, [*arguments, "--arithmetic", "float32"])
    assert isinstance(done.exception, InputError)
    assert message in str(done.exception)


def test_export_of_a_run_without_records_says_how_to_get_one(finished):
    arguments = ["evolve", "export", str(finished), "--operations", "2", "--arithmetic", "float32"]
    done = CliRunner().invoke(app, arguments)
    assert isinstance(done.exception, InputError)
    assert 'runs with arithmetic = "float32" make them' in str(done.exception)


def test_another_arithmetic_is_refused(tiny):
    with pytest.raises(InputError, match=r"arithmetic: .*'real' or 'float32'"):
        tiny(arithmetic="float16")


def test_no_float32_number_in_the_domain_leaves_nothing_behind(tiny, tmp_path):
    config = tiny(arithmetic="float32", domain=["1000000001/1000000000", "1000000002/1000000000"])
    with pytest.raises(InputError, match="no float32 number"):
        evolve.run(config, tmp_path / "run", workers=1)
    assert not (tmp_path / "run").exists()


def test_a_record_that_is_no_float32_is_refused(rounded_run, tmp_path: Path):
    data = json.loads((rounded_run[1] / FRONT).read_text())
    data["members"][0]["float32"]["constants"][0] = (0.1).hex()
    (tmp_path / FRONT).write_text(json.dumps(data))
    with pytest.raises(InputError, match="is not a float32 number"):
        evolve.load_front(tmp_path)
