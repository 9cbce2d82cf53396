"""The sequences of a large study, from the file to every result: 1,000 observations of 300 events."""

from __future__ import annotations

import subprocess
import sys
import tempfile
import time
from datetime import UTC, datetime
from pathlib import Path
from uuid import UUID, uuid4

from sqlalchemy import create_engine, insert

from benchmarks.run import load
from benchmarks.sequences import ADULTS, BAR_S, EVENTS, MINUTES, OBSERVATIONS, PEOPLE, make
from benchmarks.table import Row, print_table
from havenlens.app.bootstrap import create_study, open_study
from havenlens.domain.time import SECOND
from havenlens.sequences.acts import Act
from havenlens.services.shipped import shipped
from havenlens.services.study import Study
from havenlens.store import tables as t


def make_study(path: Path) -> None:
    """Make the study; its events go straight into the tables, since only reading them is measured."""
    made: dict[str, UUID] = {}

    def fill(study: Study) -> None:
        source = shipped("coding_schemes") / "safe_haven_bids.yaml"
        made["scheme"] = study.add_scheme(source.read_text(encoding="utf-8"), source.name).id
        made["coder"] = study.add_coder("MK").id
        for label, role in [(name, "child") for name in PEOPLE] + [(name, "teacher") for name in ADULTS]:
            made[label] = study.add_participant(label, label, role).id

    create_study(path, "Bench", fill)[0].close()
    engine = create_engine(f"sqlite:///{path}")
    with engine.begin() as connection:
        for number, acts in enumerate(make()):
            for table, rows in _observation(number, acts, made).items():
                connection.execute(insert(t.metadata.tables[table]), rows)
    engine.dispose()


def _observation(number: int, acts: list[Act], made: dict[str, UUID]) -> dict[str, list[dict]]:
    place, coding = uuid4(), uuid4()
    now = datetime.now(UTC)
    cast = [("seeker", name) for name in PEOPLE] + [("provider", name) for name in ADULTS]
    return {
        "observations": [
            {
                "id": place,
                "name": f"o{number:04d}",
                "title": "",
                "duration_us": MINUTES * 60 * SECOND,
                "position": number,
            }
        ],
        "codings": [
            {
                "id": coding,
                "observation": place,
                "scheme": made["scheme"],
                "coder": made["coder"],
                "purpose": "research",
                "attempt": 1,
                "status": "submitted",
                "begun_at": now,
                "submitted_at": now,
                "resume_us": 0,
            }
        ],
        "casting": [
            {"coding": coding, "role": role, "participant": made[name], "position": at}
            for at, (role, name) in enumerate(cast)
        ],
        "events": [
            {
                "id": uuid4(),
                "coding": coding,
                "code": act.code,
                "onset_us": act.onset,
                "offset_us": act.onset if act.offset is None else act.offset,
                "actor": made[act.actor],
                "target": None if act.target is None else made[act.target],
                "modifiers": dict(act.modifiers),
                "comment": "",
                "defaults": [],
                "reaction_lag_us": 0,
            }
            for act in acts
        ],
    }


def measure(path: Path) -> None:
    """Work everything out and print how long reading and each part took."""
    from havenlens.services.sequences.analysis import analyse  # noqa: PLC0415 - part of what is measured

    file, study = open_study(path)
    begun, cpu = time.perf_counter(), time.process_time()
    with file:
        found = analyse(study)
    taken, worked = time.perf_counter() - begun, time.process_time() - cpu
    whole = found.schemes[0].bids[0].whole
    print(f"{whole.n_bids:,} bids, {whole.n_answered:,} answered")
    print(f"{worked:.1f} s of processor time, on a load of {load()}")
    what = f"sequences of a study of {OBSERVATIONS:,} x {EVENTS} events, from its file"
    print_table([Row(what, f"<= {BAR_S:.0f} s", f"{taken:.1f} s", taken <= BAR_S)])
    sys.exit(int(taken > BAR_S))


def main() -> int:
    """Make the study in a process of its own, and measure in another."""
    with tempfile.TemporaryDirectory(ignore_cleanup_errors=True) as folder:
        path = Path(folder) / "bench.havenlens"
        make_study(path)
        command = [sys.executable, "-m", "benchmarks.study_sequences", str(path)]
        return subprocess.run(command, check=False).returncode


if __name__ == "__main__":
    if len(sys.argv) > 1:
        measure(Path(sys.argv[1]))
    sys.exit(main())
