"""The conference and the progress of one teacher, in a real window over the demo study."""

from __future__ import annotations

from dataclasses import replace
from uuid import uuid4

import pytest
from PyQt6.QtCore import Qt
from PyQt6.QtTest import QTest

from havenlens.domain.coaching import CoachingCycle
from havenlens.services.coaching.cycles import add_cycle, cycle_by_id, cycle_of
from havenlens.services.coaching.editing import strike_clip
from havenlens.ui.coaching.conference import ConferencePage
from havenlens.ui.coaching.page import CoachingPage
from havenlens.ui.coaching.progress import ProgressPage

KEY = Qt.Key


@pytest.fixture(scope="module")
def coach(shared) -> CoachingPage:
    shared.nav.choose("coach")
    page = shared.pages["coach"]
    assert isinstance(page, CoachingPage)
    page.desk.take_up(cycle_of(page.desk.study, "T02", 3).id)
    return page


@pytest.fixture
def talk(coach, qtbot) -> ConferencePage:
    coach.go_to("conference")
    part = coach.current
    assert isinstance(part, ConferencePage)
    qtbot.waitUntil(lambda: part.video.player.playhead.position is not None)
    return part


def now(coach: CoachingPage) -> CoachingCycle:
    assert coach.desk.cycle_id is not None
    return cycle_by_id(coach.desk.study, coach.desk.cycle_id)


def test_a_number_goes_to_a_clip_and_its_prompt(talk, qtbot):
    talk.stage.setFocus()
    QTest.keyClick(talk.stage, KEY.Key_2)
    assert talk.question.text().startswith("What does each of these three moments")
    assert "0:07–0:31" in talk.block.text()
    start = talk.clips[1].span.start
    qtbot.waitUntil(lambda: talk.video.player.playhead.now() == start)


def test_an_answer_that_is_typed_is_kept_at_a_pause_and_on_leaving(coach, talk, qtbot):
    talk.choose(0)
    talk.answer.setFocus()
    QTest.keyClicks(talk.answer, "I saw his head.")
    qtbot.waitUntil(lambda: now(coach).clips[0].answer == "I saw his head.")
    QTest.keyClicks(talk.answer, " Then I went.")
    coach.go_to("progress")
    assert now(coach).clips[0].answer == "I saw his head. Then I went."
    assert {row["came_by"] for row in coach.desk.study.store.rows_of("answers")} == {"talk"}


def test_the_plan_notes_and_the_look_back_are_written(coach, talk, qtbot):
    form = talk.plan
    talk.tabs.setCurrentIndex(1)
    assert form.last_plan.text().endswith("small-group reading")
    form.tried.setCurrentIndex(1)
    form.tried.activated.emit(1)
    QTest.keyClicks(form.summary, "He asks with his hand.")
    QTest.keyClicks(form.steps[1].i_will, "count to three")
    form.minutes.setValue(25)
    coach.desk.leaving.emit()
    cycle = now(coach)
    assert cycle.summary == "He asks with his hand."
    assert cycle.previous_plan is not None
    assert cycle.previous_plan.tried is True
    assert cycle.plan is not None
    assert [step.i_will for step in cycle.plan.steps][1] == "count to three"
    assert cycle.plan.steps[0].by is not None
    assert cycle.notes.conference_minutes == 25


def test_the_whole_screen_is_given_and_taken_back(talk, qtbot):
    talk.toggle_full_screen()
    screen = talk.stage.window()
    assert screen is not talk.window()
    assert screen.isFullScreen()
    QTest.keyClick(screen, KEY.Key_Escape)
    qtbot.waitUntil(lambda: talk.stage.window() is talk.window())
    assert talk.stage.isVisible()


def test_a_struck_clip_is_not_talked_about(coach, talk):
    struck = talk.clips[2]
    coach.desk.do(lambda: strike_clip(coach.desk.study, struck.id))
    assert struck.id not in [clip.id for clip in talk.clips]
    coach.desk.do(lambda: strike_clip(coach.desk.study, struck.id, struck=False))
    assert len(talk.clips) == 3


def test_progress_needs_two_cycles_and_a_point_leads_to_its_own(coach, qtbot, tmp_path):
    coach.go_to("progress")
    part = coach.current
    assert isinstance(part, ProgressPage)
    assert part.chart.isHidden()
    first = now(coach)
    later = replace(first, id=uuid4(), number=4, clips=(), steps=(), plan=None)
    add_cycle(coach.desk.study, later)
    coach.desk.take_up(later.id)
    chart = part.chart.chart
    assert chart is not None
    assert "cycle 3, 3 of 5" in chart.summary
    part.write(tmp_path / "progress.svg")
    assert (tmp_path / "progress.svg").exists()
    part.chart.resize(640, 400)
    hit = next(hit for hit in chart.hits if hit.moment is not None)
    QTest.mouseClick(part.chart, Qt.MouseButton.LeftButton, pos=part.chart.place_of(hit).toPoint())
    assert coach.desk.cycle is not None
    assert coach.desk.cycle.number == 3
