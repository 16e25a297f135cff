"""Certificates of float32 kernels: what was verified, of which code, by which compiler.

A certificate names the code by the digest of its header. It is kept as data beside this module
once a sweep has been made, so that a header or a JAX function can carry it without a new one; a
kernel that has changed since then has none.
"""

from __future__ import annotations

import hashlib
import tomllib
from pathlib import Path
from typing import Literal, NamedTuple

import tomli_w
from pydantic import BaseModel, ConfigDict, Field, ValidationError

from codegen.float32 import Float32Kernel
from codegen.kernels.build import FLAGS
from codegen.kernels.machine import compiler_version, cpu_name
from codegen.verification.result import Verification, shown_up
from codegen.verification.variants import KERNEL_FLAGS
from symnum.errors import InputError

DIRECTORY = Path(__file__).parent / "certificates"
Target = Literal["c", "jax"]
_CONTRACTION = {
    "c": "Contraction: every operation rounds once; fused operations are written as fmaf, and no "
    "others may be fused: the header sees to that with gcc, other compilers need "
    "-ffp-contract=off. With -ffast-math nothing is claimed.",
    "jax": "Contraction: XLA may fuse a product into a sum or not, and takes subnormal numbers for "
    "zero; other versions of it may give other bits.",
}


class Code(NamedTuple):
    """A kernel as source text, and how it is compiled.

    Args:
        kernel: The kernel.
        target: What it is written in.
        source: The source without certificate.
        compiler: Name and version; ``flags`` are its flags.
    """

    kernel: Float32Kernel
    target: Target
    source: str
    compiler: str
    flags: str

    @property
    def digest(self) -> str:
        """SHA-256 of the source."""
        return hashlib.sha256(self.source.encode()).hexdigest()


def c_code(kernel: Float32Kernel) -> Code:
    """A kernel's header without the comment on top, as it is compiled here.

    Raises:
        InputError: there is no C compiler.
    """
    source, flags = kernel.header().partition("*/")[2], " ".join([*FLAGS, KERNEL_FLAGS])
    return Code(kernel, "c", source, compiler_version(), flags)


class SpecialRow(BaseModel):
    """A special value as text: what is special, the input and the result."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    meaning: str
    input: str
    result: str
    right: bool


class Float32Certificate(BaseModel):
    """What is known of a float32 kernel over all arguments.

    Attributes:
        function: Name of the function.
        target: ``c`` or ``jax``.
        code: Digest of the source without its certificate, SHA-256.
        kind: ``exhaustive``, ``range`` or ``sampled``.
        inputs: How many arguments were looked at.
        max_ulp: No error over them is larger, in ULPs of the true value.
        normal_max_ulp: The same for results that are normal numbers.
        worst: The argument with the largest error, in hexadecimal.
        misrounded: Results that are not the nearest float32 number.
        special: The table of special values.
        compiler: The compiler; ``flags`` are its flags.
        processor: Where the sweep was made.
        variants: Instruction sets whose code gives the same bits at all of the arguments.
    """

    model_config = ConfigDict(extra="forbid", frozen=True)

    function: str
    target: Target
    code: str = Field(pattern="^[0-9a-f]{64}$")
    kind: str = Field(pattern="^(exhaustive|range|sampled)$")
    inputs: int = Field(gt=0, le=2**32)
    max_ulp: float = Field(ge=0)
    normal_max_ulp: float = Field(ge=0)
    worst: str
    misrounded: int = Field(ge=0)
    special: tuple[SpecialRow, ...]
    compiler: str
    flags: str
    processor: str
    variants: tuple[str, ...] = Field(min_length=1)

    @property
    def figure(self) -> str:
        """The error with its kind, for tables."""
        return f"{shown_up(self.max_ulp)} ULP ({self._scope})"

    @property
    def _largest(self) -> str:
        if self.normal_max_ulp == self.max_ulp:
            return self.figure
        normal = shown_up(self.normal_max_ulp)
        return f"{self.figure}, {normal} where the result is a normal number"

    @property
    def _scope(self) -> str:
        if self.kind == "exhaustive":
            few = " but subnormal ones" if self.target == "jax" else ""
            return f"exhaustive: all 2^32 arguments{few}"
        return f"{self.kind}: {self.inputs:,} arguments"

    def lines(self) -> list[str]:
        """The certificate for the comment of a header or the docstring of a function."""
        wrong = [row for row in self.special if not row.right]
        named = ", ".join(f"f({row.input}) = {row.result}" for row in self.special[:_NAMED])
        return [
            f"{self.function}, float32, for every argument.",
            f"Largest error: {self._largest}, in units of the true value; at {self.worst}.",
            f"Not rounded to the nearest number: {self.misrounded:,} of {self.inputs:,}.",
            f"Special values: {named}; {len(self.special)} checked, {len(wrong)} wrong.",
            *(f"Wrong: {row.meaning}, f({row.input}) = {row.result}." for row in wrong),
            f"The same bits from: {', '.join(self.variants)}.",
            f"Verified as compiled by {self.compiler}, {self.flags}, on {self.processor}.",
            _CONTRACTION[self.target],
        ]


_NAMED = 5
"""Rows of the table that are zeros, NaN and infinities."""


def certificate_of(
    found: Verification, code: Code, variants: tuple[str, ...]
) -> Float32Certificate:
    """The certificate of code that was verified.

    Args:
        found: What the sweep over one of the variants found.
        code: The code.
        variants: Those that gave the same bits over the same arguments.
    """
    rows = [
        SpecialRow(
            meaning=row.meaning, input=f"{row.input:.9g}", result=f"{row.computed:.9g}",
            right=row.right,
        )
        for row in found.special
    ]  # fmt: skip
    return Float32Certificate(
        function=found.function,
        target=code.target,
        code=code.digest,
        kind=found.kind,
        inputs=found.inputs,
        max_ulp=found.bound,
        normal_max_ulp=found.classes["normal"].largest.bound,
        worst=float(found.at).hex(),
        misrounded=found.misrounded + found.undecided,
        special=tuple(rows),
        compiler=code.compiler,
        flags=code.flags,
        processor=cpu_name(),
        variants=variants,
    )


def write_certificate(certificate: Float32Certificate, directory: Path = DIRECTORY) -> Path:
    """Save a certificate as ``TARGET/FUNCTION.toml``; the file's path.

    Raises:
        InputError: the file cannot be written.
    """
    path = directory / certificate.target / f"{certificate.function}.toml"
    text = tomli_w.dumps(certificate.model_dump(mode="json"))
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text, encoding="utf-8")
    except OSError as error:
        raise InputError(f"{path}: {error.strerror}") from None
    return path


def stored_certificate(code: Code, directory: Path = DIRECTORY) -> Float32Certificate | None:
    """The certificate that is kept of some code; ``None`` if there is none of its present form.

    Raises:
        InputError: the file is damaged.
    """
    path = directory / code.target / f"{code.kernel.name}.toml"
    if not path.exists():
        return None
    try:
        found = Float32Certificate.model_validate(tomllib.loads(path.read_text(encoding="utf-8")))
    except (tomllib.TOMLDecodeError, ValidationError) as error:
        raise InputError(f"{path}: {' '.join(str(error).split())}") from None
    return found if found.code == code.digest else None


def comment_of(code: Code) -> list[str]:
    """What code says of itself: its certificate, or that there is none."""
    found = stored_certificate(code)
    if found is not None:
        return found.lines()
    name = code.kernel.name
    return [
        f"{name}, float32, for every argument.",
        f"Not verified yet: symnum float32 verify {name} --target {code.target} does it.",
        _CONTRACTION[code.target],
    ]
