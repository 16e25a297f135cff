"""Emitted C: strict compilers, blocks, special values, names, cache, missing compiler."""

from __future__ import annotations

import os
import random
import subprocess
from fractions import Fraction
from pathlib import Path

import cffi
import numpy as np
import pytest
from flint import arb

from codegen.kernels import CompiledProgram, build, compiled, emit, kernel, verify_kernel
from codegen.kernels.build import cache_directory, compile_c, compiler
from codegen.kernels.c import BLOCK, LARGE
from symnum.errors import InputError
from symnum.lowering import lower
from symnum.numerics.balls import evaluate_program
from symnum.ops import ADD, EXP, FLOOR, LESS, MAX, MIN, MUL, SELECT, SIGN, SIN, SQRT, SUB, Operator
from symnum.program import Instruction, Program
from symnum.terms.exact import exact
from symnum.terms.plain import Call, Number, Term, plain_symbols

x, y = plain_symbols("x y")


def call(operator: Operator, *arguments: Term | int) -> Term:
    return Call(operator, tuple(a if isinstance(a, Term) else Number(a) for a in arguments))


def long_program(steps: int, inputs: int = 4) -> Program:
    """A chain of sums, products, sines and choices that comes back to early values all the time."""
    generator = random.Random(3)
    made: list[Instruction] = []
    real = list(range(inputs + 1))
    for number in range(inputs + 1, inputs + 1 + steps):
        last, other = real[-1], generator.choice(real)
        if made and made[-1].operator is LESS:
            made.append(Instruction(SELECT, (number - 1, last, other)))
        elif number % 97 == 5 and len(made) < steps - 1:
            made.append(Instruction(LESS, (last, other)))
            continue
        elif number % 3 == 0:
            made.append(Instruction(SIN, (last,)))
        else:
            made.append(Instruction(generator.choice([ADD, SUB, MUL]), (last, other)))
        real.append(number)
    names = tuple(f"s{k}" for k in range(inputs))
    outputs = (*real[-5:], real[len(real) // 2], 0, inputs)
    return Program(names, (Fraction(1, 3),), tuple(made), outputs)


@pytest.mark.parametrize(
    ("flags", "suffix"),
    [
        (["-std=c11"], "c"),
        (["-std=c17", "-O2", "-march=native"], "c"),
        (["-xc++", "-std=c++17"], "cc"),
    ],
)
@pytest.mark.parametrize("steps", [0, LARGE * 2 + 10])
def test_strict_compilers(tmp_path: Path, flags: list[str], suffix: str, steps: int) -> None:
    if suffix == "cc" and subprocess.run(["g++", "--version"], check=False).returncode:
        pytest.skip("no C++ compiler")
    program = long_program(steps) if steps else lower([1 / (x + 3) - call(EXP, x)])
    source = tmp_path / f"kernel.{suffix}"
    source.write_text(emit(program, "c", "kernel", ["first */ int evil;", "a\\\nb */"]))
    command = ["g++" if suffix == "cc" else compiler()[0], *flags, "-Wall", "-Wextra", "-Werror"]
    unused = "-Wno-unused-function"
    done = subprocess.run(
        [*command, "-pedantic", unused, "-Wno-unknown-pragmas", "-c", str(source), "-o",
         str(tmp_path / "kernel.o")],
        capture_output=True, text=True, check=False,
    )  # fmt: skip
    assert done.returncode == 0, done.stderr


def test_scalar_kernel() -> None:
    kernel = CompiledProgram(lower([call(SQRT, x) + Number(Fraction(1, 3))]), "root")
    at = np.array([[0.0, 1.0, 2.0], [4.0, 9.0, -1.0]])
    assert kernel(at).shape == (2, 3)
    np.testing.assert_array_equal(kernel(at)[:, :2], np.sqrt(at[:, :2]) + 1 / 3)
    assert np.isnan(kernel(at)[1, 2])
    assert kernel(4).shape == ()


def test_many_inputs_and_outputs() -> None:
    kernel = CompiledProgram(lower([x * y, x - y, Number(7), y], ["x", "y"]), "pair")
    given = np.array([[[1.0, 2.0]], [[3.0, 5.0]]])
    np.testing.assert_array_equal(kernel(given), [[[2, -1, 7, 2]], [[15, -2, 7, 5]]])
    with pytest.raises(InputError, match="has to be 2"):
        kernel([1.0, 2.0, 3.0])
    with pytest.raises(InputError, match="a scalar"):
        kernel(1.0)


def test_no_inputs() -> None:
    np.testing.assert_array_equal(
        CompiledProgram(lower([Number(3)]), "three")(np.zeros((2, 0))), [[3], [3]]
    )


@pytest.mark.parametrize("steps", [BLOCK, LARGE - 1, LARGE, LARGE + 1, 5 * LARGE + 17])
def test_blocks_agree_with_balls(steps: int) -> None:
    program = long_program(steps)
    at = [0.25, -0.5, 0.75, 1.0]
    result = CompiledProgram(program, "long_one")(at)
    true = evaluate_program(program, [exact(v) for v in at], bits=2000)
    for value, ball in zip(result.tolist(), true, strict=True):
        assert isinstance(ball, arb)
        middle = float(ball.mid())
        if abs(middle) < 1e6:
            assert value == pytest.approx(middle, rel=1e-6, abs=1e-6)
    assert sum(abs(float(ball.mid())) < 1e6 for ball in true) >= 3  # type: ignore[union-attr]


NAN, INF = float("nan"), float("inf")
SPECIAL: list[tuple[Operator, list[float], float]] = [
    (MIN, [NAN, 1.0], NAN), (MIN, [1.0, NAN], NAN), (MAX, [NAN, 1.0], NAN), (MAX, [1.0, NAN], NAN),
    (MIN, [-INF, 1.0], -INF), (MAX, [INF, NAN], NAN), (SIGN, [NAN, 0.0], NAN),
    (SIGN, [-3.0, 0.0], -1.0), (SIGN, [0.0, 0.0], 0.0), (FLOOR, [-0.5, 0.0], -1.0),
    (SQRT, [-1.0, 0.0], NAN), (EXP, [-INF, 0.0], 0.0), (EXP, [1000.0, 0.0], INF),
]  # fmt: skip


@pytest.mark.parametrize("target", ["c", "numpy", "jax"])
def test_special_values(target: str) -> None:
    kept = [MIN, MAX, SIGN, FLOOR, SQRT, EXP]
    terms = [call(operator, *[x, y][: operator.arity]) for operator in kept]
    kernel = compiled(lower(terms, ["x", "y"]), target)
    for operator, arguments, expected in SPECIAL:
        np.testing.assert_equal(kernel(np.array(arguments))[kept.index(operator)], expected)


@pytest.mark.parametrize(
    "name", ["", "1f", "a-b", "double", "exp", "v12", "in", "x", "fabs", "f(", "a\nb", "gamma", "ü"]
)
def test_bad_names(name: str) -> None:
    with pytest.raises(InputError, match="cannot name a kernel"):
        emit(lower([x]), "c", name)


def test_published_bound_survives_contraction() -> None:
    """The proved bound covers fused operations too (where the processor has them)."""
    third = Number(Fraction(1, 3))
    program = lower([((x * third + 1) * x - third) * x + 1])
    made = kernel(program, program, 0, 1, "c", "cubic")
    body = "\nvoid run(const double *x, double *y, size_t n)\n{\n    cubic_array(x, y, n);\n}\n"
    path = compile_c(made.source + body, "-O2 -march=native -ffp-contract=fast")
    interface = cffi.FFI()
    interface.cdef("void run(const double *x, double *y, size_t n);")
    library = interface.dlopen(str(path))

    def fused(at: np.ndarray) -> np.ndarray:
        result = np.empty_like(at)
        library.run(*(interface.from_buffer("double[]", a) for a in (at, result)), at.size)
        return result

    found = verify_kernel(fused, program, made.certificate)
    assert 0 < found["max_error"] <= found["certified_bound"] < 1e-15


def test_inexact_constants_are_called_rounded() -> None:
    source = emit(lower([x * Number(Fraction(1, 3)) + Number(exact(-0.1))]), "c", "f")
    assert "/* 1/3, rounded */" in source
    assert f"{(0.1).hex()}; /* 0.1 */" in source


def test_missing_compiler(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("CC", "no-such-compiler-here -m64")
    kernel = CompiledProgram(lower([x + 1]), "f")
    with pytest.raises(InputError, match=r"no-such-compiler-here.*install gcc or clang"):
        kernel(1.0)


def test_cache(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("XDG_CACHE_HOME", str(tmp_path))
    source = "double f(double x);\ndouble f(double x) { return x; }\n"
    made = compile_c(source)
    stamp = made.stat().st_mtime_ns
    assert made.parent == tmp_path / "symnum" / "kernels"
    assert compile_c(source) == made and made.stat().st_mtime_ns == stamp
    assert compile_c(source, "-O1") != made
    with pytest.raises(build.CompilationError, match="error"):
        compile_c("double f(")
    assert sorted(path.suffix for path in made.parent.iterdir()) == [".so", ".so"]


def test_cache_elsewhere(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    blocked = tmp_path / "file"
    blocked.write_text("")
    monkeypatch.setenv("XDG_CACHE_HOME", str(blocked))
    monkeypatch.setattr("tempfile.tempdir", str(tmp_path))
    found = cache_directory()
    assert found.parent == tmp_path and os.access(found, os.W_OK)
