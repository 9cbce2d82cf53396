"""The Document: the pages as the teacher gets them, what is still missing, and the files to write."""

from __future__ import annotations

from functools import partial
from pathlib import Path

from PyQt6.QtCore import QEvent, QObject, QSize, Qt, QUrl
from PyQt6.QtGui import QDesktopServices, QKeyEvent
from PyQt6.QtWidgets import (
    QDialog,
    QFileDialog,
    QFrame,
    QGridLayout,
    QHBoxLayout,
    QLabel,
    QListWidget,
    QListWidgetItem,
    QProgressBar,
    QPushButton,
    QVBoxLayout,
    QWidget,
)

from havenlens.services.coaching.blindness import rests_on_hidden
from havenlens.services.coaching.consent import Lack
from havenlens.services.coaching.editing import write_cycle
from havenlens.services.coaching.readiness import Gap, Weight, gaps_of
from havenlens.services.coaching.sending import SendOptions, missing_consents
from havenlens.services.file_names import file_name
from havenlens.services.training import hidden_codings
from havenlens.ui.coaching.desk import CoachPart, CycleDesk
from havenlens.ui.coaching.pack_dialog import PackDialog
from havenlens.ui.coaching.preview import Preview
from havenlens.ui.coaching.return_dialog import ReturnDialog
from havenlens.ui.coaching.writing import Writing
from havenlens.ui.theme.icons import Tint, icon
from havenlens.ui.theme.look import current_look
from havenlens.ui.theme.tokens import Space
from havenlens.ui.widgets.choices import ShortBox
from havenlens.ui.widgets.messages import Banner, Level
from havenlens.ui.widgets.splitter import splitter
from havenlens.words.catalogue import N_, ntr, tr
from havenlens.words.sentences import say

_KINDS = (
    (".html", N_("Web page with the clips…"), N_("Web page")),
    (".pdf", N_("PDF to print…"), N_("PDF document")),
    (".docx", N_("Word document…"), N_("Word document")),
    (".zip", N_("Pack to send…"), N_("ZIP archive")),
)
_LANGUAGES = (("en", "English"), ("es", "Español"), ("de", "Deutsch"))
_Gap = Qt.ItemDataRole.UserRole


