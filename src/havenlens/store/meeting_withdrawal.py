"""Erase what meetings and panels kept about a person's events."""

from __future__ import annotations

import json
from collections.abc import Collection
from uuid import UUID

from sqlalchemy import Connection, delete, select, update

from havenlens.store.agreement_tables import moments, panel_decisions, rulings


def erase_from_meetings(connection: Connection, person: UUID, events: Collection[UUID]) -> None:
    """Take moments of erased events off the list, and decisions about them; rulings stay without a moment."""
    listed = connection.execute(select(moments.c.id, moments.c.first_event, moments.c.second_event)).all()
    gone = [row.id for row in listed if {row.first_event, row.second_event} & set(events)]
    connection.execute(update(rulings).where(rulings.c.moment.in_(gone)).values(moment=None))
    connection.execute(delete(moments).where(moments.c.id.in_(gone)))
    ids = {person.hex, *(event.hex for event in events)}
    for row in connection.execute(select(panel_decisions)).all():
        kept = json.dumps([row.events, row.alternatives])
        if any(one in kept for one in ids):
            connection.execute(delete(panel_decisions).where(panel_decisions.c.id == row.id))
