"""What a coach at the keyboard runs into: focus, Tab, another moment while a clip loops, a line just typed."""

from __future__ import annotations

from PyQt6.QtCore import Qt
from PyQt6.QtTest import QTest
from PyQt6.QtWidgets import QApplication

from havenlens.domain.coaching import ClipType
from havenlens.services.coaching.editing import quote_lines
from havenlens.services.transcripts import Transcript
from havenlens.ui.coaching.moments import MomentKind
from havenlens.ui.coaching.review_actions import CLIP, MOMENTS
from tests.support.coaching import board_of, only_cycle, press, review_of, seek

Key = Qt.Key


def clip_of(review, kind):
    return next(clip for clip in only_cycle(review.desk.study).clips if clip.type is kind)


def test_whoever_comes_to_the_board_has_the_keyboard_in_its_table(shared):
    board = board_of(shared)
    for key in ("study", "coach"):
        shared.nav.choose(key)
    assert QApplication.focusWidget() is board.table
    board.start.setFocus()
    board.desk.reload()
    assert QApplication.focusWidget() is board.start


def test_tab_goes_from_the_title_into_the_words_and_on_to_the_question(qtbot, shared):
    review = review_of(qtbot, shared)
    review.show_place(clip_of(review, ClipType.LINK).id)
    editor = review.editor
    editor.title.setFocus()
    met = []
    for _ in range(2):
        QTest.keyClick(QApplication.focusWidget(), Key.Key_Tab)
        met.append(QApplication.focusWidget())
    assert met == [editor.text, editor.question]


def test_a_moment_without_a_clip_leads_from_the_clip_back_to_the_moments(qtbot, shared):
    review = review_of(qtbot, shared)
    seek(qtbot, review, 40)
    press(review, Key.Key_M)
    mark = next(one for one in review.moments if one.kind is MomentKind.MARK)
    review.show_place(clip_of(review, ClipType.LINK).id)
    assert review.tabs.currentIndex() == CLIP
    review.select(mark.id)
    assert review.tabs.currentIndex() == MOMENTS
    review.acts.do("remove", "", review.player.playhead.now())


def test_another_clip_is_gone_to_while_one_is_looped(qtbot, shared):
    review = review_of(qtbot, shared)
    first, second = sorted(only_cycle(review.desk.study).clips, key=lambda clip: clip.span.start)[:2]
    review.select(first.id)
    review.acts.do("loop", "", first.span.start)
    qtbot.waitUntil(lambda: first.span.covers(review.player.playhead.now()))
    review.select(second.id)
    qtbot.waitUntil(lambda: second.span.covers(review.player.playhead.now()))
    review.acts.do("loop", "", first.span.start)
    review.player.pause()


def test_a_line_is_listed_as_soon_as_it_is_typed(qtbot, shared):
    review = review_of(qtbot, shared)
    clip = clip_of(review, ClipType.LINK)
    review.show_place(clip.id)
    picker, study = review.editor.picker, review.desk.study
    QTest.keyClicks(picker.field, "Here it is.")
    QTest.keyClick(picker.field, Key.Key_Return)
    shown = [picker.list.item(row).text() for row in range(picker.list.count())]
    assert any("Here it is." in words for words in shown)
    review.player.loop(None)
    review.player.pause()
    quote_lines(study, clip.id, clip.lines)
    lines = study.store.transcript_of(review.place.id)
    Transcript(study.store, review.place.id).delete([one.id for one in lines if one.text == "Here it is."])
    review.desk.reload()
