"""Values at a point, compiled: the same as :mod:`codegen.datasets.checking.evaluation` in C."""
