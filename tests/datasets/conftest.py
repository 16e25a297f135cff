"""Records for tests: generated ones, and ones written by hand."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Mapping, Sequence
from pathlib import Path
from typing import Any

import pytest

from codegen.datasets import Config, load_config, record, records
from codegen.datasets.scoring.processes.warming import warm_up
from codegen.datasets.scoring.processes.workers import Workers
from symnum.terms import parse, to_latex
from symnum.terms.plain import Symbol

Record = dict[str, Any]


@pytest.fixture(scope="session")
def config() -> Config:
    return load_config(Path(__file__).parents[2] / "configs" / "derivations_demo.toml")


@pytest.fixture(scope="session")
def made(config: Config) -> list[Record]:
    """Records of a seed that no other test uses."""
    return [record(config, 99, index) for index in range(160)]


@pytest.fixture(scope="session")
def few(config: Config) -> Config:
    """Sixty quick records in small files, with some changed ones beside them."""
    changes: dict[str, Any] = {
        "count": 60, "seed": 11, "shard_rows": 16,
        "lengths": {4: 1.0}, "families": {"derivation": 2.0, "multiplication": 1.0},
        "splits": {"train": 0.6, "validation": 0.2, "test": 0.2},
        "perturbations": {"names": ["variable_renaming", "shorter_1"], "share": 0.5},
    }  # fmt: skip
    return Config.model_validate({**config.model_dump(), **changes}, strict=False)


Written = Callable[..., Record]


@pytest.fixture(scope="session")
def written() -> Written:
    """A record from texts: steps are (operator, inputs, operand or "", equation, *conditions)."""

    def build(
        domain: Mapping[str, str],
        steps: Sequence[tuple[Any, ...]],
        constants: Sequence[tuple[Any, ...]] = (),
    ) -> Record:
        functions = ("f", "g", "h", "C_1", "C_2")

        def expression(text: str) -> Record:
            called = [name for name in functions if f"{name}(" in text]
            return records.expression(parse(text, functions=called))

        def step(operator: str, inputs: list[int], operand: str, equation: str, *more: Any) -> Any:
            return {
                "operator": operator,
                "inputs": inputs,
                "operand": expression(operand) if operand else {"text": "", "latex": ""},
                "equation": expression(equation),
                "side_conditions": [{"predicate": p, "subject": expression(s)} for p, s in more],
                "words": "",
            }

        names = [row[3].partition("(")[0] for row in steps if row[0].endswith("premise")]
        names += [row[0] for row in constants]
        names += [
            name
            for name in functions
            if re.search(rf"\b{name}\(", " ".join(row[3] for row in steps))
        ]
        return records.sealed(
            records.blank(
                family="derivation",
                domain=[
                    {"symbol": name, "assumption": fact, "latex": to_latex(Symbol(name))}
                    for name, fact in domain.items()
                ],
                functions=[
                    {"name": name, "latex": to_latex(Symbol(name))} for name in dict.fromkeys(names)
                ],
                constants=[
                    {
                        "name": name,
                        "step": place,
                        "variable": variable,
                        "arguments": list(arguments),
                        "integral": expression(integral),
                        "antiderivative": expression(antiderivative),
                    }
                    for name, place, variable, arguments, integral, antiderivative in constants
                ],
                steps=[step(*row) for row in steps],
            )
        )

    return build


@pytest.fixture(scope="session")
def pool() -> Iterator[Workers]:
    """Workers that all tests of reading and scoring share, since they need a second to begin."""
    with Workers(2, prepare=warm_up) as workers:
        yield workers
