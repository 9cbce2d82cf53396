"""A study for several coders, what each of them does in a file of their own, and a dump to compare by."""

from __future__ import annotations

import json
import sqlite3
from collections.abc import Iterator, Sequence
from contextlib import closing, contextmanager
from datetime import UTC, datetime
from pathlib import Path
from uuid import UUID, uuid4

from havenlens.app.bootstrap import create_study, open_study
from havenlens.domain.events import Changes, Event
from havenlens.domain.observation import Coding, Purpose
from havenlens.domain.time import SECOND, Micros, Span
from havenlens.services.assignments import assign, assignments_of, begin
from havenlens.services.hand_outs import Merged
from havenlens.services.handing_out import hand_out
from havenlens.services.history import Step
from havenlens.services.merging import merge
from havenlens.services.study import Study
from tests.support.schemes import SMALL
from tests.support.studies import findings

PEOPLE = (("T02", "Mr. Dale", "provider"), ("C1", "Mia", "seeker"), ("C2", "Amir", "seeker"))


def coder_names(n: int) -> list[str]:
    """Name coders: K01, K02 …"""
    return [f"K{number:02}" for number in range(1, n + 1)]


def make_shared(path: Path, observations: int, coders: int, each: int | None = None) -> None:
    """Make a study in which coder n codes every observation, or ``each`` of them beginning with its n-th."""
    names = coder_names(coders)

    def fill(study: Study) -> None:
        scheme = study.add_scheme(SMALL, "small.yaml")
        people = [study.add_participant(*person).id for person in PEOPLE]
        places = [uuid4() for _ in range(observations)]
        rows = [
            {"id": place, "name": f"o{n:03}", "title": "", "position": n} for n, place in enumerate(places)
        ]
        there = [
            {"observation": place, "participant": person, "position": n}
            for place in places
            for n, person in enumerate(people)
        ]
        study.store.add("observations", "observation", rows)
        study.store.add("observation_participants", "observation", there)
        for number, name in enumerate(names):
            coder = study.add_coder(name).id
            first = 0 if each is None else number * each
            chosen = [places[(first + n) % observations] for n in range(each or observations)]
            assign(study, chosen, scheme.id, [coder], Purpose.RESEARCH)

    create_study(path, "A shared study", fill)[0].close()


@contextmanager
def at_work(path: Path) -> Iterator[Study]:
    """Open a study or a hand-out to write."""
    file, study = open_study(path, write=True)
    with file:
        yield study


def hand_out_to(path: Path, coder: str, out: Path) -> Path:
    """Hand out to a coder."""
    with at_work(path) as study:
        return hand_out(study, study.coder(coder).id, out).path


def merge_all(path: Path, outs: Sequence[Path]) -> None:
    """Merge files one after another, each in a transaction of its own."""
    with at_work(path) as study:
        for out in outs:
            merge(study, out)


def merge_into(path: Path, out: Path, without: Sequence[str] = ()) -> Merged:
    """Merge a file that came back."""
    with at_work(path) as study:
        return merge(study, out, without=without)


def coding_of(study: Study, coder: str, observation: str) -> Coding:
    """Give a coder's coding of an observation, begun where it is not yet."""
    who, where = study.coder(coder).id, study.observation(observation).id
    due = next(one for one in assignments_of(study, who) if one.observation == where)
    own = begin(study, due)
    return next(coding for coding in study.store.list_codings() if coding.id == own)


def code(study: Study, coder: str, observation: str, n: int = 1, kind: str = "press") -> UUID:
    """Code some moments more, after those that are there."""
    coding = coding_of(study, coder, observation)
    first = len(study.store.events_of(coding.id))
    child = coding.casting["seeker"][0]
    moments = (Span.instant(Micros((first + place) * SECOND)) for place in range(n))
    added = tuple(Event(uuid4(), "bids", span, child, modifiers={"need": "help"}) for span in moments)
    study.store.write_events(
        coding.id, Step(uuid4(), kind, Changes(added=added), datetime.now(UTC), coding.coder)
    )
    return coding.id


def dump(path: Path) -> str:
    """Write everything a study says as text that does not depend on the order in which it was merged.

    Left out are the study's own log, which tells the order, and when each hand-out came back.
    """
    with closing(sqlite3.connect(path)) as connection:
        tables = [row[0] for row in connection.execute("SELECT name FROM sqlite_master WHERE type = 'table'")]
        [(study,)] = connection.execute("SELECT id FROM study")
        content = {}
        for table in sorted(tables):
            found = connection.execute(f"SELECT * FROM {table}")
            names = [column[0] for column in found.description]
            rows = [dict(zip(names, row, strict=True)) for row in found]
            if table in ("change_log", "chain_ends"):
                rows = [row for row in rows if row["chain"] != study]
            for row in rows:
                if "merged_at" in row:
                    row["merged_at"] = row["merged_at"] is not None
            content[table] = sorted(json.dumps(row, sort_keys=True) for row in rows)
    return json.dumps(content, indent=1)


def assert_clean(path: Path) -> None:
    """Assert that a file is whole."""
    assert findings(path) == []
