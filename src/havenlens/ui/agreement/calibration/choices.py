"""Boxes that choose among values of the study; Qt finds ids by identity, people mean the value."""

from __future__ import annotations

from collections.abc import Container
from typing import Any
from uuid import UUID

from PyQt6.QtWidgets import QComboBox

from havenlens.services.study import Study


def choose(box: QComboBox, value: Any) -> None:
    """Choose the line that stands for a value, or the first one."""
    lines = range(box.count())
    box.setCurrentIndex(next((line for line in lines if box.itemData(line) == value), 0))


def offer_schemes(box: QComboBox, study: Study, used: Container[UUID]) -> None:
    """Offer the versions of schemes that measure something and are used; the one chosen stays chosen."""
    before = box.currentData()
    box.blockSignals(True)
    box.clear()
    for stored in study.store.schemes():
        scheme = study.scheme(stored.id)
        if scheme.measurement and stored.id in used:
            box.addItem(f"{scheme.name} ({stored.version})", stored.id)
    choose(box, before)
    box.blockSignals(False)
