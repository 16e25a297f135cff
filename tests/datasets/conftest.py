"""Records for tests: generated ones, and ones written by hand."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from pathlib import Path
from typing import Any

import pytest

from codegen.datasets import Config, load_config, record, records
from symnum.terms import parse

Record = dict[str, Any]


@pytest.fixture(scope="session")
def config() -> Config:
    return load_config(Path(__file__).parents[2] / "configs" / "derivations_demo.toml")


@pytest.fixture(scope="session")
def made(config: Config) -> list[Record]:
    """Records of a seed that no other test uses."""
    return [record(config, 99, index) for index in range(160)]


Written = Callable[..., Record]


@pytest.fixture(scope="session")
def written() -> Written:
    """A record from texts: steps are (operator, inputs, operand or "", equation, *conditions)."""

    def build(
        domain: Mapping[str, str],
        steps: Sequence[tuple[Any, ...]],
        constants: Sequence[tuple[Any, ...]] = (),
    ) -> Record:
        def expression(text: str) -> Record:
            names = [name for name in ("f", "g", "h", "C_1", "C_2") if f"{name}(" in text]
            return records.expression(parse(text, functions=names))

        def step(operator: str, inputs: list[int], operand: str, equation: str, *more: Any) -> Any:
            conditions = [(p, expression(subject)) for p, subject in more]
            return {
                "operator": operator,
                "inputs": inputs,
                "operand": expression(operand) if operand else None,
                "equation": expression(equation),
                "side_conditions": [
                    {"predicate": p, "subject": s["text"], "term": s["term"]} for p, s in conditions
                ],
            }

        return records.sealed(
            {
                "id": "",
                "index": 0,
                "seed": 0,
                "generator_version": "1",
                "domain": {name: [fact] for name, fact in domain.items()},
                "constants": [
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
                "steps": [step(*row) for row in steps],
            }
        )

    return build
