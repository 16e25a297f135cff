"""Kernels for bfloat16, float16 and 8-bit formats, verified on all inputs; L-Mul products."""
