"""Panels at work: begun from what is handed in, voted on with digits, decided, taken back, closed."""

from __future__ import annotations

import shutil
from datetime import UTC, datetime
from uuid import uuid4

import pytest
from PyQt6.QtCore import Qt, QTimer
from PyQt6.QtTest import QTest
from PyQt6.QtWidgets import QApplication

from havenlens.app.desktop import DesktopWorkplace
from havenlens.domain.events import Changes
from havenlens.domain.observation import CodingStatus, Purpose
from havenlens.domain.time import Span
from havenlens.media.library import VideoLibrary
from havenlens.services.history import Step
from havenlens.services.panel_rows import PanelKind
from havenlens.services.panels import PanelWork, open_panel, panels_of
from havenlens.services.submitting import submit
from havenlens.ui.agreement.new_panel_dialog import NewPanelDialog
from havenlens.ui.agreement.own_event_dialog import OwnEventDialog
from havenlens.ui.agreement.panels_page import PanelsPage

Key = Qt.Key
CTRL = Qt.KeyboardModifier.ControlModifier
LEFT = Qt.MouseButton.LeftButton


@pytest.fixture
def opened(demo, tmp_path):
    shutil.copytree(demo, tmp_path / "study")
    made = DesktopWorkplace(VideoLibrary()).open_study(tmp_path / "study" / "demo.havenlens")
    yield made
    made.close()


@pytest.fixture
def three(opened):
    """Give three codings of a short list of events: two that agree on the first, and one that does not."""
    study = opened.study
    place, stored = study.observation("01").id, study.stored_scheme("safe_haven_bids").id
    model = next(c for c in study.store.list_codings() if (c.observation, c.scheme) == (place, stored))
    events = [e for e in study.store.events_of(model.id) if e.code.startswith("bid")][:3]
    made = []
    for name, kept in (("A", events), ("B", events[:2]), ("C", events[:1])):
        who = study.add_coder(name).id
        coding = study.add_coding(place, stored, who, Purpose.RELIABILITY, model.casting)
        late = [e.with_(id=uuid4(), link=None, span=e.span.shifted(1_000_000 * (name == "C"))) for e in kept]
        step = Step(uuid4(), "press", Changes(added=tuple(late)), datetime.now(UTC), who)
        study.store.write_events(coding.id, step)
        made.append(submit(study, coding))
    return made


@pytest.fixture
def page(qtbot, opened):
    made = PanelsPage(opened, VideoLibrary())
    qtbot.addWidget(made)
    made.resize(1300, 760)
    made.show()
    made.activateWindow()
    qtbot.waitUntil(made.isActiveWindow)
    yield made
    made.close_video()


@pytest.fixture
def view(qtbot, opened, three, page):
    """Give a panel of three, open at its first moment."""
    coder = opened.study.add_coder("panel", "master").id
    panel = open_panel(opened.study, PanelKind.MASTER, three, coder)
    page.show_for(coder)
    page.open_panel(panel)
    wait_for_video(qtbot, page.view)
    return page.view


def wait_for_video(qtbot, view):
    """Let the video be opened, so that nobody closes it half way."""
    player = view.video.player
    qtbot.waitUntil(lambda: player.times is not None and player.playhead.position is not None, timeout=10_000)


def answer(kind, do):
    """Answer the next dialog."""

    def act():
        dialog = QApplication.activeModalWidget()
        assert isinstance(dialog, kind)
        do(dialog)

    QTimer.singleShot(50, act)


def stored(opened, view):
    return {event.id: event for event in opened.study.store.events_of(view.work.panel.result)}


def vote(view, *numbers):
    for number in numbers:
        QTest.keyClick(view.ballot.votes, Qt.Key(Key.Key_0 + number))


def test_a_panel_is_begun_from_what_was_handed_in(qtbot, opened, three, page):
    page.refresh()
    assert page._empty.isVisible()

    def begin(dialog):
        dialog.kind.setCurrentIndex(dialog.kind.findData(PanelKind.CONSENSUS))
        names = [dialog.list.item(row).text().split()[0] for row in range(dialog.list.count())]
        assert names[-3:] == ["A", "B", "C"]
        for row, name in enumerate(names):
            on = name in "AB"
            dialog.list.item(row).setCheckState(Qt.CheckState.Checked if on else Qt.CheckState.Unchecked)
        dialog.accept()

    answer(NewPanelDialog, begin)
    QTest.mouseClick(page.new, LEFT)
    [panel] = panels_of(opened.study)
    assert panel.codings == (three[0].id, three[1].id)
    assert page.view.isVisible()
    assert page.view.progress.text() == "0 of 1 decided · 2 agreed from the start"
    wait_for_video(qtbot, page.view)


