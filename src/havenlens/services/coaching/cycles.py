"""Coaching cycles in the study: write one down whole, and read it again."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import asdict
from datetime import UTC, datetime
from typing import Any
from uuid import UUID, uuid4

from havenlens.domain.coaching import (
    ActionPlan,
    Clip,
    ClipMark,
    ClipType,
    CoachingCycle,
    CycleNotes,
    CycleStep,
    EvidenceChoice,
    EvidenceKind,
    Exemplar,
    PlanReview,
    PlanStep,
    Prompt,
    QuotedLine,
    StepRecord,
)
from havenlens.domain.masks import covers_from, masks_from
from havenlens.domain.problems import StudyError
from havenlens.domain.time import Micros, Span
from havenlens.services.study import Study
from havenlens.services.study_store import StudyStore

KIND = "coaching"
"""The kind of a coaching row in the study's log."""


# --- writing ----------------------------------------------------------------------------------------


def add_cycle(study: Study, cycle: CoachingCycle) -> None:
    """Write a cycle with its clips, prompts, answers and plan; raise `StudyError` where it is there."""
    store = study.store
    if store.rows_of("coaching_cycles", teacher=cycle.teacher, number=cycle.number):
        teacher = next(p.label for p in store.participants() if p.id == cycle.teacher)
        raise StudyError("cycle.exists", teacher=teacher, number=cycle.number)
    with store.transaction():
        store.add("coaching_cycles", KIND, [_cycle_row(cycle)])
        store.add("cycle_steps", KIND, step_rows(cycle.id, cycle.steps, cycle.due))
        for place, clip in enumerate(cycle.clips):
            add_clip(store, cycle.id, place, clip)
        store.add("plans", KIND, plan_rows(cycle.id, cycle.plan))


def _cycle_row(cycle: CoachingCycle) -> dict[str, Any]:
    return {
        "id": cycle.id,
        "teacher": cycle.teacher,
        "coach": cycle.coach,
        "number": cycle.number,
        "observation": cycle.observation,
        "filmed_on": cycle.filmed_on,
        "focus": cycle.focus,
        "focus_scheme": cycle.focus_scheme,
        "focus_dimension": cycle.focus_dimension,
        "title": cycle.title,
        "opening": cycle.opening,
        "summary": cycle.summary,
        "conference_notes": cycle.conference_notes,
        "evidence": evidence_plain(cycle.evidence),
        "exemplar": exemplar_plain(cycle.exemplar),
        "previous_plan": None if cycle.previous_plan is None else asdict(cycle.previous_plan),
        "language": cycle.language,
        "notes": asdict(cycle.notes),
        "library_clip": None if cycle.exemplar is None else cycle.exemplar.clip,
    }


def evidence_plain(choices: Sequence[EvidenceChoice]) -> list[dict[str, Any]]:
    """Give chosen numbers as the study keeps them."""
    return [
        {**asdict(choice), "kind": choice.kind.value, "seeker": choice.seeker and choice.seeker.hex}
        for choice in choices
    ]


def exemplar_plain(exemplar: Exemplar | None) -> dict[str, Any] | None:
    """Give a library clip that is to be watched as the study keeps it."""
    if exemplar is None:
        return None
    return {**asdict(exemplar), "clip": exemplar.clip and exemplar.clip.hex}


def step_rows(
    cycle: UUID, records: Sequence[StepRecord], due: Mapping[CycleStep, Any]
) -> list[dict[str, Any]]:
    """Give a row for every step that was done, skipped or has a day."""
    done = {record.step: record for record in records}
    return [
        {
            "cycle": cycle,
            "step": step.value,
            "due_on": due.get(step),
            "done_on": done[step].on if step in done else None,
            "who": done[step].who if step in done else "",
            "skipped_because": done[step].skipped_because if step in done else "",
        }
        for step in CycleStep
        if step in done or step in due
    ]


