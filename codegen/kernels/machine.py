"""What timings are of: the processor and the C compiler."""

from __future__ import annotations

import platform
import subprocess
from pathlib import Path

from codegen.kernels.build import compiler


def cpu_name() -> str:
    """The processor's name as the system gives it."""
    cpuinfo = Path("/proc/cpuinfo")
    if cpuinfo.exists():
        for line in cpuinfo.read_text(errors="replace").splitlines():
            if line.startswith("model name"):
                return line.partition(":")[2].strip()
    return platform.processor() or platform.machine()


def compiler_version() -> str:
    """The first line of what the C compiler says of itself.

    Raises:
        InputError: there is none.
    """
    command = [*compiler(), "--version"]
    answer = subprocess.run(command, capture_output=True, text=True, check=False)
    return answer.stdout.partition("\n")[0]
