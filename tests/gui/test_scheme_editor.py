"""The scheme editor with real keys and a real study: build, undo, drafts, save, notes, maps, the queue."""

from __future__ import annotations

from collections.abc import Iterator
from threading import Event

import pytest
from PyQt6.QtCore import QPoint, QPointF, Qt
from PyQt6.QtTest import QTest
from PyQt6.QtWidgets import QCheckBox, QPushButton, QWidget

from havenlens.app.desktop import DesktopWorkplace
from havenlens.domain.scheme_maps import Fate
from havenlens.domain.time import seconds
from havenlens.media.library import VideoLibrary
from havenlens.services.coding_record import CodingRecord
from havenlens.services.scheme_notes import notes_of
from havenlens.ui.qt.jobs import Jobs
from havenlens.ui.schemes.dialog import SchemesDialog
from havenlens.ui.schemes.notes import NotesDialog
from havenlens.ui.schemes.page import SchemesPage
from havenlens.ui.schemes.recode import RecodeDialog
from havenlens.ui.schemes.saving import MapDialog, NoteDialog
from havenlens.ui.schemes.saving_away import SavingAway
from tests.support.studies import make_small

Ctrl, Alt, Shift = (
    Qt.KeyboardModifier.ControlModifier,
    Qt.KeyboardModifier.AltModifier,
    Qt.KeyboardModifier.ShiftModifier,
)


@pytest.fixture
def opened(tmp_path):
    small = make_small(tmp_path / "small.havenlens")
    session = small.session()
    session.focus_on(small.mia)
    for code, at in (("bids", 2), ("comforts", 3), ("bids", 7)):
        session.press(code, seconds(at))
    small.file.close()
    opened = DesktopWorkplace(VideoLibrary()).open_study(tmp_path / "small.havenlens")
    yield opened
    opened.close()


@pytest.fixture
def help_wanted(opened) -> None:
    """Let both bids have been for help."""
    study = opened.study
    [coding] = study.store.list_codings()
    people = study.store.participants()
    record = CodingRecord(study.store.codings, coding, study.scheme(coding.scheme), people)
    for event in list(record.events):
        if event.code == "bids":
            record.edit(event.id, modifiers={"need": "help"})


@pytest.fixture
def dialog(qtbot, opened) -> Iterator[SchemesDialog]:
    jobs = Jobs()
    dialog = SchemesDialog(opened, DesktopWorkplace(VideoLibrary()), jobs, "MK")
    qtbot.addWidget(dialog)
    dialog.resize(1400, 860)
    dialog.show()
    yield dialog
    jobs.shutdown()


@pytest.fixture
def page(dialog) -> SchemesPage:
    return dialog.page


def click(page: SchemesPage, name: str) -> None:
    QTest.mouseClick(page.buttons[name], Qt.MouseButton.LeftButton)


def checked(qtbot, page):
    """Wait until the last edit was checked."""
    qtbot.waitUntil(lambda: not page.editor.checks.is_pending, timeout=20_000)
    return page.editor.checks.findings


def focused(page) -> QWidget:
    widget = page.window().focusWidget()
    assert widget is not None
    return widget


def entry(page, path, name):
    page.editor.tree.choose(path)
    return page.editor.forms_for(path).entries[name]


def typed(widget: QWidget, text: str) -> None:
    """Type over what is there."""
    widget.setFocus()
    QTest.keyClick(widget, Qt.Key.Key_A, Ctrl)
    QTest.keyClicks(widget, text)


def type_in(page, path, name, text):
    typed(entry(page, path, name).focusProxy(), text)
    QTest.keyClick(focused(page), Qt.Key.Key_Tab)


def sentences(page):
    return [page.editor.problems.item(n).text() for n in range(page.editor.problems.count())]


def edit_small(page):
    click(page, "edit")
    assert page.is_editing


def save(qtbot, page):
    QTest.keyClick(page.editor, Qt.Key.Key_S, Ctrl)
    qtbot.waitUntil(lambda: page._jobs.is_idle and not page.editor.checks.is_pending, timeout=20_000)


