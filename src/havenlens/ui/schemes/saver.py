"""Ask for what a save needs, a note or a map, and save."""

from __future__ import annotations

from functools import partial

from PyQt6.QtCore import QObject, pyqtSignal
from PyQt6.QtWidgets import QDialog, QWidget

from havenlens.domain.codebook import Scheme
from havenlens.domain.problems import StudyError
from havenlens.services.scheme_editing import Findings
from havenlens.services.scheme_saving import Saving, plan, save
from havenlens.ui.qt.jobs import Jobs
from havenlens.ui.schemes.editor import SchemeEditor
from havenlens.ui.schemes.saving import MapDialog, NoteDialog
from havenlens.ui.schemes.saving_away import SavingAway
from havenlens.ui.workplace import OpenStudy


class SchemeSaver(QObject):
    """Takes what the editor wants saved through the version number, the dialog and the store."""

    saved = pyqtSignal(object)
    """Carries what was saved, and the recode queue where one was built."""
    failed = pyqtSignal(object)

    def __init__(
        self, opened: OpenStudy, jobs: Jobs, editor: SchemeEditor, author: str, parent: QWidget
    ) -> None:
        super().__init__(parent)
        self._opened, self._jobs, self._study = opened, jobs, opened.study
        self._editor, self._author, self._window = editor, author, parent
        self.dialog: QDialog | None = None
        editor.save_wanted.connect(self._plan)

    def _plan(self, found: Findings) -> None:
        scheme = found.scheme
        assert scheme is not None
        try:
            saving = plan(self._study, self._editor.draft.base, scheme, found.text)
        except StudyError as error:
            self.failed.emit(error)
            return
        if saving.version == scheme.version:
            self._ask(saving, scheme, found.text)
            return
        self._editor.editing.put(("version",), saving.version)
        self._editor.editing.settle()
        self._editor.after_check(partial(self._numbered, saving))

    def _numbered(self, saving: Saving, found: Findings) -> None:
        if found.scheme is None:
            self.failed.emit(StudyError("scheme.not_saved"))
        else:
            self._ask(saving, found.scheme, found.text)

    def _ask(self, saving: Saving, scheme: Scheme, text: str) -> None:
        if saving.wants_map:
            assert saving.old is not None
            mapping = MapDialog(saving, self._study.scheme(saving.old), scheme, self._author, self._window)
            mapping.accepted.connect(partial(self._save_mapped, mapping, scheme, text))
            self.dialog = mapping
            mapping.open()
        elif saving.wants_note:
            noting = NoteDialog(saving, scheme, self._author, self._window)
            noting.accepted.connect(partial(self._save_noted, noting, scheme, text))
            self.dialog = noting
            noting.open()
        else:
            self._save(scheme, text)

    def _save_mapped(self, dialog: MapDialog, scheme: Scheme, text: str) -> None:
        away = SavingAway(self._opened, self._jobs, self._window)
        away.saved.connect(self.saved)
        away.failed.connect(self.failed)
        self.dialog = away
        base = self._editor.draft.base
        away.begin(base, scheme, text, author=self._author, made=dialog.made())

    def _save_noted(self, dialog: NoteDialog, scheme: Scheme, text: str) -> None:
        self._save(scheme, text, dialog=dialog)

    def _save(self, scheme: Scheme, text: str, dialog: NoteDialog | None = None) -> None:
        try:
            saved = save(
                self._study,
                self._editor.draft.base,
                scheme,
                text,
                author=dialog.author.text().strip() if dialog else self._author,
                note=dialog.text.toPlainText() if dialog else "",
                note_code=dialog.code.currentData() if dialog else "",
            )
        except StudyError as error:
            self.failed.emit(error)
            return
        self.saved.emit(saved)
