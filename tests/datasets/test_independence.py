"""The checker shares no code with the generator, and knows no rule of differentiation."""

from __future__ import annotations

import ast
import re
from pathlib import Path

import codegen.datasets.checker

ROOM = Path(codegen.datasets.checker.__file__).parent
FILES = [ROOM / "checker.py", *sorted((ROOM / "checking").glob("*.py"))]
COMPILED = sorted((ROOM / "checking" / "compiled").glob("*.p[yx][xi]"))
ALLOWED = (
    "__future__", "codegen.datasets.checking", "codegen.datasets.json_text",
    "codegen.datasets.schema", "codegen.datasets.structure", "collections",
    "contextlib", "dataclasses", "decimal", "flint", "fractions", "functools",
    "hashlib", "importlib", "json", "math", "pathlib", "pydantic", "random", "re",
    "symnum.algebra.connection", "symnum.errors", "symnum.numerics.series", "symnum.ops",
    "symnum.terms", "typing", "zlib",
)  # fmt: skip


def imported(path: Path) -> set[str]:
    names: set[str] = set()
    for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
        if isinstance(node, ast.Import):
            names.update(alias.name for alias in node.names)
        if isinstance(node, ast.ImportFrom):
            assert node.level == 0
            names.add(node.module or "")
    return names


def test_imports_of_the_checker() -> None:
    assert len(FILES) > 5
    strangers = {
        (path.name, name)
        for path in FILES
        for name in imported(path)
        if not any(name == allowed or name.startswith(f"{allowed}.") for allowed in ALLOWED)
    }
    assert strangers == set()


def test_imports_of_what_is_compiled() -> None:
    lines = [line for path in COMPILED for line in path.read_text(encoding="utf-8").splitlines()]
    found = {line.split()[1] for line in lines if re.match(r"(from \S+ )?import ", line)}
    assert "codegen.datasets.checking.nilpotents" in found
    assert {name for name in found if not name.startswith(ALLOWED)} == set()
    assert not any(re.search(r"\.derivatives\b", line) for line in lines)


def test_no_derivatives_column() -> None:
    for path in FILES:
        attributes = {
            node.attr
            for node in ast.walk(ast.parse(path.read_text(encoding="utf-8")))
            if isinstance(node, ast.Attribute)
        }
        assert "derivatives" not in attributes


def test_the_generator_does_not_use_the_checkers_mathematics() -> None:
    rooms = ("", "generator/", "perturbations/", "errors/")
    for path in sorted(path for room in rooms for path in ROOM.glob(f"{room}*.py")):
        if path.name not in ("checker.py", "verification.py"):
            assert not any(".checking" in name for name in imported(path)), path.name
