"""Configurations that come with the package, by name.

>>> load_preset("meadows", count=5).count
5
"""

from __future__ import annotations

from importlib.resources import as_file, files

from codegen.datasets.config import Config, load_config
from symnum.errors import require_known

PRESETS: tuple[str, ...] = ("balanced", "meadows", "physics", "probes")
"""Names of the presets.

``meadows`` has the operators, premises, lengths and frequencies of the derivations published by
Meadows, Valentino and Freitas, for comparison; ``balanced`` has every operator often; ``physics``
is ``balanced`` with 155 identifiers as physicists write them; ``probes`` draws from every family,
and has perturbed records and derivations with injected errors beside the right ones.
"""


def load_preset(name: str, count: int | None = None, seed: int | None = None) -> Config:
    """A preset's configuration.

    Args:
        name: One of :data:`PRESETS`.
        count: Replaces the preset's count.
        seed: Replaces the preset's seed.

    Raises:
        InputError: there is no such preset, or count or seed is not allowed.
    """
    require_known(name, PRESETS, "preset")
    with as_file(files(__package__) / f"{name}.toml") as path:
        return load_config(path, count=count, seed=seed)
