"""Programs of a front as a machine runs them: float32 rounding at every operation."""
