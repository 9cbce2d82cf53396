"""What a coach at the keyboard runs into: focus, Tab, another moment while a clip loops, a line typed."""

from __future__ import annotations

from PyQt6.QtCore import Qt
from PyQt6.QtTest import QTest
from PyQt6.QtWidgets import QApplication

from havenlens.domain.coaching import ClipType
from havenlens.services.coaching.blindness import rests_on_hidden
from havenlens.services.coaching.editing import quote_lines
from havenlens.services.coaching.progress import progress_of
from havenlens.services.transcripts import Transcript
from havenlens.ui.coaching.moments import MomentKind
from havenlens.ui.coaching.review_actions import CLIP, MOMENTS
from havenlens.words.sentences import say
from tests.support.coaching import board_of, coach_page, only_cycle, press, review_of, seek

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


def test_whoever_still_codes_the_same_sees_neither_numbers_nor_progress(shared, monkeypatch, tmp_path):
    page = coach_page(shared)
    study, cycle = page.desk.study, only_cycle(page.desk.study)
    page.desk.take_up(cycle.id)
    everything = frozenset(coding.id for coding in study.store.list_codings())
    shown = progress_of(study, cycle.teacher)
    assert shown is None or any(point.n_bids for point in shown.points)
    told = progress_of(study, cycle.teacher, hidden=everything)
    assert told is None or not any(point.n_bids for point in told.points)
    assert not rests_on_hidden(study, cycle, ())
    assert rests_on_hidden(study, cycle, everything)
    monkeypatch.setattr("havenlens.ui.coaching.document.hidden_codings", lambda _study, _coder: everything)
    page.go_to("document")
    document = page.current
    heard: list[tuple[str, bool]] = []
    page.desk.said.connect(lambda words, refused: heard.append((words, refused)))
    document.write(tmp_path / "shown.pdf")
    assert heard == [(say("sheet.all_hidden"), True)]
    assert document.preview.n_pages == 0
    assert not list(tmp_path.iterdir())


def test_typing_without_a_stop_is_written_meanwhile(qtbot, shared, monkeypatch):
    monkeypatch.setattr("havenlens.ui.coaching.typed.LONGEST_MS", 200)
    review = review_of(qtbot, shared)
    clip = clip_of(review, ClipType.LINK)
    review.show_place(clip.id)
    title = review.editor.title
    title.end(False)
    for _ in range(8):
        QTest.keyClick(title, "x")
        qtbot.wait(100)
    assert clip_of(review, ClipType.LINK).title.startswith(f"{clip.title}x")
    title.setText(clip.title)
    review.editor._saver.note()
    review.editor.flush()
    assert clip_of(review, ClipType.LINK).title == clip.title
