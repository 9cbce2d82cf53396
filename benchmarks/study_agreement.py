"""Agreement of a large study: 2,000 observations coded twice, 300 events each, from the file to the page."""

from __future__ import annotations

import subprocess
import sys
import tempfile
import time
from datetime import UTC, datetime
from itertools import pairwise
from pathlib import Path
from uuid import UUID, uuid4

import numpy as np
import psutil
from sqlalchemy import create_engine, insert

from benchmarks.table import Row, print_table
from havenlens.app.bootstrap import create_study
from havenlens.domain.codebook import Kind, Scheme
from havenlens.services.shipped import shipped
from havenlens.services.study import Study
from havenlens.store import tables as t

OBSERVATIONS, EVENTS, MINUTES = 2000, 300, 30
SECOND = 1_000_000


def make(path: Path) -> None:
    """Make the study; its events go straight into the table, since only reading them is measured."""
    made: dict[str, object] = {}

    def fill(study: Study) -> None:
        source = shipped("coding_schemes") / "safe_haven_bids.yaml"
        stored = study.add_scheme(source.read_text(encoding="utf-8"), source.name)
        made["scheme"], made["parsed"] = stored.id, study.scheme(stored.id)
        made["people"] = [
            study.add_participant(label, label, role).id
            for label, role in (("T01", "teacher"), ("C1", "child"), ("C2", "child"))
        ]
        made["coders"] = [study.add_coder(name).id for name in ("MK", "JT")]

    create_study(path, "Bench", fill)[0].close()
    engine = create_engine(f"sqlite:///{path}")
    rng = np.random.default_rng(1)
    with engine.begin() as connection:
        for number in range(OBSERVATIONS):
            rows = _observation(rng, number, made)
            for table, some in rows.items():
                connection.execute(insert(t.metadata.tables[table]), some)
    engine.dispose()


def _observation(rng: np.random.Generator, number: int, made: dict) -> dict[str, list[dict]]:
    place = uuid4()
    teacher, *children = made["people"]
    scheme: Scheme = made["parsed"]
    rows: dict[str, list[dict]] = {
        "observations": [
            {
                "id": place,
                "name": f"o{number:04}",
                "title": "",
                "duration_us": MINUTES * 60 * SECOND,
                "position": number,
            }
        ],
        "observation_participants": [
            {"observation": place, "participant": who, "position": at}
            for at, who in enumerate(made["people"])
        ],
        "codings": [],
        "casting": [],
        "events": [],
    }
    drawn = _drawn(rng, scheme)
    for coder in made["coders"]:
        coding = uuid4()
        rows["codings"].append(
            {
                "id": coding,
                "observation": place,
                "scheme": made["scheme"],
                "coder": coder,
                "purpose": "research",
                "attempt": 1,
                "status": "submitted",
                "resume_us": 0,
                "begun_at": datetime.now(UTC),
            }
        )
        for role in scheme.roles:
            held = [teacher] if role.id == "provider" else children
            rows["casting"] += [
                {"coding": coding, "role": role.id, "participant": who, "position": at}
                for at, who in enumerate(held)
            ]
        rows["events"] += _events(rng, coding, drawn, scheme, teacher, children)
    return rows


def _drawn(rng: np.random.Generator, scheme: Scheme) -> list[tuple[str, int]]:
    points = [code.id for code in scheme.codes if code.kind is Kind.POINT]
    times = np.sort(rng.integers(0, (MINUTES * 60 - 5) * SECOND, size=EVENTS - 60))
    return [(str(code), int(at)) for code, at in zip(rng.choice(points, times.size), times, strict=True)]


def _events(
    rng: np.random.Generator,
    coding: UUID,
    drawn: list[tuple[str, int]],
    scheme: Scheme,
    teacher: UUID,
    children: list[UUID],
) -> list[dict]:
    """Give moments that a coder saw a little early or late, and two children's states from end to end."""
    common = {"coding": coding, "modifiers": {}, "comment": "", "defaults": [], "reaction_lag_us": 0}
    late = rng.normal(0, 0.5, len(drawn))
    found = [
        {
            **common,
            "id": uuid4(),
            "code": code,
            "onset_us": max(0, at + int(shift * SECOND)),
            "offset_us": max(0, at + int(shift * SECOND)),
            "actor": teacher if "provider" in scheme.code_by_id[code].actors else children[at % 2],
        }
        for (code, at), shift in zip(drawn, late, strict=True)
        if rng.random() < 0.9
    ]
    states = [code.id for code in scheme.codes if code.kind is Kind.STATE]
    for child in children:
        cuts = np.sort(rng.integers(0, MINUTES * 60 * SECOND, size=30))
        found += [
            {
                **common,
                "id": uuid4(),
                "code": states[place % len(states)],
                "onset_us": int(begin),
                "offset_us": int(end),
                "actor": child,
            }
            for place, (begin, end) in enumerate(pairwise(cuts))
            if end > begin
        ]
    return found


def measure(path: Path, out: Path) -> tuple[float, float]:
    """Run the command as a person does; give seconds and the most memory it held, in MB."""
    begun = time.perf_counter()
    process = psutil.Popen(
        [sys.executable, "-m", "havenlens", "reliability", str(path), "-o", str(out)],
        stdout=subprocess.DEVNULL,
    )
    most = 0
    while process.poll() is None:
        try:
            most = max(most, process.memory_info().rss)
        except psutil.Error:
            break
        time.sleep(0.05)
    process.wait()
    if process.returncode or not out.exists():
        raise SystemExit("the command failed")
    return time.perf_counter() - begun, most / 2**20


def main() -> None:
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "large.havenlens"
        make(path)
        seconds, memory = measure(path, Path(folder) / "agreement.html")
    what = (
        f"agreement of {OBSERVATIONS} double-coded observations × {EVENTS} events, 2,000 resamples, to HTML"
    )
    print_table(
        [
            Row(what, "≤ 30 s", f"{seconds:.1f} s", seconds <= 30),
            Row("the same, memory", "≤ 1 GB", f"{memory:.0f} MB", memory <= 1024),
        ]
    )


if __name__ == "__main__":
    main()
