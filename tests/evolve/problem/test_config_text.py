"""Commented configurations: every field is there, and they load to what they were made of."""

import tomllib

import pytest

from evolve.problem.config import Config, validated
from evolve.problem.config_text import as_toml, commented
from symnum.cli.discovery import packaged

FIELDS = {
    (name, inner)
    for name, field in Config.model_fields.items()
    for inner in getattr(field.annotation, "model_fields", {"": None})
}


def uncommented(text):
    """With the defaults, which stand there as comments, as fields; except those without value."""
    lines = [
        line.removeprefix("# ")
        if line.startswith("# ") and line.split()[2:3] == ["="] and not line.endswith("=")
        else line
        for line in text.splitlines()
    ]
    return tomllib.loads("\n".join(lines))


@pytest.mark.parametrize("name", packaged())
def test_every_packaged_config_can_be_commented(name):
    data = packaged()[name]
    text = commented(data, "title")
    config = validated(tomllib.loads(text), "commented")
    assert config == validated(data, "packaged")
    assert validated(uncommented(text), "with defaults") == config


@pytest.mark.parametrize("name", packaged())
def test_every_field_has_its_meaning(name):
    text = commented(packaged()[name], "title")
    lines = text.splitlines()
    for table, field in FIELDS:
        wanted = field or table
        (place,) = [
            number
            for number, line in enumerate(lines)
            if line.removeprefix("# ").startswith(f"{wanted} =")
            and (not field or f"[{table}]" in lines[:number])
            and (not field or _table(lines, number) == table)
        ]
        assert lines[place - 1].startswith("# "), wanted


def _table(lines, number):
    return next((line[1:-1] for line in lines[number::-1] if line.startswith("[")), "")


def test_no_value_is_left_out_of_toml():
    assert as_toml({"a": 1, "b": None, "t": {"c": None, "d": "x"}}) == 'a = 1\n\n[t]\nd = "x"\n'


def test_prices_are_a_table_on_one_line():
    data = packaged()["exp2_demo"] | {"costs": {"div": 4, "mul": 2}}
    text = commented(data, "title")
    assert "\ncosts = {div = 4, mul = 2}\n" in text
    assert validated(tomllib.loads(text), "commented") == validated(data, "data")
    again = validated(tomllib.loads(as_toml(validated(data, "data").resolved())), "resolved")
    assert again == validated(data, "data")
