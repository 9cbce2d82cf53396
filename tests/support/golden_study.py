"""Make the study file that is kept for this version of the schema; an older one is never made again."""

from __future__ import annotations

import sys
import tempfile
from pathlib import Path
from uuid import uuid4

from havenlens.app.bootstrap import create_study
from havenlens.domain.events import PeriodKind, Rating, RatingPeriod
from havenlens.domain.observation import Purpose
from havenlens.domain.time import Micros
from havenlens.services.study import Study
from havenlens.services.study_store import NewObservation
from havenlens.store.schema import HEAD
from havenlens.store.study_file import backup
from tests.support.schemes import SMALL
from tests.support.studies import PEOPLE, now, open_small

FOLDER = Path(__file__).parents[1] / "golden" / "studies"


def _fill(study: Study) -> None:
    scheme = study.add_scheme(SMALL, "small.yaml")
    people = {label: study.add_participant(label, name, role).id for label, name, role in PEOPLE}
    observation = study.add_observation(
        NewObservation(
            "lesson", "A lesson", variables={"site": "North", "wave": 2}, participants=[*people.values()]
        )
    )
    coder = study.add_coder("MK")
    casting = {"seeker": (people["C1"], people["C2"]), "provider": (people["T02"],)}
    coding = study.add_coding(observation.id, scheme.id, coder.id, Purpose.RESEARCH, casting)
    period = RatingPeriod(uuid4(), PeriodKind.CYCLE, 1)
    study.store.add_ratings(coding, [period], [Rating(uuid4(), period.id, "warmth", 4)])


def make(target: Path) -> None:
    """Make the study in a temporary place and put a compact copy at the target."""
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "study.havenlens"
        create_study(path, "A small study", _fill)[0].close()
        small = open_small(path)
        with small.file:
            session = small.session()
            session.press("upset", Micros(1_000_000))
            session.press("bids", Micros(2_000_000))
            session.answer("2")
            assert session.last_event is not None
            session.edit(session.last_event, comment="Mia holds up the puzzle")
            session.press("comforts", Micros(3_000_000))
            session.press("returns", Micros(4_000_000))
            session.undo()
            assert small.file.check() == []
        backup(path, target)


if __name__ == "__main__":
    place = FOLDER / f"{HEAD.split('_')[0]}.havenlens"
    if place.exists():
        sys.exit(f"{place} is kept for ever")
    FOLDER.mkdir(parents=True, exist_ok=True)
    make(place)
    print(place, place.stat().st_size, now())
