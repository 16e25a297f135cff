"""JAX's convolutions as sums of shifted products: a stencil for each pair of channels."""

from __future__ import annotations

from collections.abc import Mapping
from itertools import product
from typing import Any

import numpy as np

from symnum.tracing.joining import stack, traced
from symnum.tracing.refusals import TracingError
from symnum.tracing.shape_functions import transpose
from symnum.tracing.traced import TracedArray

LARGEST_KERNEL = 256
"""Numbers in a kernel, over all channels."""


def convolved(parameters: Mapping[str, Any], image: Any, kernel: Any) -> TracedArray:
    """``conv_general_dilated`` without groups and without a dilated image.

    Raises:
        TracingError: groups, a dilated image, or a large kernel.
    """
    numbers = parameters["dimension_numbers"]
    groups = parameters["feature_group_count"], parameters["batch_group_count"]
    if groups != (1, 1) or any(n != 1 for n in parameters["lhs_dilation"]):
        raise TracingError("a convolution with groups or a dilated image: write out the sums")
    if np.size(kernel) > LARGEST_KERNEL:
        raise TracingError(f"a convolution with {np.size(kernel)} weights (at most 256): use @")
    weights = np.transpose(kernel, numbers.rhs_spec)
    u: Any = transpose(image, numbers.lhs_spec)
    margins = [(max(0, low), max(0, high)) for low, high in parameters["padding"]]
    u = np.pad(u, [(0, 0), (0, 0), *margins])
    cuts = [(max(0, -low), max(0, -high)) for low, high in parameters["padding"]]
    u = u[(slice(None), slice(None), *(slice(a, n - b) for (a, b), n in
                                       zip(cuts, u.shape[2:], strict=True)))]  # fmt: skip
    steps, spread = parameters["window_strides"], parameters["rhs_dilation"]
    made = stack([_channel(u, weights[o], steps, spread) for o in range(weights.shape[0])], 1)
    back = sorted(range(len(numbers.out_spec)), key=numbers.out_spec.__getitem__)
    return transpose(made, back)


def _channel(u: TracedArray, weights: Any, steps: Any, spread: Any) -> TracedArray:
    """One channel of the result, of the shape (batch, …)."""
    sizes = weights.shape[1:]
    extents = [n - (k - 1) * d for n, k, d in zip(u.shape[2:], sizes, spread, strict=True)]
    total: Any = None
    for place in product(range(weights.shape[0]), *(range(k) for k in sizes)):
        starts = [p * d for p, d in zip(place[1:], spread, strict=True)]
        window = tuple(slice(a, a + n, s) for a, n, s in zip(starts, extents, steps, strict=True))
        term = weights[place] * u[(slice(None), place[0], *window)]
        total = term if total is None else total + term
    return traced(total)
