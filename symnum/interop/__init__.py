"""Foreign formats: reaction networks in BioNetGen's .net files."""

from __future__ import annotations

from symnum.interop.bionetgen import parse_network, read_network
from symnum.interop.network import Reaction, ReactionNetwork, Species

__all__ = ["Reaction", "ReactionNetwork", "Species", "parse_network", "read_network"]
