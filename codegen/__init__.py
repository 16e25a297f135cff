"""What leaves symnum: kernels in C, NumPy and JAX, and datasets."""
