"""A coding from elsewhere is written whole, or not at all with a reason."""

from __future__ import annotations

from dataclasses import replace

import pytest

from havenlens.domain.events import PeriodKind
from havenlens.domain.observation import CodingStatus, Purpose
from havenlens.domain.problems import StudyError
from havenlens.domain.time import Micros, Span, seconds
from havenlens.services.importing import CodingDraft, Destination, EventDraft, RatingDraft, import_coding
from tests.support.studies import SmallStudy, small_study

ROLES = {"seeker": ("Mia", "Amir"), "provider": ("Dale",)}
UPSET = EventDraft("upset", seconds(1), seconds(4), "Mia")
BID = EventDraft("bids", seconds(2), seconds(2), "Mia", "Dale", {"need": "help"})
WARMTH = RatingDraft(PeriodKind.CYCLE, 1, Span(Micros(0), seconds(30)), "warmth", 4)


@pytest.fixture
def small(tmp_path):
    with small_study(tmp_path / "small.havenlens") as made:
        yield made


def bring_in(small: SmallStudy, events=(), ratings=(), roles=ROLES):
    to = Destination(
        small.observation.id,
        small.scheme.id,
        small.study.add_coder("other").id,
        Purpose.RELIABILITY,
        {"Mia": small.mia, "Amir": small.amir, "Dale": small.dale},
    )
    return import_coding(small.study, CodingDraft(roles, tuple(events), tuple(ratings)), to)


def test_events_and_ratings_are_written_with_their_people(small):
    nothing = replace(WARMTH, dimension="pressure", score=None, reason="no_opportunity")
    coding = bring_in(small, [UPSET, BID], [WARMTH, nothing])
    assert (coding.status, coding.purpose) == (CodingStatus.SUBMITTED, Purpose.RELIABILITY)
    upset, bid = small.study.store.events_of(coding.id)
    assert (upset.span, upset.actor, upset.defaults) == (Span(seconds(1), seconds(4)), small.mia, frozenset())
    assert (bid.span.is_instant, bid.target, bid.modifiers) == (True, small.dale, {"need": "help"})
    found = {r.dimension: (p.ordinal, r.score, r.reason) for p, r in small.study.store.ratings_of(coding.id)}
    assert found == {"warmth": (1, 4, None), "pressure": (1, None, "no_opportunity")}
    assert small.file.check() == []


@pytest.mark.parametrize(
    ("events", "ratings", "sentence"),
    [
        ([replace(BID, actor="Zoe")], [], "Nobody in this observation is called Zoe; add the person first."),
        ([replace(UPSET, offset=seconds(0.5))], [], "An event cannot end (00:00:00.500) before it begins"),
        ([replace(UPSET, code="hugs")], [], "small 1.2.0 has no code hugs"),
        (
            [UPSET, replace(UPSET, onset=seconds(3), offset=None)],
            [],
            "Upset would overlap Upset from 00:00:01.000",
        ),
        ([], [replace(WARMTH, dimension="cold")], "small 1.2.0 has no rating cold; check the name."),
        ([], [replace(WARMTH, score=9)], "9 lies outside the scale 1 to 5 of Warmth; correct it."),
    ],
)
def test_one_misfit_and_nothing_is_written(small, events, ratings, sentence):
    before = len(small.study.store.list_codings())
    with pytest.raises(StudyError) as caught:
        bring_in(small, [BID, *events], [WARMTH, *ratings])
    assert str(caught.value).startswith(sentence)
    assert len(small.study.store.list_codings()) == before
    assert small.file.check() == []


def test_a_role_names_people_of_the_observation(small):
    with pytest.raises(StudyError, match="Nobody in this observation is called Zoe"):
        bring_in(small, roles={"seeker": ("Zoe",)})