def test_the_list_says_version_status_and_codings(page):
    texts = [page.table.item(0, column).text() for column in range(4)]
    assert texts == ["A small scheme", "1.2.0", "draft", "1"]
    assert not page.buttons["queue"].isVisible()


def test_a_scheme_is_built_from_nothing_with_keys(qtbot, page, opened):
    click(page, "new")
    editor = page.editor
    for name, text in (("name", "Sharing"), ("summary", "Who shows what."), ("notice", "Our own words.")):
        type_in(page, (), name, text)
    type_in(page, (), "id", "sharing")
    editor.tree.choose(("codes",))
    editor.tree.setFocus()
    QTest.keyClick(editor.tree, Qt.Key.Key_Insert)
    assert editor.tree.current_path() == ("codes", 0)
    QTest.keyClicks(focused(page), "Shows something")
    assert editor.editing.at(("codes", 0, "id")) == "shows_something"
    type_in(page, ("codes", 0), "class", "sharing")
    type_in(page, ("codes", 0), "definition", "Holds it up.")
    actors = entry(page, ("codes", 0), "actors").list
    actors.setFocus()
    QTest.keyClick(actors, Qt.Key.Key_Space)
    found = checked(qtbot, page)
    assert found.errors == (), [problem.sentence for problem, _ in found.errors]
    save(qtbot, page)
    qtbot.waitUntil(lambda: not page.is_editing, timeout=20_000)
    scheme = opened.study.scheme(opened.study.stored_scheme("sharing").id)
    assert (scheme.name, scheme.version, scheme.codes[0].actors) == ("Sharing", "0.1.0", ("person",))
    assert page.banner.text() == "Sharing is saved as version 0.1.0."
    assert page.drafts.all() == ([], [])


def test_what_is_wrong_is_said_at_once_and_jumps_to_its_place(qtbot, page):
    edit_small(page)
    type_in(page, ("codes", 1), "key", "j")
    checked(qtbot, page)
    assert sentences(page)[0] == (
        "Code Bids: codes.bids has the key j, but j, k, l, i and o belong to the player; "
        "choose another letter."
    )
    page.editor.tree.choose(("roles", 0))
    first = page.editor.problems.item(0)
    box = page.editor.problems.visualItemRect(first)
    QTest.mouseClick(page.editor.problems.viewport(), Qt.MouseButton.LeftButton, pos=box.center())
    assert page.editor.tree.current_path() == ("codes", 1)
    assert focused(page) is entry(page, ("codes", 1), "key").line
    save(qtbot, page)
    assert "cannot be saved yet" in page.banner.text()
    assert page.is_editing


def test_undo_takes_back_a_whole_field_and_shows_its_place(qtbot, page):
    edit_small(page)
    type_in(page, ("codes", 1), "name", "Asks for help")
    page.editor.tree.choose(("groups", 1))
    page.editor.tree.setFocus()
    QTest.keyClick(page.editor.tree, Qt.Key.Key_Delete)
    assert len(page.editor.editing.at(("groups",))) == 1
    QTest.keyClick(page.editor, Qt.Key.Key_Z, Ctrl)
    assert page.editor.tree.current_path() == ("groups", 1)
    QTest.keyClick(page.editor, Qt.Key.Key_Z, Ctrl)
    assert page.editor.editing.at(("codes", 1, "name")) == "Bids"
    assert entry(page, ("codes", 1), "name").line.text() == "Bids"
    QTest.keyClick(page.editor, Qt.Key.Key_Z, Ctrl | Shift)
    line = entry(page, ("codes", 1), "name").line
    assert line.text() == "Asks for help"
    typed(line, "Asks")
    QTest.keyClick(line, Qt.Key.Key_Z, Ctrl)
    assert line.text() == "Asks for help"


def test_a_new_id_is_written_wherever_it_is_named(qtbot, page):
    edit_small(page)
    type_in(page, ("codes", 1), "id", "asks")
    values = page.editor.editing.values
    assert values["modifiers"][0]["applies_to"] == ["asks"]
    assert values["derived"][4]["given"] == {"codes": ["asks"]}
    assert checked(qtbot, page).errors == ()


