"""What is compiled, where a C compiler is at hand; without one symnum is pure Python.

``SYMNUM_PURE=1`` leaves it out.
"""

import os

from setuptools import Extension, setup

extensions = []
if not os.environ.get("SYMNUM_PURE"):
    from Cython.Build import cythonize

    modules = (
        "symnum.terms.compiled.core",
        "symnum.terms.compiled.typesetting",
        "codegen.datasets.checking.compiled.evaluation",
    )
    sources = [
        Extension(name, [name.replace(".", "/") + ".pyx"], optional=True) for name in modules
    ]
    extensions = cythonize(sources, build_dir="build/cython")

setup(ext_modules=extensions)
