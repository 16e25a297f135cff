"""SymPy's ``cse`` on a network's equations, as C by SymPy's own printer."""

from __future__ import annotations

import multiprocessing
from collections.abc import Sequence
from multiprocessing.connection import Connection
from pathlib import Path
from typing import Any


def sympy_cse(path: Path, seconds: float) -> tuple[str, float] | None:
    """The C source, whose function ``slopes`` takes amounts and parameters, and its cost.

    ``None`` if SymPy has not finished in time; it runs in a process of its own.
    """
    here, there = multiprocessing.get_context("spawn").Pipe(duplex=False)
    process = multiprocessing.get_context("spawn").Process(target=_work, args=(path, there))
    process.start()
    there.close()
    try:
        answer: tuple[str, float] | None = here.recv() if here.poll(seconds) else None
    except EOFError:  # it has died
        answer = None
    process.terminate()
    process.join()
    return answer


def _work(path: Path, answer: Connection) -> None:
    import sympy
    from sympy.printing.c import C99CodePrinter

    from symnum import to_sympy
    from symnum.interop import read_network

    network = read_network(path)
    inputs = [*(symbol.name for symbol in network.symbols), *network.parameter_values()]
    replacements, reduced = sympy.cse([to_sympy(term) for term in network.odes()])
    known = {name: f"in[{place}]" for place, name in enumerate(inputs)}

    class Printer(C99CodePrinter):  # type: ignore[misc]
        def _print_Symbol(self, symbol: Any) -> str:  # noqa: N802
            return known.get(symbol.name, f"t_{symbol.name}")

    printer = Printer()
    lines = ["#include <math.h>", "#include <stddef.h>", ""]
    lines += ["static void slopes(const double *restrict in, double *restrict out)", "{"]
    lines += [f"    const double t_{s.name} = {printer.doprint(e)};" for s, e in replacements]
    lines += [f"    out[{place}] = {printer.doprint(e)};" for place, e in enumerate(reduced)]
    lines += ["}", ""]
    answer.send(("\n".join(lines), _cost([e for _, e in replacements] + list(reduced))))


def _cost(expressions: Sequence[Any]) -> float:
    """Additions 1, multiplications 3, divisions 24; coefficients ±1 free."""
    import sympy

    total = 0
    for expression in expressions:
        for part in sympy.preorder_traversal(expression):
            if part.is_Add:
                total += len(part.args) - 1
            elif part.is_Mul:
                above = [a for a in part.args if not _below(a) and a not in (1, -1)]
                below = [a for a in part.args if _below(a)]
                total += 3 * (max(len(above), 1) - 1 + max(len(below), 1) - 1) + 24 * bool(below)
            elif part.is_Pow and part.exp.is_Integer:
                size = abs(int(part.exp))
                total += 3 * (size.bit_length() + size.bit_count() - 2)
    return float(total)


def _below(term: Any) -> bool:
    return bool(term.is_Pow and term.exp.is_number and term.exp.is_negative)
