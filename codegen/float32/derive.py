"""How the coefficients in ``constants/`` are made: ``python -m codegen.float32.derive exp``."""

from __future__ import annotations

import sys
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from functools import partial
from types import MappingProxyType
from typing import Any

import mpmath
import numpy as np
from numpy.typing import NDArray
from scipy import special

from codegen.float32 import circular, constants, exponential, logarithmic, piecewise
from codegen.float32.derive_pieces import SAMPLES, derive_pieces
from codegen.float32.grid_search import Objective, search
from codegen.float32.program import MachineProgram
from codegen.float32.rounding_fit import rounded_minimax
from symnum.errors import InputError, unknown

Values = dict[str, Any]
STEPS, STARTS = 6000, 4


@dataclass(frozen=True)
class Recipe:
    """How the coefficients of a kernel are found.

    Args:
        start: The real optimum on the reduced interval, by the names of the coefficients.
        build: The program with given coefficients.
        reference: The function on float64 arrays, to about float64.
        intervals: Where samples are taken, as many in each.
    """

    start: Callable[[], Values]
    build: Callable[[Mapping[str, Any]], MachineProgram]
    reference: Callable[[NDArray[np.float64]], NDArray[np.float64]]
    intervals: tuple[tuple[float, float], ...]

    def samples(self, per_interval: int = 2**18) -> NDArray[np.float32]:
        """Evenly distributed random arguments, the same at every call."""
        random = np.random.default_rng(1)
        parts = [random.uniform(low, high, per_interval) for low, high in self.intervals]
        return np.concatenate(parts).astype(np.float32)


def _exponential(base: mpmath.mpf) -> Callable[[], Values]:
    """(base^r − 1)/r on |r| ≤ log_base(2)/2, so that the error relative to base^r is least."""

    def start() -> Values:
        end = float(mpmath.log(2, base) / 2) * (1 + 2.0**-10)
        found = rounded_minimax(
            lambda r: mpmath.expm1(r * mpmath.log(base)) / r,
            range(exponential.DEGREE),
            -end,
            end,
            lambda r: abs(r) / base**r,
        )
        return dict(zip(exponential.NAMES, found.coefficients, strict=True))

    return start


def _natural_logarithm() -> Values:
    """(log(1 + f) − f)/f², so that the error relative to log(1 + f) is least."""
    names = logarithmic.names("log")
    found = rounded_minimax(
        lambda f: (mpmath.log1p(f) - f) / f**2,
        range(len(names)),
        *logarithmic.RANGE["log"],
        lambda f: f**2 / abs(mpmath.log1p(f)),
    )
    return dict(zip(names, found.coefficients, strict=True))


def _binary_logarithm() -> Values:
    """log2(1 + f)/f − 3/2."""
    names = logarithmic.names("log2")
    found = rounded_minimax(
        lambda f: mpmath.log1p(f) / mpmath.ln(2) / f - logarithmic.SLOPE,
        range(len(names)),
        *logarithmic.RANGE["log2"],
        lambda f: abs(f / mpmath.log1p(f)),
    )
    return dict(zip(names, found.coefficients, strict=True))


def _circular() -> Values:
    """(sin r − r)/r³ and (cos r − 1 + r²/2)/r⁴ as polynomials of r², on |r| ≤ π/4."""
    end = float(mpmath.pi / 4) * (1 + 2.0**-7)
    sine = rounded_minimax(
        lambda r: (mpmath.sin(r) - r) / r**3,
        [2 * k for k in range(circular.SINE_TERMS)],
        0.0,
        end,
        lambda r: r**3 / mpmath.sin(r),
    )
    cosine = rounded_minimax(
        lambda r: (mpmath.cos(r) - 1 + r**2 / 2) / r**4,
        [2 * k for k in range(circular.COSINE_TERMS)],
        0.0,
        end,
        lambda r: r**4 / mpmath.cos(r),
    )
    return dict(zip(circular.SINE_NAMES, sine.coefficients, strict=True)) | dict(
        zip(circular.COSINE_NAMES, cosine.coefficients, strict=True)
    )


RECIPES: Mapping[str, Recipe] = MappingProxyType({
    "exp": Recipe(_exponential(mpmath.e), exponential.exponential, np.exp,
                  ((-0.36, 0.36), (-2.0, 2.0), (-87.0, 88.7))),
    "exp2": Recipe(_exponential(mpmath.mpf(2)), exponential.exponential_base_two, np.exp2,
                   ((-0.51, 0.51), (-3.0, 3.0), (-126.0, 127.99))),
    "log": Recipe(_natural_logarithm, logarithmic.logarithm, np.log,
                  ((0.75, 1.5), (0.5, 3.0), (1.0, 100.0))),
    "log2": Recipe(_binary_logarithm, logarithmic.logarithm_base_two, np.log2,
                   ((0.75, 1.5), (0.5, 3.0), (1.0, 100.0))),
    "sin": Recipe(_circular, partial(circular.ordinary, "sin"), np.sin,
                  ((0.0, 0.8), (0.7, 2.4), (0.0, 100.0), (0.0, 1e5))),
    "cos": Recipe(_circular, partial(circular.ordinary, "cos"), np.cos,
                  ((0.0, 0.8), (0.7, 2.4), (0.0, 100.0), (0.0, 1e5))),
})  # fmt: skip


PIECES: Mapping[str, tuple[piecewise.Pieces, Any, Any]] = MappingProxyType({
    "tanh": (piecewise.TANH, mpmath.tanh, np.tanh),
    "erf": (piecewise.ERF, mpmath.erf, special.erf),
})  # fmt: skip


def derive(name: str) -> str:
    """The text of the file of coefficients of a kernel.

    Raises:
        InputError: there is no recipe of that name.
    """
    if name in PIECES:
        values, error = derive_pieces(*PIECES[name])
        return constants.text(name, values, error, piecewise.INTERVALS * SAMPLES)
    if name not in RECIPES:
        raise unknown(name, [*RECIPES, *PIECES], "recipe")
    recipe = RECIPES[name]
    samples = recipe.samples()
    objective = Objective(recipe.build(recipe.start()), samples, recipe.reference)
    found = [search(objective, STEPS, seed) for seed in range(STARTS)]
    values, error = min(found, key=lambda pair: pair[1])
    return constants.text(name, values, error, len(samples))


def main(arguments: Sequence[str]) -> None:
    """Write the files of the named kernels, or of all."""
    for name in arguments or [*RECIPES, *PIECES]:
        path = constants.DIRECTORY / f"{name}.toml"
        path.write_text(derive(name), encoding="ascii")
        print(path.name, constants.read(path).max_ulp_on_samples)


if __name__ == "__main__":
    try:
        main(sys.argv[1:])
    except InputError as error:
        print(error, file=sys.stderr)
        sys.exit(2)
