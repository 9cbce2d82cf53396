"""The study that benchmarks measure with: one video, one teacher, one child, one coding."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path
from uuid import UUID, uuid4

from havenlens.app.bootstrap import create_study
from havenlens.domain.codebook import Scheme
from havenlens.domain.events import Changes, Event
from havenlens.domain.observation import Purpose
from havenlens.domain.time import Micros
from havenlens.media.library import VideoLibrary
from havenlens.services.history import Step
from havenlens.services.shipped import shipped
from havenlens.services.study import Study
from havenlens.services.study_store import NewObservation

Casting = Mapping[str, tuple[UUID]]
Events = Callable[[Scheme, Casting, Micros], Iterable[Event]]
_SCHEME = "safe_haven_bids"


def make_study(path: Path, video: Path, events: Events, duration: Micros | None = None) -> UUID:
    """Make a study with a coding of some events, as if imported; give the coding.

    The occasion lasts as long as the video unless ``duration`` says otherwise.
    """
    made: list[UUID] = []

    def fill(study: Study) -> None:
        source = shipped("coding_schemes") / f"{_SCHEME}.yaml"
        scheme = study.add_scheme(source.read_text(encoding="utf-8"), source.name)
        teacher = study.add_participant("T01", "Ms. Rivera", "teacher").id
        child = study.add_participant("C1", "Mia", "child").id
        facts = VideoLibrary().facts(video)
        facts = replace(facts, path=video, duration=facts.duration if duration is None else duration)
        people = [teacher, child]
        observation = study.add_observation(NewObservation("bench", participants=people, video=facts))
        parsed = study.scheme(scheme.id)
        casting = {role.id: (teacher if role.id == "provider" else child,) for role in parsed.roles}
        coder = study.add_coder("MK")
        coding = study.add_coding(observation.id, scheme.id, coder.id, Purpose.RESEARCH, casting)
        added = tuple(events(parsed, casting, facts.duration))
        if added:
            step = Step(uuid4(), "import", Changes(added=added), datetime.now(UTC), coder.id)
            study.store.write_events(coding.id, step)
        made.append(coding.id)

    create_study(path, "Bench", fill)[0].close()
    return made[0]
