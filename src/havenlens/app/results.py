"""What the command line and the desktop app write: the tables of an open study."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from pathlib import Path
from uuid import UUID

from havenlens.domain.frames import FrameTimes, one_after_another
from havenlens.domain.observation import Observation
from havenlens.domain.problems import Problem, StudyError
from havenlens.domain.time import TimeBase
from havenlens.exchange.table_files import (
    check_format,
    format_of,
    write_folder,
    write_one_workbook,
    write_table,
)
from havenlens.exchange.table_workbooks import check_rows
from havenlens.services.agreement import agreement_of
from havenlens.services.agreement_columns import agreement_table
from havenlens.services.agreement_plan import note_unblinding, unblinded_at
from havenlens.services.days import this_day
from havenlens.services.exporting import FORMATS, Exported, ExportOrder
from havenlens.services.files import check_can_write
from havenlens.services.ports import MediaLibrary, Progress, in_parts, no_progress
from havenlens.services.sequences.counting import counting_rule
from havenlens.services.study import Study
from havenlens.services.tables import (
    PLAIN_TABLES,
    DataTable,
    FrameClock,
    TableSource,
    contents_of,
    source_of_table,
    tables_of,
)
from havenlens.services.tables.events import FramesOf

AGREEMENT = "agreement"


def export(
    study: Study,
    order: ExportOrder,
    media: MediaLibrary,
    progress: Progress = no_progress,
    hidden: Collection[UUID] = (),
) -> Exported:
    """Write what an order asks for, whole or not at all; everything is read as of one moment.

    ``progress`` goes over working out and writing, and may cancel either.
    """
    _check(order)
    frames_of = frames_from(study, media)
    if order.deposit and hidden:
        raise StudyError("deposit.hidden")
    _check_name(order.table)
    if order.deposit:
        from havenlens.app.deposits import write_deposit  # noqa: PLC0415 - when it is wanted

        form, today = order.form or FORMATS[0], this_day()
        return write_deposit(study, order, form, today, frames_of, progress)
    notices: list[Problem] = []
    rule = ""
    with study.store.transaction():
        contents = contents_of(study, hidden, notices.append)
        wanted = tables_of(contents, frames_of, order.table)
        if order.is_workbook:
            check_rows(wanted)
        agreement = order.table == AGREEMENT or (order.table is None and unblinded_at(study) is not None)
        sequences = order.table is None or not (agreement or wanted)
        compared, followed, written = in_parts(progress, agreement, 3 * sequences, 2 if wanted else 1)
        if agreement:
            wanted += _agreement(study, order.table, hidden, compared)
        if sequences:
            from havenlens.services.sequences.gathering import options_of  # noqa: PLC0415 - slow to import
            from havenlens.services.sequences.tables import sequence_sources  # noqa: PLC0415

            followers = sequence_sources(contents, followed, options_of(order.analyses))
            rule = counting_rule(study).sentence
            wanted += [source for source in followers if order.table in (None, source.name)]
        paths = _write(wanted, order, written)
    if order.table == AGREEMENT and study.store.codings.writable:
        note_unblinding(study, [scheme.id for scheme in study.store.schemes()], None)
    rows = {source.name: source.n_rows for source in wanted}
    return Exported(paths, rows, notices, order.table is None and not agreement, rule)


def export_study(
    study: Study,
    folder: Path,
    media: MediaLibrary,
    progress: Progress = no_progress,
    others: Sequence[DataTable] = (),
    hidden: Collection[UUID] = (),
) -> list[Path]:
    """Write every table of a study, and others, as CSV with a data dictionary.

    Onsets get their frame numbers. Codings that are ``hidden`` are left out.
    """
    with study.store.transaction():
        sources = tables_of(contents_of(study, hidden), frames_from(study, media))
        sources += map(source_of_table, others)
        return write_folder(sources, folder, FORMATS[0], progress, package=False)


def _check(order: ExportOrder) -> None:
    """Refuse what cannot be, before anything is read or written."""
    if order.form is not None:
        check_format(order.form)
    if order.deposit and order.table is not None:
        raise StudyError("deposit.whole", table=order.table)
    if order.into_folder:
        check_can_write(order.out, is_folder=True)
        return
    if order.form is not None and order.out.suffix.lower() != f".{order.form}":
        raise StudyError("export.other_format", path=order.out, format=order.form)
    form = format_of(order.out)
    if order.deposit:
        raise StudyError("deposit.folder", path=order.out)
    if order.table is None and form != "xlsx":
        raise StudyError("export.which_table", path=order.out, tables=", ".join(_names()))
    check_can_write(order.out)


def _check_name(table: str | None) -> None:
    """Refuse a table that there is not."""
    if table not in (None, AGREEMENT, *PLAIN_TABLES) and table not in _names():
        raise StudyError("export.no_table", table=table, tables=", ".join(_names()))


def _names() -> list[str]:
    from havenlens.services.sequences.tables import SEQUENCE_TABLES  # noqa: PLC0415 - slow to import

    return [*PLAIN_TABLES, AGREEMENT, *SEQUENCE_TABLES]


def _write(sources: Sequence[TableSource], order: ExportOrder, progress: Progress) -> list[Path]:
    if order.into_folder:
        return write_folder(sources, order.out, order.form or FORMATS[0], progress)
    if order.table is None:
        return write_one_workbook(sources, order.out, progress)
    return write_table(sources[0], order.out, progress)


def _agreement(
    study: Study, table: str | None, hidden: Collection[UUID], progress: Progress
) -> list[TableSource]:
    """Give the table of agreement; it is written where it is asked for, or somebody has looked at it before.

    It is not shown by the way: what is fixed in a plan is fixed before anybody looks.
    """
    try:
        return [source_of_table(agreement_table(agreement_of(study, progress, hidden)))]
    except StudyError:
        if table is None:  # nothing can be compared
            return []
        raise


def frames_from(study: Study, media: MediaLibrary) -> FramesOf:
    """Look up the frame times of videos; one that cannot be read has none, and its events no frames."""
    found: dict[UUID, FrameClock | str] = {}

    def frames_of(place: Observation) -> FrameClock | str:
        if place.id not in found:
            found[place.id] = _clock(study, media, place)
        return found[place.id]

    return frames_of


def _clock(study: Study, media: MediaLibrary, place: Observation) -> FrameClock | str:
    files = [file for film in place.recordings[:1] for file in film.files]
    if not files:
        return "no_recording"
    rows: list[Sequence[int]] = []
    for file in files:
        try:
            source = media.open_frames(study.media_path(file))
        except StudyError:
            return "unreadable"
        try:
            if not source.has_pictures:
                return "no_picture"
            if len(files) == 1:
                return FrameClock(source.times, file.time_base)
            base = file.time_base
            rows.append([base.to_observation(at) for at in source.times.times])
        finally:
            source.close()
    joined = [at for row in one_after_another(rows) for at in row]
    return FrameClock(FrameTimes(joined), TimeBase())
