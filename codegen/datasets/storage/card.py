"""The card of a dataset: README.md with what the Hugging Face hub and its library read of it."""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping
from typing import Any

from codegen.datasets.schema import SCHEMA_VERSION
from codegen.datasets.storage.columns import features
from codegen.datasets.storage.formats import Format, suffixes

LICENSE = "mit"
_SIZES = (
    (1_000, "n<1K"), (10_000, "1K<n<10K"), (100_000, "10K<n<100K"), (1_000_000, "100K<n<1M"),
    (10_000_000, "1M<n<10M"), (100_000_000, "10M<n<100M"),
)  # fmt: skip


def card(facts: Mapping[str, Any], written: Format, config: Mapping[str, Any]) -> str:
    """The card of a dataset.

    Args:
        facts: What was counted, as in ``dataset.json``.
        written: Formats of its files.
        config: The resolved configuration.
    """
    front = "\n".join(_yaml(_front_matter(facts, written)))
    return f"---\n{front}\n---\n\n{_text(facts, config)}"


def _front_matter(facts: Mapping[str, Any], written: Format) -> dict[str, Any]:
    splits = {name: split for name, split in facts["splits"].items() if split["examples"]}
    return {
        "license": LICENSE,
        "language": ["en"],
        "pretty_name": "Derivations, checked step by step",
        "task_categories": ["text-generation", "question-answering"],
        "tags": ["mathematics", "reasoning", "derivations", "synthetic"],
        "size_categories": [_size(facts["records"])],
        "configs": [
            {
                "config_name": "default",
                "data_files": [
                    {"split": name, "path": f"data/{name}-*{suffixes(written)[-1]}"}
                    for name in splits
                ],
            }
        ],
        "dataset_info": {
            "features": features(),
            "splits": [
                {"name": name, "num_bytes": split["bytes"], "num_examples": split["examples"]}
                for name, split in splits.items()
            ],
        },
    }


def _size(count: int) -> str:
    return next((name for limit, name in _SIZES if count < limit), "n>1T")


def _yaml(value: Any, indent: str = "") -> list[str]:
    """Block YAML; texts are quoted as JSON, which is YAML."""
    lines: list[str] = []
    if isinstance(value, dict):
        for key, part in value.items():
            if isinstance(part, (dict, list)) and part:
                lines += [f"{indent}{key}:", *_yaml(part, f"{indent}  ")]
            else:
                lines.append(f"{indent}{key}: {json.dumps(part)}")
    else:
        for part in value:
            if isinstance(part, dict):
                first, *rest = _yaml(part, f"{indent}  ")
                lines += [f"{indent}- {first.lstrip()}", *rest]
            else:
                lines.append(f"{indent}- {json.dumps(part)}")
    return lines


def _text(facts: Mapping[str, Any], config: Mapping[str, Any]) -> str:
    place = facts["provenance"]
    whose = (
        "" if facts["slice"] == [1, 1] else f", slice {facts['slice'][0]} of {facts['slice'][1]}"
    )
    parts = [
        "# Derivations, checked step by step\n",
        f"{facts['records']:,} records ({facts['generated']:,} generated, the others made from "
        "them), each checked by code that did not make it: steps are replayed, equality is decided "
        "by canonical forms and ball arithmetic on the step's domain.\n",
        f"Provenance: schema {SCHEMA_VERSION}, generator {place['generator']}, configuration "
        f"{place['config']}, seed {place['seed']}{whose}. To get the same "
        "bytes, all of these have to be equal, and so have `count`, `splits` and `shard_rows` "
        "(below), which the configuration's hash leaves out, and the format; Parquet also needs "
        "the same version of Arrow. Trials of models (`dataset rates`) are added later.\n",
        f"{facts['structures']:,} distinct structures (canonical forms up to renaming and exchange "
        f"of sides), {facts['duplicates']:,} generated records whose structure occurred before. "
        "Splits go by structure or template: none is in two splits. `decontamination.txt` lists "
        "them all with their split. The folder `jsonl`, if there is one, has the same records as "
        "`data`.\n",
        _table("Splits", ("split", "records", "bytes as JSON Lines", "files"),
               ([name, f"{s['examples']:,}", f"{s['bytes']:,}", str(s["files"])]
                for name, s in facts["splits"].items())),
    ]  # fmt: skip
    parts += [
        _table(key.replace("_", " ").capitalize(), (key, "number"),
               ([name, f"{number:,}"] for name, number in _in_order(counts)))
        for key, counts in facts["counts"].items() if counts
    ]  # fmt: skip
    shown = json.dumps(config, indent=1)
    parts.append(f"## Configuration\n\n```json\n{shown}\n```\n")
    return "\n".join(parts)


def _in_order(counts: Mapping[str, int]) -> list[tuple[str, int]]:
    """Numbers by size, everything else by name."""
    return sorted(counts.items(), key=lambda item: (not item[0].isdecimal(), len(item[0]) if
                  item[0].isdecimal() else 0, item[0]))  # fmt: skip


def _table(title: str, columns: Iterable[str], rows: Iterable[Iterable[str]]) -> str:
    columns = list(columns)
    lines = [f"| {' | '.join(columns)} |", f"|{'---|' * len(columns)}"]
    lines += [f"| {' | '.join(row)} |" for row in rows]
    return f"## {title}\n\n" + "\n".join(lines) + "\n"
