"""Days as people count them: where the program runs, and not in UTC, in which instants are kept."""

from __future__ import annotations

from datetime import UTC, date, datetime


def day_of(instant: datetime) -> date:
    """Give the day on which an instant was."""
    return instant.astimezone().date()


def this_day() -> date:
    """Give the day that it is now."""
    return day_of(datetime.now(UTC))