class DocumentPage(CoachPart):
    """On the left the pages, on the right what to do before they are sent."""

    def __init__(self, desk: CycleDesk) -> None:
        super().__init__(desk)
        self.preview = Preview(desk)
        self.writing = Writing(desk, self)
        self.missing = QListWidget()
        self.count = QLabel()
        self.paper, self.language = ShortBox(), ShortBox()
        self.kinds = {suffix: QPushButton(tr(words)) for suffix, words, _ in _KINDS}
        self.banner = Banner()
        self.bar = QProgressBar()
        self.stop = QPushButton(tr("Stop"))
        self.returned = QPushButton(tr("Take in answers…"))
        self._written: Path | None = None
        self._arrange()
        self._connect()

    def _arrange(self) -> None:
        self.missing.setAccessibleName(tr("What is missing"))
        self.missing.setWordWrap(True)
        self.missing.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.missing.setProperty("frame", "none")
        edge = current_look().metrics.icon
        self.missing.setIconSize(QSize(edge, edge))
        self.count.setProperty("role", "secondary")
        side = QWidget()
        column = QVBoxLayout(side)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(Space.S)
        column.addWidget(self._checklist(), 1)
        column.addWidget(self._files())
        side.setMinimumWidth(current_look().metrics.px(320))
        page = QVBoxLayout(self)
        page.setContentsMargins(Space.L, Space.S, Space.L, Space.L)
        page.setSpacing(Space.S)
        page.addWidget(self.banner)
        self._split = splitter(Qt.Orientation.Horizontal, self.preview, side, sizes=(62, 38))
        page.addWidget(self._split, 1)

    def _checklist(self) -> QFrame:
        card, title = _card(), _heading(tr("Before it is sent"))
        head = QHBoxLayout()
        head.addWidget(title)
        head.addStretch()
        head.addWidget(self.count)
        column = QVBoxLayout(card)
        column.setContentsMargins(Space.M, Space.M, Space.M, Space.S)
        column.setSpacing(Space.S)
        column.addLayout(head)
        column.addWidget(self.missing, 1)
        return card

    def _files(self) -> QFrame:
        card, title = _card(), _heading(tr("Write the document"))
        self.paper.addItem("A4", "a4")
        self.paper.addItem(tr("US Letter"), "letter")
        self.paper.setAccessibleName(tr("Paper"))
        self.language.setAccessibleName(tr("Language of the document"))
        self.language.addItem(tr("the study's"), "")
        for code, name in _LANGUAGES:
            self.language.addItem(name, code)
        self.kinds[".html"].setProperty("role", "primary")
        grid = QGridLayout()
        grid.setSpacing(Space.S)
        for place, (suffix, _, _) in enumerate(_KINDS):
            wide = 2 if place in (0, len(_KINDS) - 1) else 1
            grid.addWidget(self.kinds[suffix], (place + 1) // 2, 0 if wide == 2 else (place + 1) % 2, 1, wide)
        options = QHBoxLayout()
        options.setSpacing(Space.S)
        for words, field, share in ((tr("Paper"), self.paper, 3), (tr("Language"), self.language, 6)):
            label = QLabel(words)
            label.setProperty("role", "secondary")
            options.addWidget(label)
            options.addWidget(field, share)
        work = QHBoxLayout()
        work.addWidget(self.bar, 1)
        work.addWidget(self.stop)
        self.bar.setAccessibleName(tr("How far the file is"))
        column = QVBoxLayout(card)
        column.setContentsMargins(Space.M, Space.M, Space.M, Space.M)
        column.setSpacing(Space.S)
        column.addWidget(title)
        column.addLayout(options)
        column.addLayout(grid)
        column.addLayout(work)
        column.addSpacing(Space.XS)
        column.addWidget(_heading(tr("When it comes back")))
        column.addWidget(self.returned, 0, Qt.AlignmentFlag.AlignLeft)
        self._show_work(busy=False)
        return card

    def _connect(self) -> None:
        for suffix, _, kind in _KINDS:
            self.kinds[suffix].clicked.connect(partial(self._choose_file, suffix, tr(kind)))
        self.paper.activated.connect(self._show_preview)
        self.language.activated.connect(self._choose_language)
        self.stop.clicked.connect(self.writing.stop)
        self.returned.clicked.connect(self._take_in)
        self.missing.itemClicked.connect(self._go_to_gap)
        self.missing.installEventFilter(self)
        self.writing.begun.connect(self._begin)
        self.writing.advanced.connect(self._advance)
        self.writing.ended.connect(self._end)
        self.banner.action_chosen.connect(self._open_written)
        self.desk.changed.connect(self._show_change)

    # --- showing ------------------------------------------------------------------------------------

    def refresh(self) -> None:
        """Show what is missing and the pages of the cycle at hand."""
        cycle = self.desk.cycle
        if cycle is None:
            return
        self._split.setSizes([self.width() * share // 100 for share in (62, 38)])
        self.language.setCurrentIndex(max(0, self.language.findData(cycle.language)))
        self.language.setEnabled(self.desk.opened.writable)
        self.returned.setEnabled(self.desk.opened.writable)
        gaps = gaps_of(self.desk.study, cycle, self.desk.observation)
        lacks = missing_consents(self.desk.study, cycle, self.desk.today())
        self._list(gaps, lacks)
        self._show_preview()
        if not self.missing.hasFocus():
            self.kinds[".html"].setFocus(Qt.FocusReason.OtherFocusReason)

    def _list(self, gaps: tuple[Gap, ...], lacks: tuple[Lack, ...]) -> None:
        self.missing.clear()
        for gap in gaps:
            if gap.weight is Weight.NEEDED:
                self._add(gap.problem.sentence, gap.clip or "around", needed=True)
        for lack in lacks:
            self._add(lack.sentence, lack.clip, needed=True)
        for gap in gaps:
            if gap.weight is Weight.WISHED:
                self._add(gap.problem.sentence, gap.clip or "around", needed=False)
        n = self.missing.count()
        self.count.setText(ntr("{n} open", "{n} open", n) if n else "")
        if not n:
            done = QListWidgetItem(icon("circle-check", tint=Tint.GOOD), say("cycle.nothing_missing"))
            done.setFlags(Qt.ItemFlag.ItemIsEnabled)
            self.missing.addItem(done)

    def _add(self, words: str, place: object, *, needed: bool) -> None:
        name, tint = ("triangle-alert", Tint.WARNING) if needed else ("arrow-right", Tint.SECONDARY)
        item = QListWidgetItem(icon(name, tint=tint), words)
        item.setData(_Gap, place)
        item.setToolTip(tr("Enter goes there"))
        view = self.missing.viewport()
        room = max(200, 0 if view is None else view.width())
        flags = Qt.TextFlag.TextWordWrap
        box = self.missing.fontMetrics().boundingRect(0, 0, room - 48, 400, flags, words)
        item.setSizeHint(QSize(0, box.height() + 2 * Space.XS + 4))
        self.missing.addItem(item)

    def _options(self) -> SendOptions:
        return SendOptions(paper=self.paper.currentData())

    def _show_preview(self, _place: int = 0) -> None:
        cycle, teacher = self.desk.cycle, self.desk.teacher()
        if cycle is None or teacher is None:
            return
        if self._is_hidden():
            self.preview.show_words(say("sheet.all_hidden"))
            return
        # Looking at it here is not sending it, so nobody's consent is passed over by that.
        lacks = missing_consents(self.desk.study, cycle, self.desk.today())
        passed = frozenset((lack.clip, lack.person.id) for lack in lacks)
        options = SendOptions(paper=self.paper.currentData(), passed=passed)
        self.preview.show_cycle(cycle, teacher.label, options)

    def _is_hidden(self) -> bool:
        """Tell whether the document would show codes to somebody who still has to code the same."""
        study, cycle = self.desk.study, self.desk.cycle
        return cycle is not None and rests_on_hidden(study, cycle, hidden_codings(study, self.desk.coach))

    def _show_change(self) -> None:
        if self.isVisible():
            self.refresh()

    def leave(self) -> None:
        self.preview.stop()

    def close_part(self) -> None:
        """Write no document on: once the study is closed, its log could not say that it left."""
        self.writing.stop()

    # --- what a person does -------------------------------------------------------------------------

    def eventFilter(self, watched: QObject | None, event: QEvent | None) -> bool:
        """Go to what is missing with Enter."""
        if isinstance(event, QKeyEvent) and event.type() == QEvent.Type.KeyPress and watched is self.missing:
            item = self.missing.currentItem()
            if event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter) and item is not None:
                self._go_to_gap(item)
                return True
        return super().eventFilter(watched, event)

    def _go_to_gap(self, item: QListWidgetItem) -> None:
        place = item.data(_Gap)
        if place is not None:
            self.desk.go_to("review", place)

    def _choose_language(self, _place: int) -> None:
        cycle = self.desk.cycle
        if cycle is not None:
            chosen = self.language.currentData()
            self.desk.do(partial(write_cycle, self.desk.study, cycle.id, language=chosen))

    def _choose_file(self, suffix: str, kind: str, _checked: bool = False) -> None:  # noqa: FBT002 - a signal's
        cycle, teacher = self.desk.cycle, self.desk.teacher()
        if cycle is None or teacher is None:
            return
        options = self._options()
        if suffix == ".zip":
            asked = PackDialog(self.desk, is_pack=True, parent=self)
            asked.paper.setCurrentIndex(self.paper.currentIndex())
            if asked.exec() != QDialog.DialogCode.Accepted:
                return
            options = asked.options()
        whose = file_name(teacher.label, "teacher")
        name = self.desk.opened.path.with_name(f"{whose}-cycle-{cycle.number}{suffix}")
        path, _ = QFileDialog.getSaveFileName(
            self, tr("Write the document"), str(name), f"{kind} (*{suffix})"
        )
        if path:
            whole = Path(path) if Path(path).suffix.lower() == suffix else Path(path + suffix)
            self.write(whole, options)

    def write(self, path: Path, options: SendOptions | None = None) -> None:
        """Write the document in the format of the path's suffix."""
        self.desk.leaving.emit()
        if self._is_hidden():
            self.desk.say("sheet.all_hidden", refused=True)
            return
        self.writing.write(path, options or self._options())

    def _take_in(self) -> None:
        if self.desk.cycle is not None:
            ReturnDialog(self.desk, self).exec()

    def _begin(self, file: str) -> None:
        self.banner.hide()
        self.bar.setRange(0, 0)
        self._show_work(busy=True)
        self.bar.setAccessibleDescription(tr("Writing {file}").format(file=file))

    def _advance(self, done: int, total: int) -> None:
        self.bar.setRange(0, max(1, total))
        self.bar.setValue(done)

    def _end(self, path: Path | None) -> None:
        self._show_work(busy=False)
        self._written = path
        if path is not None:
            is_mailed = path.suffix in (".html", ".zip") and path.is_file()
            size = f"{path.stat().st_size / 1e6:.1f}" if is_mailed else ""
            words = say("pack.written", path=path, size=size) if size else say("done.written", path=path)
            self.banner.say(words, Level.GOOD, tr("Open"))

    def _show_work(self, *, busy: bool) -> None:
        self.bar.setVisible(busy)
        self.stop.setVisible(busy)
        for button in self.kinds.values():
            button.setEnabled(not busy)
        if self.isVisible():
            (self.stop if busy else self.kinds[".html"]).setFocus(Qt.FocusReason.OtherFocusReason)

    def _open_written(self) -> None:
        if self._written is not None:
            QDesktopServices.openUrl(QUrl.fromLocalFile(str(self._written)))


def _heading(words: str) -> QLabel:
    label = QLabel(words)
    label.setProperty("role", "heading")
    return label


def _card() -> QFrame:
    card = QFrame()
    card.setProperty("ground", "card")
    return card
