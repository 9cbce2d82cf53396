"""Register many videos at once from a table: all rows are checked first, and it is safe to run again."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date
from pathlib import Path

from havenlens.domain.observation import Observation
from havenlens.domain.problems import Problem, StudyError
from havenlens.services.ports import MediaFacts, Progress, no_progress
from havenlens.services.study import Study
from havenlens.services.study_store import NewObservation, Variable
from havenlens.services.views import check_row

COLUMNS = ("name", "title", "video", "filmed_on", "people")
"""Columns with a meaning; every other column is an observation variable."""


@dataclass(frozen=True, slots=True)
class ManifestRow:
    """One line of the table, checked: the observation, and its people as (label, pseudonym, role)."""

    line: int
    observation: NewObservation
    people: tuple[tuple[str, str, str], ...]


@dataclass(frozen=True, slots=True)
class Registered:
    """What registering did: the names that were added, and those that were there already."""

    added: tuple[str, ...]
    unchanged: tuple[str, ...]


def check_manifest(
    file: str,
    rows: Sequence[Mapping[str, str]],
    folder: Path,
    probe: Callable[[Path], MediaFacts],
    progress: Progress = no_progress,
) -> tuple[list[ManifestRow], list[Problem]]:
    """Check every row of a table (line 2 is the first); give the good ones and all problems."""
    problems: list[Problem] = []
    good: list[ManifestRow] = []
    seen: set[str] = set()
    if not rows:
        return [], [Problem("manifest.empty", {"file": file})]
    if "name" not in rows[0]:
        return [], [Problem("manifest.column", {"file": file, "column": "name"})]
    for line, row in enumerate(rows, start=2):
        progress(line - 2, len(rows))
        try:
            checked = _check_row(file, line, row, folder, probe)
            if checked.observation.name in seen:
                raise StudyError("manifest.twice", file=file, line=line, name=checked.observation.name)  # noqa: TRY301 - one way out for all
        except StudyError as error:
            problems.append(error.problem)
        else:
            seen.add(checked.observation.name)
            good.append(checked)
    progress(len(rows), len(rows))
    return good, problems


def _check_row(
    file: str, line: int, row: Mapping[str, str], folder: Path, probe: Callable[[Path], MediaFacts]
) -> ManifestRow:
    name = row["name"].strip()
    if not name:
        raise StudyError("manifest.no_name", file=file, line=line)
    day = row.get("filmed_on", "").strip()
    try:
        filmed_on = date.fromisoformat(day) if day else None
    except ValueError as error:
        raise StudyError("manifest.date", file=file, line=line, value=day) from error
    video = row.get("video", "").strip()
    try:
        films = [probe(folder / film) for film in _files(video, folder)]
        if films:
            check_row(name, films)
    except StudyError as error:
        raise StudyError("manifest.video", file=file, line=line, problem=str(error)) from error
    variables = {key: value.strip() for key, value in row.items() if key not in COLUMNS and value.strip()}
    observation = NewObservation(
        name=name,
        title=row.get("title", "").strip(),
        filmed_on=filmed_on,
        variables=variables,
        video=films[0] if films else None,
        following=films[1:],
    )
    return ManifestRow(line, observation, _people(file, line, row.get("people", "")))


def _files(text: str, folder: Path) -> list[str]:
    """List the files of a row: one, or several with semicolons between, which follow each other."""
    if (folder / text).is_file():  # a semicolon may stand in a name
        return [text]
    return [name for name in (part.strip() for part in text.split(";")) if name]


def _people(file: str, line: int, text: str) -> tuple[tuple[str, str, str], ...]:
    people = []
    for part in filter(None, (piece.strip() for piece in text.split(";"))):
        fields = tuple(field.strip() for field in part.split(":"))
        if len(fields) != 3 or not all(fields):
            raise StudyError("manifest.person", file=file, line=line, value=part)
        people.append((fields[0], fields[1], fields[2]))
    return tuple(people)


def check_against_study(study: Study, file: str, rows: Sequence[ManifestRow]) -> list[Problem]:
    """List what in checked rows does not fit the study, or one row another: videos, people, variables."""
    known = {observation.name: observation for observation in study.store.observations()}
    pseudonyms = {person.label: person.pseudonym for person in study.store.participants()}
    variables = {variable.name: variable for variable in study.store.variables()}
    problems: list[Problem] = []
    for row in rows:
        place = {"file": file, "line": row.line}
        old = known.get(row.observation.name)
        if old is not None:
            if not _same_films(old, row.observation):
                problems.append(Problem("manifest.changed", {**place, "name": old.name}))
            continue
        misfits = (*_people_problems(row, pseudonyms), *_variable_problems(row, variables))
        problems += [Problem("manifest.row", {**place, "problem": each.sentence}) for each in misfits]
    return problems


def _people_problems(row: ManifestRow, pseudonyms: dict[str, str]) -> Iterator[Problem]:
    labels = [label for label, _, _ in row.people]
    if len(set(labels)) != len(labels):
        yield Problem("study.person_twice", {"observation": row.observation.name})
    for label, pseudonym, _ in row.people:
        if pseudonyms.setdefault(label, pseudonym) != pseudonym:
            yield Problem("study.label_taken", {"label": label, "pseudonym": pseudonyms[label]})


def _variable_problems(row: ManifestRow, variables: Mapping[str, Variable]) -> Iterator[Problem]:
    for name, value in row.observation.variables.items():
        variable = variables.get(name)
        if variable is not None and not variable.takes(value):
            values = {"value": value, "type": variable.type, "variable": name}
            yield Problem("study.variable_type", {**values, "observation": row.observation.name})


def register(study: Study, file: str, rows: Sequence[ManifestRow]) -> Registered:
    """Add the rows that are not in the study yet, in one transaction; refuse a name with another video."""
    problems = check_against_study(study, file, rows)
    if problems:
        raise StudyError.of(problems[0])
    known = {observation.name for observation in study.store.observations()}
    new = [row for row in rows if row.observation.name not in known]
    with study.store.transaction():
        for row in new:
            ids = [study.add_participant(*person).id for person in row.people]
            study.add_observation(replace(row.observation, participants=ids))
    added = tuple(row.observation.name for row in new)
    return Registered(added, tuple(row.observation.name for row in rows if row.observation.name in known))


def _same_films(old: Observation, new: NewObservation) -> bool:
    """Tell whether a row's files are those of the first view; more may have been added to it since."""
    there = [file.fingerprint for film in old.recordings[:1] for file in film.files]
    named = [] if new.video is None else [film.fingerprint for film in (new.video, *new.following)]
    return there[: len(named)] == named and bool(there) == bool(named)