def test_what_cannot_be_a_panel_is_said_in_the_dialog(qtbot, opened, three):
    dialog = NewPanelDialog(opened.study, None)
    qtbot.addWidget(dialog)
    for row in range(dialog.list.count()):
        dialog.list.item(row).setCheckState(Qt.CheckState.Unchecked)
    dialog.accept()
    assert "needs two to five codings" in dialog.problem.text()
    assert dialog.panel is None


def test_a_hidden_coding_is_not_offered(qtbot, opened, three):
    dialog = NewPanelDialog(opened.study, None, {three[0].id})
    qtbot.addWidget(dialog)
    offered = [dialog.list.item(row).text() for row in range(dialog.list.count())]
    assert not any(text.startswith("A ") for text in offered)


def test_digits_vote_for_one_coder_after_the_other_and_enter_decides(opened, view):
    item = view.current
    assert [len(one.codings) for one in item.proposals] == [2, 1]
    vote(view, 1, 1, 2)
    assert list(view.ballot.ballots.values()) == [1, 1, 2]
    assert view.ballot.choice.take == item.proposals[0].codings[0]
    QTest.keyClick(view.ballot.votes, Key.Key_Return)
    assert "Say why" in view.banner.text()
    QTest.keyClicks(view.ballot.rationale, "C was late")
    QTest.keyClick(view.ballot.rationale, Key.Key_Return)
    assert item.id in stored(opened, view)
    assert view.work.item(item.id).decision.rationale == "C was late"
    assert view.current.id != item.id  # it goes on by itself
    assert view.ballot.ballots == {}


def test_where_all_vote_the_same_no_reason_is_asked_for(opened, view):
    item = view.current
    vote(view, 2, 2, 2)
    assert QApplication.focusWidget() is view.ballot.decide
    QTest.mouseClick(view.ballot.decide, LEFT)
    assert stored(opened, view)[item.id].span == item.proposals[1].event.span


def test_a_digit_that_stands_for_nothing_is_no_vote(view):
    vote(view, 9)
    assert view.ballot.ballots == {}
    QTest.keyClick(view.ballot.votes, Key.Key_Return)
    assert "Vote with a digit" in view.banner.text()


def test_what_else_is_right_is_ticked_and_kept(opened, view):
    item = view.current
    vote(view, 1, 1, 2)
    view.ballot.ways.item(2, 3).setCheckState(Qt.CheckState.Checked)
    view.ballot.nothing.setChecked(True)
    view.ballot.rationale.setText("either")
    view.decide()
    accepted = view.work.item(item.id).decision.accepted
    assert [one.span for one in accepted.alternatives] == [item.proposals[1].event.span]
    assert accepted.nothing
    view._go_to(item.id)
    assert view.ballot.ways.item(2, 3).checkState() == Qt.CheckState.Checked
    assert view.ballot.nothing.isChecked()
    assert view.ballot.rationale.text() == "either"


def test_the_last_decision_is_taken_back_with_ctrl_z(opened, view):
    item, before = view.current, stored(opened, view)
    vote(view, 1, 1, 1)
    view.decide()
    assert stored(opened, view) != before
    QTest.keyClick(view.ballot.votes, Key.Key_Z, CTRL)
    assert stored(opened, view) == before
    assert view.current.id == item.id


def test_an_event_of_the_panels_own(opened, view):
    item = view.current

    def choose(dialog):
        dialog.onset.setText("nonsense")
        dialog.accept()
        assert dialog.problem.isVisible()
        dialog.onset.setText("0:12.300")
        dialog.accept()

    answer(OwnEventDialog, choose)
    QTest.keyClick(view.ballot.votes, Key.Key_O)
    assert view.ballot.ways.rowCount() == 4
    QTest.keyClicks(view.ballot.rationale, "between the two")
    QTest.keyClick(view.ballot.rationale, Key.Key_Return)
    assert stored(opened, view)[item.id].span == Span(12_300_000, 12_300_000)


