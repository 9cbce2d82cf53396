"""The two buttons at the foot of a dialog: the one that does it, and Cancel."""

from __future__ import annotations

from PyQt6.QtWidgets import QDialog, QDialogButtonBox, QPushButton

from havenlens.words.catalogue import tr


def confirm_or_cancel(dialog: QDialog, words: str) -> tuple[QDialogButtonBox, QPushButton]:
    """Make the buttons of a dialog, connected to it; give the row and the button that accepts."""
    buttons = QDialogButtonBox()
    accepts = buttons.addButton(words, QDialogButtonBox.ButtonRole.AcceptRole)
    buttons.addButton(tr("Cancel"), QDialogButtonBox.ButtonRole.RejectRole)
    assert accepts is not None
    accepts.setProperty("role", "primary")
    buttons.accepted.connect(dialog.accept)
    buttons.rejected.connect(dialog.reject)
    return buttons, accepts
