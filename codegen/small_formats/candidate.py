"""What the families of kernels hand over to the front."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from codegen.small_formats.machine_code import MachineCode


@dataclass(frozen=True)
class Candidate:
    """Code that may be a good kernel; what it does is measured afterwards.

    Args:
        family: What kind of kernel.
        parameters: What was chosen, for people and for repetition.
        code: The code.
    """

    family: str
    parameters: dict[str, Any]
    code: MachineCode
