"""Write a million events as CSV, Parquet, for SPSS and for Stata: in how much time and memory."""

from __future__ import annotations

import os
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path
from typing import Any
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

OBSERVATIONS = int(os.environ.get("HAVENLENS_EXPORT_OBSERVATIONS", "1000"))
EVENTS, MINUTES = 1000, 30
SECOND = 1_000_000
BARS = {"csv": (15, None), "parquet": (10, 500), "sav": (60, 1500), "dta": (None, None)}
"""Seconds and megabytes, at most."""


def make(path: Path) -> None:
    """Make the study; its events go straight into the table, since only reading them is measured."""
    made: dict[str, Any] = {}

    def fill(study: Study) -> None:
        source = shipped("coding_schemes") / "safe_haven_bids.yaml"
        stored = study.add_scheme(source.read_text(encoding="utf-8"), source.name)
        made["scheme"], made["parsed"] = stored.id, study.scheme(stored.id)
        made["people"] = [
            study.add_participant(label, label, role).id
            for label, role in (("T01", "teacher"), *((f"C{n}", "child") for n in range(1, 9)))
        ]
        made["coder"] = study.add_coder("MK").id

    create_study(path, "Bench", fill)[0].close()
    engine = create_engine(f"sqlite:///{path}")
    rng = np.random.default_rng(1)
    with engine.begin() as connection:
        for number in range(OBSERVATIONS):
            place, coding = uuid4(), uuid4()
            row = {"id": place, "name": f"o{number:04}", "title": "", "position": number}
            row["duration_us"] = MINUTES * 60 * SECOND
            connection.execute(insert(t.observations), [row])
            connection.execute(insert(t.codings), [_coding(coding, place, made)])
            connection.execute(insert(t.events), list(_events(rng, coding, made)))
    engine.dispose()


def _coding(coding: UUID, place: UUID, made: dict[str, Any]) -> dict[str, Any]:
    return {
        "id": coding,
        "observation": place,
        "scheme": made["scheme"],
        "coder": made["coder"],
        "purpose": "research",
        "attempt": 1,
        "status": "submitted",
        "resume_us": 0,
        "begun_at": datetime.now(UTC),
    }


def _events(rng: np.random.Generator, coding: UUID, made: dict[str, Any]) -> Iterator[dict[str, Any]]:
    """Give events as coders leave them: answers at most, a comment now and then, a third linked to a bid."""
    scheme: Scheme = made["parsed"]
    codes = [code for code in scheme.codes if code.kind is Kind.POINT]
    asked = {code.id: scheme.modifiers_of(code.id) for code in codes}
    before = None
    for at in np.sort(rng.integers(0, MINUTES * 60 * SECOND, EVENTS)).tolist():
        code = codes[rng.integers(len(codes))]
        answers = {
            modifier.id: modifier.options[rng.integers(len(modifier.options))].id
            for modifier in asked[code.id]
            if modifier.options
        }
        actor, target = rng.choice(len(made["people"]), 2, replace=False)
        yield {
            "id": (event := uuid4()),
            "coding": coding,
            "code": code.id,
            "onset_us": at,
            "offset_us": at,
            "actor": made["people"][actor],
            "target": made["people"][target],
            "modifiers": answers,
            "comment": f"looks at {at}, then away" if rng.random() < 0.05 else "",
            "link": before if rng.random() < 0.33 else None,
            "defaults": [],
            "reaction_lag_us": 0,
        }
        before = event


def export(study: Path, out: Path) -> tuple[float, float]:
    """Run the command as a person does, in a process of its own; give seconds and the most memory in MB."""
    begun = time.perf_counter()
    command = [sys.executable, "-m", "havenlens", "export", str(study), "--table", "events", "-o", str(out)]
    process = psutil.Popen(command, stdout=subprocess.DEVNULL)
    most = 0
    while process.poll() is None:
        try:
            seen = process.memory_info()
        except psutil.Error:
            break
        most = max(most, getattr(seen, "peak_wset", seen.rss))
        time.sleep(0.02)
    if process.wait() or not out.exists():
        raise SystemExit("the command failed")
    return time.perf_counter() - begun, most / 1e6


def main() -> None:
    """Measure every format."""
    rows = []
    with tempfile.TemporaryDirectory(ignore_cleanup_errors=True) as folder:
        study = Path(folder) / "large.havenlens"
        make(study)
        for form, (seconds, megabytes) in BARS.items():
            took, held = export(study, Path(folder) / f"events.{form}")
            bars = [f"≤ {seconds} s"] if seconds else []
            bars += [f"≤ {megabytes} MB"] if megabytes else []
            met = (seconds is None or took <= seconds) and (megabytes is None or held <= megabytes)
            what = f"Export of {OBSERVATIONS * EVENTS:,} events to {form}"
            rows.append(Row(what, ", ".join(bars) or "–", f"{took:.1f} s, {held:.0f} MB", met))
    print_table(rows)


if __name__ == "__main__":
    main()
