"""The generator of derivations: frequencies, purity, names, memories, duplicates."""

from __future__ import annotations

import hashlib
import json
import subprocess
import sys
from collections import Counter
from pathlib import Path
from typing import Any

import pytest

from codegen.datasets.checker import check_record
from codegen.datasets.config import Config
from codegen.datasets.families.derivation import record
from codegen.datasets.generator.parts import REMEMBERED, forget, held
from codegen.datasets.operators import OPERATORS
from codegen.datasets.presets import load_preset
from codegen.datasets.records import line_of
from symnum.errors import InputError
from symnum.terms import parse, to_latex

OWN = ("balanced", "meadows", "physics")
"""The presets of derivations alone."""
PUBLISHED_LENGTHS = {4: 10, 5: 34, 6: 29, 7: 15, 8: 9, 9: 3}
"""Of the 100 published test items of Meadows, Valentino and Freitas (2023)."""
PUBLISHED: dict[str, tuple[float, float]] = {
    "substitute_LHS_for_RHS": (87, 87), "differentiate": (72, 72), "evaluate_derivatives": (62, 62),
    "evaluate_integrals": (53, 53), "integrate": (42, 42), "substitute_RHS_for_LHS": (36, 36),
    "power": (32, 32), "add": (20, 24), "minus": (20, 24), "times": (20, 24), "divide": (20, 24),
}  # fmt: skip
"""Steps of the frequent operators among the 588 published ones (ranges where these are given)."""
RARE = {"exp": 3, "cos": 1, "sin": 0, "log": 0, "expand": 0}
GIVEN = 112
"""Premises of all kinds: 84 and the 28 steps that the published list does not name."""


def shares(config: Config, count: int) -> tuple[Counter[str], Counter[int]]:
    operators: Counter[str] = Counter()
    lengths: Counter[int] = Counter()
    for index in range(count):
        steps = record(config, config.seed, index)["steps"]
        operators.update(step["operator"] for step in steps)
        lengths[len(steps)] += 1
    return operators, lengths


def test_meadows_has_the_published_frequencies() -> None:
    operators, lengths = shares(load_preset("meadows"), 3000)
    assert set(lengths) == set(PUBLISHED_LENGTHS)
    for length, published in PUBLISHED_LENGTHS.items():
        assert lengths[length] / 30 == pytest.approx(published, rel=0.1)
    mean = operators.total() / 3000
    assert mean == pytest.approx(5.88, rel=0.01)
    of_588 = {name: 588 * count / operators.total() for name, count in operators.items()}
    for name, (least, most) in PUBLISHED.items():
        assert 0.9 * least <= of_588[name] <= 1.1 * most, name
    for name, published in RARE.items():  # within half a per cent of all steps
        assert of_588[name] == pytest.approx(published, abs=588 * 0.005), name
    given = sum(of_588[name] for name in ("premise", "get_premise", "renaming_premise"))
    assert given == pytest.approx(GIVEN, rel=0.1)


@pytest.mark.parametrize("name", ["balanced", "physics"])
def test_no_operator_starves(name: str) -> None:
    operators, _ = shares(load_preset(name), 600)
    total = operators.total()
    assert {n: c / total for n in OPERATORS if (c := operators[n]) < 0.03 * total} == {}


@pytest.mark.parametrize("name", OWN)
def test_presets_make_right_records(name: str) -> None:
    config = load_preset(name, seed=77)
    reports = [(index, check_record(record(config, 77, index))) for index in range(60)]
    assert [(index, report) for index, report in reports if not report.ok] == []


def test_unknown_preset() -> None:
    with pytest.raises(InputError, match=r"unknown preset 'meadow' .*; there are balanced, m"):
        load_preset("meadow")


@pytest.mark.parametrize("name", OWN)
def test_texts_and_latex_say_the_same(name: str) -> None:
    config = load_preset(name)
    for index in range(40):
        made = record(config, 5, index)
        shown = {e["symbol"]: e["latex"] for e in made["domain"]}
        shown |= {e["name"]: e["latex"] for e in made["functions"]}
        called = {c["name"] for c in made["constants"] if not c["arguments"]}
        functions = [e["name"] for e in made["functions"] if e["name"] not in called]
        for step in made["steps"]:
            term = parse(step["equation"]["text"], functions=functions)
            assert to_latex(term, shown) == step["equation"]["latex"]


