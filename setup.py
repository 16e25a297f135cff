"""The compiled term core, built where a C compiler is at hand; without one symnum is pure Python.

``SYMNUM_PURE=1`` leaves it out.
"""

import os

from setuptools import Extension, setup

extensions = []
if not os.environ.get("SYMNUM_PURE"):
    from Cython.Build import cythonize

    core = Extension(
        "symnum.terms.compiled.core", ["symnum/terms/compiled/core.pyx"], optional=True
    )
    typesetting = Extension(
        "symnum.terms.compiled.typesetting", ["symnum/terms/compiled/typesetting.pyx"],
        optional=True,
    )  # fmt: skip
    extensions = cythonize([core, typesetting], build_dir="build/cython")

setup(ext_modules=extensions)
