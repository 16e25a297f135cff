"""The house itself: layer order, no cycles, line budgets, and what the wheel holds."""

from __future__ import annotations

import ast
import os
import re
import shutil
import subprocess
import sys
import zipfile
from collections.abc import Iterator
from pathlib import Path

import pytest

ROOT = Path(__file__).parent.parent
PACKAGES = ("symnum", "rewrite_rules", "evolve", "codegen")
MODULES = sorted(path for package in PACKAGES for path in (ROOT / package).rglob("*.py"))
COMPILED = sorted(path for package in PACKAGES for path in (ROOT / package).rglob("*.p[yx][xi]"))
LONGEST_MODULE, LONGEST_FUNCTION = 300, 50

LAYERS = (
    ("symnum.errors", 0), ("symnum.ops", 1), ("symnum.terms", 1), ("symnum.rules", 1),
    ("symnum.program", 1), ("symnum.lowering", 1), ("symnum.lifting", 1), ("rewrite_rules", 2),
    ("symnum.cli", 6), ("codegen", 4), ("evolve", 5), ("symnum", 3),
)  # fmt: skip
"""Module prefixes with their layers; the first that fits counts. ``symnum`` itself is the door."""
ROOMS = {
    "evolve": (
        "compiled", "programs", "fits", "problem", "search", "fronts", "float32", "runs",
        "baselines", "report",
    ),
}  # fmt: skip
"""Rooms of packages, from the ground up: layers within a layer, with the package's door on top."""
DOOR = "symnum"


def module_name(path: Path) -> str:
    parts = path.relative_to(ROOT).with_suffix("").parts
    return ".".join(parts[:-1] if parts[-1] == "__init__" else parts)


def layer(name: str) -> tuple[int, int]:
    """The layer and, in a package with rooms, the place of the room in it."""
    if name == DOOR:
        return 6, 0
    number = next(n for prefix, n in LAYERS if name == prefix or name.startswith(prefix + "."))
    package, *inside = name.split(".")
    rooms = ROOMS.get(package, ())
    return number, rooms.index(inside[0]) if rooms and inside else len(rooms)


def imports(path: Path) -> Iterator[str]:
    """Modules of ours that a module imports, inside functions too; types alone do not count."""
    tree = ast.parse(path.read_text(encoding="utf-8"))
    guarded = {
        id(inner)
        for node in ast.walk(tree)
        if isinstance(node, ast.If) and ast.unparse(node.test) == "TYPE_CHECKING"
        for inner in ast.walk(node)
    }
    for node in ast.walk(tree):
        if id(node) in guarded:
            continue
        if isinstance(node, ast.Import):
            yield from (alias.name for alias in node.names if alias.name.split(".")[0] in PACKAGES)
        elif isinstance(node, ast.ImportFrom) and node.module:
            assert node.level == 0, f"{path}: relative import"
            if node.module.split(".")[0] in PACKAGES:
                for alias in node.names:
                    deeper = f"{node.module}.{alias.name}"
                    yield deeper if deeper in NAMES else node.module


NAMES = {module_name(path): path for path in MODULES}
GRAPH = {name: {i for i in imports(path) if i != name} for name, path in NAMES.items()}


@pytest.mark.parametrize("name", sorted(NAMES))
def test_imports_come_from_the_same_layer_or_below(name: str) -> None:
    above = {imported for imported in GRAPH[name] if layer(imported) > layer(name)}
    assert not above


def test_the_layer_table_knows_every_module() -> None:
    assert {layer(name)[0] for name in NAMES} == {0, 1, 2, 3, 4, 5, 6}


@pytest.mark.parametrize("package", sorted(ROOMS))
def test_every_room_has_its_place(package: str) -> None:
    folder = ROOT / package
    found = {path.parent.name for path in folder.glob("*/__init__.py")}
    single = {path.stem for path in folder.glob("*.py")} - {"__init__"}
    assert found | single == set(ROOMS[package])