def test_parts_are_doubled_and_moved_with_keys(page):
    edit_small(page)
    tree = page.editor.tree
    tree.choose(("codes", 1))
    tree.setFocus()
    QTest.keyClick(tree, Qt.Key.Key_D, Ctrl)
    code = page.editor.editing.at(("codes", 2))
    assert (code["id"], code["key"] != "b", code["colour"] != "#0072B2") == ("bids_2", True, True)
    tree.setFocus()
    QTest.keyClick(tree, Qt.Key.Key_Up, Alt)
    assert [row["id"] for row in page.editor.editing.at(("codes",))][:3] == ["upset", "bids_2", "bids"]
    assert tree.current_path() == ("codes", 1)


def test_options_are_added_in_the_table(qtbot, page):
    edit_small(page)
    rows = entry(page, ("modifiers", 0), "options")
    rows.add_row()
    cell = focused(page)
    QTest.keyClicks(cell, "Company")
    QTest.keyClick(cell, Qt.Key.Key_Return)
    made = {"id": "company", "key": "3", "name": "Company"}
    qtbot.waitUntil(lambda: page.editor.editing.at(("modifiers", 0, "options"))[-1] == made, timeout=20_000)


def test_what_has_no_form_is_edited_as_text(page):
    edit_small(page)
    rest = entry(page, ("derived", 1), "")
    rest.text.setPlainText("builds_on: window\nmerge_gap_s: [")
    assert "one a line" in rest._said.text()
    assert page.editor.editing.at(("derived", 1, "merge_gap_s")) == 5
    rest.text.setPlainText("builds_on: window\nmerge_gap_s: 8\n")
    assert page.editor.editing.at(("derived", 1)) == {
        "id": "bouts", "kind": "episode", "builds_on": "window", "merge_gap_s": 8
    }  # fmt: skip


def test_a_colour_that_looks_alike_is_said_and_the_nearest_is_offered(qtbot, page):
    edit_small(page)
    type_in(page, ("codes", 2), "colour", "#0070B0")
    found = checked(qtbot, page)
    assert found.errors == ()
    assert "look alike" in found.warnings[0][0].sentence
    better = entry(page, ("codes", 2), "colour").better
    assert better.isVisible()
    QTest.mouseClick(better, Qt.MouseButton.LeftButton)
    assert checked(qtbot, page).warnings == ()


def test_nothing_is_lost_when_the_window_is_closed(qtbot, dialog, opened):
    page = dialog.page
    edit_small(page)
    type_in(page, ("codes", 1), "example", "Half a thought")
    dialog.close()
    again = SchemesPage(opened, DesktopWorkplace(VideoLibrary()), page._jobs)
    qtbot.addWidget(again)
    assert again.table.item(0, 2).text() == "draft, not saved"
    again.table.selectRow(0)
    assert again.buttons["edit"].text() == "Go on"
    again.edit()
    assert again.editor.editing.at(("codes", 1, "example")) == "Half a thought"
    again.editor.close_draft()
    again.table.selectRow(0)
    again.drop_draft()
    assert again.table.rowCount() == 1


def test_other_words_ask_for_a_dated_note_and_are_a_patch(qtbot, page, opened):
    edit_small(page)
    type_in(page, ("codes", 1), "definition", "Asks for help or comfort.")
    save(qtbot, page)
    qtbot.waitUntil(lambda: isinstance(page.saver.dialog, NoteDialog), timeout=20_000)
    dialog = page.saver.dialog
    assert not dialog.ok.isEnabled()
    assert dialog.code.currentData() == "bids"
    QTest.keyClicks(dialog.text, "Comfort counts")
    QTest.mouseClick(dialog.ok, Qt.MouseButton.LeftButton)
    stored = opened.study.stored_scheme("small")
    assert stored.version == "1.2.1"
    notes = [note for note in notes_of(opened.study.store, stored.id) if note.author]
    assert [(note.author, note.code, note.text) for note in notes] == [("MK", "bids", "Comfort counts")]


