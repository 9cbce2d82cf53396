"""The form of an event with every kind of question: one of several, several, a number, words."""

from __future__ import annotations

from dataclasses import replace

import pytest
from PyQt6.QtTest import QTest

from havenlens.domain.codebook import ModifierKind, Scheme
from havenlens.ui.coding.bridge import CodingBridge
from havenlens.ui.coding.event_editor import EventEditor
from havenlens.ui.coding.value_fields import ChoiceField, NumberField, SeveralField, TextField
from tests.support.coding_page import Key, wait_until
from tests.support.memory_store import Desk


def rich_scheme(scheme: Scheme) -> Scheme:
    """Let the bids be asked all kinds of questions."""
    need, loud = (next(m for m in scheme.modifiers if m.id == name) for name in ("need", "loud"))
    return replace(
        scheme,
        modifiers=(
            need,
            replace(need, id="ways", name="Ways", kind=ModifierKind.SEVERAL),
            replace(
                loud,
                id="db",
                name="Loudness",
                kind=ModifierKind.NUMBER,
                options=(),
                minimum=0,
                maximum=120,
                unit="dB",
            ),
            replace(loud, id="words", name="Words", kind=ModifierKind.TEXT, options=()),
        ),
    )


@pytest.fixture
def desk():
    desk = Desk()
    desk.scheme = rich_scheme(desk.scheme)
    desk.session = desk.reopened()
    return desk


@pytest.fixture
def editor(qtbot, desk):
    bridge = CodingBridge(desk.session)
    editor = EventEditor(bridge)
    qtbot.addWidget(editor)
    bridge.changed.connect(lambda _: editor.show_event(desk.session.events.get(editor.event_id)))
    editor.resize(420, 420)
    editor.show()
    editor.show_event(desk.coded("bids", 5))
    yield editor
    bridge.deleteLater()


def answers(desk, editor) -> dict[str, object]:
    return dict(desk.session.events[editor.event_id].modifiers)


def test_each_kind_of_question_has_its_field(editor):
    kinds = {name: type(field) for name, field in editor._form.answers.items()}
    assert kinds == {"need": ChoiceField, "ways": SeveralField, "db": NumberField, "words": TextField}
    assert editor._form.answers["db"].toolTip() == "0 – 120"


def test_several_answers_are_checked_in_a_menu_that_stays_open_and_are_one_step(desk, editor):
    field = editor._form.answers["ways"]
    menu = field.menu()
    menu.popup(field.mapToGlobal(field.rect().bottomLeft()))
    steps = len(desk.session.history.undo)
    for _ in range(2):
        QTest.keyClick(menu, Key.Key_Down)
        QTest.keyClick(menu, Key.Key_Space)
    assert menu.isVisible()
    QTest.keyClick(menu, Key.Key_Escape)
    assert answers(desk, editor) == {"ways": ("comfort", "help")}
    assert field.text() == "Comfort, Help"
    assert len(desk.session.history.undo) == steps + 1


def test_a_number_is_typed_with_its_unit_and_limits_and_taken_away_again(desk, editor):
    field = editor._form.answers["db"]
    assert field.text() == "–"
    field.setFocus()
    field.selectAll()
    QTest.keyClicks(field, "72.5")
    QTest.keyClick(field, Key.Key_Return)
    assert answers(desk, editor) == {"db": 72.5}
    assert field.text() == "72.5 dB"
    QTest.keyClick(field, Key.Key_Up)
    QTest.keyClick(field, Key.Key_Return)
    assert answers(desk, editor) == {"db": 73.5}
    field.setValue(500)
    assert field.value() == 120
    field.setValue(field.minimum())
    QTest.keyClick(field, Key.Key_Return)
    assert answers(desk, editor) == {}


def test_stepping_up_from_nothing_begins_at_the_smallest_number(desk, editor):
    field = editor._form.answers["db"]
    field.setFocus()
    QTest.keyClick(field, Key.Key_Up)
    QTest.keyClick(field, Key.Key_Return)
    assert answers(desk, editor) == {"db": 0}


def test_words_are_kept_as_they_are_typed_and_none_take_the_answer_away(desk, editor):
    field = editor._form.answers["words"]
    QTest.keyClicks(field, " no, no ")
    QTest.keyClick(field, Key.Key_Return)
    assert answers(desk, editor) == {"words": "no, no"}
    field.selectAll()
    QTest.keyClick(field, Key.Key_Delete)
    QTest.keyClick(field, Key.Key_Return)
    assert answers(desk, editor) == {}


def test_a_wheel_over_a_field_changes_nothing(qtbot, desk, editor):
    from PyQt6.QtCore import QPoint, QPointF, Qt
    from PyQt6.QtGui import QWheelEvent
    from PyQt6.QtWidgets import QApplication

    for name in ("need", "db"):
        field = editor._form.answers[name]
        field.setFocus()
        wheel = QWheelEvent(
            QPointF(5, 5),
            QPointF(field.mapToGlobal(QPoint(5, 5))),
            QPoint(),
            QPoint(0, -240),
            Qt.MouseButton.NoButton,
            Qt.KeyboardModifier.NoModifier,
            Qt.ScrollPhase.NoScrollPhase,
            False,
        )
        QApplication.sendEvent(field, wheel)
    assert answers(desk, editor) == {}


def test_a_narrow_form_puts_every_field_on_its_own_row(editor):
    form = editor._form
    grid = form.layout()

    def row(part) -> int:
        return grid.getItemPosition(grid.indexOf(part))[0]

    who, whom = form.choices["actor"], form.choices["target"]
    editor.resize(480, 420)
    wait_until(lambda: row(who) == row(whom))
    editor.resize(300, 420)
    wait_until(lambda: row(who) < row(whom))
    wait_until(lambda: form.width() <= 300)


def test_letters_in_the_form_are_not_heard_as_codes(desk, editor):
    QTest.keyClick(editor._form.flags[next(iter(editor._form.flags))], Key.Key_D)
    assert len(list(desk.session.events)) == 1


def test_a_read_only_coding_says_why_above_fields_that_cannot_be_changed(qtbot, desk):
    event = desk.coded("bids", 5)
    desk.store.writable = False
    editor = EventEditor(CodingBridge(desk.session))
    qtbot.addWidget(editor)
    editor.show_event(event)
    assert editor._hint.text().startswith("The study is open to read")
    assert not editor._form.isEnabled()
