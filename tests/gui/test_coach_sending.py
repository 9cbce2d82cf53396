"""What goes to a teacher and what comes back, in a real window over the demo study."""

from __future__ import annotations

import json
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from uuid import UUID

import pytest
from PyQt6.QtGui import QImage
from PyQt6.QtTest import QTest
from PyQt6.QtWidgets import QFileDialog

from havenlens.domain.coaching import ClipType, CycleStep
from havenlens.domain.cycle_steps import CoachingRules
from havenlens.services.coaching.cycles import cycle_of
from havenlens.services.coaching.rules import coaching_rules, set_coaching_rules
from havenlens.ui.coaching.pack_dialog import PackDialog
from havenlens.ui.coaching.page import CoachingPage
from havenlens.ui.coaching.return_dialog import ReturnDialog
from havenlens.ui.coaching.rules_dialog import RulesDialog


@pytest.fixture(scope="module")
def coach(shared) -> CoachingPage:
    shared.nav.choose("coach")
    page = shared.pages["coach"]
    assert isinstance(page, CoachingPage)
    page.desk.take_up(cycle_of(page.desk.study, "T02", 3).id)
    return page


def saved(coach: CoachingPage, document: UUID | None = None, **rest) -> dict:
    clips = coach.desk.cycle.clips
    answers = [{"clip": str(clips[0].id), "text": "I saw his head go down."}]
    at = datetime.now(UTC) + timedelta(minutes=1)  # after the mail
    head = {"kind": "havenlens.answers", "version": 1, "cycle": 3, "saved_at": at.isoformat()}
    return {**head, "document": str(document or coach.desk.cycle_id), "answers": answers, **rest}


def test_a_pasted_mail_is_seen_before_it_is_kept(coach, qtbot):
    dialog = ReturnDialog(coach.desk)
    qtbot.addWidget(dialog)
    assert not dialog.keep.isEnabled()
    QTest.keyClicks(dialog.mail, "Hello!")
    assert not dialog.keep.isEnabled()
    dialog.mail.setPlainText("Hello!\n\n1. I saw his head.\n\n2. He was stuck.\n")
    assert "I saw his head." in dialog.found.text()
    assert "Hello!" in dialog.said.text()
    dialog.accept()
    assert [clip.answer for clip in coach.desk.cycle.clips] == ["I saw his head.", "He was stuck.", ""]
    assert {row["came_by"] for row in coach.desk.study.store.rows_of("answers")} == {"mail"}


def test_a_file_of_answers_is_kept_with_what_was_struck(coach, qtbot, tmp_path):
    last = coach.desk.cycle.clips[2].id
    path = tmp_path / "answers.json"
    path.write_text(json.dumps(saved(coach, struck=[str(last)], usefulness=5)), encoding="utf-8")
    dialog = ReturnDialog(coach.desk)
    qtbot.addWidget(dialog)
    dialog.read(path)
    assert "leaves this clip out" in dialog.found.text()
    dialog.accept()
    assert dialog.done_with is not None
    assert dialog.done_with.struck == 1
    assert coach.desk.cycle.clips[0].answer == "I saw his head go down."
    assert coach.desk.cycle.notes.usefulness == 5


def test_a_teacher_of_any_label_is_proposed_a_file_that_every_system_takes(coach, monkeypatch):
    desk, asked = coach.desk, []
    teacher = desk.teacher()
    monkeypatch.setattr(QFileDialog, "getSaveFileName", lambda *told: asked.append(told[2]) or ("", ""))
    monkeypatch.setattr(desk, "teacher", lambda: replace(teacher, label="4b/Ms K."))
    desk.go_to("document")
    coach.current.kinds[".pdf"].click()
    assert asked == [str(desk.opened.path.with_name("4b-Ms K-cycle-3.pdf"))]


def test_answers_to_another_document_stay_outside_and_the_dialog_stays_open(coach, qtbot, tmp_path):
    path = tmp_path / "answers.json"
    path.write_text(json.dumps(saved(coach, document=UUID(int=7))), encoding="utf-8")
    dialog = ReturnDialog(coach.desk)
    qtbot.addWidget(dialog)
    dialog.read(path)
    dialog.accept()
    assert "not of this study" in dialog.said.text()
    assert dialog.done_with is None
    dialog.read(tmp_path / "none.json")
    assert not dialog.keep.isEnabled()


def test_a_password_has_to_be_long_and_the_same_twice(coach, qtbot):
    dialog = PackDialog(coach.desk, is_pack=True)
    qtbot.addWidget(dialog)
    assert dialog.write.isEnabled()
    dialog.encrypts.setChecked(True)
    QTest.keyClicks(dialog.password, "horse")
    assert not dialog.write.isEnabled()
    QTest.keyClicks(dialog.password, " battery")
    QTest.keyClicks(dialog.again, "horse batter")
    assert not dialog.write.isEnabled()
    QTest.keyClicks(dialog.again, "y")
    assert dialog.write.isEnabled()
    assert dialog.options().password == "horse battery"
    dialog.encrypts.setChecked(False)
    assert dialog.options().password == ""


def test_the_study_s_rules_are_changed_and_kept(coach, qtbot, tmp_path):
    picture = QImage(40, 20, QImage.Format.Format_RGB32)
    picture.fill(0x1F6F8B)
    picture.save(str(tmp_path / "logo.png"))
    dialog = RulesDialog(coach.desk)
    qtbot.addWidget(dialog)
    dialog.labels[ClipType.LINK].setText("What led to what")
    dialog.footer.setText("Project K")
    dialog.days[CycleStep.PLAN].setValue(13)
    dialog.take_logo(tmp_path / "none.png")
    assert "check the name" in dialog.said.text()
    dialog.take_logo(tmp_path / "logo.png")
    dialog.accept()
    kept = coaching_rules(coach.desk.study)
    assert (kept.labels, kept.footer) == ({ClipType.LINK: "What led to what"}, "Project K")
    assert kept.target_days[CycleStep.PLAN] == 13
    assert kept.logo.startswith(b"\x89PNG")
    assert coach.desk.label(ClipType.LINK) == "What led to what"
    set_coaching_rules(coach.desk.study, CoachingRules())


def test_days_that_do_not_follow_are_refused_in_words(coach, qtbot):
    dialog = RulesDialog(coach.desk)
    qtbot.addWidget(dialog)
    dialog.days[CycleStep.REVIEW].setValue(12)
    dialog.accept()
    assert "have to follow one another" in dialog.said.text()
    assert coaching_rules(coach.desk.study) == CoachingRules()
