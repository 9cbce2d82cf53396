"""A recording without picture is coded like any other: an event has the place of its sound."""

from __future__ import annotations

from uuid import UUID

import pytest
from PyQt6.QtCore import Qt

from havenlens.app.bootstrap import add_shipped_schemes, create_study
from havenlens.domain.observation import Purpose
from havenlens.media.library import VideoLibrary
from havenlens.services.study_store import NewObservation
from tests.support.desktop import code_page, window_on
from tests.support.videos import Recipe


@pytest.fixture
def sound_page(film, tmp_path, qtbot):
    """Give the page of an empty coding of a recording that is only heard."""
    sound = tmp_path / "interview.mp4"
    sound.write_bytes(film(Recipe(seconds=4, picture=False)).path.read_bytes())
    made: list[UUID] = []

    def fill(study):
        add_shipped_schemes(study)
        people = [study.add_participant("T01", "", "teacher"), study.add_participant("C1", "", "child")]
        facts = VideoLibrary().facts(sound)
        observation = study.add_observation(
            NewObservation("interview", participants=[person.id for person in people], video=facts)
        )
        scheme = study.stored_scheme("safe_haven_bids")
        roles = study.scheme(scheme.id).roles
        casting = {role.id: (people[0].id if role.id == "provider" else people[1].id,) for role in roles}
        coder = study.add_coder("tester")
        made.append(study.add_coding(observation.id, scheme.id, coder.id, Purpose.RESEARCH, casting).id)

    path = tmp_path / "heard.havenlens"
    create_study(path, "Heard", fill)[0].close()
    window = window_on(path, tmp_path / "settings")
    qtbot.addWidget(window)
    window.open_coding(made[0])
    page = code_page(window)
    qtbot.waitUntil(lambda: page.player.times is not None, timeout=20_000)
    yield page
    window.close()


def test_an_event_gets_the_place_of_the_sound(sound_page, qtbot):
    page = sound_page
    page.player.play()
    qtbot.waitUntil(lambda: page.player.playhead.now() > 500_000, timeout=20_000)
    code = next(code for code in page.bridge.session.scheme.codes if code.kind == "point" and code.key)
    before = page.player.playhead.now()
    qtbot.keyClick(page.video, Qt.Key(ord(code.key.upper())))
    page.player.pause()
    (event,) = page.bridge.session.events
    assert event.span.start == before
    assert before % 20_000 == 0
