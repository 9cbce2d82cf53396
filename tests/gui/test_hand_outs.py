"""A lead hands out and merges from the Study workspace; whoever gets the file sees whose it is."""

from __future__ import annotations

from pathlib import Path

import pytest
from PyQt6.QtCore import Qt
from PyQt6.QtTest import QTest
from PyQt6.QtWidgets import QFileDialog

from havenlens.domain.observation import Purpose
from havenlens.services.assignments import assign
from havenlens.services.sign_in import set_role
from havenlens.ui.coding.page import CodePage
from havenlens.ui.study.hand_outs import HandOutDialog
from havenlens.ui.study.new_coding import NewCodingDialog
from havenlens.ui.window import MainWindow
from tests.support.at_work import Key, code_at, dialog, ready
from tests.support.desktop import new_coding
from tests.support.handed_out import at_work, coding_of


@pytest.fixture
def lead(window: MainWindow) -> MainWindow:
    """Give a window at which a lead is at work, with two observations assigned to a tester."""
    study = window.opened.study
    places = [study.observation(name).id for name in ("01", "02")]
    scheme = study.stored_scheme("safe_haven_bids").id
    assign(study, places, scheme, [study.add_coder("tester").id], Purpose.RESEARCH)
    leading = study.add_coder("Lead").id
    set_role(study, leading, "lead")
    window.crew.be(leading)
    window.pages["study"].refresh()
    return window


def hand_outs(window: MainWindow):
    return window.pages["study"].hand_outs


def hand_out(qtbot, window: MainWindow, monkeypatch, path: Path) -> str:
    """Hand out to the tester by the menu; give what is said in the end."""
    monkeypatch.setattr(QFileDialog, "getSaveFileName", lambda *_, **__: (str(path), ""))
    here = hand_outs(window)
    here.banner.hide()
    here.hand_out.trigger()
    shown = dialog()
    assert isinstance(shown, HandOutDialog)
    shown.coder.setCurrentText("tester")
    shown.go.click()
    qtbot.waitUntil(here.banner.isVisible)
    return here.banner.text()


def merge(qtbot, window: MainWindow, monkeypatch, *paths: Path) -> str:
    names = [str(path) for path in paths]
    monkeypatch.setattr(QFileDialog, "getOpenFileNames", lambda *_, **__: (names, ""))
    here = hand_outs(window)
    here.banner.hide()
    here.merge.trigger()
    qtbot.waitUntil(here.banner.isVisible)
    assert window.pages["study"].isEnabled()
    return here.banner.text()


def test_out_and_back_by_the_menu(qtbot, lead, monkeypatch, tmp_path):
    out, main = tmp_path / "study" / "tester.havenlens", lead.opened.path
    assert hand_outs(lead).button.isVisible()
    said = hand_out(qtbot, lead, monkeypatch, out)
    assert said == f"Handed out to tester, in {out}; observations: 2."
    assert hand_out(qtbot, lead, monkeypatch, out).startswith(f"{out} exists already")
    lead.open_path(out)
    study = lead.pages["study"]
    assert study._summary.text().startswith("Handed out to tester on 20")
    assert study.model.rowCount() == 2
    assert not study.add_videos.isEnabled()
    assert not study.hand_outs.button.isVisible()
    assert lead.crew.coder.name == "tester"
    study.tabs.setCurrentWidget(study.work)
    assert [study.work.whose.itemText(n) for n in range(study.work.whose.count())] == ["everybody", "tester"]
    study.tabs.setCurrentWidget(study.work)
    QTest.mouseClick(study.work.next, Qt.MouseButton.LeftButton)
    page = ready(qtbot, lead)
    coded = code_at(qtbot, page, 5, Key.Key_B)
    lead.open_path(main)
    said = merge(qtbot, lead, monkeypatch, out)
    assert said == "Merged from tester: 1 new codings, 0 gone on with, 0 as they were; 1 events."
    counts = lead.opened.study.store.event_counts()
    own = [coding.id for coding in lead.opened.study.store.list_codings() if counts.get(coding.id) == 1]
    assert coded.id in {event.id for coding in own for event in lead.opened.study.store.events_of(coding)}
    assert merge(qtbot, lead, monkeypatch, out).startswith("There is nothing in tester.havenlens")
    assert lead.opened.check() == []


def test_the_dialog_says_what_became_of_the_last_file(qtbot, lead, monkeypatch, tmp_path):
    out = tmp_path / "tester.havenlens"
    hand_out(qtbot, lead, monkeypatch, out)
    hand_outs(lead).ask_whom()
    shown = dialog()
    shown.coder.setCurrentText("tester")
    assert shown.note.text().startswith("2 assignments · last handed out on 20")
    assert shown.note.text().endswith("not back yet")
    shown.reject()
    merge(qtbot, lead, monkeypatch, out)
    hand_outs(lead).ask_whom()
    shown = dialog()
    shown.coder.setCurrentText("tester")
    assert " · back on 20" in shown.note.text()
    shown.reject()


def test_an_open_coding_is_closed_before_a_merge_and_what_diverged_is_named(
    qtbot, lead, monkeypatch, tmp_path
):
    out = tmp_path / "tester.havenlens"
    hand_out(qtbot, lead, monkeypatch, out)
    with at_work(out) as study:
        coding_of(study, "tester", "01")
    set_role(lead.opened.study, lead.opened.study.coder("tester").id, "lead")
    new_coding(lead)
    lead.nav.choose("study")
    assert isinstance(lead.pages["code"], CodePage)
    said = merge(qtbot, lead, monkeypatch, out)
    assert said.startswith(f"01 / safe_haven_bids / tester was begun both in the study and in {out}")
    assert not isinstance(lead.pages["code"], CodePage)


def test_only_a_lead_may_and_in_the_file_only_its_coder_codes(qtbot, lead, monkeypatch, tmp_path):
    out = tmp_path / "tester.havenlens"
    hand_out(qtbot, lead, monkeypatch, out)
    lead.crew.be(lead.opened.study.coder("tester").id)
    assert not hand_outs(lead).hand_out.isEnabled()
    assert not hand_outs(lead).merge.isEnabled()
    lead.open_path(out)
    lead.pages["study"].begin.click()
    shown = dialog()
    assert isinstance(shown, NewCodingDialog)
    assert (shown.coder.currentText(), shown.coder.isEnabled()) == ("tester", False)
    shown.reject()
    lead.crew.sign_in()
    shown = dialog()
    assert shown.people.count() == 1
    assert not shown.add.isVisible()
    shown.reject()


def test_a_coder_of_any_name_is_proposed_a_file_that_every_system_takes(lead, monkeypatch):
    study, asked = lead.opened.study, []
    place, scheme = study.observation("01").id, study.stored_scheme("safe_haven_bids").id
    assign(study, [place], scheme, [study.add_coder('Meier/Kunz: "2"').id], Purpose.RESEARCH)
    monkeypatch.setattr(QFileDialog, "getSaveFileName", lambda *told, **_: asked.append(told[2]) or ("", ""))
    hand_outs(lead).hand_out.trigger()
    shown = dialog()
    assert isinstance(shown, HandOutDialog)
    shown.coder.setCurrentText('Meier/Kunz: "2"')
    shown.go.click()
    path = lead.opened.path
    assert asked == [str(path.with_name(f"{path.stem}-Meier-Kunz- -2-.havenlens"))]
