"""An entry of a list is found by what its value is, not by which object holds it."""

from __future__ import annotations

from uuid import UUID, uuid4

from PyQt6.QtWidgets import QComboBox

from havenlens.ui.widgets.choices import place_of


def test_an_equal_id_is_found(qtbot):
    box, wanted = QComboBox(), uuid4()
    qtbot.addWidget(box)
    for value in (uuid4(), wanted, None):
        box.addItem("x", value)
    assert place_of(box, UUID(wanted.hex)) == 1
    assert place_of(box, None) == 2
    assert place_of(box, uuid4()) == -1
