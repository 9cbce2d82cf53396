"""Run every benchmark, one after another: python benchmarks/run.py [--long].

A benchmark is a module beside this one that can be started by itself. With ``--long`` the environment says
HAVENLENS_LONG=1, and those that repeat something do it as often as their bar asks for. In the end one table
says what has a bar, and whether it is met.
"""

from __future__ import annotations

import os
import subprocess
import sys
import tempfile
from pathlib import Path

ROOT = Path(__file__).parents[1]
NOT_STARTED = {
    "__main__",
    "run",
    "table",
    "bench_study",
    "coded_study",
    "films",
    "large_study",
    "mpv",
    "screen",
}


def load() -> str:
    """Say how busy the machine is."""
    return f"{os.getloadavg()[0]:.1f}" if hasattr(os, "getloadavg") else "unknown size"


def main() -> int:
    """Run them all, and give 1 where one failed."""
    environment = {**os.environ, "QT_QPA_PLATFORM": os.environ.get("QT_QPA_PLATFORM", "offscreen")}
    if "--long" in sys.argv[1:]:
        environment["HAVENLENS_LONG"] = "1"
    failed = []
    handle, kept = tempfile.mkstemp(suffix=".jsonl")
    os.close(handle)
    environment["HAVENLENS_BENCH_ROWS"] = kept
    for path in sorted(Path(__file__).parent.glob("*.py")):
        if path.stem in NOT_STARTED:
            continue
        print(f"\n== {path.stem}", flush=True)
        command = [sys.executable, "-m", f"benchmarks.{path.stem}"]
        if subprocess.run(command, cwd=ROOT, env=environment, check=False).returncode:
            failed.append(path.stem)
    del environment["HAVENLENS_BENCH_ROWS"]
    print(f"\n== all, with a load of {load()}", flush=True)
    subprocess.run([sys.executable, "-m", "benchmarks.table", kept], cwd=ROOT, env=environment, check=True)
    Path(kept).unlink()
    if failed:
        print(f"\nFailed: {', '.join(failed)}", file=sys.stderr)
    return bool(failed)


if __name__ == "__main__":
    sys.exit(main())
