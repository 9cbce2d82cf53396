"""Small studies on disk: a scheme, three people, an observation, a coding, a session at work on it."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterator, Mapping
from contextlib import closing, contextmanager
from dataclasses import dataclass, field
from datetime import UTC, datetime
from itertools import count
from pathlib import Path
from typing import Any
from uuid import UUID

from havenlens.app.bootstrap import create_study, open_study
from havenlens.domain.observation import Coding, Observation, Participant, Purpose
from havenlens.services.coding import CodingSession
from havenlens.services.study import Study
from havenlens.services.study_store import NewObservation, StoredScheme
from havenlens.store.connections import driver
from havenlens.store.study_file import StudyFile
from tests.support.schemes import SMALL

PEOPLE = (("T02", "Mr. Dale", "teacher"), ("C1", "Mia", "child"), ("C2", "Amir", "child"))


@dataclass
class SmallStudy:
    """An open study with one observation of one teacher and two children, coded with the small scheme."""

    file: StudyFile
    study: Study
    scheme: StoredScheme
    people: Mapping[str, Participant]
    observation: Observation
    coding: Coding
    _time: Iterator[int] = field(default_factory=lambda: count(0, 10))

    @property
    def path(self) -> Path:
        """Give the file."""
        return self.file.path

    @property
    def mia(self) -> UUID:
        """Give the child who is in focus at first."""
        return self.people["C1"].id

    @property
    def amir(self) -> UUID:
        """Give the other child."""
        return self.people["C2"].id

    @property
    def dale(self) -> UUID:
        """Give the teacher."""
        return self.people["T02"].id

    def session(self, coding: Coding | None = None) -> CodingSession:
        """Sit down at the coding; each press is ten seconds after the last, so none is taken for a slip."""
        present = [self.people[label] for label in ("C1", "C2", "T02")]
        coding = coding or self.coding
        scheme = self.study.scheme(coding.scheme)
        return CodingSession(
            self.file.codings, coding, scheme, present, now=lambda: float(next(self._time)), today=now
        )

    def reopened(self, *, write: bool = True) -> SmallStudy:
        """Close the study and open it again; whoever made it closes it in the end."""
        self.file.close()
        again = open_small(self.path, write=write)
        self.file = again.file
        return again


def now() -> datetime:
    """Give the present instant."""
    return datetime.now(UTC)


def make_small(path: Path) -> SmallStudy:
    """Make the small study in a file and leave it open to write."""
    create_study(path, "A small study", _fill)[0].close()
    return open_small(path)


def open_small(path: Path, *, write: bool = True, must: bool = True) -> SmallStudy:
    """Open a small study that was made before."""
    file, study = open_study(path, write=write, must=must)
    people = {person.label: person for person in study.store.participants()}
    coding = study.store.list_codings()[0]
    return SmallStudy(file, study, study.store.schemes()[0], people, study.store.observations()[0], coding)


def _fill(study: Study) -> None:
    scheme = study.add_scheme(SMALL, "small.yaml")
    people = {label: study.add_participant(label, name, role).id for label, name, role in PEOPLE}
    observation = study.add_observation(NewObservation("lesson", "A lesson", participants=[*people.values()]))
    coder = study.add_coder("MK")
    casting = {"seeker": (people["C1"], people["C2"]), "provider": (people["T02"],)}
    study.add_coding(observation.id, scheme.id, coder.id, Purpose.RESEARCH, casting)


@contextmanager
def small_study(path: Path) -> Iterator[SmallStudy]:
    """Make the small study, and close it in the end."""
    made = make_small(path)
    try:
        yield made
    finally:
        made.file.close()


def tamper(path: Path, statement: str, *values: Any, checks: bool = True) -> int:
    """Change a study behind the program's back; give how many rows were changed."""
    with closing(sqlite3.connect(path)) as connection:
        if not checks:
            connection.execute("PRAGMA ignore_check_constraints = ON")
        with connection:
            return connection.execute(statement, values).rowcount


def findings(path: Path) -> list[str]:
    """Open a study to read, check it, and give what is said."""
    with StudyFile.open(path, write=False) as file:
        return [problem.sentence for problem in file.check()]


def fill_disk(file: StudyFile) -> None:
    """Let a study's file grow no more, as on a full disk."""
    pages = driver(file._connection).execute("PRAGMA page_count").fetchone()[0]
    driver(file._connection).execute(f"PRAGMA max_page_count = {pages}")


def free_disk(file: StudyFile) -> None:
    """Let a study's file grow again."""
    driver(file._connection).execute("PRAGMA max_page_count = 1000000")


def raw_bytes(path: Path) -> bytes:
    """Give every byte that lies on the disk for a study, its write-ahead log included."""
    return b"".join(part.read_bytes() for part in sorted(path.parent.glob(path.name + "*")))
