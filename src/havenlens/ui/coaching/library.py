"""The exemplar library: responsive moments by dimension and code, to watch and to use in a cycle."""

from __future__ import annotations

from functools import partial

from PyQt6.QtCore import QSignalBlocker, Qt
from PyQt6.QtGui import QKeySequence, QShortcut, QShowEvent
from PyQt6.QtWidgets import (
    QApplication,
    QComboBox,
    QDialog,
    QHBoxLayout,
    QLineEdit,
    QPushButton,
    QStackedWidget,
    QVBoxLayout,
    QWidget,
)

from havenlens.domain.coaching import CoachingCycle, LibraryClip
from havenlens.services.coaching.editing import set_exemplar
from havenlens.services.coaching.library import (
    change_in_library,
    library,
    remove_from_library,
    restore_to_library,
    to_watch,
)
from havenlens.ui.coaching.desk import CoachPart, CycleDesk
from havenlens.ui.coaching.library_detail import LibraryDetail
from havenlens.ui.coaching.library_dialog import LibraryDialog
from havenlens.ui.coaching.library_list import LibraryList
from havenlens.ui.coaching.library_pictures import LibraryPictures
from havenlens.ui.coaching.library_words import SchemeWords, scheme_words
from havenlens.ui.theme.look import current_look
from havenlens.ui.theme.tokens import Space
from havenlens.ui.widgets.choices import ShortBox
from havenlens.ui.widgets.messages import EmptyState
from havenlens.ui.widgets.splitter import splitter
from havenlens.words.catalogue import tr

_SHARES = (36, 64)
"""How the page is shared between the list and the chosen clip."""


