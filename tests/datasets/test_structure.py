"""The structure of records: a hash that names and the sides of equations do not change."""

from __future__ import annotations

import json
import re
from itertools import permutations
from typing import Any

import pytest

from codegen.datasets.presets import load_preset
from codegen.datasets.production import record
from codegen.datasets.structure import structure
from symnum.terms import parse

NAME = re.compile(r"[A-Za-z_][A-Za-z0-9_]*")


def renamed(made: dict[str, Any], names: dict[str, str]) -> dict[str, Any]:
    """The record with other names in what structure looks at."""
    text = NAME.sub(lambda match: names.get(match[0], match[0]), json.dumps(made["steps"]))
    domain = [{**entry, "symbol": names[entry["symbol"]]} for entry in made["domain"]]
    functions = [{**entry, "name": names[entry["name"]]} for entry in made["functions"]]
    return {**made, "steps": json.loads(text), "domain": domain, "functions": functions}


def least_steps(made: dict[str, Any]) -> list[Any]:
    """The steps under all orders of symbols that are alike; the least, each worked out whole."""
    fixed = {f["name"]: f"f{n}" for n, f in enumerate(made["functions"])}
    assumed = {entry["symbol"]: entry["assumption"] for entry in made["domain"]}
    found = []
    for order in permutations(assumed):
        if [assumed[name] for name in order] == sorted(assumed.values()):
            names = fixed | {name: f"x{n}" for n, name in enumerate(order)}
            found.append([described(step, names) for step in made["steps"]])
    return min(found)


def described(step: dict[str, Any], names: dict[str, str]) -> list[Any]:
    text = NAME.sub(lambda match: names.get(match[0], match[0]), step["equation"]["text"])
    called = re.findall(r"\b(f[0-9]+)\(", text)
    digests = (parse(side, functions=called, canonical=True).digest for side in text.split(" = "))
    label = re.sub("_[LR]HS_for_[LR]HS$", "", step["operator"])
    return [label, step["inputs"], sorted(map(str, digests))]


@pytest.fixture(scope="module")
def derivations() -> list[dict[str, Any]]:
    return [record(load_preset(name), 9, n) for name in ("meadows", "balanced") for n in range(40)]


def test_the_order_taken_is_the_least_of_all(derivations: list[dict[str, Any]]) -> None:
    groups: dict[str, str] = {}
    for made in derivations:
        key = json.dumps([sorted(e["assumption"] for e in made["domain"]), least_steps(made)])
        assert groups.setdefault(made["structure"], key) == key
        assert structure({**made, "template": "", "problem": "", "answer": ""}) == made["structure"]
    assert len(set(groups.values())) == len(groups)


def test_names_do_not_matter(derivations: list[dict[str, Any]]) -> None:
    for made in derivations:
        given = [*(e["symbol"] for e in made["domain"]), *(e["name"] for e in made["functions"])]
        for names in (sorted(given), sorted(given, reverse=True)):
            new = dict(zip(names, (f"q_{n}" for n in range(len(names))), strict=True))
            assert structure(renamed(made, new)) == made["structure"]


def test_symbols_may_change_places(derivations: list[dict[str, Any]]) -> None:
    changed = 0
    for made in derivations:
        alike = [e["symbol"] for e in made["domain"] if e["assumption"] == "positive"]
        if len(alike) > 1:
            swap = {alike[0]: alike[1], alike[1]: alike[0]}
            kept = {e["symbol"]: e["symbol"] for e in made["domain"]}
            kept |= {e["name"]: e["name"] for e in made["functions"]}
            other = renamed(made, kept | swap)
            changed += other["steps"] != made["steps"]
            assert structure(other) == made["structure"]
    assert changed > 10


def test_sides_may_be_exchanged(derivations: list[dict[str, Any]]) -> None:
    for made in derivations[:20]:
        steps = json.loads(json.dumps(made["steps"]))
        for step in steps:
            step["equation"]["text"] = " = ".join(reversed(step["equation"]["text"].split(" = ")))
        assert structure({**made, "steps": steps}) == made["structure"]


def test_other_equations_have_another_structure(derivations: list[dict[str, Any]]) -> None:
    for made in derivations[:20]:
        steps = json.loads(json.dumps(made["steps"]))
        steps[-1]["equation"]["text"] += " + 1"
        assert structure({**made, "steps": steps}) != made["structure"]


def test_lines_that_are_no_terms_count_as_they_are() -> None:
    made = record(load_preset("meadows"), 9, 0)
    name = made["domain"][0]["symbol"]
    steps = [{**made["steps"][0], "equation": {"text": f"[{name} ; f9(1", "latex": ""}}]
    other = [{**made["steps"][0], "equation": {"text": f"[{name} ; f8(1", "latex": ""}}]
    found = [structure({**made, "steps": chosen}) for chosen in (steps, other)]
    assert found[0] != found[1]
    new = {e["symbol"]: f"{e['symbol']}_1" for e in made["domain"]}
    new |= {e["name"]: e["name"] for e in made["functions"]}
    assert structure(renamed({**made, "steps": steps}, new)) == found[0]
