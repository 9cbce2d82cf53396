"""The list for the meeting: disagreements to look at together, in an order, until they are settled."""

from __future__ import annotations

import csv
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from io import StringIO
from pathlib import Path
from typing import Any
from uuid import UUID, uuid4

from havenlens.domain.observation import Coding
from havenlens.domain.problems import Problem, StudyError
from havenlens.domain.time import Micros, Span, clock
from havenlens.services.cells import scores_beside
from havenlens.services.days import day_of
from havenlens.services.disagreements import Disagreement, DisagreementKind
from havenlens.services.files import write_whole
from havenlens.services.kept_moments import KeptMoments
from havenlens.services.study import Study
from havenlens.words.catalogue import tr
from havenlens.words.sentences import say

_TABLE, _KIND = "moments", "moment"


@dataclass(frozen=True, slots=True)
class Moment:
    """A disagreement on the list for the meeting; ``number`` counts from 1 in the list's order."""

    id: UUID
    number: int
    observation: UUID
    scheme: UUID
    codings: tuple[UUID, UUID]
    events: tuple[UUID | None, UUID | None]
    kind: DisagreementKind
    span: Span
    note: str = ""
    coder: UUID | None = None
    made_at: datetime | None = None
    settled_at: datetime | None = None


@dataclass(frozen=True, slots=True)
class MomentInWords:
    """A moment as a person reads it: where, who, what each coder has there, and what was ruled."""

    moment: Moment
    disagreement: Disagreement
    observation: str
    scheme: str
    coders: tuple[str, str]
    rulings: tuple[str, ...] = ()

    @property
    def codes(self) -> tuple[str, str]:
        """Give what each coder has there."""
        return self.disagreement.labels

    @property
    def said(self) -> str:
        """Say what it is about."""
        return self.disagreement.said.sentence


def playlist(study: Study) -> tuple[Moment, ...]:
    """List the moments in the order in which they are to be watched."""
    rows = sorted(study.store.rows_of(_TABLE), key=lambda row: (row["position"], row["made_at"]))
    return tuple(_moment(row, number) for number, row in enumerate(rows, 1))


def moment_of(study: Study, moment: UUID) -> Moment:
    """Give a moment of the list; StudyError where it is gone."""
    found = next((one for one in playlist(study) if one.id == moment), None)
    if found is None:
        raise StudyError("moment.gone")
    return found


def listed(study: Study, one: Disagreement) -> Moment | None:
    """Give the moment of the list that a disagreement stands for, or None."""
    return next((m for m in playlist(study) if (m.codings, m.events, m.span) == one.key), None)


def add_moment(study: Study, one: Disagreement, coder: UUID | None = None, note: str = "") -> Moment:
    """Put a disagreement at the end of the list, as the kind it was judged to be; once only."""
    found = listed(study, one)
    if found is not None:
        if found.kind is not one.kind:
            type_moment(study, found.id, one.kind)
        return moment_of(study, found.id)
    codings, events, span = one.key
    rows = study.store.rows_of(_TABLE)
    made = uuid4()
    row = {
        "id": made,
        "observation": one.observation,
        "scheme": one.scheme,
        "first_coding": codings[0],
        "second_coding": codings[1],
        "first_event": events[0],
        "second_event": events[1],
        "kind": one.kind.value,
        "onset_us": span.start,
        "offset_us": span.end,
        "position": max((row["position"] for row in rows), default=-1) + 1,
        "note": note.strip(),
        "made_at": datetime.now(UTC),
        "coder": coder,
        "settled_at": None,
    }
    study.store.add(_TABLE, _KIND, [row])
    return moment_of(study, made)


def remove_moments(study: Study, moments: Sequence[UUID]) -> None:
    """Take moments off the list; what was ruled about them stays."""
    with study.store.transaction():
        for moment in moments:
            for row in study.store.rows_of("rulings", moment=moment):
                study.store.change("rulings", "ruling", row["id"], moment=None)
        study.store.remove(_TABLE, _KIND, moments)


def move_moment(study: Study, moment: UUID, to: int) -> None:
    """Move a moment to another place, counted from 1; the others make room."""
    order = [one.id for one in playlist(study) if one.id != moment]
    moved = moment_of(study, moment)
    order.insert(min(max(0, to - 1), len(order)), moved.id)
    places = {row["id"]: row["position"] for row in study.store.rows_of(_TABLE)}
    with study.store.transaction():
        for place, one in enumerate(order):
            if places[one] != place:
                study.store.change(_TABLE, _KIND, one, position=place)


def note_moment(study: Study, moment: UUID, note: str) -> None:
    """Write what should be said about a moment."""
    if moment_of(study, moment).note != note.strip():
        study.store.change(_TABLE, _KIND, moment, note=note.strip())


def type_moment(study: Study, moment: UUID, kind: DisagreementKind) -> None:
    """Say by hand what kind of disagreement a moment is."""
    if moment_of(study, moment).kind is not kind:
        study.store.change(_TABLE, _KIND, moment, kind=kind.value)


