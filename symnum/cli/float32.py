"""Commands of float32 kernels: ``float32 list``, ``float32 emit`` and ``float32 verify``."""

from __future__ import annotations

import time
from enum import StrEnum
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from symnum.cli.expressions import JsonOption
from symnum.cli.output import messages, print_json, print_or_write, print_text, progress, table
from symnum.errors import InputError

if TYPE_CHECKING:
    from codegen.verification import Inputs, KernelCheck

CHECK_FAILED, INTERRUPTED = 1, 130
SAMPLES = 1 << 24
"""Arguments of a check that is not exhaustive."""

app = typer.Typer(
    no_args_is_help=True,
    help="Functions in float32 that are verified over all of their arguments.",
)
Name = Annotated[str, typer.Argument(help="The function, such as exp; see: symnum float32 list.")]


class EmittedLanguage(StrEnum):
    """What kernels are written in."""

    C = "c"
    JAX = "jax"


@app.command("list")
def list_kernels(json: JsonOption = False) -> None:
    """List the functions, with what is known of their errors."""
    from codegen.float32 import kernel_named, names
    from codegen.verification import c_code, stored_certificate

    kernels = map(kernel_named, names())
    rows = [(kernel, stored_certificate(c_code(kernel))) for kernel in kernels]
    if json:
        print_json([
            {
                "function": kernel.name,
                "certificate": None if found is None else found.model_dump(mode="json"),
            }
            for kernel, found in rows
        ])  # fmt: skip
        return
    table(
        "float32 kernels",
        {"function": "left", "meaning": "left", "largest error": "left"},
        [
            [kernel.name, kernel.function.meaning, found.figure if found else "not verified yet"]
            for kernel, found in rows
        ],
    )


@app.command("emit")
def emit(
    name: Name,
    target: Annotated[EmittedLanguage, typer.Option(help="What to write.")] = EmittedLanguage.C,
    output: Annotated[Path | None, typer.Option(help="File to write [default: print it].")] = None,
) -> None:
    """Write a kernel's source: a C header, or a Python module for JAX.

    The comment states what is known of its errors.
    """
    print_or_write(emitted(name, target), output)


def emitted(name: str, target: EmittedLanguage) -> str:
    """The source of a kernel with its certificate."""
    from codegen.float32 import kernel_named

    kernel = kernel_named(name)
    if target is EmittedLanguage.JAX:
        from codegen.ffi import emit_differentiable

        return emit_differentiable(kernel)
    from codegen.verification import c_code, comment_of

    return kernel.header(comment_of(c_code(kernel)))


@app.command("verify")
def verify(
    name: Name,
    target: Annotated[EmittedLanguage, typer.Option(help="Whose results.")] = EmittedLanguage.C,
    exhaustive: Annotated[
        bool, typer.Option("--exhaustive", help="All 2^32 arguments: a few minutes.")
    ] = False,
    samples: Annotated[
        int | None,
        typer.Option(help="Random arguments instead.", show_default=f"{SAMPLES}"),
    ] = None,
    seed: Annotated[int, typer.Option(min=0, help="Of the random arguments.")] = 0,
    limit: Annotated[float, typer.Option(min=0, help="Errors have to be below, in ULPs.")] = 1.0,
    threads: Annotated[
        int | None, typer.Option(min=1, help="Threads [default: one for each processor].")
    ] = None,
    save: Annotated[
        Path | None,
        typer.Option(help="Directory for the certificate, TARGET/NAME.toml."),
    ] = None,
    json: JsonOption = False,
) -> None:
    """Compile a kernel and hold its results against double precision and ball arithmetic.

    In C all variants that this processor runs (AVX-512, AVX2, portable) are compared bit by bit.
    XLA takes subnormal numbers for zero; with --target jax these are shown but not held against
    it. Exit code 1 if an error is not below the limit, a special value is wrong, or variants
    differ.
    """
    from codegen.verification import EXHAUSTIVE, Sample, write_certificate

    if exhaustive and samples is not None:
        raise InputError("--exhaustive takes all arguments: leave out --samples")
    inputs = EXHAUSTIVE if exhaustive else Sample(SAMPLES if samples is None else samples, seed)
    try:
        check = checked(name, target, inputs, threads)
    except KeyboardInterrupt:
        messages.print("stopped: a part of the arguments proves nothing, so no figure is given")
        raise typer.Exit(INTERRUPTED) from None
    path = None if save is None else write_certificate(check.certificate, save)
    if json:
        print_json(record(check, limit))
    else:
        show(check)
        if path is not None:
            print_text(str(path))
    if not check.holds(limit):
        raise typer.Exit(CHECK_FAILED)


def checked(name: str, target: EmittedLanguage, inputs: Inputs, threads: int | None) -> KernelCheck:
    """Check a kernel with a progress display: rate and time left."""
    from codegen.float32 import kernel_named
    from codegen.verification import check_kernel

    kernel = kernel_named(name)
    check = check_kernel
    if target is EmittedLanguage.JAX:
        from codegen.ffi import check_jax_kernel as check
    with progress() as display:
        task = display.add_task("compiling", total=None, note="")
        started: dict[str, float] = {}

        def report(what: str, done: int, total: int) -> None:
            elapsed = time.monotonic() - started.setdefault(what, time.monotonic())
            rate = done / elapsed if elapsed > 0 else 0.0
            note = f"{rate / 1e6:.0f} million/s, {(total - done) / rate:.0f} s left" if rate else ""
            display.update(task, description=what, total=total, completed=done, note=note)

        return check(kernel, inputs, threads=threads, progress=report)


def show(check: KernelCheck) -> None:
    """What was found, in lines."""
    print_text(check.verification.text())
    print_text(f"  the same bits from: {', '.join(check.certificate.variants)}")
    for variant, place in check.differences.items():
        print_text(f"  {variant} gives other bits, first at {place!r}")


def record(check: KernelCheck, limit: float) -> dict[str, Any]:
    """The same for machines."""
    return {
        **check.verification.record(),
        "variants": list(check.certificate.variants),
        "differences": check.differences,
        "limit": limit,
        "holds": check.holds(limit),
    }
