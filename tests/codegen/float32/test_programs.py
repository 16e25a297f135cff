"""Machine programs, their coefficients, and the searches that find them."""

from __future__ import annotations

import mpmath
import numpy as np
import pytest

from codegen.float32 import constants, kernel_named, names
from codegen.float32.builder import Builder
from codegen.float32.c import AVX2, AVX512, body
from codegen.float32.derive import RECIPES, derive
from codegen.float32.grid_search import Objective, search
from codegen.float32.operators import MachineType
from codegen.float32.program import Constant, MachineInstruction, MachineProgram, Table
from codegen.float32.remez import minimax
from symnum.errors import InputError
from symnum.program import InvalidProgram

F32 = MachineType.F32
X = (("x", F32),)


def program(*instructions, constants=(), tables=(), outputs=None):
    last = len(constants) + len(instructions)
    return MachineProgram(X, constants, tables, instructions, outputs or (last,))


@pytest.mark.parametrize(
    ("build", "message"),
    [
        (lambda: program(MachineInstruction("cube", (0,))), "no machine operator is called 'cube'"),
        (lambda: program(MachineInstruction("add", (0, 1))), "not an earlier one"),
        (lambda: program(MachineInstruction("add", (0,))), "takes"),
        (lambda: program(MachineInstruction("and_u32", (0, 0))), "takes"),
        (lambda: program(outputs=(3,)), "at least one of its values"),
        (lambda: program(MachineInstruction("bits", (0,)),
                         MachineInstruction("lookup", (1,), "absent")), "no table is called"),
        (lambda: program(tables=(Table("t", (1, 2, 3)),)), "3 entries"),
    ],
)  # fmt: skip
def test_invalid_programs_are_refused(build, message):
    with pytest.raises(InvalidProgram, match=message):
        build()


def test_equal_values_are_made_once():
    b = Builder()
    made = b.program((b.x * b.x) + (b.x * b.x))
    assert [step.operator for step in made.instructions] == ["mul", "add"]
    assert made.operations == 2


def test_what_no_output_needs_is_left_out():
    b = Builder()
    unused = b.x * 3.0
    made = b.program(b.x + 1.0)
    assert unused.type is F32 and len(made.constants) == 1 and len(made.instructions) == 1


def test_a_number_that_is_no_float32_is_refused():
    with pytest.raises(ValueError, match="not a float32"):
        Builder().constant(0.1)


@pytest.mark.parametrize(("dialect", "name"), [(AVX2, "AVX2"), (AVX512, "AVX-512")])
def test_what_registers_lack_is_refused(dialect, name):
    b = Builder()
    word = b.apply("bits", b.x)
    high = b.program(b.apply("mul_high_u32", word, word))
    with pytest.raises(InputError, match=f"{name} has no short spelling of 'mul_high_u32'"):
        list(body(high, "f", dialect))
    words = Builder()
    table = Table("t", tuple(range(8)), MachineType.U32)
    found = words.lookup(table, words.apply("bits", words.x))
    looked_up = words.program(words.apply("float_of_bits", found))
    with pytest.raises(InputError, match="table t cannot be looked up in registers"):
        list(body(looked_up, "f", dialect))


def test_remez_finds_the_published_linear_minimax():
    found = minimax(mpmath.sqrt, (0, 1), 0.25, 1)
    assert [round(float(c), 6) for c in found.coefficients] == [0.354167, 0.666667]
    assert round(found.error, 6) == 0.020833


def objective():
    b = Builder({"c0": 1.0, "c1": 1.0, "c2": 0.5})
    built = b.program(b.horner(b.x, *(b.coefficient(f"c{k}") for k in range(3))))
    return Objective(built, np.linspace(-0.1, 0.1, 4001).astype(np.float32), np.exp)


def test_the_search_lowers_the_error_and_repeats_itself():
    goal = objective()
    values, error = search(goal, 400, seed=3)
    assert error < goal(goal.start)
    assert search(objective(), 400, seed=3) == (values, error)
    again = Objective(goal.program.with_coefficients(values), goal._x, np.exp)
    assert again(again.start) == error


def test_the_compiled_error_is_the_one_of_the_reference():
    goal = objective()
    x = goal._x
    got, true = goal.program(x), np.exp(x.astype(np.float64))
    error = np.max(np.abs(got - true) / np.spacing(true.astype(np.float32)))
    assert goal(goal.start) == pytest.approx(error, rel=1e-6)


@pytest.mark.parametrize("name", names())
def test_files_of_coefficients_say_what_a_sample_shows(name):
    stated = constants.read(constants.DIRECTORY / f"{name}.toml")
    assert stated.function == name and 0.5 < stated.max_ulp_on_samples < 1
    if name in RECIPES:
        recipe = RECIPES[name]
        goal = Objective(kernel_named(name).program, recipe.samples(2**15), recipe.reference)
        assert goal(goal.start) <= stated.max_ulp_on_samples + 0.03


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("function = ", "Invalid"),
        ('function = "exp"\n', "max_ulp_on_samples"),
        ('function = "exp"\nmax_ulp_on_samples = 0.8\nsamples = 1\nodd = 2\n', "odd"),
        ('function = "exp"\nmax_ulp_on_samples = 0.8\nsamples = 1\n[coefficients]\n'
         'c0 = "0x1.0000000000001p+0"\n', "not a float32"),
    ],
)  # fmt: skip
def test_bad_files_of_coefficients_are_refused(tmp_path, text, message):
    path = tmp_path / "exp.toml"
    path.write_text(text)
    with pytest.raises(InputError, match=message) as caught:
        constants.read(path)
    assert "exp.toml" in str(caught.value)


def test_a_function_without_recipe_is_refused():
    with pytest.raises(InputError, match="there are exp"):
        derive("gamma")


@pytest.mark.slow
@pytest.mark.parametrize("name", names())
def test_the_recipe_makes_the_file(name):
    path = constants.DIRECTORY / f"{name}.toml"
    assert derive(name) == path.read_text(encoding="ascii")


def test_constants_are_exact_in_c():
    assert Constant(0x3F800001, F32).value == np.float32(1 + 2**-23)
