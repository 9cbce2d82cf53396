"""Hand a coder's part of a study out as one file, to be coded elsewhere and merged back."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from uuid import UUID, uuid4

from havenlens.domain.problems import StudyError
from havenlens.services.hand_outs import HANDED_OUT, HandOutContents, HandOutOrder
from havenlens.services.ports import Progress, no_progress
from havenlens.services.study import Study

SUFFIX = ".havenlens"


@dataclass(frozen=True, slots=True)
class HandedOut:
    """A file that was handed out: where it is, to whom, and what is in it."""

    path: Path
    coder: str
    contents: HandOutContents


def hand_out(study: Study, coder: UUID, path: Path, progress: Progress = no_progress) -> HandedOut:
    """Write one file with a coder's assignments, and remember it; whole or not at all.

    In it are the schemes with their notes, the observations that were assigned with everybody seen there, and
    the coder's own codings with their logs: nobody else's, no master, no coaching, no hidden variable. Raise
    `StudyError` where nothing is assigned, the file is there already, or the study is a hand-out itself.
    """
    if study.handed_out is not None:
        raise StudyError("handout.of_a_hand_out")
    if not study.store.codings.writable:
        raise StudyError("study.read_only", path=study.folder)
    name = next(one.name for one in study.store.coders() if one.id == coder)
    if not has_work(study, coder):
        raise StudyError("handout.nothing", coder=name)
    path = path if path.suffix == SUFFIX else path.with_name(path.name + SUFFIX)
    order = HandOutOrder(uuid4(), coder, datetime.now(UTC), _roots_from(study, path.resolve().parent))
    contents = study.store.write_hand_out(order, path, progress)
    row = {
        "id": order.id,
        "coder": coder,
        "made_at": order.at,
        "contents": contents.as_json(path.name),
        "merged_at": None,
    }
    try:
        study.store.add("hand_outs", "hand_out", [row])
    except BaseException:
        path.unlink(missing_ok=True)  # nobody would know of it
        raise
    return HandedOut(path, name, contents)


def has_work(study: Study, coder: UUID) -> bool:
    """Tell whether there is anything to hand out to a coder."""
    assigned = study.store.rows_of("assignments", coder=coder)
    if any(row["purpose"] in HANDED_OUT for row in assigned):
        return True
    return any(one.coder == coder and one.purpose in HANDED_OUT for one in study.store.list_codings())


def _roots_from(study: Study, folder: Path) -> dict[UUID, str]:
    """Write each media root as seen from another folder: relative where it lies below, else in full."""
    found = {}
    for row in study.store.rows_of("media_roots"):
        whole = (study.folder / row["path"]).resolve()
        found[row["id"]] = (
            whole.relative_to(folder).as_posix() if whole.is_relative_to(folder) else str(whole)
        )
    return found
