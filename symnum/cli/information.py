"""The command ``info``: what a bug report needs."""

from __future__ import annotations

import os
import platform
from collections import Counter
from importlib.metadata import PackageNotFoundError, version

from rewrite_rules import RULES
from symnum.cli.expressions import JsonOption
from symnum.cli.output import print_json, table
from symnum.errors import InputError

_LIBRARIES = ("python-flint", "egglog", "numba", "numpy", "scipy", "sympy", "jax", "mpmath")


def compiler_version() -> str:
    """The first line of what the C compiler says of itself."""
    from codegen.kernels import machine

    try:
        return machine.compiler_version()
    except InputError:
        return "none found: install gcc or clang, or set CC"


def library_versions() -> dict[str, str]:
    """Versions of the libraries that symnum stands on."""
    found: dict[str, str] = {}
    for name in _LIBRARIES:
        try:
            found[name] = version(name)
        except PackageNotFoundError:
            found[name] = "not installed"
    return found


def rule_counts() -> dict[str, str]:
    """How many rewrite rules there are, in all and by theme."""
    themes = Counter(f"rules: {rule.tag.value}" for rule in RULES)
    return {"rules": str(len(RULES)), **{name: str(n) for name, n in sorted(themes.items())}}


def info(json: JsonOption = False) -> None:
    """Print versions, compiler and processor, and how many rules there are by theme."""
    from codegen.kernels.machine import cpu_name

    facts = {
        "symnum": version("symnum-engine"),
        "python": platform.python_version(),
        "platform": platform.platform(),
        "cpu": cpu_name(),
        "cores": str(os.cpu_count()),
        "c compiler": compiler_version(),
        **library_versions(),
        **rule_counts(),
    }
    if json:
        print_json(facts)
    else:
        table("symnum", {"": "left", "version": "left"}, [list(item) for item in facts.items()])
