"""Run every benchmark, one after another: python benchmarks/run.py [--long].

A benchmark is a module beside this one that can be started by itself. With ``--long`` the environment says
HAVENLENS_LONG=1, and those that repeat something do it as often as their bar asks for.
"""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

ROOT = Path(__file__).parents[1]
NOT_STARTED = {"run", "table"}
VIDEO = ROOT / "sample_videos" / "01_classroom_bid_answered.mp4"
ARGUMENTS = {"player": [str(VIDEO)]}


def main() -> int:
    """Run them all, and give 1 where one failed."""
    environment = {**os.environ, "QT_QPA_PLATFORM": os.environ.get("QT_QPA_PLATFORM", "offscreen")}
    if "--long" in sys.argv[1:]:
        environment["HAVENLENS_LONG"] = "1"
    failed = []
    for path in sorted(Path(__file__).parent.glob("*.py")):
        if path.stem in NOT_STARTED:
            continue
        print(f"\n== {path.stem}", flush=True)
        command = [sys.executable, "-m", f"benchmarks.{path.stem}", *ARGUMENTS.get(path.stem, [])]
        if subprocess.run(command, cwd=ROOT, env=environment, check=False).returncode:
            failed.append(path.stem)
    if failed:
        print(f"\nFailed: {', '.join(failed)}", file=sys.stderr)
    return bool(failed)


if __name__ == "__main__":
    sys.exit(main())