def settle_moment(study: Study, moment: UUID, *, settled: bool = True) -> None:
    """Say that a moment is settled, or that it is not after all."""
    if (moment_of(study, moment).settled_at is not None) is not settled:
        at = datetime.now(UTC) if settled else None
        study.store.change(_TABLE, _KIND, moment, settled_at=at)


def in_words(study: Study, hidden: Collection[UUID] = ()) -> tuple[MomentInWords, ...]:
    """Say what each moment of the list is about; where its events are gone since, that is said.

    Moments of codings that are ``hidden`` from whoever reads are left out.
    """
    names = {coder.id: coder.name for coder in study.store.coders()}
    places = {place.id: place.name for place in study.store.observations()}
    codings = {coding.id: coding for coding in study.store.list_codings()}
    ruled: dict[UUID | None, list[str]] = {}
    kept: dict[tuple[UUID, UUID], KeptMoments] = {}
    for row in sorted(study.store.rows_of("rulings"), key=lambda row: row["ruled_at"]):
        ruled.setdefault(row["moment"], []).append(row["text"])
    return tuple(
        MomentInWords(
            one,
            _disagreement(study, one, codings, kept),
            places[one.observation],
            study.scheme(one.scheme).name,
            (names[codings[one.codings[0]].coder], names[codings[one.codings[1]].coder]),
            tuple(dict.fromkeys(ruled.get(one.id, ()))),
        )
        for one in playlist(study)
        if not set(one.codings) & set(hidden)
    )


def listed_in_words(moment: Moment, *, new: bool) -> Problem:
    """Say which number a moment has on the list."""
    return Problem("moment.listed" if new else "moment.listed_already", {"n": moment.number})


def write_playlist(study: Study, path: Path, hidden: Collection[UUID] = ()) -> None:
    """Write the list as a table (``.csv``) or as text to read (anything else: Markdown)."""
    moments = in_words(study, hidden)
    content = _as_csv(moments) if path.suffix.lower() == ".csv" else _as_markdown(moments)
    write_whole(path, content)


# --- inside -----------------------------------------------------------------------------------------


def _moment(row: Any, number: int) -> Moment:
    end = row["offset_us"]
    return Moment(
        row["id"],
        number,
        row["observation"],
        row["scheme"],
        (row["first_coding"], row["second_coding"]),
        (row["first_event"], row["second_event"]),
        DisagreementKind(row["kind"]),
        Span(Micros(row["onset_us"]), Micros(row["onset_us"] if end is None else end)),
        row["note"],
        row["coder"],
        row["made_at"],
        row["settled_at"],
    )


def _disagreement(
    study: Study,
    one: Moment,
    codings: Mapping[UUID, Coding],
    kept: dict[tuple[UUID, UUID], KeptMoments],
) -> Disagreement:
    first, second = codings[one.codings[0]], codings[one.codings[1]]
    erased = Disagreement(one.kind, first, second, one.span, Problem("moment.erased"))
    if one.kind is DisagreementKind.SCORE:
        return scores_beside(study, first, second, one.events) or erased
    if one.codings not in kept:
        kept[one.codings] = KeptMoments(study, first, second)
    made = kept[one.codings].told(one.events, one.span)
    return erased if made is None else replace(made, kind=one.kind, span=one.span)


def _as_csv(moments: Sequence[MomentInWords]) -> str:
    out = StringIO()
    table = csv.writer(out, lineterminator="\n")
    head = ("number", "observation", "onset", "offset", "kind", "first_coder", "first_code", "second_coder")
    table.writerow((*head, "second_code", "what", "note", "settled_on", "ruling"))
    for one in moments:
        moment = one.moment
        end = moment.span.end
        settled = "" if moment.settled_at is None else day_of(moment.settled_at).isoformat()
        table.writerow(
            (
                moment.number,
                one.observation,
                clock(moment.span.start),
                clock(moment.span.start if end is None else end),
                moment.kind.value,
                one.coders[0],
                one.codes[0],
                one.coders[1],
                one.codes[1],
                one.said,
                moment.note,
                settled,
                " / ".join(one.rulings),
            )
        )
    return out.getvalue()


def _as_markdown(moments: Sequence[MomentInWords]) -> str:
    heading = tr("For the meeting")
    lines = [f"# {heading}", ""]
    for one in moments:
        moment = one.moment
        done = "x" if moment.settled_at is not None else " "
        kind = say(f"kind.{moment.kind.value}")
        place = f"**{one.observation}, {clock(moment.span.start)}**"
        lines.append(f"{moment.number}. [{done}] {place} · {kind} · {' – '.join(one.coders)}: {one.said}")
        lines += [f"   - {tr('Note')}: {moment.note}"] if moment.note else []
        lines += [f"   - {tr('Ruling')}: {text}" for text in one.rulings]
    return "\n".join(lines) + "\n"