def test_no_cycles() -> None:
    state: dict[str, str] = {}

    def visit(name: str, trail: tuple[str, ...]) -> None:
        assert state.get(name) != "open", " -> ".join((*trail, name))
        if name in state:
            return
        state[name] = "open"
        for imported in sorted(GRAPH.get(name, ())):
            if not imported.startswith(name + ".") and not name.startswith(imported + "."):
                visit(imported, (*trail, name))
        state[name] = "done"

    for name in sorted(GRAPH):
        visit(name, ())


@pytest.mark.parametrize("name", sorted(NAMES))
def test_line_budget(name: str) -> None:
    text = NAMES[name].read_text(encoding="utf-8")
    assert len(text.splitlines()) <= LONGEST_MODULE
    for node in ast.walk(ast.parse(text)):
        if isinstance(node, ast.FunctionDef):
            assert (node.end_lineno or 0) - node.lineno + 1 <= LONGEST_FUNCTION, node.name


@pytest.mark.parametrize("path", COMPILED, ids=lambda path: path.name)
def test_line_budget_of_what_is_compiled(path: Path) -> None:
    text = path.read_text(encoding="utf-8")
    assert len(text.splitlines()) <= LONGEST_MODULE
    for function in re.split(r"\n(?=(?: {4})?c?p?def )", text)[1:]:
        body = re.split(r"\n(?=\S)", function)[0]
        assert len(body.rstrip().splitlines()) <= LONGEST_FUNCTION, body.splitlines()[0]


@pytest.mark.parametrize("name", sorted(NAMES))
def test_no_vague_names_and_nothing_runs_text(name: str) -> None:
    assert not {"utils", "helpers", "manager", "common", "misc"} & set(name.split("."))
    for node in ast.walk(ast.parse(NAMES[name].read_text(encoding="utf-8"))):
        if isinstance(node, ast.Call) and isinstance(node.func, ast.Name):
            assert node.func.id not in {"eval", "exec", "sympify", "parse_expr"}


def test_the_pure_wheel(tmp_path: Path) -> None:
    """What it holds, and that terms from it pass their tests without anything compiled."""
    source = tmp_path / "source"  # a copy, since building leaves folders behind
    for package in PACKAGES:
        shutil.copytree(ROOT / package, source / package, ignore=shutil.ignore_patterns("*.so"))
    for name in ("pyproject.toml", "setup.py", "README.md", "LICENSE"):
        shutil.copy(ROOT / name, source / name)
    command = [sys.executable, "-m", "build", "--wheel", "--no-isolation", "-o", str(tmp_path)]
    environment = os.environ | {"SYMNUM_PURE": "1"}
    built = subprocess.run(
        command, cwd=source, env=environment, capture_output=True, text=True, check=False
    )
    assert built.returncode == 0, built.stdout + built.stderr
    (wheel,) = tmp_path.glob("symnum_engine-*-none-any.whl")
    names = zipfile.ZipFile(wheel).namelist()
    top = {name.split("/")[0] for name in names}
    assert {n for n in top if not n.endswith(".dist-info")} == set(PACKAGES)
    assert {f"{package}/py.typed" for package in PACKAGES} <= set(names)
    assert any(name.startswith("symnum/interop/examples/") for name in names)
    assert any(name.startswith("symnum/cli/configs/") for name in names)
    assert "symnum/egraphs/costs/network.toml" in names
    assert "evolve/report/report.css" in names
    zipfile.ZipFile(wheel).extractall(tmp_path / "unpacked")
    tests = [ROOT / "tests" / "terms" / f"test_{name}.py" for name in ("canonical", "everyday")]
    command = [sys.executable, "-m", "pytest", "-q", "--rootdir", str(ROOT), *map(str, tests)]
    environment = os.environ | {"PYTHONPATH": str(tmp_path / "unpacked")}
    tested = subprocess.run(
        command, cwd=tmp_path, env=environment, capture_output=True, text=True, check=False
    )
    assert tested.returncode == 0, tested.stdout + tested.stderr