def add_clip(store: StudyStore, cycle: UUID, place: int, clip: Clip) -> None:
    """Write a clip with its lines, its prompt and its answer."""
    row = {
        "id": clip.id,
        "cycle": cycle,
        "type": clip.type.value,
        "position": place,
        "title": clip.title,
        "onset_us": clip.span.start,
        "offset_us": clip.span.end,
        "still_us": clip.still_at,
        "still_shows": clip.still_shows,
        "masks": [mask.plain() for mask in clip.masks],
        "covers": [cover.plain() for cover in clip.covers],
    }
    store.add("clips", KIND, [row])
    store.add("clip_participants", KIND, [{"clip": clip.id, "participant": p} for p in clip.people])
    store.add("clip_lines", KIND, line_rows(clip.id, clip.lines))
    prompt = uuid4()
    words = {"id": prompt, "clip": clip.id, "text": clip.prompt.text, "question": clip.prompt.question}
    store.add("prompts", KIND, [words])
    if clip.answer:
        answer = {"id": uuid4(), "prompt": prompt, "text": clip.answer, "answered_at": datetime.now(UTC)}
        store.add("answers", KIND, [answer])


def line_rows(clip: UUID, lines: Sequence[QuotedLine]) -> list[dict[str, Any]]:
    """Give the quoted lines of a clip as the study keeps them."""
    return [
        {
            "id": uuid4(),
            "clip": clip,
            "position": n,
            "at_us": line.at,
            "speaker": line.speaker,
            "text": line.text,
        }
        for n, line in enumerate(lines)
    ]


def plan_rows(cycle: UUID, plan: ActionPlan | None) -> list[dict[str, Any]]:
    """Give the steps of a plan as the study keeps them."""
    return [
        {
            "id": uuid4(),
            "cycle": cycle,
            "position": place,
            "at_what_time": step.when,
            "i_will": step.i_will,
            "with_whom": step.who,
            "i_will_know": step.i_will_know,
            "by_date": step.by,
        }
        for place, step in enumerate(plan.steps if plan else ())
    ]


# --- reading ----------------------------------------------------------------------------------------


def cycle_of(study: Study, teacher: str, number: int) -> CoachingCycle:
    """Read a teacher's cycle; raise `StudyError` where there is none."""
    person = study.person(teacher)
    rows = study.store.rows_of("coaching_cycles", teacher=person.id, number=number)
    if not rows:
        raise StudyError("study.no_cycle", number=number, teacher=person.label)
    return _cycle(_Tables(study.store, whole=False), rows[0])


def cycle_by_id(study: Study, cycle: UUID) -> CoachingCycle:
    """Read a cycle; raise `StudyError` where it is not there any more."""
    rows = study.store.rows_of("coaching_cycles", id=cycle)
    if not rows:
        raise StudyError("cycle.gone")
    return _cycle(_Tables(study.store, whole=False), rows[0])


def list_cycles(study: Study, **equal: Any) -> list[CoachingCycle]:
    """Read every cycle of a study, or those of a ``teacher`` or a ``coach``, by teacher and number."""
    labels = {person.id: person.label for person in study.store.participants()}
    rows = study.store.rows_of("coaching_cycles", **equal)
    kept = [row for row in rows if row["teacher"] in labels]
    tables = _Tables(study.store, whole=len(kept) > _FEW)
    return [_cycle(tables, row) for row in sorted(kept, key=lambda r: (labels[r["teacher"]], r["number"]))]


def marks_of(study: Study, cycle: UUID) -> tuple[ClipMark, ...]:
    """List the moments that were marked while watching, in the order of time; removed ones are left out."""
    rows = [row for row in study.store.rows_of("clip_marks", cycle=cycle) if row["removed_at"] is None]
    return tuple(
        ClipMark(
            row["id"],
            Micros(row["at_us"]),
            Span(row["onset_us"], row["offset_us"]),
            ClipType(row["type"]) if row["type"] else None,
            row["note"],
        )
        for row in sorted(rows, key=lambda row: row["at_us"])
    )


_FEW = 4
"""Up to so many cycles are read row by row."""


_UNORDERED = {"clip_participants"}
"""Read as a whole always: only then do rows come in the order in which they were written."""


