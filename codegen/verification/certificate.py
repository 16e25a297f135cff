"""Certificates of float32 kernels: what was verified, of which code, by which compiler.

A certificate names the code by the digest of its header. It is kept as data beside this module
once a sweep has been made, so that a header or a JAX function can carry it without a new one; a
kernel that has changed since then has none.
"""

from __future__ import annotations

import hashlib
import tomllib
from pathlib import Path

import tomli_w
from pydantic import BaseModel, ConfigDict, Field, ValidationError

from codegen.float32 import Float32Kernel
from codegen.kernels.build import FLAGS
from codegen.kernels.machine import compiler_version, cpu_name
from codegen.verification.result import Verification, shown_up
from codegen.verification.variants import KERNEL_FLAGS
from symnum.errors import InputError

DIRECTORY = Path(__file__).parent / "certificates"
_CONTRACTION = (
    "Contraction: every operation rounds once; fused operations are written as fmaf, and the "
    "compiler must not fuse others (-ffp-contract=off). With -ffast-math nothing is claimed."
)


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
        code: Digest of the header without its comment, SHA-256.
        kind: ``exhaustive``, ``range`` or ``sampled``.
        inputs: How many arguments were looked at.
        max_ulp: No error over them is larger, in ULPs of the true value.
        worst: The argument with the largest error, in hexadecimal.
        misrounded: Results that are not the nearest float32 number.
        special: The table of special values.
        compiler: The C compiler; ``flags`` are its flags.
        processor: Where the sweep was made.
        variants: Instruction sets whose code gives the same bits at all of the arguments.
    """

    model_config = ConfigDict(extra="forbid", frozen=True)

    function: str
    code: str = Field(pattern="^[0-9a-f]{64}$")
    kind: str = Field(pattern="^(exhaustive|range|sampled)$")
    inputs: int = Field(gt=0, le=2**32)
    max_ulp: float = Field(ge=0)
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
    def _scope(self) -> str:
        if self.kind == "exhaustive":
            return "exhaustive: all 2^32 arguments"
        return f"{self.kind}: {self.inputs:,} arguments"

    def lines(self) -> list[str]:
        """The certificate for the comment of a header or the docstring of a function."""
        wrong = [row for row in self.special if not row.right]
        named = ", ".join(f"f({row.input}) = {row.result}" for row in self.special[:_NAMED])
        return [
            f"{self.function}, float32, for every argument.",
            f"Largest error: {self.figure}, in units of the true value; at {self.worst}.",
            f"Not rounded to the nearest number: {self.misrounded:,} of {self.inputs:,}.",
            f"Special values: {named}; {len(self.special)} checked, {len(wrong)} wrong.",
            *(f"Wrong: {row.meaning}, f({row.input}) = {row.result}." for row in wrong),
            f"The same bits from: {', '.join(self.variants)}.",
            f"Verified as compiled by {self.compiler}, {self.flags}, on {self.processor}.",
            _CONTRACTION,
        ]


_NAMED = 5
"""Rows of the table that are zeros, NaN and infinities."""


def code_digest(kernel: Float32Kernel) -> str:
    """SHA-256 of a kernel's header without the comment on top."""
    text = kernel.header()
    return hashlib.sha256(text.partition("*/")[2].encode()).hexdigest()


def certificate_of(
    found: Verification, kernel: Float32Kernel, variants: tuple[str, ...]
) -> Float32Certificate:
    """The certificate of a kernel that was verified.

    Args:
        found: What the sweep over one of the variants found.
        kernel: The kernel.
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
        code=code_digest(kernel),
        kind=found.kind,
        inputs=found.inputs,
        max_ulp=found.bound,
        worst=float(found.at).hex(),
        misrounded=found.misrounded + found.undecided,
        special=tuple(rows),
        compiler=compiler_version(),
        flags=" ".join([*FLAGS, KERNEL_FLAGS]),
        processor=cpu_name(),
        variants=variants,
    )


def write_certificate(certificate: Float32Certificate, directory: Path = DIRECTORY) -> Path:
    """Save a certificate as TOML; the file's path.

    Raises:
        InputError: the file cannot be written.
    """
    path = directory / f"{certificate.function}.toml"
    text = tomli_w.dumps(certificate.model_dump(mode="json"))
    try:
        directory.mkdir(parents=True, exist_ok=True)
        path.write_text(text, encoding="utf-8")
    except OSError as error:
        raise InputError(f"{path}: {error.strerror}") from None
    return path


def stored_certificate(
    kernel: Float32Kernel, directory: Path = DIRECTORY
) -> Float32Certificate | None:
    """The certificate that is kept of a kernel; ``None`` if there is none of its present code.

    Raises:
        InputError: the file is damaged.
    """
    path = directory / f"{kernel.name}.toml"
    if not path.exists():
        return None
    try:
        found = Float32Certificate.model_validate(tomllib.loads(path.read_text(encoding="utf-8")))
    except (tomllib.TOMLDecodeError, ValidationError) as error:
        raise InputError(f"{path}: {' '.join(str(error).split())}") from None
    return found if found.code == code_digest(kernel) else None


def comment_of(kernel: Float32Kernel) -> list[str]:
    """What a kernel's code says of itself: its certificate, or that there is none."""
    found = stored_certificate(kernel)
    if found is not None:
        return found.lines()
    return [
        f"{kernel.name}, float32, for every argument.",
        f"Not verified yet: symnum float32 verify {kernel.name} --exhaustive does it.",
        _CONTRACTION,
    ]
