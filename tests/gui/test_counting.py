"""Which codings count, changed in the Results tab: chosen in words, counted as it is chosen, kept, logged."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterator
from contextlib import closing
from dataclasses import replace

import pytest
from PyQt6.QtCore import Qt
from PyQt6.QtTest import QTest
from PyQt6.QtWidgets import QApplication

from havenlens.domain.observation import Purpose
from havenlens.domain.problems import StudyError
from havenlens.services.sequences.counting import CountingRule, candidates, counting_rule, set_counting_rule
from havenlens.services.sign_in import set_role
from havenlens.services.submitting import submit
from havenlens.ui.results.counting_dialog import CountingDialog
from havenlens.ui.results.results_view import ResultsView
from havenlens.ui.results.rule_line import RuleLine
from havenlens.ui.study.page import StudyPage
from havenlens.ui.window import MainWindow
from tests.support.studies import SmallStudy, small_study

Key = Qt.Key
LEFT = Qt.MouseButton.LeftButton
PATIENCE = 20_000


@pytest.fixture
def small(tmp_path) -> Iterator[SmallStudy]:
    """Give one observation that MK handed in for research and TB for reliability; AN is not done with it."""
    with small_study(tmp_path / "small.havenlens") as made:
        study, first = made.study, made.coding
        submit(study, first)
        for name, purpose in (("TB", Purpose.RELIABILITY), ("AN", Purpose.RESEARCH)):
            who = study.add_coder(name).id
            coding = study.add_coding(first.observation, first.scheme, who, purpose, first.casting)
            if name == "TB":
                submit(study, coding)
        yield made


def shown_dialog(qtbot, study) -> CountingDialog:
    dialog = CountingDialog(study, candidates(study))
    dialog.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose, on=False)
    qtbot.addWidget(dialog)
    dialog.show()
    return dialog


def settle(qtbot, view: ResultsView) -> None:
    qtbot.waitUntil(lambda: not view.is_working, timeout=PATIENCE)


@pytest.fixture
def view(qtbot, shared: MainWindow) -> Iterator[ResultsView]:
    """Come to the tab; afterwards the study has its usual rule again."""
    shared.nav.choose("study")
    page = shared.pages["study"]
    assert isinstance(page, StudyPage)
    page.tabs.setCurrentWidget(page.results)
    found = page.results.view
    settle(qtbot, found)
    yield found
    set_counting_rule(shared.opened.study, CountingRule())
    found.refresh()
    settle(qtbot, found)


def asked(qtbot, view: ResultsView) -> CountingDialog:
    """Click on Change…, and give the dialog."""
    qtbot.mouseClick(view.rule.change, LEFT)
    return shown_over(qtbot)


def shown_over(qtbot) -> CountingDialog:
    """Wait for the dialog: what can count is read in the background first."""
    qtbot.waitUntil(lambda: isinstance(QApplication.activeModalWidget(), CountingDialog), timeout=PATIENCE)
    dialog = QApplication.activeModalWidget()
    assert isinstance(dialog, CountingDialog)
    return dialog


# --- the dialog ---------------------------------------------------------------------------------------


def test_it_begins_with_the_studys_rule_and_says_what_comes_of_it(qtbot, small):
    dialog = shown_dialog(qtbot, small.study)
    assert dialog.ways["usual"].isChecked()
    assert not dialog.unfinished.isChecked()
    assert dialog.sentence.text() == CountingRule().sentence
    assert dialog.count.text() == "1 coding would count · 1 observation"
    assert not dialog.waiting.isVisible()


def test_every_way_to_choose_says_its_rule_and_asks_for_what_it_needs(qtbot, small):
    dialog = shown_dialog(qtbot, small.study)
    fields = {"random": dialog.seed, "purpose": dialog.purpose, "coder": dialog.coder}
    wanted = {"usual": "usual", "primary": "primary", "random": "random", "purpose": "consensus"}
    for way, button in dialog.ways.items():
        button.click()
        assert dialog.sentence.text() == dialog.rule.sentence
        assert dialog.rule.choice == wanted.get(way, "coder:AN")
        assert [name for name, field in fields.items() if field.isEnabled()] == [way] * (way in fields)
    assert all(field.accessibleName() for field in fields.values())


def test_a_seed_that_is_typed_is_in_the_rule_at_once(qtbot, small):
    dialog = shown_dialog(qtbot, small.study)
    dialog.ways["random"].click()
    dialog.seed.selectAll()
    QTest.keyClicks(dialog.seed, "7")
    assert "the seed 7;" in dialog.sentence.text()
    assert dialog.rule == CountingRule("random", 7)


def test_what_waits_is_told_and_counts_when_the_box_is_ticked(qtbot, small):
    dialog = shown_dialog(qtbot, small.study)
    dialog.ways["coder"].click()
    assert dialog.coder.currentText() == "AN"
    assert dialog.count.text().startswith("By this rule no coding counts")
    assert dialog.waiting.text() == "1 coding waits, because it was not handed in."
    dialog.unfinished.click()
    assert dialog.count.text().startswith("1 coding would count")
    assert not dialog.waiting.isVisible()
    assert dialog.sentence.text().endswith("Codings that were not handed in count as well.")


def test_only_a_change_is_kept_and_stands_in_the_log(qtbot, small):
    def logged() -> int:
        with closing(sqlite3.connect(small.path)) as file:
            return file.execute("SELECT count(*) FROM change_log WHERE kind = 'counting_rule'").fetchone()[0]

    same = shown_dialog(qtbot, small.study)
    qtbot.mouseClick(same.confirm, LEFT)
    assert not same.isVisible()
    assert logged() == 0
    dialog = shown_dialog(qtbot, small.study)
    dialog.ways["purpose"].click()
    dialog.purpose.setCurrentText("reliability")
    with qtbot.waitSignal(dialog.kept) as kept:
        qtbot.mouseClick(dialog.confirm, LEFT)
    assert kept.args == [CountingRule("reliability")]
    assert counting_rule(small.study) == CountingRule("reliability")
    assert logged() == 1
    assert shown_dialog(qtbot, small.study).rule == CountingRule("reliability")


def test_escape_leaves_the_rule_as_it_is(qtbot, small):
    dialog = shown_dialog(qtbot, small.study)
    dialog.ways["random"].click()
    QTest.keyClick(dialog, Key.Key_Escape)
    assert not dialog.isVisible()
    assert counting_rule(small.study) == CountingRule()


def test_a_study_that_cannot_be_written_keeps_the_dialog_open_and_says_why(qtbot, small):
    to_read = small.reopened(write=False)
    dialog = shown_dialog(qtbot, to_read.study)
    dialog.ways["random"].click()
    qtbot.mouseClick(dialog.confirm, LEFT)
    assert dialog.isVisible()
    assert "may only be read" in dialog.problem.text()
    dialog.ways["primary"].click()
    assert not dialog.problem.isVisible()
    dialog.reject()
    to_read.file.close()


def test_a_rule_that_names_somebody_who_is_gone_says_so_and_can_be_replaced(qtbot, small):
    set_counting_rule(small.study, CountingRule("coder:TB"))
    coder = small.study.coder("TB")
    small.study.store.change("coders", "coder", coder.id, name="Tom")
    dialog = shown_dialog(qtbot, small.study)
    assert dialog.problem.text() == "There is no coder TB in this study; its coders are: AN, MK, Tom."
    assert dialog.ways["usual"].isChecked()
    qtbot.mouseClick(dialog.confirm, LEFT)
    assert counting_rule(small.study) == CountingRule()


# --- in the tab -----------------------------------------------------------------------------------------


def test_by_the_keyboard_alone_another_coder_counts_and_the_results_follow(qtbot, shared, view):
    assert "the consensus, else" in view.rule.text()
    view.rule.change.setFocus()
    QTest.keyClick(view.rule.change, Key.Key_Space)
    dialog = shown_over(qtbot)
    dialog.activateWindow()  # as every window manager does when a dialog opens
    qtbot.waitUntil(lambda: QApplication.focusWidget() is dialog.ways["usual"], timeout=PATIENCE)
    for _ in range(4):
        QTest.keyClick(dialog.focusWidget(), Key.Key_Down)
    assert dialog.ways["coder"].isChecked()
    QTest.keyClick(dialog.focusWidget(), Key.Key_Tab)
    assert dialog.focusWidget() is dialog.coder
    QTest.keyClicks(dialog.coder, "tr")
    assert "that of trainee_b" in dialog.sentence.text()
    with qtbot.waitSignal(view.said) as said:
        QTest.keyClick(dialog.focusWidget(), Key.Key_Return)
    assert said.args == [f"Kept in the study. {CountingRule('coder:trainee_b').sentence}", False]
    settle(qtbot, view)
    assert view.rule.text().startswith(CountingRule("coder:trainee_b").sentence)
    names = {coder.id: coder.name for coder in shared.opened.study.store.coders()}
    counted = view.found.scheme.counted.codings
    assert {names[one.coding.coder] for one in counted} == {"trainee_b"}
    assert shared.status.said.accessibleName().startswith("Kept in the study.")


def test_where_nothing_counts_the_tab_says_so_and_the_way_back_is_still_there(qtbot, view):
    dialog = asked(qtbot, view)
    qtbot.mouseClick(dialog.ways["purpose"], LEFT, pos=dialog.ways["purpose"].rect().center())
    assert dialog.count.text().startswith("By this rule no coding counts")
    qtbot.mouseClick(dialog.confirm, LEFT)
    settle(qtbot, view)
    assert view.found.sheet is None
    assert view.found.why.startswith("By the study's rule no coding counts")
    assert "the one with the purpose consensus" in view.rule.text()
    assert view.rule.change.isVisible()
    dialog = asked(qtbot, view)
    dialog.ways["usual"].click()
    qtbot.mouseClick(dialog.confirm, LEFT)
    settle(qtbot, view)
    assert view.found.sheet is not None


def test_no_word_is_cut_off_and_the_dialog_grows_with_what_it_says(qtbot, view):
    dialog = asked(qtbot, view)
    for button in (*dialog.ways.values(), dialog.unfinished):
        button.click()
        assert button.width() >= button.sizeHint().width()
        qtbot.wait(10)
        for label in (dialog.sentence, dialog.count, dialog.waiting):
            assert not label.isVisible() or label.height() >= label.heightForWidth(label.width())
    before = dialog.height()
    dialog._refuse(StudyError("study.read_only", path="a folder with a long name/" * 8))
    qtbot.waitUntil(lambda: dialog.problem.height() >= dialog.problem.heightForWidth(dialog.problem.width()))
    assert dialog.height() > before
    dialog.reject()


def test_another_analysis_is_not_shown_from_what_counted_before(qtbot, shared, view):
    """Whoever goes on before the results are worked out again sees no old numbers under the new rule."""
    set_counting_rule(shared.opened.study, CountingRule("coder:trainee_b"))
    before = view.found.results
    view.ask()
    settle(qtbot, view)
    assert view.found.results is not before
    assert view.found.results.rule == CountingRule("coder:trainee_b")


def test_a_study_that_can_only_be_read_says_why_its_rule_stays(qtbot, shared):
    line = RuleLine(replace(shared.opened, writable=False), shared.jobs)
    qtbot.addWidget(line)
    assert not line.change.isEnabled()
    assert line.change.toolTip() == "This study can only be read here, so its rule stays as it is."


def test_where_a_study_has_leads_only_they_change_the_rule(qtbot, shared, view):
    study = shared.opened.study
    lead, other = study.coder("master"), study.coder("R1")
    set_role(study, lead.id, "lead")
    view.rule.show_for(other.id)
    assert not view.rule.change.isEnabled()
    assert "leads choose" in view.rule.change.toolTip()
    view.rule.show_for(lead.id)
    assert view.rule.change.isEnabled()
    assert view.rule.change.toolTip() == ""
    set_role(study, lead.id, "master")
    view.rule.show_for(None)
    assert view.rule.change.isEnabled()
