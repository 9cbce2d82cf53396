"""Ask for what a save needs, a note or a map, and save."""

from __future__ import annotations

from functools import partial

from PyQt6.QtCore import QObject, Qt, pyqtSignal
from PyQt6.QtGui import QGuiApplication
from PyQt6.QtWidgets import QDialog, QWidget

from havenlens.domain.codebook import Scheme
from havenlens.domain.problems import StudyError
from havenlens.services.scheme_editing import Findings
from havenlens.services.scheme_saving import Saving, plan, save
from havenlens.services.study import Study
from havenlens.ui.schemes.editor import SchemeEditor
from havenlens.ui.schemes.saving import MapDialog, NoteDialog


class SchemeSaver(QObject):
    """Takes what the editor wants saved through the version number, the dialog and the store."""

    saved = pyqtSignal(object)
    """Carries what was saved, and the recode queue where one was built."""
    failed = pyqtSignal(object)

    def __init__(self, study: Study, editor: SchemeEditor, author: str, parent: QWidget) -> None:
        super().__init__(parent)
        self._study, self._editor, self._author, self._window = study, editor, author, parent
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
        self._save(scheme, text, dialog=dialog)

    def _save_noted(self, dialog: NoteDialog, scheme: Scheme, text: str) -> None:
        self._save(scheme, text, dialog=dialog)

    def _save(self, scheme: Scheme, text: str, dialog: MapDialog | NoteDialog | None = None) -> None:
        noted = dialog if isinstance(dialog, NoteDialog) else None
        mapped = dialog if isinstance(dialog, MapDialog) else None
        QGuiApplication.setOverrideCursor(Qt.CursorShape.WaitCursor)  # a queue copies every event
        try:
            saved = save(
                self._study,
                self._editor.draft.base,
                scheme,
                text,
                author=noted.author.text().strip() if noted else self._author,
                note=noted.text.toPlainText() if noted else "",
                note_code=noted.code.currentData() if noted else "",
                made=mapped.made() if mapped else None,
            )
        except StudyError as error:
            self.failed.emit(error)
            return
        finally:
            QGuiApplication.restoreOverrideCursor()
        self.saved.emit(saved)
