"""Variable renaming, and the two sides of every equation exchanged: the mathematics stays."""

from __future__ import annotations

from random import Random
from typing import Any

from codegen.datasets.operators import LEFT_FOR_RIGHT, RIGHT_FOR_LEFT
from codegen.datasets.perturbations.derivation import (
    EQUALS,
    NAME,
    is_derivation,
    plain,
    shown_names,
    written,
)
from codegen.datasets.perturbations.letters import OTHER_LETTERS
from codegen.datasets.perturbations.perturbation import Perturbation, Record, child_of
from symnum.ops import is_reserved_name

GREEK = tuple(
    name
    for name in (
        "alpha", "beta", "chi", "delta", "epsilon", "eta", "gamma", "iota", "kappa", "lambda",
        "mu", "nu", "omega", "phi", "psi", "rho", "sigma", "tau", "theta", "upsilon", "xi", "zeta",
        "Delta", "Gamma", "Lambda", "Omega", "Phi", "Psi", "Sigma", "Theta", "Upsilon", "Xi",
    )
    if not is_reserved_name(name)
)  # fmt: skip
"""Names that are in no vocabulary of derivations but may be in that of physics."""
_CALLABLE = frozenset(GREEK) - {"beta", "gamma", "zeta", "Gamma"}
"""Those that are not the name of a special function where they are called."""
_MIRRORED = {LEFT_FOR_RIGHT: RIGHT_FOR_LEFT, RIGHT_FOR_LEFT: LEFT_FOR_RIGHT}


def _renamed(record: Record, random: Random) -> Record | None:
    """Symbols and functions get Greek names; constants keep theirs."""
    if not is_derivation(record):
        return None
    mapping = _mapping(record, random)
    if mapping is None:
        return None
    names = {name: f"\\{name}" for name in mapping.values()}
    named = {
        "domain": [_entry(entry, "symbol", mapping) for entry in record["domain"]],
        "functions": [_entry(entry, "name", mapping) for entry in record["functions"]],
    }
    constants = [_constant(c, mapping) for c in record["constants"]]
    return _rewritten(child_of(record, **named, constants=constants), mapping, names)


def _mapping(record: Record, random: Random) -> dict[str, str] | None:
    """A bijection that keeps the alphabetical order of symbols, in which functions list them."""
    symbols = sorted(entry["symbol"] for entry in record["domain"])
    constants = {c["name"] for c in record["constants"]}
    functions = [e["name"] for e in record["functions"] if e["name"] not in constants]
    free = [name for name in GREEK if name not in {*symbols, *functions, *constants}]
    if len(free) < len(symbols) + len(functions):
        return None
    callable_names = [name for name in free if name in _CALLABLE]
    new_functions = random.sample(callable_names, len(functions))
    left = [name for name in free if name not in new_functions]
    new_symbols = sorted(random.sample(left, len(symbols)))
    return dict(zip([*symbols, *functions], [*new_symbols, *new_functions], strict=True))


def _entry(entry: dict[str, str], field: str, mapping: dict[str, str]) -> dict[str, str]:
    new = mapping.get(entry[field])
    return entry if new is None else {**entry, field: new, "latex": f"\\{new}"}


def _constant(constant: dict[str, Any], mapping: dict[str, str]) -> dict[str, Any]:
    arguments = [mapping[name] for name in constant["arguments"]]
    return {**constant, "variable": mapping[constant["variable"]], "arguments": arguments}


def _rewritten(child: Record, mapping: dict[str, str], greek: dict[str, str]) -> Record:
    """The child with all expressions in the new names."""
    names = {**shown_names(child), **greek}
    known: dict[str, dict[str, str]] = {"": {"text": "", "latex": ""}}

    def renamed(shown: dict[str, str]) -> dict[str, str]:
        old = shown["text"]
        if old not in known:
            text = NAME.sub(lambda match: mapping.get(match[0], match[0]), old)
            known[old] = written(plain(child, text), names)
        return known[old]

    child["constants"] = [
        {
            **constant,
            "integral": renamed(constant["integral"]),
            "antiderivative": renamed(constant["antiderivative"]),
        }
        for constant in child["constants"]
    ]
    child["steps"] = [_step(step, renamed) for step in child["steps"]]
    return child


def _step(step: dict[str, Any], changed: Any) -> dict[str, Any]:
    return {
        **step,
        "operand": changed(step["operand"]),
        "equation": changed(step["equation"]),
        "side_conditions": [
            {**c, "subject": changed(c["subject"])} for c in step["side_conditions"]
        ],
    }


def _renamed_back(parent: Record, child: Record) -> str | None:
    """Names are exchanged one for one, and with them the answer is the parent's."""
    pairs = _pairs(parent, child)
    back = {new: old for old, new in pairs}
    if len(back) != len(pairs):
        return None
    text = child["steps"][-1]["equation"]["text"]
    if (
        NAME.sub(lambda match: back.get(match[0], match[0]), text)
        != (parent["steps"][-1]["equation"]["text"])
    ):
        return None
    shown = ", ".join(f"{old} -> {new}" for old, new in pairs)
    return f"with the names {shown} the answer is the parent's"


def _pairs(parent: Record, child: Record) -> list[tuple[str, str]]:
    return [
        (old[field], new[field])
        for part, field in (("domain", "symbol"), ("functions", "name"))
        for old, new in zip(parent[part], child[part], strict=True)
        if old[field] != new[field]
    ]


def _exchanged(record: Record, random: Random) -> Record | None:
    if not is_derivation(record):
        return None
    steps = [
        {
            **step,
            "operator": _MIRRORED.get(step["operator"], step["operator"]),
            "equation": {form: _mirrored(text) for form, text in step["equation"].items()},
        }
        for step in record["steps"]
    ]
    return child_of(record, steps=steps)


def _mirrored(text: str) -> str:
    left, right = text.split(EQUALS)
    return f"{right}{EQUALS}{left}"


def _mirrored_back(parent: Record, child: Record) -> str | None:
    old, new = (record["steps"][-1]["equation"]["text"] for record in (parent, child))
    return "with its sides exchanged the answer is the parent's" if _mirrored(new) == old else None


VARIABLE_RENAMING = Perturbation(
    "variable_renaming", "symbols and functions get other names, one for one", False,
    _renamed, _renamed_back, by_family=OTHER_LETTERS,
)  # fmt: skip
EXPRESSION_EXCHANGE = Perturbation(
    "expression_exchange", "both sides of every equation are exchanged", False,
    _exchanged, _mirrored_back,
)  # fmt: skip
