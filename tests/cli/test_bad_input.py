"""Bad input: one clear line, exit code 2, nothing half written."""

from __future__ import annotations

from collections.abc import Callable
from importlib.resources import files
from pathlib import Path

import pytest

from codegen.datasets.presets import load_preset
from symnum.cli import run
from symnum.cli.derivations import configuration

ROOT = Path(__file__).parents[2]
NETWORK = (files("symnum.interop") / "examples" / "receptor.net").read_text()
EVOLVE = (ROOT / "configs" / "exp2_demo.toml").read_text()
DERIVE = (ROOT / "configs" / "derivations_demo.toml").read_text()

EXPRESSIONS = [
    ("", "column 1: the expression ends"),
    ("2x", "column 2: x follows a complete term; write *"),
    ("x y", "column 3"),
    ("(a + b", "column 1: this ( is never closed"),
    ("a + b)", "column 6: this ) has no ("),
    ("a + * b", "column 5"),
    ("sin x", "sin is a function: write sin"),
    ("sin(x, y)", "sin takes 1 arguments, not 2"),
    ("foo(x)", "foo is not a known function"),
    ("x(y + 1)", "x is not a known function; for a product write x*"),
    ("a < b < c", "does not chain"),
    ("1e99999", "more than 400 digits"),
    ("x ? y", "'?' is not allowed"),
    ("x; import os", "';' is not allowed"),
    ("__import__('os').system('x')", "is not allowed"),
    ("exec(x)", "exec is not a known function"),
    ("lambda: 0", "':' is not allowed"),
    ("x.__class__", "'.' is not allowed"),
    ("a, b", "column 2"),
    ("∫x dx", "is not allowed"),
]


@pytest.mark.parametrize(("text", "complaint"), EXPRESSIONS)
def test_expressions(text: str, complaint: str, capsys: pytest.CaptureFixture[str]) -> None:
    assert run(["simplify", text]) == 2
    check_line(capsys, "expression", complaint)


