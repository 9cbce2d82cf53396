"""Write down what was decided: a dated note in the codebook, beside the codes it is about."""

from __future__ import annotations

from collections.abc import Sequence

from PyQt6.QtCore import Qt
from PyQt6.QtGui import QKeyEvent
from PyQt6.QtWidgets import (
    QDialog,
    QFormLayout,
    QLabel,
    QLineEdit,
    QListWidget,
    QListWidgetItem,
    QPlainTextEdit,
    QVBoxLayout,
    QWidget,
)

from havenlens.domain.codebook import Scheme
from havenlens.ui.theme.look import current_look
from havenlens.ui.theme.tokens import Space
from havenlens.ui.widgets.dialog import Dialog
from havenlens.ui.widgets.dialog_buttons import confirm_or_cancel
from havenlens.words.catalogue import tr
from havenlens.words.sentences import say


class RulingDialog(Dialog):
    """Asks for the words, the author and the codes; none ticked is about the whole scheme."""

    def __init__(
        self,
        scheme: Scheme,
        about: str = "",
        codes: Sequence[str] = (),
        author: str = "",
        parent: QWidget | None = None,
    ) -> None:
        super().__init__(parent)
        self.setWindowTitle(tr("Ruling"))
        self.text = _Words()
        self.text.setAccessibleName(tr("What was decided"))
        self.text.setPlaceholderText(tr("What was decided, as coders will read it in the codebook"))
        self.text.setTabChangesFocus(True)
        self.text.setFixedHeight(current_look().metrics.px(96))
        self.author = QLineEdit(author)
        self.author.setAccessibleName(tr("Decided by"))
        self.list = QListWidget()
        self.list.setAccessibleName(tr("Beside which codes"))
        self.list.ensurePolished()  # else rows are laid in the height they have without the style
        for code in sorted(scheme.codes, key=lambda one: one.id not in codes):
            item = QListWidgetItem(f"{code.name}   {code.key}")
            item.setData(Qt.ItemDataRole.UserRole, code.id)
            item.setFlags(item.flags() | Qt.ItemFlag.ItemIsUserCheckable)
            item.setCheckState(Qt.CheckState.Checked if code.id in codes else Qt.CheckState.Unchecked)
            self.list.addItem(item)
        self.list.setCurrentRow(0)
        self.problem = QLabel()
        self.problem.setProperty("role", "danger")
        self.problem.setWordWrap(True)
        self.problem.hide()
        self._arrange(scheme, about)
        self.text.setFocus()

    def _arrange(self, scheme: Scheme, about: str) -> None:
        title = QLabel(tr("Ruling for {scheme}").format(scheme=f"{scheme.name} {scheme.version}"))
        title.setProperty("role", "heading")
        title.setWordWrap(True)
        moment = QLabel(about)
        moment.setProperty("role", "secondary")
        moment.setWordWrap(True)
        beside = QLabel(tr("Stands beside (none ticked: the whole scheme)"))
        beside.setProperty("role", "label")
        buttons, self.confirm = confirm_or_cancel(self, tr("Into the codebook"))
        column = QVBoxLayout(self)
        column.setContentsMargins(Space.XL, Space.L, Space.XL, Space.L)
        column.setSpacing(Space.S)
        by = QFormLayout()
        by.addRow(tr("Decided by"), self.author)
        for part in (title, moment, self.text):
            column.addWidget(part)
        column.addLayout(by)
        column.addWidget(beside)
        moment.setVisible(bool(about))
        column.addWidget(self.list, 1)
        column.addWidget(self.problem)
        column.addWidget(buttons)
        self.begin_in(520, 480)

    @property
    def words(self) -> str:
        """Give what was decided."""
        return self.text.toPlainText().strip()

    @property
    def codes(self) -> tuple[str, ...]:
        """List the codes that were ticked."""
        items = [self.list.item(row) for row in range(self.list.count())]
        ticked = [item for item in items if item is not None and item.checkState() == Qt.CheckState.Checked]
        return tuple(item.data(Qt.ItemDataRole.UserRole) for item in ticked)

    def accept(self) -> None:
        """Keep the dialog open where nothing was written."""
        if not self.words:
            self.problem.setText(say("ruling.empty"))
            self.problem.show()
            self.text.setFocus()
            return
        super().accept()


class _Words(QPlainTextEdit):
    """Ctrl+Enter finishes; Enter begins a new line."""

    def keyPressEvent(self, event: QKeyEvent | None) -> None:
        held = Qt.KeyboardModifier.ControlModifier
        if (
            event is not None
            and event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter)
            and event.modifiers() & held
        ):
            dialog = self.window()
            if isinstance(dialog, QDialog):
                dialog.accept()
            return
        super().keyPressEvent(event)