class LibraryPage(CoachPart):
    """A list on the left, the chosen clip on the right."""

    def __init__(self, desk: CycleDesk) -> None:
        super().__init__(desk)
        self.search, self.dimension, self.code = QLineEdit(), ShortBox(), ShortBox()
        self.add = QPushButton(tr("Add a clip of this cycle…"))
        self.list = LibraryList(LibraryPictures(desk, self))
        self.detail = LibraryDetail(desk)
        self._words = SchemeWords((), {}, {})
        self._stack = QStackedWidget()
        self._is_split = False
        self._empty = EmptyState(
            "film",
            tr("The library is empty"),
            tr(
                "It keeps moments that other teachers may learn from, each with one thing to watch for. "
                "Open a cycle and add one of its clips."
            ),
            tr("Add a clip of this cycle…") if desk.opened.writable else "",
        )
        self._none = EmptyState(
            "search", tr("Nothing fits"), tr("Search for other words, or show everything.")
        )
        self._arrange()
        self._connect()

    def _arrange(self) -> None:
        self.search.setPlaceholderText(tr("Find a word in titles and notes"))
        self.search.setClearButtonEnabled(True)
        for field, name in (
            (self.search, tr("Find in the library")),
            (self.dimension, tr("Dimension")),
            (self.code, tr("Code")),
        ):
            field.setAccessibleName(name)
        head = QHBoxLayout()
        head.setSpacing(Space.S)
        head.addWidget(self.search, 1)
        head.addWidget(self.dimension)
        head.addWidget(self.code)
        head.addWidget(self.add)
        self.list.setMinimumWidth(current_look().metrics.px(280))
        self._split = splitter(Qt.Orientation.Horizontal, self.list, self.detail, sizes=_SHARES)
        shelf = QWidget()
        column = QVBoxLayout(shelf)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(Space.S)
        column.addLayout(head)
        column.addWidget(self._stack, 1)
        for part in (self._split, self._none):
            self._stack.addWidget(part)
        self._all = QStackedWidget()
        self._all.addWidget(shelf)
        self._all.addWidget(self._empty)
        page = QVBoxLayout(self)
        page.setContentsMargins(Space.L, Space.S, Space.L, Space.L)
        page.addWidget(self._all)

    def _connect(self) -> None:
        self.search.textChanged.connect(self._list)
        self.dimension.activated.connect(self._list)
        self.code.activated.connect(self._list)
        self.add.clicked.connect(self.ask_for_clip)
        self._empty.primary_chosen.connect(self.ask_for_clip)
        self.list.chosen.connect(self._show_clip)
        self.list.itemActivated.connect(self._toggle)
        self.detail.used.connect(self.use)
        self.detail.edited.connect(self.edit)
        self.detail.removed.connect(self.remove)
        self.desk.changed.connect(self._show_change)
        self.desk.taken_up.connect(self._show_change)
        for keys, act in (
            ("Ctrl+Z", self.desk.take_back),
            ("Ctrl+Shift+N", self.ask_for_clip),
            ("Delete", self.remove),
        ):
            key = QShortcut(QKeySequence(keys), self)
            key.setContext(Qt.ShortcutContext.WidgetWithChildrenShortcut)
            key.activated.connect(act)
        space = QShortcut(QKeySequence("Space"), self.list)
        space.setContext(Qt.ShortcutContext.WidgetShortcut)
        space.activated.connect(self.detail.video.toggle)

    # --- showing ------------------------------------------------------------------------------------

    def refresh(self) -> None:
        """Show what is in the library."""
        self._words = scheme_words(self.desk.study)
        everything = library(self.desk.study)
        self._fill(self.dimension, tr("All dimensions"), sorted({one.dimension for one in everything}))
        self._fill(self.code, tr("All codes"), sorted({one.code for one in everything}))
        cycle = self.desk.cycle
        self.add.setEnabled(self.desk.opened.writable and cycle is not None and bool(cycle.clips))
        is_open = self.add.isEnabled()
        self.add.setToolTip(tr("Ctrl+Shift+N") if is_open else tr("Open a cycle with clips first"))
        self._all.setCurrentIndex(0 if everything else 1)
        self._list()
        if not everything:
            self.detail.show_clip(None, "")
        focused = QApplication.focusWidget()
        if focused is None or not self.isAncestorOf(focused):
            self.list.setFocus(Qt.FocusReason.OtherFocusReason)

    def _fill(self, box: QComboBox, everything: str, keys: list[str]) -> None:
        chosen = box.currentData()
        with QSignalBlocker(box):
            box.clear()
            box.addItem(everything, "")
            for key in filter(None, keys):
                box.addItem(self._words.names.get(key, key), key)
            box.setCurrentIndex(max(0, box.findData(chosen)))

    def _list(self, _value: object = None) -> None:
        found = library(
            self.desk.study,
            self.dimension.currentData() or "",
            self.code.currentData() or "",
            self.search.text(),
        )
        self.list.show_clips(found, self._words.names)
        self._stack.setCurrentIndex(0 if found else 1)

    def _show_clip(self, clip: LibraryClip | None) -> None:
        names = self._words.names
        facts = [] if clip is None else [names.get(clip.dimension, ""), names.get(clip.code, clip.code)]
        self.detail.show_clip(clip, " · ".join(filter(None, facts)))

    def _show_change(self, _cycle: CoachingCycle | None = None) -> None:
        if self.isVisible():
            self.refresh()

    def _toggle(self, _item: object) -> None:
        self.detail.video.toggle()

    def showEvent(self, event: QShowEvent | None) -> None:
        super().showEvent(event)
        if not self._is_split:
            self._is_split = True
            self._split.setSizes([self.width() * share // 100 for share in _SHARES])

    def leave(self) -> None:
        """Stop what plays."""
        self.detail.video.player.pause()

    def close_part(self) -> None:
        """Let go of the video."""
        self.detail.video.close_video()

    # --- doing --------------------------------------------------------------------------------------

    def ask_for_clip(self) -> None:
        """Ask which clip of the cycle at hand is to be kept, and what to watch for in it."""
        cycle = self.desk.cycle
        if cycle is None or not cycle.clips or not self.desk.opened.writable:
            self.desk.say("library.no_clip", refused=True)
            return
        dialog = LibraryDialog(self.desk, self._words, cycle, self.window())
        dialog.finished.connect(partial(self._added, dialog))
        dialog.open()

    def _added(self, dialog: LibraryDialog, result: int) -> None:
        made = dialog.made
        if result == QDialog.DialogCode.Accepted and made is not None:
            back = partial(remove_from_library, self.desk.study, made.id)
            self.desk.remember(tr("the clip in the library"), back)
            self.desk.reload()
            self.list.choose(made.id)
            self.desk.say("library.added", clip=made.title)
        dialog.deleteLater()

    def edit(self) -> None:
        """Change title, note, dimension and code of the chosen clip."""
        clip = self.list.clip
        if clip is not None and self.desk.opened.writable:
            dialog = LibraryDialog(self.desk, self._words, clip, self.window())
            dialog.finished.connect(partial(self._edited, dialog, clip))
            dialog.open()

    def _edited(self, dialog: LibraryDialog, before: LibraryClip, result: int) -> None:
        if result == QDialog.DialogCode.Accepted:
            self.desk.remember(
                tr("the change in the library"), partial(change_in_library, self.desk.study, before)
            )
            self.desk.reload()
        dialog.deleteLater()

    def remove(self) -> None:
        """Take the chosen clip out of the library; Ctrl+Z brings it back."""
        clip, study = self.list.clip, self.desk.study
        if clip is None or not self.desk.opened.writable:
            return
        if self.desk.do(partial(remove_from_library, study, clip.id)):
            self.desk.remember(tr("the removed library clip"), partial(restore_to_library, study, clip.id))
            self.desk.say("library.removed", clip=clip.title)

    def use(self) -> None:
        """Let the teacher of the cycle at hand watch the chosen clip."""
        clip, cycle, teacher = self.list.clip, self.desk.cycle, self.desk.teacher()
        if clip is None or cycle is None or teacher is None:
            return
        study = self.desk.study
        if self.desk.do(partial(set_exemplar, study, cycle.id, to_watch(clip))):
            self.desk.remember(
                tr("the clip to watch"), partial(set_exemplar, study, cycle.id, cycle.exemplar)
            )
            name = teacher.pseudonym or teacher.label
            self.desk.say("library.used", clip=clip.title, teacher=name)
