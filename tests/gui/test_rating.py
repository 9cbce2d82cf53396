"""Rating by keys and mouse, on a real window over a real study with a real video."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import pairwise

import pytest
from PyQt6.QtCore import QPoint, Qt
from PyQt6.QtTest import QTest

from havenlens.domain.events import PeriodKind
from havenlens.domain.time import Micros, Span
from havenlens.ui.coding.rating import Rating
from havenlens.ui.timeline.geometry import CYCLES
from havenlens.ui.window import MainWindow
from tests.support.desktop import code_page, let_another_code, new_coding

SECOND = 1_000_000
Key = Qt.Key
NONE, SHIFT, CTRL, ALT = (
    Qt.KeyboardModifier.NoModifier,
    Qt.KeyboardModifier.ShiftModifier,
    Qt.KeyboardModifier.ControlModifier,
    Qt.KeyboardModifier.AltModifier,
)
DIGITS = {str(n): Key(Key.Key_0 + n) for n in range(10)}


@pytest.fixture
def window(shared) -> Iterator[MainWindow]:
    yield shared
    let_another_code(shared)
    shared.resize(1440, 900)


class Raters:
    """The page of a coding, its rating feature, and what is rated."""

    def __init__(
        self, qtbot, window: MainWindow, observation: str, scheme: str, *, film: bool = True
    ) -> None:
        new_coding(window, observation, scheme)
        self.qtbot, self.window, self.page = qtbot, window, code_page(window)
        if film:
            qtbot.waitUntil(lambda: self.page.player.times is not None)
            qtbot.waitUntil(lambda: self.page.player.playhead.position is not None)
        else:
            qtbot.waitUntil(lambda: self.is_open)
        self.said: list[str] = []
        self.page.status_changed.connect(self._hear)

    def _hear(self, text: str, _refused: bool) -> None:
        self.said.append(text)

    @property
    def feature(self) -> Rating:
        return next(f for f in self.page.features if isinstance(f, Rating))

    @property
    def session(self):
        return self.page.bridge.session

    @property
    def is_open(self) -> bool:
        return self.page.places.beside.shows(self.feature.sheet)

    def press(self, key: Qt.Key, held: Qt.KeyboardModifier = NONE) -> None:
        QTest.keyClick(self.window.focusWidget() or self.page.video, key, held)

    def type(self, digits: str) -> None:
        for digit in digits:
            self.press(DIGITS[digit])

    def go(self, seconds: float) -> None:
        wanted = Micros(round(seconds * SECOND))
        self.page.player.seek(wanted)
        self.qtbot.waitUntil(lambda: self.page.player.playhead.now() == wanted)

    def scores(self) -> dict[str, int | str | None]:
        return {rating.dimension: rating.score or rating.reason for _, rating in self.session.ratings}

    def kinds(self) -> set[PeriodKind]:
        return {period.kind for period, _ in self.session.ratings}

    def tab(self) -> str:
        tabs = self.page.places.tabs
        return tabs.tabText(tabs.indexOf(self.feature.overview))


@pytest.fixture
def classroom(qtbot, window) -> Raters:
    raters = Raters(qtbot, window, "01", "classroom_emotional_support")
    raters.page.video.setFocus()
    return raters


@pytest.fixture
def couple(qtbot, window) -> Raters:
    raters = Raters(qtbot, window, "03", "asem_partner_buffering")
    raters.page.video.setFocus()
    return raters


def test_a_whole_scene_is_rated_by_digits(classroom):
    classroom.press(Key.Key_R, CTRL)
    assert classroom.is_open
    assert classroom.scores() == {}
    classroom.type("6166")
    classroom.type("01")
    assert classroom.said[-1] == "Safe haven: no score, no opportunity · Clip 1"
    classroom.type("6")
    assert classroom.scores() == {
        "warmth": 6,
        "harshness": 1,
        "awareness": 6,
        "voice": 6,
        "safe_haven": "no_opportunity",
        "secure_base": 6,
    }
    assert classroom.kinds() == {PeriodKind.CLIP}
    assert classroom.said[-1] == "Clip 1 is complete · Enter closes the sheet"
    assert classroom.tab() == "Ratings 1/1"
    [cycle] = classroom.page.timeline.view().scene.cycles
    assert (cycle.label, cycle.done) == ("Clip 1 · rated", True)
    classroom.press(Key.Key_Return)
    assert not classroom.is_open
    assert len(classroom.session.events) == 0


def test_undo_takes_ratings_back_one_by_one_and_says_which(classroom):
    classroom.press(Key.Key_R, CTRL)
    classroom.type("61")
    classroom.press(Key.Key_Z, CTRL)
    assert classroom.said[-1] == "Undone: Harshness and tension, Clip 1"
    assert classroom.scores() == {"warmth": 6}
    assert [cell.text for cell in classroom.feature.sheet.strip._cells[:3]] == ["6", "", ""]
    classroom.press(Key.Key_Z, CTRL | SHIFT)
    assert classroom.scores() == {"warmth": 6, "harshness": 1}


def test_arrows_go_through_dimensions_and_a_score_is_changed(classroom):
    classroom.press(Key.Key_R, CTRL)
    classroom.type("61")
    classroom.press(Key.Key_Up)
    classroom.press(Key.Key_Up)
    classroom.type("3")
    assert classroom.scores() == {"warmth": 3, "harshness": 1}
    classroom.press(Key.Key_Escape)
    assert not classroom.is_open


def test_a_digit_off_the_scale_is_refused_and_zero_asks_why(classroom):
    classroom.press(Key.Key_R, CTRL)
    classroom.type("9")
    assert classroom.said[-1] == "9 is no score; the scale goes from 1 to 7, and 0 says why there is none."
    classroom.type("0")
    assert classroom.feature.sheet.asks_why
    classroom.type("9")
    assert classroom.said[-1].startswith("9 is no reason here")
    classroom.press(Key.Key_Escape)
    assert (classroom.feature.sheet.asks_why, classroom.is_open, classroom.scores()) == (False, True, {})


def test_a_reason_in_words_is_needed_and_kept(classroom):
    classroom.press(Key.Key_R, CTRL)
    classroom.type("04")
    field = classroom.feature.sheet.reasons.text
    assert field.hasFocus()
    QTest.keyClick(field, Key.Key_Return)
    assert classroom.said[-1] == "Say why Warmth and connection has no score, in a few words."
    QTest.keyClicks(field, "tour of the hall")
    QTest.keyClick(field, Key.Key_Return)
    assert classroom.scores() == {"warmth": "tour of the hall"}
    assert classroom.page.video.hasFocus()
    assert classroom.is_open


def test_evidence_is_ticked_and_visited_by_keys(qtbot, classroom):
    classroom.go(16)
    classroom.press(Key.Key_D)
    event = classroom.session.last_event
    assert event is not None
    classroom.go(30)
    classroom.press(Key.Key_R, CTRL)
    classroom.press(Key.Key_R, CTRL)
    assert classroom.feature.sheet.evidence.hasFocus()
    classroom.press(Key.Key_Space)
    assert len(classroom.session.ratings) == 0
    classroom.press(Key.Key_Return)
    qtbot.waitUntil(lambda: classroom.page.player.playhead.now() == 16 * SECOND)
    classroom.type("6")
    [(_, rating)] = classroom.session.ratings
    assert (rating.score, rating.evidence) == (6, (event,))
    classroom.press(Key.Key_Escape)
    assert classroom.page.video.hasFocus()


def test_evidence_and_scores_by_mouse(classroom):
    classroom.go(16)
    classroom.press(Key.Key_D)
    classroom.press(Key.Key_R, CTRL)
    sheet = classroom.feature.sheet
    QTest.mouseClick(sheet.scale_bar.button(5), Qt.MouseButton.LeftButton)
    assert classroom.scores() == {"warmth": 5}
    sheet.step(-1)
    box = sheet.evidence.visualItemRect(sheet.evidence.item(0))
    QTest.mouseClick(
        sheet.evidence.viewport(), Qt.MouseButton.LeftButton, pos=QPoint(box.left() + 18, box.center().y())
    )
    [(_, rating)] = classroom.session.ratings
    assert rating.evidence == (classroom.session.last_event,)


def test_a_note_is_written_before_the_score_and_stays(classroom):
    classroom.press(Key.Key_R, CTRL)
    note = classroom.feature.sheet.note
    note.setFocus()
    QTest.keyClicks(note, "kneels")
    QTest.keyClick(note, Key.Key_Return)
    assert (len(classroom.session.ratings), len(classroom.session.events)) == (0, 0)
    assert classroom.is_open
    assert classroom.page.video.hasFocus()
    classroom.window.forget_coding()
    classroom.window.open_coding(classroom.session.coding.id)
    classroom.page = code_page(classroom.window)
    classroom.page.video.setFocus()
    classroom.press(Key.Key_R, CTRL)
    assert classroom.feature.sheet.note.text() == "kneels"
    classroom.type("6")
    [(_, rating)] = classroom.session.ratings
    assert rating.note == "kneels"


def test_a_letter_still_codes_while_the_sheet_is_open(classroom):
    classroom.press(Key.Key_R, CTRL)
    classroom.press(Key.Key_D)
    assert len(classroom.session.events) == 1
    assert classroom.is_open
    assert classroom.feature.sheet.evidence.count() == 1


def test_a_question_about_an_event_has_the_digit(qtbot, window):
    base = Raters(qtbot, window, "01", "secure_base_exploration")
    base.page.video.setFocus()
    code = next(c for c in base.session.scheme.codes if c.id == "scaffolds")
    base.press(Key.Key_R, CTRL)
    base.press(Key(ord(code.key.upper())))
    assert base.session.question is not None
    base.type("2")
    assert base.scores() == {}
    base.type("2")
    assert list(base.scores().values()) == [2]


def test_playing_pauses_at_the_end_of_an_interval_asks_and_plays_on(qtbot, couple):
    couple.go(29.4)
    couple.press(Key.Key_Space)
    qtbot.waitUntil(lambda: couple.is_open, timeout=8000)
    assert not couple.page.player.is_playing
    assert 30 * SECOND <= couple.page.player.playhead.now() < 31 * SECOND
    assert couple.said[-1] == "Interval 1 ends here, 8 to rate · digits score, Space plays on"
    couple.type("5223")
    assert couple.feature.sheet.period.ordinal == 1
    couple.type("4162")
    qtbot.waitUntil(lambda: couple.page.player.is_playing, timeout=4000)
    assert not couple.is_open
    names = couple.session.names
    found = {(names[r.subject], names[r.partner], r.dimension): r.score for _, r in couple.session.ratings}
    assert found["Dana", "Theo", "withdrawal"] == 5
    assert found["Theo", "Dana", "reassurance"] == 2
    couple.page.player.pause()
    assert couple.tab() == "Ratings 1/3"


def test_an_interval_that_is_skipped_stays_blank(qtbot, couple):
    couple.go(29.6)
    couple.press(Key.Key_Space)
    qtbot.waitUntil(lambda: couple.is_open, timeout=8000)
    couple.press(Key.Key_Space)
    qtbot.waitUntil(lambda: couple.page.player.is_playing)
    assert not couple.is_open
    couple.page.player.pause()
    labels = [cycle.label for cycle in couple.page.timeline.view().scene.cycles]
    assert labels == [f"Interval {n} · not rated" for n in (1, 2, 3)]


def test_without_pausing_the_sheet_comes_and_waits(qtbot, couple):
    couple.press(Key.Key_R, ALT)
    assert couple.said[-1] == "Playing goes on at the end of a period; its sheet waits · Alt+R pauses"
    couple.go(29.6)
    couple.press(Key.Key_Space)
    qtbot.waitUntil(lambda: couple.is_open, timeout=8000)
    assert couple.page.player.is_playing
    couple.page.player.pause()
    assert couple.session.coding.id is not None
    assert couple.feature.sheet.pausing.isChecked() is False


def test_a_stretch_that_loops_over_the_end_of_an_interval_is_not_stopped(qtbot, couple):
    span = Span(Micros(29_600_000), Micros(30_200_000))
    couple.page.player.loop(span)
    couple.go(29.6)
    passed = []
    couple.page.player.position_changed.connect(passed.append)
    couple.press(Key.Key_Space)
    qtbot.waitUntil(lambda: any(a > b for a, b in pairwise(passed)), timeout=8000)
    assert couple.page.player.is_playing
    assert not couple.is_open
    couple.page.player.loop(None)
    couple.page.player.pause()


def test_the_end_of_the_film_asks_for_the_last_interval(qtbot, couple):
    couple.go(89.2)
    couple.press(Key.Key_Space)
    qtbot.waitUntil(lambda: couple.is_open, timeout=8000)
    assert couple.feature.sheet.period.ordinal == 3
    couple.type("11111111")
    assert couple.is_open
    assert couple.said[-1] == "Interval 3 is complete · Enter closes the sheet"


def test_a_stretch_that_is_played_up_to_the_end_of_the_film_asks_nothing(qtbot, couple):
    with qtbot.waitSignal(couple.page.player.ended, timeout=8000):
        couple.page.player.play_span(Span(Micros(89_200_000), Micros(90_000_000)))
    assert not couple.is_open
    couple.go(89.2)
    couple.press(Key.Key_Space)
    qtbot.waitUntil(lambda: couple.is_open, timeout=8000)
    assert couple.feature.sheet.period.ordinal == 3


def test_all_of_one_person_is_left_out_at_once(couple):
    couple.press(Key.Key_R, CTRL)
    couple.press(Key.Key_N, ALT)
    couple.type("1")
    assert [rating.reason for _, rating in couple.session.ratings] == ["not_seen"] * 4
    assert len({rating.subject for _, rating in couple.session.ratings}) == 1
    couple.press(Key.Key_Z, CTRL)
    assert len(couple.session.ratings) == 0


def test_shift_and_arrows_go_through_the_periods(couple):
    couple.press(Key.Key_R, CTRL)
    couple.press(Key.Key_Down, SHIFT)
    assert couple.feature.sheet.period.ordinal == 2
    couple.press(Key.Key_Up, SHIFT)
    assert couple.feature.sheet.period.ordinal == 1


def test_a_click_on_a_period_of_the_timeline_opens_it(couple):
    timeline = couple.page.timeline
    row = timeline.view().layout.row(CYCLES)
    place = QPoint(round(timeline.view().scale.x_of(45 * SECOND)), row.top + timeline.view().offset + 8)
    QTest.mouseClick(timeline, Qt.MouseButton.LeftButton, pos=place)
    assert couple.is_open
    assert couple.feature.sheet.period.ordinal == 2


def test_the_table_of_all_ratings_by_keys(couple):
    couple.press(Key.Key_R, CTRL | ALT)
    table = couple.feature.overview.table
    assert table.hasFocus()
    couple.press(Key.Key_Down)
    couple.press(Key.Key_Right)
    couple.press(Key.Key_Return)
    assert couple.is_open
    assert (couple.feature.sheet.period.ordinal, couple.feature.sheet.unit.dimension) == (2, "distress")
    couple.type("4")
    [(period, rating)] = couple.session.ratings
    assert (period.ordinal, rating.dimension, rating.score) == (2, "distress", 4)
    model = couple.feature.overview.model
    assert model.data(model.index(1, 1)) == "4"
    assert model.data(model.index(0, 0)) == ""
    blank = model.data(model.index(0, 0), Qt.ItemDataRole.AccessibleTextRole)
    assert blank == "Dana: Withdrawal (of the recipient), Interval 1: blank"
    couple.press(Key.Key_Escape)
    assert couple.page.video.hasFocus()


def test_an_event_is_rated_as_an_episode_and_in_out_as_a_clip(couple):
    couple.go(5)
    state = next(c for c in couple.session.scheme.codes if c.kind.value == "state")
    couple.press(Key(ord(state.key.upper())))
    couple.press(Key.Key_R, CTRL | SHIFT)
    assert couple.said[-1] == f"{state.name} is still open; end it first to rate it as an episode."
    couple.go(12)
    QTest.qWait(320)
    couple.press(Key(ord(state.key.upper())))
    couple.press(Key.Key_R, CTRL | SHIFT)
    couple.type("4")
    couple.press(Key.Key_Escape)
    couple.page.desk.mark_span(Span(Micros(SECOND), Micros(3 * SECOND)))
    couple.press(Key.Key_R, CTRL | SHIFT)
    couple.type("6")
    assert couple.page.desk.marked_span is None
    found = [(p.kind, p.span.start, p.span.end, r.score) for p, r in couple.session.ratings]
    assert found == [
        (PeriodKind.EPISODE, 5 * SECOND, 12 * SECOND, 4),
        (PeriodKind.CLIP, SECOND, 3 * SECOND, 6),
    ]
    assert couple.tab() == "Ratings 0/3"
    assert [p.kind for p in couple.feature.work.periods.apart] == [PeriodKind.EPISODE, PeriodKind.CLIP]


def test_nothing_to_rate_apart_is_said(couple):
    couple.press(Key.Key_R, CTRL | SHIFT)
    assert couple.said[-1].startswith("Select an event that lasts, or mark in and out")


def test_an_observation_without_a_video_is_rated_at_once(qtbot, window):
    live = Raters(qtbot, window, "T01-1", "classroom_emotional_support", film=False)
    live.page.video.setFocus()
    assert live.page.places.tabs.currentWidget() is live.feature.overview
    assert live.tab() == "Ratings 0/4"
    live.type("611")
    QTest.mouseClick(live.feature.overview.another, Qt.MouseButton.LeftButton)
    assert live.feature.sheet.period.ordinal == 5
    live.page.video.setFocus()
    live.type("2")
    assert [(p.ordinal, r.score) for p, r in live.session.ratings if r.dimension == "warmth"] == [
        (1, 6),
        (5, 2),
    ]
    assert live.tab() == "Ratings 0/5"


def test_a_scheme_without_dimensions_has_no_ratings(qtbot, window):
    new_coding(window)
    page = code_page(window)
    titles = [page.places.tabs.tabText(n) for n in range(page.places.tabs.count())]
    assert not any(title.startswith("Ratings") for title in titles)
    QTest.keyClick(page.video, Key.Key_R, CTRL)
    assert page.places.beside.isHidden()


def test_room_is_made_for_the_sheet_and_given_back(qtbot, window):
    window.resize(1024, 700)
    raters = Raters(qtbot, window, "01", "classroom_emotional_support")
    raters.page.video.setFocus()
    before = raters.page.split.sizes()
    raters.press(Key.Key_R, CTRL)
    assert raters.page.split.sizes()[0] > before[0]
    raters.press(Key.Key_Escape)
    assert raters.page.split.sizes() == before