def split_the_bids(qtbot, page, before_saving=lambda: None):
    """Add a code and say that bids became two."""
    edit_small(page)
    page.editor.tree.choose(("codes", 1))
    page.editor.copy_part()
    type_in(page, ("codes", 2), "id", "hints")
    type_in(page, ("codes", 2), "name", "Hints")
    type_in(page, ("codes", 2), "colour", "#882255")
    save(qtbot, page)
    qtbot.waitUntil(lambda: isinstance(page.saver.dialog, MapDialog), timeout=20_000)
    dialog = page.saver.dialog
    assert "pool with version 1.2.0" in dialog.said.toPlainText()
    assert dialog._note.text() == "New, and looked for in every coding: Hints"
    dialog.set_fate("bids", Fate.SPLIT, ("bids",))
    assert not dialog.ok.isEnabled()
    dialog.set_fate("bids", Fate.SPLIT, ("bids", "hints"))
    assert "Bids was split into Bids, Hints" in dialog.said.toPlainText()
    before_saving()
    QTest.mouseClick(dialog.ok, Qt.MouseButton.LeftButton)


def test_another_measurement_asks_for_a_map_and_builds_the_queue(qtbot, page, opened):
    with qtbot.waitSignal(page.schemes_changed, timeout=20_000):
        split_the_bids(qtbot, page)
    assert opened.study.stored_scheme("small").version == "1.3.0"
    assert page.banner.text().endswith("Things to look at again: 2; codings that they are in: 1.")
    assert page.table.rowCount() == 2
    page.table.choose(next(row.id for row in opened.study.store.schemes() if row.version == "1.2.0"))
    assert not page.buttons["edit"].isEnabled()


def visible_button(qtbot, panel, text):
    def found():
        return [b for b in panel.findChildren(QPushButton) if b.text() == text and b.isVisible()]

    qtbot.waitUntil(lambda: bool(found()), timeout=20_000)
    return found()[0]


def test_taking_codings_over_can_be_stopped_and_changes_nothing(qtbot, page, opened):
    before = (opened.study.store.list_codings(), opened.study.store.schemes())
    going_on = Event()

    def keep_workers_busy():
        for _ in range(2):
            page._jobs.submit(going_on.wait)

    split_the_bids(qtbot, page, keep_workers_busy)
    away = page.saver.dialog
    assert isinstance(away, SavingAway)
    assert away.isVisible()
    assert away.isModal()
    QTest.keyClick(away, Qt.Key.Key_Escape)
    going_on.set()
    qtbot.waitUntil(lambda: not away.isVisible(), timeout=20_000)
    assert "nothing was changed" in page.banner.text()
    assert (opened.study.store.list_codings(), opened.study.store.schemes()) == before
    assert page.is_editing


def test_the_queue_is_answered_with_digits(qtbot, page, opened):
    with qtbot.waitSignal(page.schemes_changed, timeout=20_000):
        split_the_bids(qtbot, page)
    click(page, "queue")
    dialog = page.findChild(RecodeDialog)
    panel = dialog.panel
    assert panel.question.text() == "What was Bids at 00:00:02.000 by Mia: Bids, Hints?"
    with qtbot.waitSignal(dialog.moment_requested) as asked:
        QTest.keyClick(panel.list, Qt.Key.Key_Return)
    assert asked.args[1] == seconds(2)
    QTest.keyClick(panel.list, Qt.Key.Key_2)
    assert panel.count.text() == "1 of 2 done"
    QTest.mouseClick(visible_button(qtbot, panel, "1  Bids"), Qt.MouseButton.LeftButton)
    assert panel.question.text() == "There is nothing to look at again."
    codes = sorted(event.code for event in opened.study.store.events_of(asked.args[0]))
    assert codes == ["bids", "comforts", "hints"]
    dialog.close()


