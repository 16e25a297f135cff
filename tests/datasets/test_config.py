"""Configurations of datasets: what is wrong is named with its file and field."""

from __future__ import annotations

from pathlib import Path

import pytest

from codegen.datasets import Config, load_config, validated
from codegen.datasets.presets import load_preset
from symnum.errors import InputError

GOOD = """
count = 10
seed = 1
[lengths]
4 = 1
[vocabulary]
symbols = ["x", "y", "z"]
functions = ["f", "g", "h", "u", "v", "w"]
"""

BAD = {
    "count = 0": ("count = 10", "count = 0", r"count: .*greater than or equal to 1"),
    "count = '5'": ("count = 10", "count = '5'", r"count: .*integer"),
    "count is a truth value": ("count = 10", "count = true", r"count: .*integer"),
    "negative seed": ("seed = 1", "seed = -1", r"seed: .*greater than or equal to 0"),
    "no seed": ("seed = 1", "", r"seed: Field required"),
    "unknown field": ("seed = 1", "seed = 1\nsede = 2", r"sede: unknown field .*mean 'seed'"),
    "length 2": ("4 = 1", "2 = 1", r"lengths\.2: .*greater than or equal to 3"),
    "length 11": ("4 = 1", "11 = 1", r"lengths\.11: .*less than or equal to 10"),
    "length word": ("4 = 1", "four = 1", r"lengths\.four: "),
    "no weight": ("4 = 1", "4 = 0", r"lengths: at least one weight"),
    "negative weight": ("4 = 1", "4 = -1", r"lengths\.4: "),
    "infinite weight": ("4 = 1", "4 = inf", r"lengths\.4: .*finite"),
    "operator name": ('"x"', '"sin"', r"vocabulary\.symbols\.0: 'sin' is the name of an operator"),
    "reserved": ('"f"', '"C_1"', r"vocabulary\.functions\.0: 'C_1' is reserved"),
    "no name": ('"x"', '"x y"', r"vocabulary\.symbols\.0: 'x y' is not a name"),
    "code": ('"x"', '"__import__(\'os\')"', r"vocabulary\.symbols\.0: .* is not a name"),
    "twice": ('"x"', '"y"', r"vocabulary: y: each name can be listed once"),
    "too few names": ('"x"', '"f"', r"vocabulary: at least 9 different names are needed"),
    "LaTeX of nothing": ("[lengths]", "[vocabulary.latex]\nq = 'Q'\n[lengths]",
                         r"vocabulary: latex\.q: not one of the symbols and functions"),
    "LaTeX in braces": ("[lengths]", "[vocabulary.latex]\nx = '{'\n[lengths]",
                        r"vocabulary\.latex\.x: .* has braces without partner"),
    "LaTeX with a line": ("[lengths]", "[vocabulary.latex]\nx = ''\n[lengths]",
                          r"vocabulary\.latex\.x: .* is not LaTeX of 1 to 100 printable"),
    "raised function": ("[lengths]", "[vocabulary.latex]\nf = 'f^{*}'\n[lengths]",
                        r"vocabulary: latex\.f: only symbols may be shown with a \^"),
    "same LaTeX": ("[lengths]", "[vocabulary.latex]\nx = 'A'\ny = 'A'\n[lengths]",
                   r"vocabulary: x and y are both shown as A$"),
    "LaTeX of a symbol": ("[lengths]", "[vocabulary.latex]\ny = 'x'\n[lengths]",
                          r"vocabulary: x and y are both shown as x$"),
    "LaTeX of a function": ("[lengths]", "[vocabulary.latex]\ny = 'f'\n[lengths]",
                            r"vocabulary: f and y are both shown as f$"),
    "same but for braces": ("[lengths]", "[vocabulary.latex]\ny = 'A_1'\nf = 'A_{1}'\n[lengths]",
                            r"vocabulary: f and y are both shown as A_1$"),
    "LaTeX of a constant": ("[lengths]", "[vocabulary.latex]\nx = 'C_{1}'\n[lengths]",
                            r"vocabulary: x is shown as C_\{1\}, which is an integration"),
    "a constant, no braces": ("[lengths]", "[vocabulary.latex]\nf = 'C_2'\n[lengths]",
                              r"vocabulary: f is shown as C_2, which is an integration"),
    "symbols that look alike": ('"x", "y"', '"x1", "x_1", "y"',
                                r"vocabulary: x1 and x_1 are both shown as x_\{1\}$"),
    "looks like a constant": ('"x"', '"C12"', r"vocabulary: C12 is shown as C_\{12\}, which"),
    "weight of what": ("[lengths]", "[weights.operators]\nsolve = 1\n[lengths]",
                       r"weights\.operators: unknown operator 'solve'; there are get_"),
    "no layers": ("[lengths]", "[premises]\nlayers = [0, 0]\n[lengths]",
                  r"premises: layers: at least one weight must be above 0"),
    "no digits": ("[lengths]", "[premises.numbers]\ndigits = [0]\n[lengths]",
                  r"premises\.numbers: digits: at least one weight must be above 0"),
    "few symbols": ('"x", "y", "z"', '"x"', r"vocabulary\.symbols: "),
    "quota": ("[lengths]", "[quotas]\ndefault = 0.5\n[lengths]", r"quotas\.default: "),
    "quota of what": ("[lengths]", "[quotas.operators]\nsimplify = 0.01\n[lengths]",
                      r"quotas\.operators: unknown operator 'simplify'; there are get"),
    "symbols": ("[lengths]", "[symbols]\nminimum = 3\nmaximum = 2\n[lengths]",
                r"symbols: minimum is above maximum"),
    "no positive": ("[lengths]", "[symbols]\npositive = 0\n[lengths]", r"symbols: positive: "),
    "limits": ("[lengths]", "[limits]\nlatex = 3\n[lengths]",
               r"limits\.latex: unknown field 'latex'.*; there are latex_characters, nodes"),
    "not TOML": ("seed = 1", "seed 1", r"not valid TOML"),
}  # fmt: skip


