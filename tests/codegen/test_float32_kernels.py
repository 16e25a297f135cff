"""Float32 kernels: verified on samples, alike for all instruction sets, vectorised, certified."""

from __future__ import annotations

import re
import subprocess
import tomllib
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest

from codegen.float32 import kernel_named, names
from codegen.kernels.build import FLAGS, compiler
from codegen.verification import (
    EXHAUSTIVE,
    BitRange,
    Float32Certificate,
    Sample,
    c_code,
    check_kernel,
    comment_of,
    first_difference,
    stored_certificate,
    write_certificate,
)
from codegen.verification.certificate import DIRECTORY
from codegen.verification.variants import (
    KERNEL_FLAGS,
    available_variants,
    kernel_function,
    kernel_source,
)
from symnum.errors import InputError

COARSE = BitRange(step=4999)
X86 = "avx2" in available_variants()
"""Whether this processor has AVX2."""


@pytest.mark.parametrize("name", names())
def test_every_kernel_is_below_one_ulp_and_all_variants_give_its_bits(name: str) -> None:
    found = check_kernel(kernel_named(name), COARSE)
    assert found.holds(1.0), found.verification.text()
    assert found.certificate.variants == available_variants()


@pytest.mark.slow
@pytest.mark.parametrize("name", names())
def test_every_kernel_is_below_one_ulp_at_all_arguments(name: str) -> None:
    kernel = kernel_named(name)
    found = check_kernel(kernel, EXHAUSTIVE)
    assert found.holds(1.0), found.verification.text()
    assert found.verification.kind == "exhaustive"
    kept = stored_certificate(c_code(kernel))
    if kept is not None:
        assert (kept.max_ulp, kept.misrounded) == (
            found.certificate.max_ulp,
            found.certificate.misrounded,
        )


@pytest.mark.parametrize("name", ["exp", "tanh"])
@pytest.mark.parametrize("variant", available_variants())
@pytest.mark.parametrize("length", [0, 1, 7, 15, 16, 17, 1023, 1025])
def test_arrays_of_any_length(name: str, variant: str, length: int) -> None:
    x = np.linspace(-3, 3, length, dtype=np.float32)
    call = kernel_function(kernel_named(name), variant)
    assert call(x).tolist() == [float(call(x[k : k + 1])[0]) for k in range(length)]


@pytest.mark.parametrize("variant", available_variants())
@pytest.mark.parametrize("name", ["log", "log2"])
def test_arguments_that_are_rare_stand_beside_usual_ones(name: str, variant: str) -> None:
    """A register with a zero, a subnormal, a negative number in any place gives the same values."""
    rare = np.array([0.0, -0.0, -1.5, 1e-45, 1e-38, np.inf, -np.inf, np.nan], np.float32)
    usual = np.linspace(0.1, 9.0, 16, dtype=np.float32)
    call, kernel = kernel_function(kernel_named(name), variant), kernel_named(name)
    for value in rare:
        x = np.tile(usual, (16, 1))
        np.fill_diagonal(x, value)
        found = call(np.ascontiguousarray(x.ravel()))
        np.testing.assert_array_equal(found, kernel(x.ravel()))


@pytest.mark.skipif(not X86, reason="looks at AVX2 instructions")
@pytest.mark.parametrize("name", names())
def test_the_compiler_vectorises_the_plain_loop(name: str, tmp_path: Path) -> None:
    """The loop that is not written with intrinsics: fused operations on ymm registers."""
    text = assembly(kernel_source(kernel_named(name), "portable"), "-march=x86-64-v3", tmp_path)
    packed = re.findall(r"\bvfn?m(?:add|sub)\d+ps\s.*%ymm", text)
    assert len(packed) >= 4
    assert not re.search(r"\bcall\S*\s+fmaf", text)


@pytest.mark.skipif(not X86, reason="looks at AVX2 instructions")
@pytest.mark.parametrize("name", ["tanh", "erf"])
def test_tables_are_looked_up_by_permutations(name: str, tmp_path: Path) -> None:
    text = assembly(kernel_source(kernel_named(name), "avx2"), "", tmp_path)
    loop = text[: text.index(".size")]
    tables = len(kernel_named(name).program.tables)
    assert len(re.findall(r"\bvpermps\s.*%ymm", loop)) >= tables and "vgather" not in loop


@pytest.mark.skipif(not X86, reason="looks at AVX2 and AVX-512 instructions")
@pytest.mark.parametrize("name", names())
def test_one_translation_unit_has_all_variants(name: str, tmp_path: Path) -> None:
    text = assembly(kernel_source(kernel_named(name)), "", tmp_path)
    for register in ("ymm", "zmm"):
        assert re.search(rf"\bvfn?m(?:add|sub)\d+ps\s.*%{register}", text), register
    assert "__cpu_model" in text or "cpuid" in text


def assembly(source: str, more: str, directory: Path) -> str:
    path = directory / "kernel.c"
    path.write_text(source)
    flags = [*(f for f in FLAGS if f != "-shared"), *KERNEL_FLAGS.split(), *more.split()]
    command = [*compiler(), *flags, "-S", str(path), "-o", "-"]
    return subprocess.run(command, capture_output=True, text=True, check=True).stdout


def test_differences_between_functions_are_found() -> None:
    exp = kernel_function(kernel_named("exp"))
    exp2 = kernel_function(kernel_named("exp2"))
    assert first_difference(exp, exp, COARSE) is None
    where = first_difference(exp, exp2, BitRange(int(np.float32(1).view(np.uint32)), 1 << 30))
    assert where == 1.0


def test_a_certificate_is_of_one_code(tmp_path: Path) -> None:
    kernel = kernel_named("exp2")
    check = check_kernel(kernel, Sample(100_000, seed=1))
    path = write_certificate(check.certificate, tmp_path)
    code = c_code(kernel)
    assert path == tmp_path / "c" / "exp2.toml"
    assert stored_certificate(code, tmp_path) == check.certificate
    assert stored_certificate(code._replace(source=code.source + "\n"), tmp_path) is None
    assert stored_certificate(c_code(kernel_named("exp")), tmp_path) is None
    path.write_text(path.read_text().replace("sampled", "proved"))
    with pytest.raises(InputError, match=r"exp2\.toml.*kind"):
        stored_certificate(code, tmp_path)


@pytest.mark.parametrize("path", sorted(DIRECTORY.rglob("*.toml")), ids=lambda path: path.stem)
def test_kept_certificates_are_of_all_arguments_and_below_one_ulp(path: Path) -> None:
    kept = Float32Certificate.model_validate(tomllib.loads(path.read_text(encoding="utf-8")))
    assert (kept.function, kept.target) == (path.stem, path.parent.name)
    assert kept.kind == "exhaustive" and 0.5 < kept.normal_max_ulp < 1.0
    assert all(row.right for row in kept.special) or kept.target == "jax"


def test_headers_carry_the_certificate() -> None:
    kernel = kernel_named("exp")
    lines = check_kernel(kernel, Sample(50_000)).certificate.lines()
    text = kernel.header(lines)
    assert "sampled: 50,000 arguments" in text and "f(-inf) = 0" in text
    assert "-ffp-contract=off" in text and "Contraction: " in text
    stated = kernel.header(comment_of(c_code(kernel)))
    assert "exp, float32, for every argument." in stated


def test_a_kernel_that_is_wrong_somewhere_does_not_hold() -> None:
    check = check_kernel(kernel_named("exp"), Sample(50_000))
    assert check.holds(1.0) and not check.holds(0.5)
    assert not replace(check, differences={"avx2": 1.0}).holds(1.0)
