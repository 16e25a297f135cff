"""The ``symnum`` command.

Exit codes: 0 done, 1 a check failed, 2 bad input (one line says what and where), 130 Ctrl-C,
70 a fault of symnum's own.
"""

from __future__ import annotations

import os
import sys
from collections.abc import Sequence

import typer

from symnum.cli import (
    accuracy,
    calibration,
    datasets,
    demo,
    derivations,
    discovery,
    equality,
    exporting,
    expressions,
    float32,
    information,
    optimisation,
    scoring,
    simulation,
    small_formats,
)
from symnum.errors import InputError

BAD_INPUT, FAULT = 2, 70

app = typer.Typer(
    name="symnum",
    no_args_is_help=True,
    add_completion=False,
    pretty_exceptions_enable=False,
    rich_markup_mode=None,
    help="Symbolic-numeric rewriting, function discovery and checked derivations.",
)
app.command("simplify")(expressions.simplify)
app.command("accurate")(accuracy.accurate)
app.command("equivalent")(equality.equivalent)
app.command("network")(expressions.network)
app.command("simulate")(simulation.simulate)
app.command("optimise")(optimisation.optimise)
app.add_typer(discovery.app, name="evolve")
app.command("kernel")(exporting.kernel)
app.add_typer(float32.app, name="float32")
app.add_typer(small_formats.app, name="small-formats")
app.command("derive")(derivations.derive)
app.command("check")(derivations.check)
app.command("score")(scoring.score)
app.add_typer(datasets.app, name="dataset")
app.command("calibrate")(calibration.calibrate)
app.command("demo")(demo.demo)
app.command("info")(information.info)


def main(arguments: Sequence[str] | None = None) -> None:
    """Run the command line and exit; no traceback reaches a user."""
    sys.exit(run(arguments))


def run(arguments: Sequence[str] | None = None) -> int:
    """Run the command line; the exit code."""
    try:
        code = app(args=arguments, standalone_mode=False)
    except InputError as error:
        return _complain(str(error), BAD_INPUT)
    except typer.TyperException as error:
        return _usage(error)
    except (KeyboardInterrupt, typer.Abort):
        return _complain("stopped", discovery.INTERRUPTED)
    except BrokenPipeError:
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        return 0
    except BaseException as error:  # a panic of a Rust library is no Exception
        if os.environ.get("SYMNUM_DEBUG") or isinstance(error, SystemExit):
            raise
        kind = type(error).__name__
        return _complain(f"internal error, {kind}: {error} (SYMNUM_DEBUG=1 shows where)", FAULT)
    return code if isinstance(code, int) else 0


def _usage(error: typer.TyperException) -> int:
    """A wrong option or argument in one line; a command without any shows its help."""
    message = str(getattr(error, "format_message", error.__str__)())
    if type(error).__name__ == "NoArgsIsHelpError":
        print(message, file=sys.stderr)
        return BAD_INPUT
    return _complain(f"{message} (--help shows what is allowed)", BAD_INPUT)


def _complain(message: str, code: int) -> int:
    print(f"symnum: {' '.join(message.split())}", file=sys.stderr)
    return code