def test_own_events_ask_what_their_code_asks(qtbot, opened, view):
    scheme, base = view.work.scheme, view.current.there[0]
    state = next(c for c in scheme.codes if c.kind.value == "state")
    dialog = OwnEventDialog(scheme, view.work.record.coding.casting, {}, base)
    qtbot.addWidget(dialog)
    dialog.show()
    assert dialog.answers
    assert not dialog.end.isVisible()
    dialog.code.setCurrentIndex(dialog.code.findData(state.id))
    assert dialog.end.isVisible()
    dialog.onset.setText("0:20")
    dialog.end.setText("0:10")
    dialog.accept()
    assert "an end that is not before the onset" in dialog.problem.text()
    dialog.end.setText("0:30")
    dialog.accept()
    assert (dialog.made.code, dialog.made.span.end) == (state.id, 30_000_000)


def test_n_goes_to_the_next_open_moment_and_space_plays(qtbot, view):
    first = view.current
    QTest.keyClick(view.ballot.votes, Key.Key_N)
    assert view.current.id != first.id
    QTest.keyClick(view, Key.Key_Space)
    player = view.video.player
    qtbot.waitUntil(lambda: player.is_playing, timeout=10_000)
    QTest.keyClick(view, Key.Key_Space)
    assert not player.is_playing


def test_a_panel_is_closed_when_all_is_decided(opened, page, view):
    QTest.mouseClick(view.finish, LEFT)
    assert "Moments not decided yet" in view.banner.text()
    while view.work.next_undecided() is not None:
        vote(view, 1, 1, 1)
        view.decide()
    assert "Everything is decided" in view.banner.text()
    QTest.mouseClick(view.finish, LEFT)
    made = next(c for c in opened.study.store.list_codings() if c.id == view.work.panel.result)
    assert made.status in (CodingStatus.LOCKED, CodingStatus.SUBMITTED)
    assert not view.ballot.decide.isEnabled()
    QTest.keyClick(view, Key.Key_Escape)
    assert page.table.item(0, 3).text() == "Closed"
    QTest.keyClick(page.table, Key.Key_Return)
    assert view.isVisible()


# --- scores -----------------------------------------------------------------------------------------


def test_scores_are_voted_on_with_digits_too(opened, page):
    study = opened.study
    listed = study.store.list_codings()
    codings = [c for c in listed if study.store.ratings_of(c.id) and not study.store.events_of(c.id)]
    pairs = [
        (one, two)
        for one in codings
        for two in codings
        if (one.observation, one.scheme) == (two.observation, two.scheme) and one.coder != two.coder
    ]
    panels = (open_panel(study, PanelKind.CONSENSUS, pair, pair[0].coder) for pair in pairs)
    page.open_panel(next(one for one in panels if PanelWork(study, one).next_undecided() is not None))
    view = page.view
    item, ballot = view.current, view.score_ballot
    assert ballot.isVisible()
    assert ballot.choice is None
    for digit in (9, 4, 4):  # there is no 9 on this scale
        QTest.keyClick(ballot.votes, Qt.Key(Key.Key_0 + digit))
    assert list(ballot.ballots.values()) == [4, 4]
    assert QApplication.focusWidget() is ballot.decide
    QTest.mouseClick(ballot.decide, LEFT)
    assert view.work.scores.item(item.id).result.score == 4
    QTest.keyClick(view, Key.Key_Z, CTRL)
    assert view.work.scores.item(item.id).result is None
    assert view.current.id == item.id
    QTest.keyClick(ballot.votes, Key.Key_4)
    QTest.keyClick(ballot.votes, Key.Key_5)
    assert ballot.choice is None  # as many for one as for the other
    ballot.score.setCurrentIndex(ballot.score.count() - 1)
    QTest.keyClicks(ballot.rationale, "nobody could see it")
    QTest.keyClick(ballot.rationale, Key.Key_Return)
    assert view.work.scores.item(item.id).decision.choice.drops


def test_a_panel_that_is_open_stays_open_unless_somebody_else_comes(opened, page, view):
    page.refresh()
    assert view.isVisible()
    page.show_for(opened.study.add_coder("somebody else").id)
    assert not view.isVisible()
