"""Days are those of the place where the program runs, though instants are kept in UTC."""

from __future__ import annotations

import time
from collections.abc import Iterator
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from uuid import uuid4

import pytest

from havenlens.app.feedback_files import write_report
from havenlens.domain.coaching import Clip, ClipType, CoachingCycle, Prompt
from havenlens.domain.observation import Consent
from havenlens.domain.problems import StudyError
from havenlens.domain.time import SECOND, Micros, Span
from havenlens.media.library import VideoLibrary
from havenlens.services.certificates import EntryKind, keep_entry, why_paused
from havenlens.services.coaching.cycles import add_cycle
from havenlens.services.days import day_of, this_day
from tests.support.studies import small_study

pytestmark = pytest.mark.skipif(not hasattr(time, "tzset"), reason="Windows has its time zone elsewhere")

EASTERN = "EST5EDT,M3.2.0,M11.1.0"
FAR_WEST = "WST23:59"
"""It is still yesterday there, whatever time it is."""


@pytest.fixture
def zone(request: pytest.FixtureRequest, monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    with monkeypatch.context() as patch:
        patch.setenv("TZ", request.param)
        time.tzset()
        yield
    time.tzset()


@pytest.mark.parametrize("zone", [EASTERN], indirect=True)
@pytest.mark.usefixtures("zone")
@pytest.mark.parametrize(
    ("instant", "day"),
    [
        (datetime(2026, 3, 8, 4, 59, tzinfo=UTC), date(2026, 3, 7)),
        (datetime(2026, 3, 8, 5, 0, tzinfo=UTC), date(2026, 3, 8)),
        (datetime(2026, 7, 1, 3, 59, tzinfo=UTC), date(2026, 6, 30)),
        (datetime(2026, 7, 1, 4, 0, tzinfo=UTC), date(2026, 7, 1)),
    ],
)
def test_a_day_ends_at_midnight_on_the_wall_in_winter_and_in_summer(instant: datetime, day: date) -> None:
    assert day_of(instant) == day


@pytest.mark.parametrize("zone", [FAR_WEST], indirect=True)
@pytest.mark.usefixtures("zone")
def test_a_consent_holds_to_the_end_of_its_last_day_here(tmp_path: Path) -> None:
    assert this_day() < datetime.now(UTC).date()
    with small_study(tmp_path / "s.havenlens") as small:
        for person in (small.mia, small.dale, small.amir):
            row = {"id": uuid4(), "participant": person, "level": Consent.FEEDBACK.value}
            small.study.store.add("consents", "consent", [{**row, "valid_to": this_day()}])
        span, prompt = Span(Micros(0), Micros(SECOND)), Prompt("You kneel.", "What did you see?")
        clip = Clip(uuid4(), ClipType.STRENGTH, "t", span, Micros(0), prompt, people=(small.mia,))
        coach, place = small.study.add_coder("C9", "coach").id, small.observation.id
        add_cycle(small.study, CoachingCycle(uuid4(), small.dale, coach, place, 1, "t", "f", clips=(clip,)))
        with pytest.raises(StudyError) as told:  # what comes after the gate: there is no video
            write_report(small.study, "T02", 1, [tmp_path / "a.pdf"], VideoLibrary())
        assert not told.value.problem.code.startswith("consent")
        assert "video" in str(told.value)


@pytest.mark.parametrize("zone", [FAR_WEST], indirect=True)
@pytest.mark.usefixtures("zone")
def test_a_pause_is_told_with_the_day_on_which_it_began_here(tmp_path: Path) -> None:
    with small_study(tmp_path / "s.havenlens") as small:
        coder = small.coding.coder
        entry = keep_entry(small.study, coder, small.scheme.id, EntryKind.DRIFT)
        shown = str(why_paused(small.study, entry).values["day"])
        assert shown == this_day().isoformat()
        assert shown == (datetime.now(UTC).date() - timedelta(days=1)).isoformat()
