"""A study as large as they come: 2,000 observations, 60 coders, 4,000 codings with events or ratings."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from typing import Any
from uuid import UUID, uuid4

from sqlalchemy import Connection, create_engine, insert

from havenlens.app.bootstrap import add_shipped_schemes, create_study
from havenlens.domain.codebook import Kind, Scheme
from havenlens.services.study import Study
from havenlens.store import tables as t

OBSERVATIONS, CODERS, TEACHERS, CHILDREN = 2000, 60, 200, 800
EVENTS, CYCLES, MINUTES = 20, 4, 30
_SECOND = 1_000_000
_NAMES = ("Mia", "Noah", "Ella", "Finn", "Lina", "Emil", "Ida", "Jonas", "Clara", "Paul")
_STATUSES = ("submitted", "in_progress", "locked", "in_progress", "returned")
_DAY = date(2024, 9, 2)

Rows = list[dict[str, Any]]


class LargeStudy:
    """Fills the tables of a study directly, since only reading them is measured.

    Every observation has a video beside the study, of which every tenth is missing, and is coded once for its
    events and once for ratings by two of the coders, of whom one leads; a third coding is assigned.
    """

    def __init__(self, path: Path, observations: int = OBSERVATIONS) -> None:
        self._path, self._observations = path, observations
        self._schemes: dict[str, tuple[UUID, Scheme]] = {}
        self._people: dict[str, list[UUID]] = {"teacher": [], "child": []}
        self._coders: list[UUID] = []
        self._root = uuid4()

    def make(self, video: Path) -> None:
        """Make the study, with ``video`` under as many names as there are observations."""
        create_study(self._path, "Large study", self._begin)[0].close()
        films = self._path.parent / "films"
        films.mkdir()
        for number in range(self._observations):
            if number % 10:
                (films / _film(number)).hardlink_to(video)
        engine = create_engine(f"sqlite:///{self._path}")
        with engine.begin() as connection:
            self._fill(connection)
        engine.dispose()

    def _begin(self, study: Study) -> None:
        add_shipped_schemes(study)
        self._schemes = {one.scheme: (one.id, study.scheme(one.id)) for one in study.store.schemes()}

    def _fill(self, connection: Connection) -> None:
        for table, rows in (*self._people_rows(), *self._coder_rows(), *self._variable_rows()):
            connection.execute(insert(t.metadata.tables[table]), rows)
        root = {"id": self._root, "name": "media-1", "path": "films"}
        connection.execute(insert(t.media_roots), [root])
        for number in range(self._observations):
            for table, rows in self._observation(number).items():
                connection.execute(insert(t.metadata.tables[table]), rows)

    def _people_rows(self) -> Iterator[tuple[str, Rows]]:
        for role, many in (("teacher", TEACHERS), ("child", CHILDREN)):
            own = self._people[role] = [uuid4() for _ in range(many)]
            rows = [
                {
                    "id": one,
                    "label": f"{role[0].upper()}{number:03}",
                    "pseudonym": f"{_NAMES[number % 10]} {role[0].upper()}{number}",
                    "role": role,
                }
                for number, one in enumerate(own)
            ]
            yield "participants", rows
            yield "consents", [{"id": uuid4(), "participant": one, "level": "feedback"} for one in own]

    def _coder_rows(self) -> Iterator[tuple[str, Rows]]:
        self._coders = [uuid4() for _ in range(CODERS)]
        yield (
            "coders",
            [
                {"id": one, "name": f"Coder {number:02}", "role": "coder" if number else "lead"}
                for number, one in enumerate(self._coders)
            ],
        )

    def _variable_rows(self) -> Iterator[tuple[str, Rows]]:
        self._variables = {"site": uuid4(), "wave": uuid4(), "condition": uuid4()}
        kinds = {"site": "text", "wave": "number", "condition": "text"}
        yield (
            "variables",
            [
                {"id": own, "name": name, "type": kinds[name], "position": place}
                for place, (name, own) in enumerate(self._variables.items())
            ],
        )

    def _observation(self, number: int) -> Mapping[str, Rows]:
        place, recording = uuid4(), uuid4()
        teacher = self._people["teacher"][number % TEACHERS]
        children = [self._people["child"][(number * 3 + shift) % CHILDREN] for shift in range(3)]
        length = (MINUTES * 60 + number % 600) * _SECOND
        rows: dict[str, Rows] = {
            "observations": [
                {
                    "id": place,
                    "name": f"class {number % TEACHERS + 1} visit {number // TEACHERS + 1}",
                    "title": ("Morning circle", "Free play", "Snack", "Drawing together")[number % 4],
                    "filmed_on": _DAY + timedelta(days=number % 300),
                    "duration_us": length,
                    "position": number,
                }
            ],
            "observation_participants": [
                {"observation": place, "participant": who, "position": at}
                for at, who in enumerate((teacher, *children))
            ],
            "observation_variables": self._values(place, number),
            "recordings": [{"id": recording, "observation": place}],
            "recording_files": [
                {
                    "id": uuid4(),
                    "recording": recording,
                    "ordinal": 1,
                    "root": self._root,
                    "path": _film(number),
                    "size": 1,
                    "fingerprint": f"{number:064x}",
                    "offset_us": 0,
                    "duration_us": length,
                }
            ],
            "codings": [],
            "casting": [],
            "events": [],
            "rating_periods": [],
            "ratings": [],
            "assignments": [self._assignment(place, number)],
        }
        self._coded(rows, place, number, teacher, children)
        self._rated(rows, place, number, teacher, children)
        return {table: each for table, each in rows.items() if each}

    def _values(self, place: UUID, number: int) -> Rows:
        values = {
            "site": f"Site {number % 12 + 1}",
            "wave": number % 3 + 1,
            "condition": "waiting" if number % 2 else "coaching",
        }
        return [
            {"observation": place, "variable": self._variables[name], "value": str(value)}
            for name, value in values.items()
        ]

    def _assignment(self, place: UUID, number: int) -> dict[str, Any]:
        return {
            "id": uuid4(),
            "observation": place,
            "scheme": self._schemes["secure_base_exploration"][0],
            "coder": self._coders[(number * 7 + 3) % CODERS],
            "purpose": "research",
            "due_on": _DAY + timedelta(days=400 + number % 60),
            "made_at": datetime.now(UTC),
        }

    def _coding(
        self, rows: Mapping[str, Rows], place: UUID, number: int, scheme: str, cast: Mapping[str, list[UUID]]
    ) -> UUID:
        coding = uuid4()
        rows["codings"].append(
            {
                "id": coding,
                "observation": place,
                "scheme": self._schemes[scheme][0],
                "coder": self._coders[number % CODERS],
                "purpose": "research",
                "attempt": 1,
                "status": _STATUSES[number % len(_STATUSES)],
                "resume_us": 0,
                "begun_at": datetime.now(UTC),
            }
        )
        rows["casting"].extend(
            {"coding": coding, "role": role, "participant": who, "position": at}
            for role, held in cast.items()
            for at, who in enumerate(held)
        )
        return coding

    def _coded(
        self, rows: Mapping[str, Rows], place: UUID, number: int, teacher: UUID, children: list[UUID]
    ) -> None:
        parsed = self._schemes["safe_haven_bids"][1]
        cast = {role.id: [teacher] if role.id == "provider" else children for role in parsed.roles}
        coding = self._coding(rows, place, number, "safe_haven_bids", cast)
        points = [code for code in parsed.codes if code.kind is Kind.POINT]
        for at in range(EVENTS):
            code = points[(number + at) % len(points)]
            rows["events"].append(
                {
                    "id": uuid4(),
                    "coding": coding,
                    "code": code.id,
                    "onset_us": at * 60 * _SECOND,
                    "offset_us": at * 60 * _SECOND,
                    "actor": cast[code.actors[0]][0],
                    "modifiers": {},
                    "defaults": [],
                    "reaction_lag_us": 0,
                }
            )

    def _rated(
        self, rows: Mapping[str, Rows], place: UUID, number: int, teacher: UUID, children: list[UUID]
    ) -> None:
        parsed = self._schemes["classroom_emotional_support"][1]
        cast = {role.id: [teacher] if role.id == "teacher" else children for role in parsed.roles}
        coding = self._coding(rows, place, number + 31, "classroom_emotional_support", cast)
        for ordinal in range(1, CYCLES + 1):
            period = uuid4()
            rows["rating_periods"].append(
                {"id": period, "coding": coding, "kind": "cycle", "ordinal": ordinal}
            )
            rows["ratings"].extend(
                {
                    "id": uuid4(),
                    "period": period,
                    "dimension": dimension.id,
                    "score": (number + ordinal) % 7 + 1,
                }
                for dimension in parsed.dimensions
            )


def _film(number: int) -> str:
    return f"film-{number:04}.mp4"