@pytest.mark.parametrize("name", BAD)
def test_errors_name_file_and_field(name: str, tmp_path: Path) -> None:
    old, new, message = BAD[name]
    assert old in GOOD
    path = tmp_path / "demo.toml"
    path.write_text(GOOD.replace(old, new, 1), encoding="utf-8")
    with pytest.raises(InputError, match=message) as caught:
        load_config(path)
    assert str(caught.value).startswith(f"{path}: ")
    assert "\n" not in str(caught.value)


@pytest.mark.parametrize("latex", ["x = 'X'", "x = 'y_{0}'", "f = 'C'", "f = 'C_{f}'"])
def test_names_that_are_told_apart(latex: str, tmp_path: Path) -> None:
    path = tmp_path / "demo.toml"
    path.write_text(f"{GOOD}[vocabulary.latex]\n{latex}\n", encoding="utf-8")
    assert latex.split("'")[1] in load_config(path).vocabulary.latex.values()


def test_missing_and_binary_files(tmp_path: Path) -> None:
    with pytest.raises(InputError, match="cannot be read: No such file"):
        load_config(tmp_path / "none.toml")
    (tmp_path / "binary.toml").write_bytes(b"\xff\xfe")
    with pytest.raises(InputError, match="not UTF-8"):
        load_config(tmp_path / "binary.toml")


def test_count_and_seed_are_replaced(tmp_path: Path) -> None:
    path = tmp_path / "demo.toml"
    path.write_text(GOOD, encoding="utf-8")
    assert (load_config(path).count, load_config(path).seed) == (10, 1)
    changed = load_config(path, count=3, seed=8)
    assert (changed.count, changed.seed) == (3, 8)
    with pytest.raises(InputError, match="count: "):
        load_config(path, count=0)


def test_resolved_validates_back(config: Config) -> None:
    assert validated(config.resolved(), "resolved") == config


def test_files_go_on_from_a_preset(tmp_path: Path) -> None:
    """Tables are laid over tables; mappings of names to numbers, and lists, are replaced."""
    file = tmp_path / "mine.toml"
    file.write_text(
        'preset = "probes"\ncount = 7\n[families]\ncalculus = 2\n[perturbations]\nshare = 0.5\n'
        '[sampling]\nmode = "walk"\n[errors]\nnames = ["value"]\n'
    )
    made, base = load_config(file, seed=3), load_preset("probes")
    changed = {"count": 7, "seed": 3, "families": {"calculus": 2.0}}
    tables = {
        "perturbations": {**base.perturbations.model_dump(), "share": 0.5},
        "errors": {**base.errors.model_dump(), "names": ["value"]},
        "sampling": {**base.sampling.model_dump(), "mode": "walk"},
    }
    assert made.model_dump() == {**base.model_dump(), **changed, **tables}
    alone = tmp_path / "alone.toml"
    alone.write_text('preset = "meadows"\n')
    assert load_config(alone).digest == load_preset("meadows").digest


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ('preset = "meadow"', r"preset: unknown preset 'meadow'.*did you mean 'meadows'"),
        ("preset = 3", r"preset: unknown preset '3'"),
        ('preset = ["meadows"]', r"preset: unknown preset "),
        ('preset = "meadows"\nsampling = 3', r"sampling: "),
        ('preset = "meadows"\n[sampling]\nmode = "run"', r"sampling\.mode: .*'walk'"),
        ('preset = "meadows"\n[lengths]', r"lengths: at least one weight"),
        ("count = 3", r"lengths: Field required; or begin with a preset: preset = \"balanced\""),
    ],
)
def test_faults_of_such_files_are_named(text: str, said: str, tmp_path: Path) -> None:
    file = tmp_path / "mine.toml"
    file.write_text(text)
    with pytest.raises(InputError, match=rf"mine\.toml: {said}"):
        load_config(file)
