"""The schemes of a study: what there is, who codes with it, and the editor behind it."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial
from pathlib import Path
from uuid import UUID

from PyQt6.QtCore import Qt, pyqtSignal
from PyQt6.QtWidgets import (
    QFileDialog,
    QHBoxLayout,
    QLabel,
    QPushButton,
    QStackedWidget,
    QVBoxLayout,
    QWidget,
)

from havenlens.domain.problems import StudyError
from havenlens.domain.scheme_versions import version_parts
from havenlens.services.files import write_whole
from havenlens.services.recode_queue import RecodeQueue
from havenlens.services.scheme_drafts import Draft, Drafts
from havenlens.services.scheme_editing import free_id
from havenlens.services.scheme_notes import notes_of
from havenlens.services.scheme_parts import new_scheme
from havenlens.services.scheme_saving import Saved
from havenlens.services.study_store import StoredScheme
from havenlens.ui.qt.jobs import Jobs
from havenlens.ui.schemes.editor import SchemeEditor
from havenlens.ui.schemes.notes import NotesDialog
from havenlens.ui.schemes.recode import RecodeDialog, RecordOf, nothing_open
from havenlens.ui.schemes.saver import SchemeSaver
from havenlens.ui.schemes.scheme_list import SchemeList
from havenlens.ui.theme.icons import show_icon
from havenlens.ui.theme.tokens import Space
from havenlens.ui.widgets.messages import Banner, Level
from havenlens.ui.workplace import OpenStudy, Workplace
from havenlens.words.catalogue import N_, tr
from havenlens.words.sentences import say

_SHOWN = 8


class SchemesPage(QWidget):
    """A list of schemes with their drafts, and the editor; saving asks for what the change needs."""

    moment_requested = pyqtSignal(object, object)
    """Carries the id of a coding and a moment (microseconds): the recode queue wants it shown."""
    schemes_changed = pyqtSignal()
    """Tells that a scheme was saved, so that codings, too, may be new."""
    busy_changed = pyqtSignal(bool)
    """Tells whether the editor is open."""

    def __init__(
        self,
        opened: OpenStudy,
        workplace: Workplace,
        jobs: Jobs,
        author: str = "",
        record_of: RecordOf = nothing_open,
        parent: QWidget | None = None,
    ) -> None:
        super().__init__(parent)
        self._opened, self._workplace, self._jobs = opened, workplace, jobs
        self._author, self._record_of = author, record_of
        self.drafts = Drafts(opened.path)
        self.banner = Banner()
        self.table = SchemeList()
        self.details = QLabel()
        self.details.setProperty("role", "secondary")
        self.details.setWordWrap(True)
        self.stack = QStackedWidget()
        self.editor = SchemeEditor(workplace.schemes, self.drafts, jobs)
        self.buttons: dict[str, QPushButton] = {}
        self._arrange()
        self.table.itemSelectionChanged.connect(self._allow)
        self.table.itemActivated.connect(self.edit)
        self.editor.closed.connect(self._editor_closed)
        self.editor.failed.connect(self._failed)
        self.saver = SchemeSaver(opened, jobs, self.editor, author, self)
        self.saver.saved.connect(self._saved)
        self.saver.failed.connect(self._failed)
        self.banner.action_chosen.connect(self.show_queue)
        self.setFocusProxy(self.table)
        self.refresh()

    def _arrange(self) -> None:
        title = QLabel(tr("Schemes"))
        title.setProperty("role", "title")
        top, bottom = QHBoxLayout(), QHBoxLayout()
        top.addWidget(title)
        top.addStretch()
        for row, name, icon, words, slot in (
            (top, "import", "upload", N_("Import…"), self._choose_import),
            (top, "new", "plus", N_("New"), self.new),
            (bottom, "edit", "pencil", N_("Edit"), self.edit),
            (bottom, "copy", "copy", N_("Copy"), self.copy),
            (bottom, "notes", "message-square", N_("Notes…"), self.show_notes),
            (bottom, "codebook", "book-open", N_("Codebook…"), self._choose_codebook),
            (bottom, "export", "download", N_("Export…"), self._choose_export),
            (bottom, "drop", "trash-2", N_("Throw the draft away"), self.drop_draft),
            (bottom, "queue", "list-checks", N_("Code again…"), self.show_queue),
        ):
            button = QPushButton(tr(words))
            show_icon(button, icon)
            button.clicked.connect(slot)
            row.addWidget(button)
            self.buttons[name] = button
        bottom.insertStretch(6)
        for layout in (top, bottom):
            layout.setSpacing(Space.S)
        listing = QWidget()
        column = QVBoxLayout(listing)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(Space.M)
        column.addLayout(top)
        column.addWidget(self.table, 1)
        column.addWidget(self.details)
        column.addLayout(bottom)
        self.stack.addWidget(listing)
        self.stack.addWidget(self.editor)
        page = QVBoxLayout(self)
        page.setContentsMargins(Space.L, Space.M, Space.L, Space.L)
        page.setSpacing(Space.S)
        page.addWidget(self.banner)
        page.addWidget(self.stack, 1)

    # --- the list -----------------------------------------------------------------------------------

    @property
    def is_editing(self) -> bool:
        """Tell whether the editor is in front."""
        return self.stack.currentWidget() is self.editor

    def refresh(self) -> None:
        """Read drafts and schemes again; drafts come first."""
        drafts, problems = self.drafts.all()
        if problems:
            self.banner.say(problems[0].sentence, Level.WARNING)
        study = self._opened.study
        self.table.show_rows(study, drafts)
        done, total = RecodeQueue(study, self._coder()).progress()
        self.buttons["queue"].setVisible(total > 0)
        self.buttons["queue"].setEnabled(done < total)
        self._allow()

    def _allow(self) -> None:
        row, writable = self.table.chosen(), self._opened.writable
        stored = isinstance(row, StoredScheme)
        newest = isinstance(row, StoredScheme) and self._opened.study.stored_scheme(row.scheme).id == row.id
        self.buttons["edit"].setText(tr("Edit") if stored else tr("Go on"))
        self.buttons["edit"].setEnabled(writable and (newest or isinstance(row, Draft)))
        self.buttons["edit"].setToolTip("" if newest or not stored else tr("A newer version is edited."))
        for name in ("copy", "notes", "codebook", "export"):
            self.buttons[name].setEnabled(stored)
        self.buttons["copy"].setEnabled(stored and writable)
        self.buttons["drop"].setVisible(isinstance(row, Draft))
        for name in ("new", "import"):
            self.buttons[name].setEnabled(writable)
        self.details.setText(self._used_by(row) if isinstance(row, StoredScheme) else "")

    def _used_by(self, row: StoredScheme) -> str:
        """Name the codings that were made with a scheme version, as many as there is room for."""
        store = self._opened.study.store
        places = {place.id: place.name for place in store.observations()}
        coders = {coder.id: coder.name for coder in store.coders()}
        codings = [coding for coding in store.list_codings() if coding.scheme == row.id]
        names = [f"{places[coding.observation]} ({coders[coding.coder]})" for coding in codings]
        shown = ", ".join(names[:_SHOWN]) + (f" … +{len(names) - _SHOWN}" if len(names) > _SHOWN else "")
        if not names:
            return tr("{id}: no coding uses it yet, so it can be changed in place.").format(id=row.scheme)
        return tr("{id}: used by {codings}; saving makes a new version.").format(id=row.scheme, codings=shown)

    # --- into the editor ----------------------------------------------------------------------------

    def new(self) -> None:
        """Begin a scheme from nothing."""
        self._open(Draft.begun(new_scheme(tr("New scheme"), self._ids())))

    def copy(self) -> None:
        """Begin a scheme as a copy of the chosen one, under an id of its own."""
        row = self.table.chosen()
        if not isinstance(row, StoredScheme):
            return
        values = self._workplace.schemes.values(row.source)
        name = tr("Copy of {name}").format(name=values.get("name"))
        values |= {"id": free_id(f"{row.scheme} copy", self._ids()), "name": name}
        values |= {"version": "0.1.0", "status": "draft"}
        self._open(Draft.begun(values, row.source))

    def edit(self, _item: object = None) -> None:
        """Go on with the chosen draft, or begin one from the chosen scheme."""
        row = self.table.chosen()
        if isinstance(row, Draft):
            self._open(row)
        elif isinstance(row, StoredScheme) and self.buttons["edit"].isEnabled():
            drafts, _ = self.drafts.all()
            kept = next((draft for draft in drafts if draft.base == row.id), None)
            values = self._workplace.schemes.values(row.source)
            self._open(kept or Draft.begun(values, row.source, row.id))

    def import_file(self, path: Path) -> None:
        """Open a scheme file in the editor, to follow the stored scheme of its id where there is one."""
        try:
            source = path.read_text(encoding="utf-8-sig")
        except (OSError, UnicodeDecodeError):
            self.banner.say(say("scheme.unreadable"), Level.DANGER)
            return
        values = self._workplace.schemes.values(source)
        if not values:
            found = self._workplace.schemes.check(source, path.name)
            self.banner.say(found.problems[0][0].sentence, Level.DANGER)
            return
        known = [row for row in self._opened.study.store.schemes() if row.scheme == values.get("id")]
        newest = max(known, key=lambda row: version_parts(row.version), default=None)
        self._open(Draft.begun(values, source, None if newest is None else newest.id))

    def _ids(self) -> frozenset[str]:
        return frozenset(row.scheme for row in self._opened.study.store.schemes())

    def _open(self, draft: Draft) -> None:
        self.banner.hide()
        self.stack.setCurrentWidget(self.editor)
        self.editor.open_draft(draft)
        self.busy_changed.emit(True)

    def _editor_closed(self) -> None:
        self.stack.setCurrentIndex(0)
        if self.editor.is_changed:
            self.banner.say(say("scheme.draft_kept"))
        self.busy_changed.emit(False)
        self.refresh()
        self.table.choose(self.editor.draft.id)
        self.table.setFocus(Qt.FocusReason.OtherFocusReason)

    def _failed(self, error: StudyError) -> None:
        self.banner.say(str(error), Level.DANGER)

    def drop_draft(self) -> None:
        """Throw the chosen draft away."""
        row = self.table.chosen()
        if isinstance(row, Draft):
            self.drafts.drop(row.id)
            self.refresh()

    # --- saving -------------------------------------------------------------------------------------

    def _saved(self, saved: Saved) -> None:
        self.drafts.drop(self.editor.draft.id)
        self.stack.setCurrentIndex(0)
        self.busy_changed.emit(False)
        self.refresh()
        self.table.choose(saved.stored.id)
        scheme = self._opened.study.scheme(saved.stored.id)
        words, action = say("scheme.saved", name=scheme.name, version=saved.stored.version), ""
        if saved.queue is not None and saved.queue.items:
            counts = {"items": saved.queue.items, "codings": saved.queue.codings}
            words, action = f"{words} {say('recode.made', **counts)}", tr("Code again…")
        elif saved.queue is not None:
            words = f"{words} {say('recode.nothing')}"
        if saved.queue is not None and saved.queue.lost:
            lost = "; ".join(one.words(scheme) for one in saved.queue.lost)
            words = f"{words} {say('recode.unanswered', answers=lost)}"
        self.banner.say(words, Level.GOOD, action)
        self.schemes_changed.emit()

    # --- beside the list ----------------------------------------------------------------------------

    def _coder(self) -> UUID | None:
        coders = self._opened.study.store.coders()
        return next((coder.id for coder in coders if coder.name == self._author), None)

    def show_queue(self) -> None:
        """Open the recode queue in a window of its own."""
        dialog = RecodeDialog(self._opened.study, self._record_of, self, self._coder())
        dialog.moment_requested.connect(self.moment_requested)
        dialog.finished.connect(self._queue_closed)
        dialog.show()

    def _queue_closed(self, _result: int) -> None:
        self.refresh()

    def show_notes(self) -> None:
        """Open the dated notes of the chosen scheme."""
        row = self.table.chosen()
        if isinstance(row, StoredScheme):
            writable = self._opened.writable
            NotesDialog(self._opened.study, row.id, self._author, self, writable=writable).open()

    def _choose_import(self) -> None:
        path, _ = QFileDialog.getOpenFileName(self, tr("Import a scheme"), "", "YAML (*.yaml *.yml)")
        if path:
            self.import_file(Path(path))

    def _choose_export(self) -> None:
        row = self.table.chosen()
        if isinstance(row, StoredScheme):
            name = f"{row.scheme}-{row.version}.yaml"
            path, _ = QFileDialog.getSaveFileName(self, tr("Export the scheme"), name, "YAML (*.yaml)")
            if path:
                self.export(Path(path))

    def export(self, path: Path) -> None:
        """Write the chosen scheme to a file, as it is stored."""
        row = self.table.chosen()
        if isinstance(row, StoredScheme):
            self._write(partial(write_whole, path, row.source), path)

    def _choose_codebook(self) -> None:
        row = self.table.chosen()
        if isinstance(row, StoredScheme):
            name = f"{row.scheme}-{row.version}.pdf"
            pattern = "PDF (*.pdf);;HTML (*.html)"
            path, _ = QFileDialog.getSaveFileName(self, tr("Write the codebook"), name, pattern)
            if path:
                self.write_codebook(Path(path))

    def write_codebook(self, path: Path) -> None:
        """Write the codebook of the chosen scheme with its dated notes, as its suffix says."""
        row = self.table.chosen()
        if isinstance(row, StoredScheme):
            study = self._opened.study
            notes = notes_of(study.store, row.id)
            self._write(partial(self._workplace.write_codebook, study.scheme(row.id), notes, path), path)

    def _write(self, work: Callable[[], None], path: Path) -> None:
        self._jobs.submit(work, on_done=partial(self._written, path), on_failed=self._failed)

    def _written(self, path: Path, _result: object) -> None:
        self.banner.say(say("scheme.written", path=path), Level.GOOD)
