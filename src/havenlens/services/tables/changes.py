"""The change log as a table: who changed what kind of thing when, without what it was."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime
from uuid import UUID

from havenlens.services.stored_columns import Coded, Ids, Numbers
from havenlens.services.study_store import LogBatch
from havenlens.services.tables.columns import BATCH, Batch, Kind, TableSource, Values
from havenlens.services.tables.contents import Contents
from havenlens.services.tables.events import encoded, picked
from havenlens.services.tables.meanings import column

STUDY = "study"


def change_source(contents: Contents) -> TableSource:
    """Make the table of the change log: a row for each change, the study's chain and those of codings."""
    study = contents.study.store.study_id
    places = {coding.id: contents.place_names[coding.observation] for coding in contents.codings}
    names: dict[str, str] = {study.hex: STUDY}
    for number, coding in enumerate(contents.codings, 1):
        names[coding.id.hex] = f"coding_{number:04}" if contents.for_deposit else str(coding.id)
    of = {study.hex: None, **{coding.hex: place for coding, place in places.items()}}
    # Chains of codings that are hidden or left out are not told of at all.
    sizes = {row["chain"].hex: row["seq"] for row in contents.study.store.rows_of("chain_ends")}
    n_rows = sum(size for chain, size in sizes.items() if chain in names)
    when = "day" if contents.for_deposit else "at"

    def batches() -> Iterator[Batch]:
        for batch in contents.study.store.log_batches(BATCH):
            yield _columns(contents, batch, names, of)

    columns = ("chain", "observation", "seq", "step", when, "coder", "change", "hash")
    described = tuple(
        column(name, **({"kind": Kind.TEXT, "labels": {}} if name == "chain" else {})) for name in columns
    )
    return TableSource("change_log", described, n_rows, batches)


def _columns(
    contents: Contents, batch: LogBatch, names: dict[str, str], of: dict[str, str | None]
) -> list[Values]:
    import numpy as np  # noqa: PLC0415 - slow to import

    chains, ids = encoded(batch.chain)
    own, labels = encoded([names.get(each) for each in ids])
    filmed, places = encoded([of.get(each) for each in ids])
    coders, people = encoded(batch.coder)
    called, known = encoded([contents.coder_names.get(UUID(each)) for each in people])
    kept = np.flatnonzero(own[chains] >= 0)
    whole: list[Values] = [
        Coded(own[chains], labels),
        Coded(filmed[chains], places),
        Numbers(batch.seq),
        Ids.of(batch.step),
        _days(contents, batch) if contents.for_deposit else batch.at,
        Coded(np.append(called, np.int32(-1))[coders], known),
        Coded(*encoded(batch.kind)),
        batch.hash,
    ]
    return whole if len(kept) == len(batch.seq) else [picked(values, kept) for values in whole]


def _days(contents: Contents, batch: LogBatch) -> list[int | None]:
    return [contents.day_of(datetime.fromisoformat(at)) for at in batch.at]
