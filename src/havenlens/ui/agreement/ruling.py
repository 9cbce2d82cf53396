"""Ask for a ruling and write it down."""

from __future__ import annotations

from uuid import UUID

from PyQt6.QtWidgets import QDialog, QWidget

from havenlens.domain.problems import Problem
from havenlens.services.disagreements import Disagreement
from havenlens.services.moments import add_moment
from havenlens.services.rulings import rule, ruling_in_words
from havenlens.services.study import Study
from havenlens.ui.agreement.ruling_dialog import RulingDialog


def ask_for_ruling(
    study: Study, one: Disagreement, coder: UUID | None, parent: QWidget, *, moment: UUID | None = None
) -> Problem | None:
    """Ask what was decided about a moment, and write it; None where nobody decided anything.

    ``moment`` is the one of the list that it is about; else it is put on the list where it is not on it yet,
    so that the ruling has something to point to.
    """
    names = {each.id: each.name for each in study.store.coders()}
    known = {code.id for code in study.scheme(one.scheme).codes}
    there = [event.code for event in (one.first, one.second) if event is not None and event.code in known]
    author = names.get(coder, "") if coder is not None else ""
    dialog = RulingDialog(study.scheme(one.scheme), one.said.sentence, there, author, parent)
    if dialog.exec() != QDialog.DialogCode.Accepted:
        return None
    with study.store.transaction():
        about = add_moment(study, one, coder).id if moment is None else moment
        made = rule(study, one.scheme, dialog.words, dialog.author.text().strip(), dialog.codes, about)
    return ruling_in_words(study, made)
