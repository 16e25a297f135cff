"""Records of a configuration: drawn from the families, changed, checked, and told apart by split.

What stands at an index is a pure function of configuration, seed and index. All records made from
one index are next to each other: first the record, then what was made of it. A record that the
checker refuses ends a run; of changes that it does not accept another one is tried, since what they
claim is not proved.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterator
from functools import partial
from random import Random
from typing import Any, NamedTuple

from codegen.datasets.checker import CheckReport, StreamChecker
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
from codegen.datasets.storage.tallies import LEFT_OUT, Counts, count
from symnum.errors import InputError, unknown

Change = Callable[[dict[str, Any], int], dict[str, Any] | None]
"""From a record and the number of the attempt to a changed record, if there is one."""
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


class Refusal(NamedTuple):
    """A change that the checker did not accept."""

    change: str
    """A perturbation, or a kind of error."""
    reason: str


class Proof:
    """Checks records one after the other, each read back from the line that is written of it."""

    row: Row
    """How the last record is written."""

    def __init__(self) -> None:
        self.refused: list[Refusal] = []
        """Changes that were not accepted."""
        self._checker = StreamChecker(complete=True)

    def report(self, item: dict[str, Any], name: str) -> CheckReport:
        """What the checker says of the next record, beside its parent if it was changed.

        Raises:
            CheckerFaultError: the checker itself failed; ``name`` is told.
        """
        self.row = row_of(item)
        return self._checker.check(read_back(self.row.line), name)

    def accepts(self, child: dict[str, Any], name: str) -> bool:
        """Whether a changed record of a named one is right, and what it claims of it proved."""
        change = child["error"]["kind"] or child["perturbation"]["name"]
        report = self.report(child, f"{name} ({change})")
        if not report.ok:
            self.refused.append(Refusal(change, f"{name}: {report.reason}"))
        return report.ok


def records(
    config: Config, seed: int, index: int, proof: Proof | None = None
) -> Iterator[dict[str, Any]]:
    """The record at an index and what is made of it, each checked.

    Raises:
        CheckFailedError: the checker refused the record, which is named.
        CheckerFaultError: the checker itself failed on a record, which is named.
    """
    proof, name = proof or Proof(), f"record {index} of seed {seed}"
    parent = record(config, seed, index)
    report = proof.report(parent, name)
    if not report.ok:
        raise CheckFailedError(f"{name}, step {report.step}: {report.reason}")
    yield parent
    if not (config.perturbations.share or config.errors.share):
        return
    draw = Random(f"changes {seed} {index}")
    making = _Making(config, proof, name)
    if draw.random() < config.perturbations.share:
        yield from making.perturbed(parent)
    if draw.random() < config.errors.share:
        for kind in config.errors.names:
            yield from making.changed(parent, partial(_injected, kind=kind))


def _injected(parent: dict[str, Any], seed: int, kind: str) -> dict[str, Any] | None:
    return inject(parent, kind, seed)


class _Making(NamedTuple):
    """What becomes of the record with a name."""

    config: Config
    proof: Proof
    name: str

    def perturbed(self, parent: dict[str, Any]) -> Iterator[dict[str, Any]]:
        """The children of a record, and those of its children whose perturbation changes these."""
        sources = {"": parent}
        for name in self.config.perturbations.names:
            row = PERTURBATIONS[name]
            if row.source in sources:
                for child in self.changed(sources[row.source], row.apply):
                    sources[name] = child
                    yield child

    def changed(self, parent: dict[str, Any], change: Change) -> Iterator[dict[str, Any]]:
        """A changed record that is proved, with a structure at home in its parent's split, if any.

        Otherwise the same canonical form could be found in another split.
        """
        shares = self.config.splits.shares()
        for attempt in range(ATTEMPTS):
            child = change(parent, attempt)
            if child is None:
                return
            if split_of(child, shares) == parent["split"]:
                told = _stated(self.config, child)
                if self.proof.accepts(told, self.name):
                    yield told
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
    made, proof = Block([], {}), Proof()
    for index in range(start, stop):
        for item in records(config, config.seed, index, proof):
            made.rows.append(proof.row)
            count(made.counts, item)
    if proof.refused:
        made.counts[LEFT_OUT] = Counter(refusal.change for refusal in proof.refused)
    return made
