"""The README's Python runs, and its remarks say what comes out."""

from __future__ import annotations

import re
from importlib.resources import as_file, files
from pathlib import Path
from typing import Any

import pytest

README = (Path(__file__).parent.parent / "README.md").read_text(encoding="utf-8")
BLOCKS = re.findall(r"```python\n(.*?)```", README, flags=re.DOTALL)


def statements(block: str) -> list[tuple[str, str]]:
    """Each line with the remark behind it."""
    lines = [line.partition("#") for line in block.splitlines() if line.strip()]
    return [(code.strip(), remark.strip()) for code, _, remark in lines if code.strip()]


PROSE = re.compile(r"[a-z]{2,} [a-z]{2,}|[.:;=]")


def test_expressions() -> None:
    names: dict[str, Any] = {}
    compared = 0
    for code, remark in [row for block in BLOCKS[:3] for row in statements(block)]:
        try:
            value = eval(code, names)
        except SyntaxError:
            exec(code, names)
            continue
        if remark and not PROSE.search(remark) and remark != "arrays broadcast":
            assert str(value) == remark, code
            compared += 1
    assert compared >= 18


def test_cheap_programs() -> None:
    names: dict[str, Any] = {"symnum": __import__("symnum")}
    exec("x, y, z = symnum.symbols('x y z')", names)
    for code, remark in statements(BLOCKS[5]):
        try:
            assert str(eval(code, names)) == remark
        except SyntaxError:
            exec(code, names)
    assert names["f"](1.0, 2.0, 3.0).tolist() == [5.0, 15.0]


def test_tracing() -> None:
    names: dict[str, Any] = {"symnum": __import__("symnum")}
    exec(BLOCKS[3], names)
    assert names["solution"].final.shape == (1000,)
    assert names["system"].pattern.nnz == 2996


SBML = """<sbml xmlns="http://www.sbml.org/sbml/level3/version1/core" level="3" version="1">
<model id="m"><listOfParameters><parameter id="x" value="1" constant="false"/></listOfParameters>
<listOfRules><rateRule variable="x"><math xmlns="http://www.w3.org/1998/Math/MathML">
<apply><minus/><ci>x</ci></apply></math></rateRule></listOfRules></model></sbml>"""


def test_systems_from_files(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    with as_file(files("symnum.interop") / "examples" / "receptor.net") as example:
        (tmp_path / "model.net").write_text(example.read_text())
    (tmp_path / "model.txt").write_text("x' = -k*x\nk = 1\nx(0) = 1\n")
    (tmp_path / "model.xml").write_text(SBML)
    monkeypatch.chdir(tmp_path)
    names: dict[str, Any] = {"symnum": __import__("symnum"), "u0": [1.0, 1.0, 1.0]}
    names["rhs"] = lambda t, u: -u
    exec(BLOCKS[4], names)
    for reader, name in (("read_equations", "model.txt"), ("read_sbml", "model.xml")):
        found = names["symnum"].ode(names[reader](name)).solve((0, 1), rtol=1e-8)
        assert abs(found["x"][-1] - 0.36787944) < 1e-5


def test_approximations() -> None:
    names: dict[str, Any] = {"symnum": __import__("symnum")}
    exec(BLOCKS[6].replace("max_operations=5", "max_operations=3, effort=1"), names)
    best, remark = names["best"], statements(BLOCKS[6])[-1][1]
    assert 0 < best.error <= best.bound
    for name in re.findall(r"\.(\w+)", remark):
        shown = getattr(best, name)
        assert (shown() if callable(shown) else shown) is not None


def test_configurations_of_datasets(tmp_path: Path) -> None:
    from codegen.datasets import load_config
    from codegen.datasets.production import records, require_known

    (text,) = re.findall(r"```toml\n(preset.*?)```", README, flags=re.DOTALL)
    file = tmp_path / "mine.toml"
    file.write_text(text)
    config = load_config(file)
    require_known(config)
    made = [item for index in range(6) for item in records(config, config.seed, index)]
    assert {item["family"] for item in made} == {"calculus", "template"}