@pytest.mark.usefixtures("help_wanted")
def test_answers_that_are_left_out_are_named_when_saving_and_in_the_queue(qtbot, page):
    edit_small(page)
    rows = entry(page, ("modifiers", 0), "options")
    rows.table.setCurrentCell(1, 0)
    rows.remove_row()
    save(qtbot, page)
    qtbot.waitUntil(lambda: isinstance(page.saver.dialog, MapDialog), timeout=20_000)
    with qtbot.waitSignal(page.schemes_changed, timeout=20_000):
        QTest.mouseClick(page.saver.dialog.ok, Qt.MouseButton.LeftButton)
    assert page.banner.text().endswith(
        "Things to look at again: 1; codings that they are in: 1. "
        "Answers that the new version does not take are left out, and their codings are in progress again: "
        "Bids · What is wanted: Help (2)."
    )
    click(page, "queue")
    dialog = page.findChild(RecodeDialog)
    panel = dialog.panel
    assert "left out: Bids · What is wanted: Help (2)" in panel.list.item(0).text()
    assert "Bids · What is wanted: Help (2). Look whether another answer fits." in panel.question.text()
    with qtbot.waitSignal(dialog.moment_requested) as asked:
        QTest.keyClick(panel.list, Qt.Key.Key_Return)
    assert asked.args[1] == seconds(2)
    QTest.keyClick(panel.list, Qt.Key.Key_1)
    assert panel.question.text() == "There is nothing to look at again."
    dialog.close()


def test_a_ruling_is_added_in_the_notes(qtbot, page, opened):
    click(page, "notes")
    dialog = page.findChild(NotesDialog)
    QTest.keyClicks(dialog.text, "A sigh counts")
    dialog.code.setCurrentIndex(dialog.code.findData("bids"))
    QTest.mouseClick(dialog.add, Qt.MouseButton.LeftButton)
    assert dialog.list.item(0).text().endswith("·  MK  ·  Bids\nA sigh counts")
    dialog.close()


def test_schemes_go_out_and_come_in_as_files(qtbot, page, opened, tmp_path):
    page.export(tmp_path / "out.yaml")
    qtbot.waitUntil((tmp_path / "out.yaml").exists, timeout=20_000)
    text = (tmp_path / "out.yaml").read_text(encoding="utf-8")
    assert text == opened.study.stored_scheme("small").source
    page.write_codebook(tmp_path / "book.html")
    qtbot.waitUntil((tmp_path / "book.html").exists, timeout=20_000)
    (tmp_path / "in.yaml").write_text(text.replace("id: small", "id: other"), encoding="utf-8")
    page.import_file(tmp_path / "in.yaml")
    checked(qtbot, page)
    save(qtbot, page)
    qtbot.waitUntil(lambda: not page.is_editing, timeout=20_000)
    assert opened.study.stored_scheme("other").source == (tmp_path / "in.yaml").read_text(encoding="utf-8")
    (tmp_path / "broken.yaml").write_text("a: [", encoding="utf-8")
    page.import_file(tmp_path / "broken.yaml")
    assert "not YAML" in page.banner.text()
    assert not page.is_editing


def test_the_palette_leads_to_the_code(qtbot, page):
    edit_small(page)
    page.editor.tabs.setCurrentIndex(1)
    view = page.editor.palette_view
    qtbot.waitUntil(lambda: bool(view.grab()) and len(view._places) == 4, timeout=20_000)
    box = next(box for box, place in view._places if place == 2)
    at: QPoint = QPointF(box.center()).toPoint()
    QTest.mouseClick(view, Qt.MouseButton.LeftButton, pos=at)
    assert page.editor.tree.current_path() == ("codes", 2)


def test_escape_goes_back_to_the_list_first(dialog):
    edit_small(dialog.page)
    QTest.keyClick(dialog.page.editor.tree, Qt.Key.Key_Escape)
    assert dialog.isVisible()
    assert not dialog.page.is_editing
    QTest.keyClick(dialog.page.table, Qt.Key.Key_Escape)
    assert not dialog.isVisible()


def test_everything_has_a_name_for_a_screen_reader(page):
    edit_small(page)
    for path in ((), ("codes", 0), ("modifiers", 0), ("ratings", 0), ("rating_scale",), ("derived", 0)):
        form = page.editor.forms_for(path)
        nameless = [
            name
            for name, field in form.entries.items()
            if (proxy := field.focusProxy()) is not None
            and not (proxy.accessibleName() or (isinstance(proxy, QCheckBox) and proxy.text()))
        ]
        assert nameless == []
