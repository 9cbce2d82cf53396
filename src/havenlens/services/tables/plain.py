"""The short tables: observations, participants, codings, and the time that was worked."""

from __future__ import annotations

from datetime import date
from typing import Any

from havenlens.domain.codebook import NOTHING, UNLABELLED
from havenlens.domain.time import in_seconds
from havenlens.services.study_store import Variable, VariableType
from havenlens.services.tables.columns import Column, Kind, TableSource, source_of_rows
from havenlens.services.tables.contents import CODING_FACTS, Contents
from havenlens.services.tables.meanings import column
from havenlens.services.working_time import work_spans
from havenlens.words.catalogue import tr

_VARIABLES = {
    VariableType.TEXT: Kind.TEXT,
    VariableType.INTEGER: Kind.INTEGER,
    VariableType.NUMBER: Kind.NUMBER,
    VariableType.DATE: Kind.DATE,
    VariableType.FLAG: Kind.FLAG,
    VariableType.CHOICE: Kind.CATEGORY,
}


def _coding_columns() -> list[Column]:
    return [column(name, missing="") for name in CODING_FACTS]


def observation_source(contents: Contents) -> TableSource:
    """Make the table of observations, with the study's own variables."""
    taken = {"observation", "title", "filmed_on", "filmed_day", "duration_s"}
    variables = [
        (variable, _variable(contents, variable, taken)) for variable in contents.study.store.variables()
    ]
    rows = []
    for place in contents.observations:
        row: dict[str, Any] = {
            "observation": contents.place_names[place.id],
            "title": place.title or None,
            "filmed_on": place.filmed_on,
            "filmed_day": contents.day_of(place.filmed_on),
            "duration_s": None if place.duration is None else in_seconds(place.duration),
        }
        for variable, own in variables:
            row[own.name] = _value(contents, variable, place.variables.get(variable.name))
        rows.append(row)
    fixed = ["filmed_day"] if contents.for_deposit else ["title", "filmed_on"]
    names = ["observation", *fixed, "duration_s"]
    columns = [column(name, **({"missing": ""} if name == "observation" else {})) for name in names]
    return source_of_rows("observations", [*columns, *(own for _, own in variables)], rows)


def _variable(contents: Contents, variable: Variable, taken: set[str]) -> Column:
    """Describe a variable of the study; one that is called as a column of ours is told apart."""
    name, missing = variable.name, tr("not known")
    kind = _VARIABLES.get(VariableType(variable.type), Kind.TEXT)
    meaning = tr("variable of the study")
    if kind is Kind.DATE and contents.for_deposit:
        kind, name = Kind.INTEGER, f"{name}_day"
        meaning = tr("variable of the study, counted from the first day of filming")
    if contents.left_out and kind in (Kind.TEXT, Kind.CATEGORY):
        missing = tr("not known, or somebody who is left out")
    while name in taken:
        name += "_"
    taken.add(name)
    choices = [contents.recoded(variable.name, choice) for choice in variable.choices]
    return Column(name, kind, meaning, missing, {choice: choice for choice in choices if choice is not None})


def _value(contents: Contents, variable: Variable, value: Any) -> Any:
    if value is None:
        return None
    if variable.type == VariableType.DATE:
        day = date.fromisoformat(value)
        return contents.day_of(day) if contents.for_deposit else day
    return contents.recoded(variable.name, value)


def participant_source(contents: Contents) -> TableSource:
    """Make the table of participants."""
    rows = [
        {
            "label": contents.labels[person.id],
            "pseudonym": person.pseudonym,
            "role": person.role,
            "consent": person.consent.value,
        }
        for person in contents.people
    ]
    names = ["label", *(["pseudonym"] if contents.with_words else []), "role", "consent"]
    return source_of_rows("participants", [column(name) for name in names], rows)


def coding_source(contents: Contents) -> TableSource:
    """Make the table of codings, with how many events each has."""
    counts = contents.study.store.event_counts(leaving_out=(UNLABELLED, NOTHING))
    rows = [
        {
            **contents.facts_of(coding),
            "status": coding.status.value,
            "n_events": counts.get(coding.id, 0),
        }
        for coding in contents.codings
    ]
    if contents.left_out:  # counted would be events that are not in the tables
        for row in rows:
            del row["n_events"]
    names = ["status", *([] if contents.left_out else ["n_events"])]
    return source_of_rows("codings", [*_coding_columns(), *(column(name) for name in names)], rows)


def work_source(contents: Contents) -> TableSource:
    """Say who worked when and how long on which coding; a row each sitting and kind of work."""
    known = {coding.id: coding for coding in contents.codings}
    due = {row["coding"]: row["due_on"] for row in contents.study.store.rows_of("assignments")}
    rows = [
        {
            **contents.facts_of(known[span["coding"]]),
            "coder": contents.coder_names.get(span["coder"]),
            "work": span["kind"],
            "began_at": span["began_at"].isoformat(timespec="seconds"),
            "began_day": contents.day_of(span["began_at"]),
            "ended_at": span["ended_at"].isoformat(timespec="seconds"),
            "active_s": in_seconds(span["active_us"]),
            "due_on": due.get(span["coding"]),
            "due_day": contents.day_of(due.get(span["coding"])),
        }
        for span in work_spans(contents.study)
        if span["coding"] in known
    ]
    plain = ["work", "began_at", "ended_at", "active_s", "due_on"]
    names = ["work", "began_day", "active_s", "due_day"] if contents.for_deposit else plain
    return source_of_rows("work", [*_coding_columns(), *(column(name) for name in names)], rows)
