"""Days as the Coach workspace writes and asks for them."""

from __future__ import annotations

from datetime import date

from PyQt6.QtCore import QDate, QLocale
from PyQt6.QtWidgets import QDateEdit

from havenlens.words.catalogue import language


def short_day(value: date) -> str:
    """Write a day without its year, as ``12 Mar``."""
    return QLocale(language()).toString(QDate(value.year, value.month, value.day), "d MMM")


def day_field(value: date, name: str) -> QDateEdit:
    """Make a field for a day, with a calendar to choose from."""
    field = QDateEdit(QDate(value.year, value.month, value.day))
    field.setCalendarPopup(True)
    field.setDisplayFormat("yyyy-MM-dd")
    field.setAccessibleName(name)
    return field
