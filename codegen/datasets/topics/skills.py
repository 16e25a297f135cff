"""Skills and their graph: validated data, with weights from the problems that need them together.

Two skills are joined by an edge if some kind of problem needs both; its weight is the sum of the
weights of such kinds (co-occurrence, as in MathScale, Tang et al. 2024).
"""

from __future__ import annotations

import tomllib
from collections.abc import Iterable, Mapping
from importlib.resources import files
from itertools import combinations
from typing import Annotated, Self

from pydantic import Field, model_validator

from codegen.datasets.topics.problems import Problem
from symnum.configuration import Table, validated_configuration

Name = Annotated[str, Field(pattern=r"^[a-z][a-z0-9_]*$")]


class Skill(Table):
    """Something that a problem may need."""

    name: Name
    topic: Name
    requires: tuple[Name, ...] = Field(default=(), strict=False)
    """Skills to be learnt before."""
    operators: Annotated[tuple[Name, ...], Field(min_length=1, strict=False)]
    """Operators one of which occurs where the skill is used."""


class Skills(Table):
    """All skills, each after those that it requires."""

    skills: Annotated[tuple[Skill, ...], Field(min_length=1, strict=False)]

    @model_validator(mode="after")
    def _ordered(self) -> Self:
        known: set[str] = set()
        for skill in self.skills:
            if skill.name in known:
                raise ValueError(f"{skill.name} is listed twice")
            missing = sorted(set(skill.requires) - known)
            if missing:
                raise ValueError(f"{skill.name} requires {missing[0]}, which is not listed before")
            known.add(skill.name)
        return self


def skills_of(text: str, source: str) -> Mapping[str, Skill]:
    """Skills by name, from TOML.

    Raises:
        InputError: a field is missing, unknown or not allowed.
    """
    found = validated_configuration(Skills, tomllib.loads(text), source)
    return {skill.name: skill for skill in found.skills}


SKILLS: Mapping[str, Skill] = skills_of(
    (files("codegen.datasets.topics") / "skills.toml").read_text(encoding="utf-8"), "skills.toml"
)
"""Every skill by name."""


def graph_of(problems: Iterable[Problem]) -> Mapping[str, Mapping[str, float]]:
    """For each skill its neighbours with the weights of the edges, in a fixed order."""
    weights: dict[str, dict[str, float]] = {name: {} for name in SKILLS}
    for problem in problems:
        for pair in combinations(problem.skills, 2):
            for first, second in (pair, pair[::-1]):
                known = weights[first].get(second, 0.0)
                weights[first][second] = known + problem.weight
    return {name: dict(sorted(edges.items())) for name, edges in weights.items()}
