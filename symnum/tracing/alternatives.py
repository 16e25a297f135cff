"""What to write instead of calls that cannot be traced, by the name of the call."""

from __future__ import annotations

from collections.abc import Mapping

OTHERWISE = "functions of symnum.tracing.coverage(), slices and arithmetic"
OTHERWISE_IN_JAX = "elementwise functions, slices, jnp.where, sums and products of arrays"
_CHOICE = "np.where(condition, a, b)"
_ORDER = "np.minimum and np.maximum of the few values that are compared"
_REAL = "nothing: traced values are finite real numbers (leave the call out)"
_MATRIX = "a matrix of numbers computed before tracing and @"
_DAE = "the unknowns as states of a DAE (mass matrix), or a matrix of numbers inverted beforehand"
_STATIC = "numbers computed before tracing"
_SET = "what is known before tracing: positions and sets do not depend on traced values"
_TRIGONOMETRIC = "np.einsum with matrices of cosines and sines (numbers)"
_INTEGER = "real arithmetic: traced values have no bits (np.floor, np.mod, * 2.0**n)"
_OUTSIDE = "the call on the results, after tracing"

ALTERNATIVES: Mapping[str, str] = {
    "branch": "np.where(condition, a, b) instead of if, while, and, or, not; np.minimum and "
    "np.maximum instead of min, max, sorted",
    "number": "NumPy's function of that name (np.sin, np.exp, ...), the traced value itself, and "
    "np.zeros_like(u) instead of np.zeros for arrays that it is assigned to",
    "integer": "np.floor, np.trunc or np.round, and the value as it is",
    "complex": "real and imaginary parts as two arrays",
    "index": "np.where(condition, a, b), and indices that are numbers before tracing",
    "array": "np.zeros_like(u), np.empty_like(u) or np.full_like(u, 1.0, shape=...), np.stack and "
    "np.concatenate instead of np.zeros, np.empty, np.array, np.asarray; NumPy's functions "
    "instead of other libraries'",
    "dtype": "np.floor, np.trunc or np.where: traced arrays hold float64",
    **dict.fromkeys(("sort", "partition", "median", "nanmedian", "percentile", "nanpercentile",
                     "quantile", "nanquantile"), _ORDER),
    **dict.fromkeys(("argmax", "argmin", "nanargmax", "nanargmin", "argsort", "argpartition",
                     "lexsort", "searchsorted", "digitize"), "np.where with comparisons"),
    **dict.fromkeys(("nonzero", "argwhere", "flatnonzero", "extract", "place", "putmask",
                     "allclose", "array_equal", "array_equiv"), _CHOICE),
    **dict.fromkeys(("unique", "unique_all", "unique_counts", "unique_inverse", "unique_values",
                     "union1d", "intersect1d", "setdiff1d", "setxor1d", "isin", "trim_zeros",
                     "tril_indices_from", "triu_indices_from", "diag_indices_from",
                     "ravel_multi_index", "unravel_index"), _SET),
    **dict.fromkeys(("histogram", "histogram2d", "histogramdd", "histogram_bin_edges"),
                    "sums of np.where(condition, 1, 0)"),
    **dict.fromkeys(("isnan", "isinf", "isfinite", "isneginf", "isposinf", "nan_to_num",
                     "isreal", "iscomplex", "isrealobj", "iscomplexobj", "real_if_close"), _REAL),
    **{f"nan{name}": f"np.{name}: traced values are finite real numbers"
       for name in ("sum", "prod", "min", "max", "mean", "var", "std", "cumsum", "cumprod")},
    **dict.fromkeys(("eig", "eigh", "eigvals", "eigvalsh", "svd", "svdvals", "qr", "cholesky",
                     "cond", "matrix_rank", "pinv", "slogdet", "roots", "poly", "polyfit",
                     "tensorinv", "lu", "triangular_solve", "custom_linear_solve"), _MATRIX),
    **dict.fromkeys(("inv", "solve", "det", "lstsq", "tensorsolve"), _DAE),
    **dict.fromkeys(("fft", "ifft", "rfft", "irfft", "hfft", "ihfft", "fft2", "ifft2", "fftn",
                     "ifftn", "rfft2", "irfft2", "rfftn", "irfftn"), _TRIGONOMETRIC),
    **dict.fromkeys(("bitwise_count", "left_shift", "right_shift",
                     "bitwise_left_shift", "bitwise_right_shift", "gcd", "lcm", "packbits",
                     "unpackbits", "ldexp", "frexp", "nextafter", "spacing"), _INTEGER),
    **dict.fromkeys(("save", "savez", "savez_compressed", "savetxt", "array2string", "array_repr",
                     "array_str", "tofile", "dump", "tobytes"), _OUTSIDE),
    "item": "u[0] and NumPy's functions", "tolist": "u itself, or list(u)",
    "interp": "a table of numbers, at most 64 long, or np.where with the pieces written out",
    "signbit": "u < 0", "angle": "np.arctan2(imaginary, real)", "unwrap": "u itself",
    "polydiv": "coefficients that are numbers", "corrcoef": "np.mean of products",
    "cov": "np.mean of products", "put": "u[positions] = values",
    "put_along_axis": "u[positions] = values", "apply_over_axes": "np.sum(u, axis=...)",
    "linspace": "a + (b - a) * np.linspace(0, 1, n)", "logspace": "10 ** (a + (b - a) * ...)",
    "geomspace": "a * (b / a) ** np.linspace(0, 1, n)",
    "reduceat": "slices and np.sum", "isnat": _REAL, "einsum_path": "np.einsum",
}  # fmt: skip
"""What to write instead, by the name of the call, method or attribute."""
