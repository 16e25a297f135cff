"""Records of a configuration: drawn from the families, changed, checked, and told apart by split.

What stands at an index is a pure function of configuration, seed and index. All records made from
one index are next to each other: first the record, then what was made of it.
"""

from __future__ import annotations

from collections.abc import Iterator
from functools import partial
from random import Random
from typing import Any, NamedTuple

from codegen.datasets.checker import StreamChecker
from codegen.datasets.collecting import seldom_collected
from codegen.datasets.config import Config
from codegen.datasets.errors import KINDS, inject
from codegen.datasets.families import FAMILIES
from codegen.datasets.generator.recording import GENERATOR_VERSION
from codegen.datasets.json_text import read_back
from codegen.datasets.lean import with_lean
from codegen.datasets.perturbations import PERTURBATIONS
from codegen.datasets.storage.rows import Row, row_of
from codegen.datasets.storage.splits import split_of
from codegen.datasets.storage.tallies import Counts, count
from symnum.errors import InputError, unknown

ATTEMPTS = 40
"""Changes tried until one is in the split of the record that is changed."""


class CheckFailedError(RuntimeError):
    """The checker refused a generated record: a bug in one of the two."""


class Block(NamedTuple):
    """What records of consecutive indices are, and how many of each kind they have."""

    rows: list[Row]
    counts: Counts


def require_known(config: Config) -> None:
    """See to it that all that a configuration names exists.

    Raises:
        InputError: a family, perturbation or kind of error that there is not, or a perturbation of
            what another one makes, which is not named before it.
    """
    for field, names, known in (
        ("families", config.families, FAMILIES),
        ("perturbations.names", config.perturbations.names, PERTURBATIONS),
        ("errors.names", config.errors.names, KINDS),
    ):
        for name in names:
            if name not in known:
                raise InputError(f"{field}: {unknown(name, known, 'name')}")
    chosen = config.perturbations.names
    for place, name in enumerate(chosen):
        source = PERTURBATIONS[name].source
        if source and source not in chosen[:place]:
            raise InputError(
                f"perturbations.names: {name!r} changes what {source!r} makes; name that before it"
            )


def record(config: Config, seed: int, index: int) -> dict[str, Any]:
    """The record at an index, from the family that is drawn for it.

    Raises:
        InputError: the configuration leaves its family nothing to make.
    """
    names, portions = list(config.families), list(config.families.values())
    name = names[0]
    if len(names) > 1:
        name = Random(f"family {seed} {index}").choices(names, portions)[0]
    made = dict(_stated(config, FAMILIES[name].make(config, seed, index)))
    made["index"] = index
    made["provenance"] = provenance(config, seed)
    made["split"] = split_of(made, config.splits.shares())
    return made


def provenance(config: Config, seed: int) -> dict[str, Any]:
    """From what a record can be made again."""
    return {"generator": GENERATOR_VERSION, "config": config.digest, "seed": seed}


def records(config: Config, seed: int, index: int) -> Iterator[dict[str, Any]]:
    """The record at an index and what is made of it."""
    parent = record(config, seed, index)
    yield parent
    if not (config.perturbations.share or config.errors.share):
        return
    draw = Random(f"changes {seed} {index}")
    if draw.random() < config.perturbations.share:
        yield from _perturbed(config, parent)
    if draw.random() < config.errors.share:
        for kind in config.errors.names:
            yield from _kept_apart(config, parent, partial(_injected, kind=kind))


def _perturbed(config: Config, parent: dict[str, Any]) -> Iterator[dict[str, Any]]:
    """The children of a record, and those of its children whose perturbation changes these."""
    sources = {"": parent}
    for name in config.perturbations.names:
        row = PERTURBATIONS[name]
        if row.source in sources:
            for child in _kept_apart(config, sources[row.source], row.apply):
                sources[name] = child
                yield child


def _injected(parent: dict[str, Any], seed: int, kind: str) -> dict[str, Any] | None:
    return inject(parent, kind, seed)


def _kept_apart(config: Config, parent: dict[str, Any], change: Any) -> Iterator[dict[str, Any]]:
    """A changed record whose structure is at home in its parent's split, if one is found.

    Otherwise the same canonical form could be found in another split.
    """
    shares = config.splits.shares()
    for attempt in range(ATTEMPTS):
        child = change(parent, attempt)
        if child is None:
            return
        if split_of(child, shares) == parent["split"]:
            yield _stated(config, child)
            return


def _stated(config: Config, made: dict[str, Any]) -> dict[str, Any]:
    """The record with its statements in Lean, if the configuration wants them."""
    return with_lean(made) if config.options.lean else made


@seldom_collected()
def block(config: Config, start: int, stop: int) -> Block:
    """The records of the indices ``start`` up to ``stop``, each checked as it is written.

    Raises:
        CheckFailedError: naming the record.
        CheckerFaultError: the checker itself failed on a record, which is named.
    """
    made, checker = Block([], {}), StreamChecker(complete=True)
    for index in range(start, stop):
        for item in records(config, config.seed, index):
            row = row_of(item)
            what = " ".join(filter(None, (item["perturbation"]["name"], item["error"]["kind"])))
            name = f"record {index} of seed {config.seed}{f' ({what})' if what else ''}"
            report = checker.check(read_back(row.line), name)
            if not report.ok:
                raise CheckFailedError(f"{name}, step {report.step}: {report.reason}")
            made.rows.append(row)
            count(made.counts, item)
    return made
