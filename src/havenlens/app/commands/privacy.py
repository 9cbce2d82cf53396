"""``havenlens study consent``, ``retention`` and ``access``: what privacy asks for, without a window."""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING, Annotated

import typer

from havenlens.app.bootstrap import open_study
from havenlens.app.commands.study import Json, StudyPath
from havenlens.app.output import print_json, print_table
from havenlens.domain.problems import StudyError
from havenlens.services.days import this_day
from havenlens.words.catalogue import tr
from havenlens.words.reports import day
from havenlens.words.sentences import say

if TYPE_CHECKING:
    from havenlens.services.coaching.retention import StoredVideo

_NEVER = "none"


def consent(
    study: StudyPath,
    person: Annotated[str, typer.Argument(metavar="PERSON", help=tr("a label, or a pseudonym"))],
    level: Annotated[
        str, typer.Argument(metavar="LEVEL", help="none, coding, feedback, exemplar, publication")
    ],
    first: Annotated[str, typer.Option("--from", metavar="DATE", help=tr("First day; today."))] = "",
    last: Annotated[str, typer.Option("--to", metavar="DATE", help=tr("Last day; no end."))] = "",
) -> None:
    """Write down what somebody allows, from a first to a last day."""
    from havenlens.domain.observation import Consent  # noqa: PLC0415 - quick start of other commands
    from havenlens.services.coaching.consents import participant_named, record_consent  # noqa: PLC0415
    from havenlens.words.privacy import allows  # noqa: PLC0415

    levels = [one.value for one in Consent]
    if level not in levels:
        raise StudyError("consent.no_level", level=level, levels=", ".join(levels))
    begins, ends = _day(first) or this_day(), _day(last)
    file, opened = open_study(study, write=True)
    with file:
        who = participant_named(opened, person)
        record_consent(opened, who.id, Consent(level), begins, ends)
    values = {"person": who.label, "level": allows(level), "day": day(begins)}
    if ends is None:
        print(say("consent.recorded", **values))
    else:
        print(say("consent.recorded_until", **values, last=day(ends)))


def retention(
    study: StudyPath,
    as_json: Json = False,
    set_day: Annotated[
        tuple[str, str] | None,
        typer.Option(
            "--set", metavar="OBSERVATION DATE", help=tr("Set the last day of a video; none: by the rule.")
        ),
    ] = None,
) -> None:
    """List the videos that are on the disk with their last day, or set one."""
    from havenlens.services.coaching.retention import keep_until, stored_videos  # noqa: PLC0415 - quick start

    file, opened = open_study(study, write=set_day is not None)
    with file:
        if set_day is not None:
            name, text = set_day
            until = _day(text)
            keep_until(opened, opened.observation(name).id, until)
            _say_day(name, until)
            return
        videos = stored_videos(opened)
    rows = [_plain(video, this_day()) for video in videos]
    if as_json:
        print_json({"study": str(study), "videos": rows})
        return
    heads = (tr("Video"), tr("Last day"), tr("Due"), "MB")
    shown = [
        (
            str(row["observation"]),
            str(row["until"] or "–"),
            tr("due") if row["due"] else "",
            _mb(row["bytes"]),
        )
        for row in rows
    ]
    print_table(heads, shown, numbers=(3,))


def access(study: StudyPath, as_json: Json = False) -> None:
    """List who opened, exported, sent or took in what."""
    from havenlens.services.coaching.access_words import accesses_in_words  # noqa: PLC0415 - quick start

    file, opened = open_study(study)
    with file:
        lines = accesses_in_words(opened)
    if as_json:
        print_json({"study": str(study), "log": [line.plain for line in lines]})
        return
    heads = (tr("When (UTC)"), tr("Who"), tr("What"), tr("About"), tr("Details"), tr("Reason"))
    print_table(heads, [(line.cells[0][:16], *line.cells[1:]) for line in lines])


def _say_day(name: str, until: date | None) -> None:
    if until is None:
        print(say("retention.by_rule", observation=name))
    else:
        print(say("retention.set", observation=name, until=day(until)))


def _plain(video: StoredVideo, today: date) -> dict[str, object]:
    until = video.until
    return {
        "observation": video.observation.name,
        "until": None if until is None else until.isoformat(),
        "own": video.is_own,
        "due": video.is_due(today),
        "bytes": video.size,
        "files": [str(path) for path in video.files],
    }


def _mb(n: object) -> str:
    return f"{int(str(n)) / 1_000_000:.1f}"


def _day(text: str) -> date | None:
    if text in ("", _NEVER):
        return None
    try:
        return date.fromisoformat(text)
    except ValueError:
        raise StudyError("retention.no_date", text=text) from None