@pytest.mark.parametrize(
    ("old", "new", "complaint"),
    [
        ("end species", "", "line"),
        ("1 1,2 3 kon", "1 1,99 3 kon", "99"),
        ("1 1,2 3 kon", "1 1,2 3 nowhere", "nowhere"),
        ("25  ", "two", "KD"),
        ("kon*KD", "kon*(KD", "line"),
        ("kon*KD", "__import__('os').system('x')", "line"),
        ("ksyn/kdeg", "R0 + 1", "R0"),
        ("begin reactions", "begin reactors", "line"),
        ("1 Bound                3,2*4", "1 Bound                3,2*44", "44"),
    ],
)
def test_networks(
    old: str, new: str, complaint: str, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert old in NETWORK
    file = tmp_path / "broken.net"
    file.write_text(NETWORK.replace(old, new, 1))
    assert run(["network", str(file)]) == 2
    check_line(capsys, "broken.net", complaint)


@pytest.mark.parametrize(
    ("old", "new", "complaint"),
    [
        ('function = "exp2(x)"', 'function = "exp2(x"', "function"),
        ('function = "exp2(x)"', 'function = "exp2(y)"', "y"),
        ("domain = [0, 1]", "domain = [1, 0]", "domain"),
        ("domain = [0, 1]", "domain = 3", "domain"),
        ('"div"]', '"divide"]', "operations"),
        ("seed = 1", "seed = -1", "seed"),
        ("seed = 1", "seed = 1\nsead = 2", "sead"),
        ("maximum_operations = 10", 'maximum_operations = "ten"', "maximum_operations"),
        ('search = "evolution"', 'search = "luck"', "search"),
        ("domain = [0, 1]", "domain = [0, 1", "TOML"),
    ],
)
def test_evolve_configurations(
    old: str, new: str, complaint: str, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert old in EVOLVE
    file = tmp_path / "broken.toml"
    file.write_text(EVOLVE.replace(old, new, 1))
    assert run(["evolve", "run", str(file), "--output", str(tmp_path / "run")]) == 2
    check_line(capsys, "broken.toml", complaint)
    assert not (tmp_path / "run").exists()


@pytest.mark.parametrize(
    ("old", "new", "complaint"),
    [
        ("count = 1000", "count = 0", "count"),
        ("count = 1000", 'count = "many"', "count"),
        ("seed = 2024", "seed = 2024\nsede = 1", "sede"),
        ("3 = 3", "2 = 3", "lengths"),
        ("[quotas]", "[quotas]\nnot_an_operator = 0.5", "not_an_operator"),
        ("default = 0.0", "default = 2.0", "quotas"),
    ],
)
def test_derivation_configurations(
    old: str, new: str, complaint: str, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert old in DERIVE
    file = tmp_path / "broken.toml"
    file.write_text(DERIVE.replace(old, new, 1))
    assert run(["derive", str(file), "--output", str(tmp_path / "out")]) == 2
    check_line(capsys, "broken.toml", complaint)
    assert not (tmp_path / "out").exists()


@pytest.mark.parametrize("preset", ["balanced", "meadows", "physics", "probes"])
def test_a_folder_does_not_hide_a_preset(
    preset: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (tmp_path / preset).mkdir()
    monkeypatch.chdir(tmp_path)
    assert configuration(preset, 3, 7) == load_preset(preset, 3, 7)


def test_a_folder_is_no_configuration(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    (tmp_path / "runs").mkdir()
    monkeypatch.chdir(tmp_path)
    assert run(["derive", "runs"]) == 2
    check_line(capsys, "preset 'runs'", "balanced, meadows")
    Path("preset_of_mine").write_text(DERIVE, encoding="utf-8")
    assert configuration("preset_of_mine", None, None).count == 1000


UNABLE = (
    (["derive", "meadows", "--family", "derivatoin"], "unknown name 'derivatoin'"),
    (["derive", "meadows", "--kernels", "fortran"], "there are c, jax"),
    (["derive", "meadows", "--output", "{full}"], "holds a dataset already"),
    (["derive", "meadows", "--output", "{file}/below"], "cannot be written"),
    (["check", "{folder}/absent.jsonl"], "No such file"),
)  # fmt: skip


@pytest.mark.parametrize(("arguments", "complaint"), UNABLE)
def test_what_cannot_begin_says_so_in_one_line(
    arguments: list[str], complaint: str, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    """No display of progress is left above it, and nothing on the disk."""
    full, file = tmp_path / "full", tmp_path / "file"
    full.mkdir()
    (full / "dataset.json").touch()
    file.touch()
    places = {"full": full, "file": file, "folder": tmp_path}
    command = [part.format(**places) for part in arguments]
    if "--output" not in command and command[0] == "derive":
        command += ["--output", str(tmp_path / "new")]
    assert run(command) == 2
    (line,) = capsys.readouterr().err.splitlines()
    assert line.startswith("symnum: ") and complaint in line
    assert sorted(path.name for path in tmp_path.iterdir()) == ["file", "full"]


def absent(folder: Path) -> Path:
    return folder / "absent"


def empty(folder: Path) -> Path:
    return folder


def garbage(folder: Path) -> Path:
    (folder / "front.json").write_bytes(b"\x00\xff{")
    (folder / "checkpoint.json").write_bytes(b"\x00\xff{")
    (folder / "config.resolved.json").write_bytes(b"\x00\xff{")
    return folder


def lying(folder: Path) -> Path:
    (folder / "front.json").write_text('{"function": "exp2(x)", "members": 3}')
    return folder


@pytest.mark.parametrize("make", (absent, empty, garbage, lying))
@pytest.mark.parametrize("command", (["evolve", "show"], ["evolve", "resume"], ["kernel"]))
def test_run_directories(
    command: list[str],
    make: Callable[[Path], Path],
    tmp_path: Path,
    capsys: pytest.CaptureFixture[str],
) -> None:
    directory = make(tmp_path)
    before = sorted(tmp_path.iterdir())
    options = ["--operations", "3"] if command == ["kernel"] else []
    assert run([*command, str(directory), *options]) == 2
    check_line(capsys, str(directory), "")
    assert sorted(tmp_path.iterdir()) == before


def test_a_run_does_not_overwrite(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    (tmp_path / "precious.txt").write_text("mine")
    config = str(ROOT / "configs" / "exp2_demo.toml")
    for command in (["evolve", "run", config], ["demo"]):
        assert run([*command, "--output", str(tmp_path)]) == 2
        check_line(capsys, str(tmp_path), "")
    assert [p.name for p in tmp_path.iterdir()] == ["precious.txt"]


@pytest.mark.parametrize(
    ("content", "complaint"),
    [
        (b"not json\n", ":1:"),
        (b"[1, 2]\n", ":1:"),
        (b'{"id": "x"}\n', ":1:"),
        (b"\xff\xfe\n", "UTF-8"),
        (b'{"steps": "__import__"}\n', ":1:"),
    ],
)
def test_derivation_files(
    content: bytes, complaint: str, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    file = tmp_path / "broken.jsonl"
    file.write_bytes(content)
    assert run(["check", str(file)]) == 2
    check_line(capsys, "broken.jsonl", complaint)


@pytest.mark.parametrize(
    ("arguments", "complaint"),
    [
        (["simplify"], "expression"),
        (["simplify", "x", "--engine", "magic"], "--engine"),
        (["simplify", "x", "--assume", "lucky(x)"], "lucky(x)"),
        (["simplify", "x", "--assume", "positive(2x)"], "column 2"),
        (["simplify", "x", "--engine", "egraph", "--cost", "cheap"], "network, node-count"),
        (["simplify", "x", "--engine", "egraph", "--cost", "absent.toml"], "absent.toml"),
        (["simplify", "x", "--cost", "published"], "egraph"),
        (["simplify", "x", "--engine", "egraph", "--cost-kind", "latency"], "--cost-kind"),
        (["simplify", "x", "--engine", "egraph", "--extraction", "best"], "tree, dag, ilp"),
        (["simplify", "x", "--extraction", "dag"], "egraph"),
        (
            ["simplify", "x", "--cost", "network", "--cost-kind", "vectorised"],
            "no vectorised price",
        ),
        (["simplify", "x", "--cost", "network", "--cost-kind", "speed"], "--cost-kind"),
        (["calibrate", "--target", "jax"], "'jax'"),
        (["calibrate", "--only", "teleport"], "'teleport'"),
        (["calibrate", "--only", "add", "--seconds", "0"], "seconds"),
        (["calibrate", "--output", "/"], "cannot be written"),
        (["nonsense"], "nonsense"),
        (["accurate", "x"], "no interval for 'x'"),
        (["accurate", "x", "--box", "x=1"], "SYMBOL=LOW:HIGH"),
        (["accurate", "x", "--box", "=1:2"], "SYMBOL=LOW:HIGH"),
        (["accurate", "x", "--box", "x=2:1"], "box of x: the lower end 2"),
        (["accurate", "x", "--box", "x=1:inf"], "box of x: ends must be finite"),
        (["accurate", "x", "--box", "x=1:nan"], "box of x: ends must be finite"),
        (["accurate", "x", "--box", "x=0:1e999"], "box of x: ends must be finite"),
        (["accurate", "x", "--box", "x=one:2"], "box of x: ends must be finite"),
        (["accurate", "x", "--box", "x=1:2", "--box", "x=1:2"], "x has an interval already"),
        (["accurate", "x", "--box", "x=1:2", "--box", "y=1:2"], "interval for 'y'"),
        (["accurate", "x < 1", "--box", "x=1:2"], "truth value"),
        (["accurate", "digamma(x)", "--box", "x=1:2"], "digamma"),
        (["accurate", "x +", "--box", "x=1:2"], "column 4"),
        (["accurate", "x", "--box", "x=1:2", "--seconds", "0"], "seconds"),
        (["accurate", "x", "--box", "x=1:2", "--cost", "cheap"], "network, node-count"),
        (["optimise"], "give expressions"),
        (["optimise", "a", "--network", "absent.net"], "give expressions"),
        (["optimise", "--network", "absent.net"], "absent.net"),
        (["optimise", "a +"], "column 4"),
        (["optimise", "a", "--cost", "cheap"], "network, node-count"),
        (["optimise", "a", "--effort", "0"], "--effort"),
        (["network", "absent.net"], "absent.net"),
        (["network", "/"], "/"),
        (["check", "absent.jsonl"], "absent.jsonl"),
        (["derive", "absent.toml"], "absent.toml"),
        (["evolve", "run", "absent.toml"], "absent.toml"),
        (["evolve", "run", "x.toml", "--seed", "one"], "--seed"),
        (["kernel", "x"], "--operations"),
        (["kernel", "x", "--operations", "3", "--target", "fortran"], "--target"),
    ],
)
def test_arguments(
    arguments: list[str], complaint: str, capsys: pytest.CaptureFixture[str]
) -> None:
    assert run(arguments) == 2
    check_line(capsys, "", complaint)


def check_line(capsys: pytest.CaptureFixture[str], place: str, complaint: str) -> None:
    """One line on standard error that names the place and says what is wrong."""
    shown = capsys.readouterr()
    lines = [line for line in shown.err.splitlines() if line.startswith("symnum: ")]
    assert len(lines) == 1, shown.err
    assert place in lines[0]
    assert complaint in lines[0]
    assert "Traceback" not in shown.err
    assert "internal error" not in shown.err
