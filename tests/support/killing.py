"""Kill the program in a burst of key presses, and see that every press that returned is in the study.

Run as a module this is the one that gets killed: it presses keys on a real study as fast as it can and says
the id of each event after the press has returned.
"""

from __future__ import annotations

import random
import subprocess
import sys
import time
from collections.abc import Iterator
from itertools import count
from pathlib import Path
from uuid import UUID

from havenlens.domain.time import Micros
from havenlens.store.study_file import StudyFile
from tests.support.studies import make_small, open_small

ROOT = Path(__file__).parents[2]
_KEYS = ("upset", "bids", "returns", "comforts")


def burst(path: Path) -> None:
    """Press keys for ever; each line says what the press that has returned wrote, undos included."""
    small = open_small(path)
    session = small.session()
    print("ready", flush=True)
    for turn in count():
        reply = session.press(_KEYS[turn % len(_KEYS)], Micros((turn + 1) * 40_000))
        if turn % 7 == 3:
            reply = session.undo()
        for event in reply.changes.added:
            print(f"+{event.id.hex}", flush=True)
        for event in reply.changes.removed:
            print(f"-{event.id.hex}", flush=True)


def killed_round(path: Path, chance: random.Random) -> tuple[int, list[str]]:
    """Kill one burst at a random moment; give how many presses had returned, and what is wrong afterwards."""
    pressing = subprocess.Popen(
        [sys.executable, "-m", "tests.support.killing", str(path)],
        stdout=subprocess.PIPE,
        encoding="ascii",
        cwd=ROOT,
    )
    with pressing:
        assert pressing.stdout is not None
        assert pressing.stdout.readline() == "ready\n"
        time.sleep(chance.uniform(0.0, 0.4))
        pressing.kill()
        lines = [line.strip() for line in pressing.stdout if line.endswith("\n")]
    added = {UUID(line[1:]) for line in lines if line[0] == "+"}
    removed = {UUID(line[1:]) for line in lines if line[0] == "-"}
    return len(lines), _problems(path, added, removed)


def _problems(path: Path, added: set[UUID], removed: set[UUID]) -> list[str]:
    """Open the study as the coder would, and compare it with what had returned."""
    with StudyFile.open(path, write=True) as file:
        problems = [problem.sentence for problem in file.check()]
        [coding] = file.rows.list_codings()
        kept = {event.id for event in file.codings.events_of(coding.id)}
        steps = list(file.codings.steps_of(coding.id))
    # One step may be in the file that had not been said yet; it may be the undo of the last press.
    unsaid = {event.id for event in steps[-1].changes.removed} if steps else set()
    problems += [f"lost: {event}" for event in added - removed - unsaid - kept]
    return problems + [f"came back: {event}" for event in removed & kept]


def rounds(folder: Path, number: int, seed: int = 1) -> Iterator[tuple[int, list[str]]]:
    """Kill a number of bursts, one after another on the same study."""
    chance = random.Random(seed)
    path = folder / "killed.havenlens"
    make_small(path).file.close()
    for _ in range(number):
        yield killed_round(path, chance)


if __name__ == "__main__":
    burst(Path(sys.argv[1]))
