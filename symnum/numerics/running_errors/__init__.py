"""Running error analysis of float64 programs over boxes."""

from __future__ import annotations

from symnum.numerics.running_errors.boxes import Box
from symnum.numerics.running_errors.libm import LIBM_ULPS
from symnum.numerics.running_errors.worst import CERTIFIED, UNKNOWN, WorstError, worst_error

__all__ = ["CERTIFIED", "LIBM_ULPS", "UNKNOWN", "Box", "WorstError", "worst_error"]