class _Tables:
    """The tables of coaching: each read once and grouped by what rows belong to, or as they are asked for.

    Reading a ``whole`` table is quicker for many cycles, and slower for one of many.
    """

    def __init__(self, store: StudyStore, *, whole: bool) -> None:
        self._store, self._whole = store, whole
        self._read: dict[str, dict[UUID, list[Mapping[str, Any]]]] = {}

    def rows(self, table: str, owner: str, key: UUID) -> list[Mapping[str, Any]]:
        if not self._whole and table not in _UNORDERED:
            return self._store.rows_of(table, **{owner: key})
        if table not in self._read:
            groups: dict[UUID, list[Mapping[str, Any]]] = {}
            for row in self._store.rows_of(table):
                groups.setdefault(row[owner], []).append(row)
            self._read[table] = groups
        return self._read[table].get(key, [])

    def ordered(self, table: str, owner: str, key: UUID) -> list[Mapping[str, Any]]:
        return sorted(self.rows(table, owner, key), key=lambda row: row["position"])


def _cycle(tables: _Tables, row: Mapping[str, Any]) -> CoachingCycle:
    clips = tables.ordered("clips", "cycle", row["id"])
    plans = tables.ordered("plans", "cycle", row["id"])
    steps = tables.rows("cycle_steps", "cycle", row["id"])
    previous = row["previous_plan"]
    return CoachingCycle(
        id=row["id"],
        teacher=row["teacher"],
        coach=row["coach"],
        observation=row["observation"],
        number=row["number"],
        title=row["title"],
        focus=row["focus"],
        filmed_on=row["filmed_on"],
        focus_scheme=row["focus_scheme"],
        focus_dimension=row["focus_dimension"],
        opening=row["opening"],
        clips=tuple(_clip(tables, clip) for clip in clips if clip["removed_at"] is None),
        evidence=tuple(_choice(choice) for choice in row["evidence"]),
        exemplar=_exemplar(row["exemplar"]),
        previous_plan=None if previous is None else PlanReview(**previous),
        plan=ActionPlan(tuple(_plan(plan) for plan in plans)) if plans else None,
        summary=row["summary"],
        conference_notes=row["conference_notes"],
        steps=_records(steps),
        language=row["language"],
        due={CycleStep(step["step"]): step["due_on"] for step in steps if step["due_on"]},
        notes=CycleNotes(**row["notes"]),
        published_at=row["published_at"],
    )


def _clip(tables: _Tables, row: Mapping[str, Any]) -> Clip:
    prompt = tables.rows("prompts", "clip", row["id"])[0]
    answers = sorted(
        tables.rows("answers", "prompt", prompt["id"]),
        key=lambda answer: answer["answered_at"] or datetime.min.replace(tzinfo=UTC),
    )
    lines = tables.ordered("clip_lines", "clip", row["id"])
    return Clip(
        id=row["id"],
        type=ClipType(row["type"]),
        title=row["title"],
        span=Span(row["onset_us"], row["offset_us"]),
        still_at=Micros(row["still_us"]),
        prompt=Prompt(prompt["text"], prompt["question"]),
        lines=tuple(QuotedLine(Micros(line["at_us"]), line["text"], line["speaker"]) for line in lines),
        answer=answers[-1]["text"] if answers else "",
        still_shows=row["still_shows"],
        people=tuple(seen["participant"] for seen in tables.rows("clip_participants", "clip", row["id"])),
        masks=masks_from(row["masks"]),
        covers=covers_from(row["covers"]),
        struck=row["struck_at"] is not None,
    )


def _choice(content: Mapping[str, Any]) -> EvidenceChoice:
    seeker = content["seeker"]
    return EvidenceChoice(
        kind=EvidenceKind(content["kind"]),
        scheme=content["scheme"],
        seeker=None if seeker is None else UUID(seeker),
        moment=Micros(content["moment"]),
        window=Micros(content["window"]),
    )


def _exemplar(content: Mapping[str, Any] | None) -> Exemplar | None:
    if content is None:
        return None
    clip = content.get("clip")
    return Exemplar(content["title"], content["watch_for"], content["duration"], clip and UUID(clip))


def _plan(row: Mapping[str, Any]) -> PlanStep:
    return PlanStep(row["at_what_time"], row["i_will"], row["with_whom"], row["i_will_know"], row["by_date"])


def _records(rows: Sequence[Mapping[str, Any]]) -> tuple[StepRecord, ...]:
    order = list(CycleStep)
    done = [
        StepRecord(CycleStep(row["step"]), row["who"], row["done_on"], row["skipped_because"])
        for row in rows
        if row["done_on"] is not None
    ]
    return tuple(sorted(done, key=lambda record: order.index(record.step)))
