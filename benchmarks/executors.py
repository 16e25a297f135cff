"""One run by every executor, and killed at random moments: seconds, and whether bytes differ.

``python benchmarks/executors.py --json FILE`` runs a config of a few epochs once in a process of
its own, with two local workers, on a Dask cluster and under mpiexec, then kills it with SIGKILL
at random moments and resumes it until it has finished.

The JSON is ``{"rows": [{"executor", "workers", "seconds", "fits_per_second", "same_front"}],
"kills": {"kills", "epochs", "same_front"}}``; ``epochs`` tells after which epoch each kill came.
"""

from __future__ import annotations

import argparse
import json
import random
import shutil
import signal
import subprocess
import sys
import tempfile
import time
from pathlib import Path
from typing import Any

CONFIG = """
function = "exp2(x)"
domain = [0, 1]
maximum_operations = 5
seed = 1
[budget]
epochs = 6
generations = 6
offspring = 300
[polish]
candidates = 2
"""
CODE = "import sys; from symnum.cli import main; main(sys.argv[1:])"
SYMNUM = [sys.executable, "-c", CODE, "evolve"]
MPIEXEC = shutil.which("mpiexec", path=str(Path(sys.executable).parent)) or "mpiexec"
CONTENDERS: tuple[tuple[str, int, list[str]], ...] = (
    ("local", 1, []), ("local", 2, []), ("dask", 2, []), ("mpi", 1, [MPIEXEC, "-n", "2"]),
    ("mpi", 2, [MPIEXEC, "-n", "3"]),
)  # fmt: skip


def timed(config: Path, directory: Path, executor: str, workers: int, launcher: list[str]) -> float:
    """Seconds that a whole run takes, start and end of the workers included."""
    options = ["--executor", executor, "--workers", str(workers), "--no-report"]
    command = [*launcher, *SYMNUM, "run", str(config), "--output", str(directory), *options]
    started = time.monotonic()
    subprocess.run(command, check=True, capture_output=True)
    return time.monotonic() - started


def contest(config: Path, folder: Path) -> list[dict[str, Any]]:
    """A row for every contender; the first says which front is right."""
    rows = []
    for executor, workers, launcher in CONTENDERS:
        directory = folder / f"{executor}{workers}"
        seconds = timed(config, directory, executor, workers, launcher)
        status = json.loads((directory / "status.json").read_text())
        rows.append({
            "executor": executor, "workers": workers, "seconds": round(seconds, 2),
            "fits_per_second": round(status["fits_per_second"]),
            "same_front": front(directory) == front(folder / "local1"),
        })  # fmt: skip
        print(rows[-1], flush=True)
    return rows


def front(directory: Path) -> bytes:
    """The bytes of a front."""
    return (directory / "front.json").read_bytes()


def killed(config: Path, folder: Path, kills: int, seed: int, span: float) -> dict[str, Any]:
    """Kill a run with two workers so many times, each some seconds after its start."""
    directory, source = folder / "killed", random.Random(seed)
    epochs: list[int] = []
    while not (directory / "front.json").exists():
        begun = (directory / "config.resolved.toml").exists()
        where = [str(directory)] if begun else [str(config), "--output", str(directory)]
        command = [*SYMNUM, "resume" if begun else "run", *where, "--workers", "2", "--no-report"]
        with subprocess.Popen(command, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL) as run:
            if len(epochs) < kills:
                await_start(run, directory / "status.json", time.time())
                time.sleep(source.uniform(0, span))
                run.send_signal(signal.SIGKILL)
                epochs.append(epoch(directory))
    same = front(directory) == front(folder / "local1")
    return {"kills": len(epochs), "epochs": epochs, "same_front": same}


def await_start(run: subprocess.Popen[bytes], status: Path, since: float) -> None:
    """Return when the run has left word where it is: what starts Python is not worth killing."""
    while run.poll() is None and not (status.exists() and status.stat().st_mtime >= since):
        time.sleep(0.01)


def epoch(directory: Path) -> int:
    """The epoch that a run would go on from."""
    events = directory / "events.jsonl"
    lines = events.read_text().splitlines() if events.exists() else []
    return sum(line.startswith('{"epoch"') and line.endswith("}") for line in lines)


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.partition("\n")[0])
    parser.add_argument("--json", type=Path, required=True, help="where the figures go")
    parser.add_argument("--kills", type=int, default=20)
    parser.add_argument("--seed", type=int, default=1)
    options = parser.parse_args()
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        config = folder / "config.toml"
        config.write_text(CONFIG)
        rows = contest(config, folder)
        kills = killed(config, folder, options.kills, options.seed, rows[0]["seconds"] / 4)
    print(kills)
    options.json.write_text(json.dumps({"rows": rows, "kills": kills}, indent=1) + "\n")


if __name__ == "__main__":
    main()
