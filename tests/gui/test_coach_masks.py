"""Hiding people and names in a clip: boxes with mouse and keys, proposals, covered sound, the gate."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from functools import partial
from uuid import UUID, uuid4

import pytest
from PyQt6.QtCore import QPoint, QPointF, Qt
from PyQt6.QtTest import QTest
from PyQt6.QtWidgets import QDialog, QPushButton

from havenlens.domain.coaching import Clip
from havenlens.domain.masks import Box, Mask, MaskKey, MaskStyle, SoundCover, SoundKind
from havenlens.domain.observation import Consent
from havenlens.domain.problems import StudyError
from havenlens.domain.time import SECOND, Micros, Span
from havenlens.services.coaching.access import accesses
from havenlens.services.coaching.consent import allow_override
from havenlens.services.coaching.consents import consent_history, record_consent, set_consents
from havenlens.services.coaching.cycles import cycle_of
from havenlens.services.coaching.editing import set_covers, set_masks
from havenlens.services.coaching.sending import missing_consents
from havenlens.ui.coaching.gate_dialog import GateDialog, ask_gate
from havenlens.ui.coaching.masks_dialog import MasksDialog, open_masks
from havenlens.ui.coaching.page import CoachingPage
from havenlens.ui.coaching.people_picker import PeoplePicker

KEY = Qt.Key
LEFT = Qt.MouseButton.LeftButton
SHIFT, CTRL, NONE = (
    Qt.KeyboardModifier.ShiftModifier,
    Qt.KeyboardModifier.ControlModifier,
    Qt.KeyboardModifier.NoModifier,
)
LONG_AGO = date(2020, 1, 1)


@pytest.fixture(scope="module")
def coach(shared) -> CoachingPage:
    shared.nav.choose("coach")
    page = shared.pages["coach"]
    assert isinstance(page, CoachingPage)
    page.desk.take_up(cycle_of(page.desk.study, "T02", 3).id)
    return page


@pytest.fixture
def clip(coach) -> Clip:
    assert coach.desk.cycle is not None
    found = coach.desk.cycle.clips[1]
    set_masks(coach.desk.study, found.id, ())
    set_covers(coach.desk.study, found.id, ())
    coach.desk.reload()
    return now(coach, found.id)


@pytest.fixture
def lacking_amir(coach) -> Iterator[UUID]:
    amir = child(coach, "AMIR")
    before = consent_history(coach.desk.study, amir)
    record_consent(coach.desk.study, amir, Consent.CODING, LONG_AGO)
    coach.desk.reload()
    yield amir
    set_consents(coach.desk.study, amir, before)


@pytest.fixture
def editor(qtbot, coach, clip) -> Iterator[MasksDialog]:
    dialog = open_masks(coach.desk, clip.id)
    qtbot.waitUntil(lambda: dialog.player.times is not None and dialog.acts.at == clip.span.start)
    yield dialog
    dialog.accept()


def now(coach: CoachingPage, clip: UUID) -> Clip:
    assert coach.desk.cycle is not None
    return next(one for one in coach.desk.cycle.clips if one.id == clip)


def child(coach: CoachingPage, label: str) -> UUID:
    return next(person.id for person in coach.desk.people().values() if person.label == label)


def place(editor: MasksDialog, x: float, y: float) -> QPoint:
    area = editor.video.view.picture_area()
    return QPointF(area.x() + x * area.width(), area.y() + y * area.height()).toPoint()


def drag(editor: MasksDialog, start: tuple[float, float], end: tuple[float, float]) -> None:
    canvas = editor.canvas
    QTest.mousePress(canvas, LEFT, NONE, place(editor, *start))
    half = ((start[0] + end[0]) / 2, (start[1] + end[1]) / 2)
    for step in (half, end):
        QTest.mouseMove(canvas, place(editor, *step))
    QTest.mouseRelease(canvas, LEFT, NONE, place(editor, *end))


def press(editor: MasksDialog, key: Qt.Key, held: Qt.KeyboardModifier = NONE, times: int = 1) -> None:
    for _ in range(times):
        QTest.keyClick(editor.canvas, key, held)
    editor.work.settle()


def go(qtbot, editor: MasksDialog, at: int) -> None:
    editor.acts.seek(Micros(at))
    qtbot.waitUntil(lambda: editor.acts.at == at)


def near(box: Box, *wanted: float) -> bool:
    return (box.x, box.y, box.width, box.height) == pytest.approx(wanted, abs=0.006)


# --- boxes --------------------------------------------------------------------------------------------


def test_a_box_is_drawn_moved_and_resized_with_the_mouse(coach, clip, editor):
    drag(editor, (0.2, 0.2), (0.4, 0.5))
    [mask] = now(coach, clip.id).masks
    assert near(mask.keys[0].box, 0.2, 0.2, 0.2, 0.3)
    assert (mask.span, mask.style, mask.proposed) == (clip.span, MaskStyle.SOLID, False)
    drag(editor, (0.3, 0.3), (0.5, 0.4))
    [mask] = now(coach, clip.id).masks
    assert near(mask.keys[0].box, 0.4, 0.3, 0.2, 0.3)
    drag(editor, (0.6, 0.6), (0.7, 0.65))
    [mask] = now(coach, clip.id).masks
    assert near(mask.keys[0].box, 0.4, 0.3, 0.3, 0.35)
    assert len(mask.keys) == 1


def test_a_box_follows_by_keys_over_keyframes_and_is_taken_back(qtbot, coach, clip, editor):
    press(editor, KEY.Key_N)
    start, later = clip.span.start, clip.span.start + 2 * SECOND
    first = now(coach, clip.id).masks[0].keys[0].box
    go(qtbot, editor, later)
    press(editor, KEY.Key_Right, times=10)
    press(editor, KEY.Key_Down, SHIFT, times=5)
    [mask] = now(coach, clip.id).masks
    assert [key.at for key in mask.keys] == [start, later]
    assert near(mask.keys[1].box, first.x + 0.1, first.y, first.width, first.height + 0.05)
    go(qtbot, editor, start + SECOND)
    middle = mask.box_at(start + SECOND)
    assert editor.canvas.rect_of(middle).width() > 0
    press(editor, KEY.Key_Return)
    assert len(now(coach, clip.id).masks[0].keys) == 3
    press(editor, KEY.Key_Delete)
    assert len(now(coach, clip.id).masks[0].keys) == 2
    press(editor, KEY.Key_Delete)
    assert editor.said.text().startswith("There is no keyframe on this frame")
    press(editor, KEY.Key_Delete, SHIFT)
    assert now(coach, clip.id).masks == ()
    press(editor, KEY.Key_Z, CTRL)
    assert len(now(coach, clip.id).masks[0].keys) == 2
    press(editor, KEY.Key_Z, CTRL, times=8)
    assert now(coach, clip.id).masks == ()
    assert editor.said.text().startswith("There is nothing")


def test_without_a_box_arrows_step_and_never_leave_the_clip(qtbot, clip, editor):
    frame = SECOND // 25
    press(editor, KEY.Key_Left)
    press(editor, KEY.Key_Right)
    qtbot.waitUntil(lambda: editor.acts.at == clip.span.start + frame)
    press(editor, KEY.Key_Comma)
    qtbot.waitUntil(lambda: editor.acts.at == clip.span.start)
    press(editor, KEY.Key_End)
    qtbot.waitUntil(lambda: editor.acts.at == clip.span.end - frame)
    press(editor, KEY.Key_Period)
    press(editor, KEY.Key_PageUp)
    qtbot.waitUntil(lambda: editor.acts.at == clip.span.end - frame - SECOND)
    press(editor, KEY.Key_Home)
    qtbot.waitUntil(lambda: editor.acts.at == clip.span.start)


def test_the_strip_trims_a_box_on_frames_and_goes_to_its_keyframes(qtbot, coach, clip, editor):
    press(editor, KEY.Key_N)
    strip = editor.strip
    row = strip.row_of(0).center().y()
    wanted = clip.span.start + 3 * SECOND
    QTest.mousePress(strip, LEFT, NONE, QPoint(round(strip.x_of(clip.span.end)), round(row)))
    QTest.mouseMove(strip, QPoint(round(strip.x_of(wanted)), round(row)))
    QTest.mouseRelease(strip, LEFT, NONE, QPoint(round(strip.x_of(wanted)), round(row)))
    [mask] = now(coach, clip.id).masks
    assert mask.span.end is not None
    assert abs(mask.span.end - wanted) < SECOND // 4
    assert mask.span.end % (SECOND // 25) == 0
    go(qtbot, editor, clip.span.start + SECOND)
    QTest.mouseClick(strip, LEFT, NONE, QPoint(round(strip.x_of(clip.span.start)) + 2, round(row)))
    qtbot.waitUntil(lambda: editor.acts.at == clip.span.start)


def test_style_cells_and_whom_are_written_and_blur_is_warned_of(coach, clip, editor):
    press(editor, KEY.Key_N)
    form = editor.form
    assert not form.warning.isVisible()
    form.style_box.setCurrentIndex(2)
    form.style_box.activated.emit(2)
    assert form.warning.isVisible()
    form.style_box.setCurrentIndex(1)
    form.style_box.activated.emit(1)
    form.cells.setValue(4)
    form.whom.setCurrentIndex(1)
    form.whom.activated.emit(1)
    [mask] = now(coach, clip.id).masks
    assert (mask.style, mask.cells, mask.participant) == (MaskStyle.PIXELATE, 4, clip.people[0])
    assert form.whom.currentIndex() == 1


def test_who_lacks_consent_is_named_until_a_box_hides_them(coach, clip, editor, lacking_amir):
    [one] = editor.people.people
    assert (one.person.label, len(one.gaps)) == ("AMIR", 1)
    press(editor, KEY.Key_N)
    assert now(coach, clip.id).masks[0].participant == lacking_amir
    [one] = editor.people.people
    assert one.gaps == ()
    assert one.heard
    button = next(one for one in editor.people.findChildren(QPushButton) if one.text() == "Cover it")
    QTest.mouseClick(button, LEFT)
    assert editor.people.people[0].heard == ()
    assert now(coach, clip.id).covers


def test_as_exported_shows_black_where_a_solid_box_is(qtbot, clip, editor):
    drag(editor, (0.2, 0.2), (0.4, 0.5))
    press(editor, KEY.Key_E)
    spot = place(editor, 0.3, 0.35)
    shown = editor.video.view.grab().toImage()
    assert shown.pixelColor(spot).getRgb()[:3] == (0, 0, 0)
    assert shown.pixelColor(place(editor, 0.5, 0.35)).getRgb()[:3] != (0, 0, 0)
    press(editor, KEY.Key_E)
    assert editor.video.view.grab().toImage().pixelColor(spot).getRgb()[:3] != (0, 0, 0)


# --- proposals ----------------------------------------------------------------------------------------


def proposed(clip: Clip, x: float) -> Mask:
    return Mask(uuid4(), (MaskKey(clip.span.start, Box(x, 0.2, 0.1, 0.1)),), clip.span, proposed=True)


def test_proposals_are_confirmed_or_removed_one_by_one(coach, clip, editor):
    editor.work.propose([proposed(clip, 0.1), proposed(clip, 0.3), proposed(clip, 0.5)])
    assert editor.waiting.text().startswith("3 proposals wait")
    assert editor.form.confirm.isVisible()
    first, second, third = editor.work.proposals
    assert editor.work.chosen == first
    press(editor, KEY.Key_Down)
    assert editor.work.chosen == second
    press(editor, KEY.Key_C)
    assert editor.work.chosen == third
    press(editor, KEY.Key_Delete, SHIFT)
    assert editor.work.chosen == first
    QTest.mouseClick(editor.form.confirm, LEFT)
    kept = {mask.id: mask.proposed for mask in now(coach, clip.id).masks}
    assert kept == {first.id: False, second.id: False}
    assert editor.said.text() == "No proposal waits any more."
    assert not editor.waiting.isVisible()


def test_faces_are_looked_for_in_the_background_and_only_proposed(qtbot, coach, clip, editor, monkeypatch):
    asked: list[Span] = []

    def find(_path, span, progress):
        asked.append(span)
        progress(1, 2)
        return (proposed(clip, 0.2),)

    monkeypatch.setattr(coach.desk.media, "propose_masks", find)
    QTest.mouseClick(editor.finder.look, LEFT)
    assert editor.finder.work.isVisible()
    qtbot.waitUntil(lambda: not editor.finder.work.is_running)
    assert asked == [clip.span]
    [mask] = now(coach, clip.id).masks
    assert mask.proposed
    assert editor.said.text() == "Faces found: 1; look at each and confirm or remove it."


def test_what_is_missing_to_find_faces_is_said(qtbot, coach, clip, editor, monkeypatch):
    def refuse(_path, _span, _progress):
        raise StudyError("media.no_faces")

    monkeypatch.setattr(coach.desk.media, "propose_masks", refuse)
    QTest.mouseClick(editor.finder.look, LEFT)
    qtbot.waitUntil(lambda: not editor.finder.work.is_running)
    assert 'pip install "havenlens[faces]"' in editor.finder.said.text()
    assert now(coach, clip.id).masks == ()


# --- sound --------------------------------------------------------------------------------------------


def test_i_and_o_cover_the_sound_of_whole_frames(qtbot, coach, clip, editor):
    start, frame = clip.span.start, SECOND // 25
    go(qtbot, editor, start + SECOND)
    press(editor, KEY.Key_I)
    assert "go to where it ends" in editor.sound.words.text()
    go(qtbot, editor, start + 2 * SECOND)
    press(editor, KEY.Key_O)
    [cover] = now(coach, clip.id).covers
    assert cover.span == Span(Micros(start + SECOND), Micros(start + 2 * SECOND + frame))
    assert cover.kind is SoundKind.MUTE
    editor.sound.kind.setCurrentIndex(1)
    editor.sound.kind.activated.emit(1)
    assert now(coach, clip.id).covers[0].kind is SoundKind.BEEP
    press(editor, KEY.Key_Delete)
    assert now(coach, clip.id).covers == ()


def test_a_cover_that_ends_before_it_begins_is_refused(qtbot, coach, clip, editor):
    go(qtbot, editor, clip.span.start + 2 * SECOND)
    press(editor, KEY.Key_I)
    go(qtbot, editor, clip.span.start + SECOND)
    press(editor, KEY.Key_O)
    assert editor.said.text().startswith("The sound cover has to end after")
    assert now(coach, clip.id).covers == ()


# --- people and the gate ------------------------------------------------------------------------------


def test_the_picker_says_who_allows_what_and_keeps_who_is_seen(qtbot, coach, clip, lacking_amir):
    amir = lacking_amir
    picker = PeoplePicker(coach.desk)
    qtbot.addWidget(picker)
    picker.show_clip(clip, coach.desk.observation)
    assert picker.boxes[amir].accessibleDescription() == "allows coding, not coach feedback"
    assert picker.boxes[clip.people[0]].accessibleDescription() == "allows publication"
    picker.boxes[amir].setChecked(False)
    assert amir not in now(coach, clip.id).people
    coach.desk.take_back()
    assert set(now(coach, clip.id).people) == set(clip.people)


def test_nobody_is_asked_where_everybody_allows_it(coach):
    assert missing_consents(coach.desk.study, coach.desk.cycle, coach.desk.today()) == ()
    assert ask_gate(coach.desk, coach.desk.cycle) == frozenset()


def test_the_gate_opens_by_itself_once_consent_is_written_down(qtbot, coach, lacking_amir):
    gate = GateDialog(coach.desk, coach.desk.cycle)
    qtbot.addWidget(gate)
    gate.open()
    assert gate.heading.text() == "1 person in these clips has not allowed this"
    assert not gate.override.isVisible()
    [button] = [one for one in gate.findChildren(QPushButton) if one.text().startswith("Write down")][:1]
    QTest.mouseClick(button, LEFT)
    [form] = [one for one in gate.findChildren(QDialog) if one.isVisible()]
    form.accept()
    assert gate.result() == QDialog.DialogCode.Accepted
    assert gate.passed == frozenset()


def test_an_authorised_coach_gives_a_reason_that_is_logged(qtbot, coach, lacking_amir):
    desk = coach.desk
    before, desk.coach = desk.coach, desk.cycle.coach
    allow_override(desk.study, desk.cycle.coach)
    gate = GateDialog(desk, desk.cycle)
    qtbot.addWidget(gate)
    gate.open()
    assert gate.override.isVisible()
    assert not gate.override.isEnabled()
    QTest.keyClicks(gate.reason, "His father agreed on the phone")
    QTest.mouseClick(gate.override, LEFT)
    assert gate.passed == {
        (clip.id, lacking_amir) for clip in desk.cycle.clips if lacking_amir in clip.people
    }
    lines = accesses(desk.study, action="overrode")
    assert {line.reason for line in lines} == {"His father agreed on the phone"}
    desk.coach = before
    allow_override(desk.study, desk.cycle.coach, allowed=False)


def test_the_gate_waits_while_somebody_draws(qtbot, coach, clip, lacking_amir):
    gate = GateDialog(coach.desk, coach.desk.cycle)
    qtbot.addWidget(gate)
    gate.open()
    hide = next(one for one in gate.findChildren(QPushButton) if one.text().startswith("Hide"))
    QTest.mouseClick(hide, LEFT)
    editor = next(one for one in gate.findChildren(MasksDialog))
    qtbot.waitUntil(lambda: editor.player.times is not None)
    for one in coach.desk.cycle.clips:
        mask = Mask(uuid4(), (MaskKey(one.span.start, Box(0.1, 0.1, 0.2, 0.2)),), one.span)
        hidden = Mask(mask.id, mask.keys, mask.span, participant=lacking_amir)
        coach.desk.do(partial(set_masks, coach.desk.study, one.id, (hidden,)))
        coach.desk.do(partial(set_covers, coach.desk.study, one.id, (SoundCover(one.span),)))
    assert gate.isVisible()
    editor.accept()
    assert gate.passed == frozenset()
    for one in coach.desk.cycle.clips:
        coach.desk.do(partial(set_masks, coach.desk.study, one.id, ()))
        coach.desk.do(partial(set_covers, coach.desk.study, one.id, ()))