def test_physicists_names() -> None:
    config = load_preset("physics")
    latex = config.vocabulary.latex
    assert len(latex) == len(set(latex.values())) == len(set(config.vocabulary.symbols)) == 155
    assert not {"e", "i", "d", r"\pi", r"\infty"} & {*latex.values()}
    made = [record(config, 1, index) for index in range(60)]
    shown = {e["latex"] for item in made for e in (*item["domain"], *item["functions"])}
    assert shown <= {*latex.values(), *(f"C_{{{n}}}" for n in range(1, 9))}
    raised = [item for item in made if any("^" in e["latex"] for e in item["domain"])]
    assert raised
    assert not any(r"^{\\dagger}^" in line_of(item) for item in raised)


def lines(config: Config, indices: range) -> dict[int, str]:
    return {index: line_of(record(config, 3, index)) for index in indices}


def test_memories_change_nothing() -> None:
    config = load_preset("meadows")
    forwards = lines(config, range(120))
    backwards = lines(config, range(119, -1, -1))
    assert forwards == backwards
    for index in (0, 7, 55, 118):
        forget()
        assert line_of(record(config, 3, index)) == forwards[index]


def fresh_process(name: str, indices: list[int]) -> list[str]:
    code = (
        "import json, sys\n"
        "from codegen.datasets.families.derivation import record\n"
        "from codegen.datasets.presets import load_preset\n"
        "from codegen.datasets.records import line_of\n"
        "config = load_preset(sys.argv[1])\n"
        "print(json.dumps([line_of(record(config, 3, i)) for i in json.loads(sys.argv[2])]))\n"
    )
    command = [sys.executable, "-c", code, name, json.dumps(indices)]
    done = subprocess.run(command, capture_output=True, text=True, check=True)
    loaded: list[str] = json.loads(done.stdout)
    return loaded


@pytest.mark.slow
@pytest.mark.parametrize("name", OWN)
def test_ten_thousand_others_change_nothing(name: str) -> None:
    config = load_preset(name)
    indices = [10_003, 4, 10_001, 5_000]
    alone = fresh_process(name, indices)
    for index in range(10_000):
        record(config, 8, index)
    assert [line_of(record(config, 3, index)) for index in indices] == alone


def test_memories_are_bounded(monkeypatch: pytest.MonkeyPatch) -> None:
    config = load_preset("balanced")
    forget()
    assert set(held().values()) == {0}
    for index in range(150):
        record(config, 2, index)
    sizes = held()
    assert 0 < max(sizes.values()) <= REMEMBERED
    assert sizes["subterms"] > 500


def resident_kibibytes() -> int:
    status = Path("/proc/self/status").read_text(encoding="utf-8")
    return int(status.partition("VmRSS:")[2].split()[0])


@pytest.mark.slow
@pytest.mark.skipif(not Path("/proc/self/status").exists(), reason="reads Linux's /proc")
def test_memory_is_flat() -> None:
    config = load_preset("meadows")
    sizes = []
    for start in range(0, 40_000, 10_000):
        for index in range(start, start + 10_000):
            record(config, 6, index)
        sizes.append(resident_kibibytes())
    assert sizes[-1] - sizes[1] < 8 * 1024, sizes


def duplicates(config: Config, seeds: dict[int, int]) -> tuple[int, int]:
    """Records whose structure occurred before in the same seed, and in another seed."""
    within, across = 0, 0
    before: set[str] = set()
    for seed, count in seeds.items():
        own: set[str] = set()
        for index in range(count):
            structure = record(config, seed, index)["structure"]
            within += structure in own
            across += structure in before
            own.add(structure)
        before |= own
    return within, across


def test_few_records_are_alike() -> None:
    within, across = duplicates(load_preset("meadows"), {11: 350, 12: 350})
    assert within + across <= 1


@pytest.mark.slow
@pytest.mark.parametrize("name", OWN)
def test_duplicates_in_many(name: str) -> None:
    """0.1 % at a million is 1e-9 a pair; 20,000 records have 2e8 pairs."""
    within, across = duplicates(load_preset(name), {11: 20_000, 12: 20_000})
    assert within <= 4
    assert across <= 8


def test_golden_records() -> None:
    """Bytes that only a new GENERATOR_VERSION may change."""
    fields = ("domain", "functions", "constants", "steps")
    found: dict[str, Any] = {}
    for name in OWN:
        made = [record(load_preset(name), 1, index) for index in range(12)]
        text = json.dumps([[item[field] for field in fields] for item in made])
        found[name] = hashlib.sha256(text.encode()).hexdigest()[:16]
    assert found == GOLDEN


GOLDEN = {
    "balanced": "72cef06cc639e1ce",
    "meadows": "1b32e7b151cec73c",
    "physics": "b724d20e8df8e4d6",
}
