"""Configurations: defaults, errors that name the file and the field, and the way back to TOML."""

import re
from fractions import Fraction
from pathlib import Path

import pytest

from evolve.problem.config import load_config, validated
from evolve.problem.config_text import as_toml
from symnum.errors import InputError

GOOD = """
function = "exp2(x)"
domain = [0, 1]
maximum_operations = 5
seed = 3
[budget]
epochs = 2
"""
DEMO = Path(__file__).parents[3] / "configs" / "exp2_demo.toml"


def written(path, text):
    file = path / "run.toml"
    file.write_text(text, encoding="utf-8")
    return file


def changed(line, by):
    assert line in GOOD
    return GOOD.replace(line, by)


@pytest.mark.parametrize(
    ("text", "message"),
    [
        (changed("seed = 3", "sed = 3"), r"seed: Field required|sed: unknown field.*"),
        (
            changed("epochs = 2", "epochs = 2\nhours = 3"),
            r"budget\.hours: unknown field 'hours'",
        ),
        (changed("seed = 3", ""), r"seed: Field required"),
        (changed("seed = 3", "seed = -1"), r"seed: .*greater than or equal to 0"),
        (changed("seed = 3", 'seed = "3"'), r"seed: .*valid integer"),
        (changed("seed = 3", "seed = true"), r"seed: .*valid integer"),
        (changed("epochs = 2", "epochs = 0"), r"budget\.epochs: .*greater than or equal to 1"),
        (changed("epochs = 2", "epochs = 2.5"), r"budget\.epochs: .*valid integer"),
        (changed("[0, 1]", "[1, 0]"), r"domain: the lower end must be below the upper end"),
        (changed("[0, 1]", "[0]"), r"domain.*"),
        (changed("[0, 1]", "[0, 1, 2]"), r"domain.*"),
        (changed("[0, 1]", "[0, inf]"), r"domain\.1.*finite number"),
        (changed("[0, 1]", '["a", 1]'), r"domain\.0.*finite number"),
        (changed("[0, 1]", '["1/0", 1]'), r"domain\.0.*finite number"),
        (changed("maximum_operations = 5", "maximum_operations = 25"), r"maximum_operations: .*24"),
        (changed("seed = 3", 'seed = 3\noperations = ["pow"]'), r"operations\.0: .*'add', 'sub', "),
        (changed("seed = 3", "seed = 3\noperations = []"), r"operations: .*at least 1"),
        (changed("seed = 3", 'seed = 3\noperations = ["add", "add"]'), r"operations: .*twice"),
        (changed("seed = 3", 'seed = 3\nsearch = "luck"'), r"search: .*'evolution' or 'random'"),
        (GOOD + "[fit]\nnodes = 41\n", r"fit\.nodes: .*multiple of 8"),
        (GOOD + "[fit]\nstarts = 1\n", r"fit\.starts: .*greater than or equal to 2"),
        (
            GOOD + "[population]\nislands = 0\n",
            r"population\.islands: .*equal to 1",
        ),
        ("budget = 3\n" + GOOD.split("[budget]")[0], r"budget: .*"),
        ("function = ", r"not valid TOML: .*"),
    ],
)
def test_a_bad_field_is_named(tmp_path, text, message):
    file = written(tmp_path, text)
    with pytest.raises(InputError) as caught:
        load_config(file)
    assert re.fullmatch(rf"{re.escape(str(file))}: ({message}).*", str(caught.value))


def test_a_file_that_cannot_be_read_is_named(tmp_path):
    with pytest.raises(InputError, match=r"absent\.toml: cannot be read: No such file"):
        load_config(tmp_path / "absent.toml")
    (tmp_path / "binary.toml").write_bytes(b"\xff\xfe")
    with pytest.raises(InputError, match=r"binary\.toml: .*UTF-8"):
        load_config(tmp_path / "binary.toml")


def test_ends_of_the_domain_are_exact(tmp_path):
    config = load_config(written(tmp_path, changed("[0, 1]", '["-1/3", 0.5]')))
    assert config.domain == (Fraction(-1, 3), Fraction(1, 2))


def test_a_seed_from_outside_replaces_the_file_s(tmp_path):
    assert load_config(written(tmp_path, GOOD), seed=9).seed == 9


@pytest.mark.parametrize("text", [GOOD, changed("[0, 1]", '["-1/3", 0.1]')])
def test_the_resolved_configuration_loads_back_to_the_same(tmp_path, text):
    config = load_config(written(tmp_path, text))
    again = load_config(written(tmp_path, as_toml(config.resolved())))
    assert again == config == validated(config.resolved(), "data")


def test_the_demo_starts_from_nothing():
    config = load_config(DEMO)
    assert config.function == "exp2(x)"
    assert config.search == "evolution"
    assert set(config.operations) == {"add", "sub", "mul", "div"}
