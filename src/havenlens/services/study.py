"""A study as a whole: who and what is in it, and how things are added to it."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from datetime import UTC, datetime
from functools import cached_property
from hashlib import sha256
from pathlib import Path
from uuid import UUID, uuid4

from havenlens.domain.codebook import Scheme
from havenlens.domain.observation import (
    Coder,
    Coding,
    CodingStatus,
    Consent,
    Observation,
    Participant,
    Purpose,
    RecordingFile,
    TranscriptLine,
    coder_named,
)
from havenlens.domain.problems import StudyError
from havenlens.domain.scheme_versions import ChangeKind, SchemeChange, compare, version_parts
from havenlens.domain.time import Micros, TimeBase
from havenlens.services.hand_outs import HandOutMark
from havenlens.services.ports import MediaFacts
from havenlens.services.study_store import NewObservation, StoredScheme, StudyStore, Variable

SchemeReader = Callable[[str, str], Scheme]
"""Reads a scheme from its source text and a name to call it by in errors."""


def _version_of(row: StoredScheme) -> tuple[int, int, int]:
    return version_parts(row.version)


class Study:
    """The use cases of one open study; every method that adds is one transaction."""

    def __init__(self, store: StudyStore, read_scheme: SchemeReader, folder: Path) -> None:
        self.store, self._read_scheme, self.folder = store, read_scheme, folder

    # --- looking things up --------------------------------------------------------------------------

    @cached_property
    def _parsed(self) -> dict[UUID, Scheme]:
        return {}

    def scheme(self, scheme_id: UUID) -> Scheme:
        """Give a stored scheme, read from its source text once."""
        if scheme_id not in self._parsed:
            row = next(row for row in self.store.schemes() if row.id == scheme_id)
            self._parsed[scheme_id] = self._read_scheme(row.source, f"{row.scheme} {row.version}")
        return self._parsed[scheme_id]

    @property
    def handed_out(self) -> HandOutMark | None:
        """Say to whom this file was handed out; None for a whole study."""
        return HandOutMark.of_settings(self.store.settings())

    def person(self, name: str) -> Participant:
        """Find a participant by label or pseudonym; raise `StudyError` that lists everybody."""
        people = self.store.participants()
        found = [p for p in people if p.label == name] or [p for p in people if p.pseudonym == name]
        if len(found) != 1:
            known = ", ".join(f"{p.label} ({p.pseudonym})" for p in people) or "–"
            raise StudyError("study.nobody", person=name, people=known)
        return found[0]

    def media_path(self, file: RecordingFile) -> Path:
        """Give where a recording's file should be; a relative media root lies beside the study."""
        return self.folder / file.root / file.path

    def observation(self, name: str) -> Observation:
        """Find an observation by name."""
        found = self.store.observations(name)
        if not found:
            names = ", ".join(o.name for o in self.store.observations()) or "–"
            raise StudyError("study.no_observation", name=name, names=names)
        return found[0]

    def stored_scheme(self, scheme: str) -> StoredScheme:
        """Find the newest stored version of a scheme."""
        rows = self.store.schemes()
        found = [row for row in rows if row.scheme == scheme]
        if not found:
            names = ", ".join(sorted({row.scheme for row in rows})) or "–"
            raise StudyError("study.no_scheme", name=scheme, names=names)
        return max(found, key=_version_of)

    def coder(self, name: str) -> Coder:
        """Find a coder by name."""
        return coder_named(self.store.coders(), name)

    # --- adding -------------------------------------------------------------------------------------

    def add_scheme(self, source: str, name: str) -> StoredScheme:
        """Store a scheme; one that is there already as it is, is given as it is stored.

        New words, colours or keys under a higher patch version replace the stored source, with a dated note,
        and codings go on with it; a changed measurement is a version of its own. Once there are codings, a
        change that its version number does not announce is refused.
        """
        scheme = self._read_scheme(source, name)
        stored = [row for row in self.store.schemes() if row.scheme == scheme.id]
        same = next((row for row in stored if row.source == source), None)
        if same is not None:
            return same
        self._refuse_in_a_hand_out()
        old = next((row for row in stored if row.version == scheme.version), None)
        old = old or max(stored, key=_version_of, default=None)
        if old is None:
            return self._insert_scheme(scheme, source)
        change = compare(self.scheme(old.id), scheme)
        if self.has_codings(old.id):
            if old.version == scheme.version and change.kind is not ChangeKind.SAME:
                raise StudyError("study.scheme_frozen", scheme=f"{old.scheme} {old.version}")
            if change.problem is not None:
                raise StudyError.of(change.problem)
        if old.version != scheme.version and (change.kind is ChangeKind.MEASUREMENT or change.problem):
            return self._insert_scheme(scheme, source)
        return self._replace_scheme(old, scheme, source, change)

    def _refuse_in_a_hand_out(self) -> None:
        """Keep out of a hand-out what only the study itself may say: it would not come back."""
        mark = self.handed_out
        if mark is not None:
            coder = next((c.name for c in self.store.coders() if c.id == mark.coder), "–")
            raise StudyError("handout.not_here", coder=coder)

    def _insert_scheme(self, scheme: Scheme, source: str) -> StoredScheme:
        scheme_id = uuid4()
        row = {
            "id": scheme_id,
            "scheme": scheme.id,
            "version": scheme.version,
            "measurement_hash": scheme.measurement_hash,
            "content_hash": sha256(source.encode()).hexdigest(),
            "source": source,
            "added_at": datetime.now(UTC),
        }
        self.store.add("schemes", "scheme", [row])
        self._parsed[scheme_id] = scheme
        return StoredScheme(scheme_id, scheme.id, scheme.version, scheme.measurement_hash, source)

    def _replace_scheme(
        self, old: StoredScheme, scheme: Scheme, source: str, change: SchemeChange
    ) -> StoredScheme:
        values = {
            "version": scheme.version,
            "source": source,
            "content_hash": sha256(source.encode()).hexdigest(),
            "measurement_hash": scheme.measurement_hash,
        }
        note = {
            "id": uuid4(),
            "scheme": old.id,
            "noted_at": datetime.now(UTC),
            "author": "",
            "text": f"{old.version} → {scheme.version}: {change.changed}",
        }
        with self.store.transaction():
            self.store.change("schemes", "scheme", old.id, **values)
            if change.kind is not ChangeKind.SAME:
                self.store.add("scheme_notes", "scheme_note", [note])
        self._parsed.pop(old.id, None)
        return StoredScheme(old.id, scheme.id, scheme.version, scheme.measurement_hash, source)

    def has_codings(self, scheme_id: UUID) -> bool:
        """Tell whether coding with a scheme version has begun, here or in a hand-out, which freezes it."""
        if any(coding.scheme == scheme_id for coding in self.store.list_codings()):
            return True
        handed_out = (row["contents"].get("schemes", ()) for row in self.store.rows_of("hand_outs"))
        return any(scheme_id.hex in schemes for schemes in handed_out)

    def add_participant(
        self, label: str, pseudonym: str, role: str, consent: Consent = Consent.CODING
    ) -> Participant:
        """Add a person, or give the one of that label; another pseudonym under the same label is refused."""
        found = next((p for p in self.store.participants() if p.label == label), None)
        if found is not None:
            if found.pseudonym != pseudonym:
                raise StudyError("study.label_taken", label=label, pseudonym=found.pseudonym)
            return found
        self._refuse_in_a_hand_out()
        person = Participant(uuid4(), label, pseudonym, role, consent)
        row = {"id": person.id, "label": label, "pseudonym": pseudonym, "role": role}
        level = {"id": uuid4(), "participant": person.id, "level": consent.value}
        with self.store.transaction():
            self.store.add("participants", "participant", [row])
            self.store.add("consents", "consent", [level])
        return person

    def add_coder(self, name: str, role: str = "coder") -> Coder:
        """Add a coder or coach, or give the one of that name."""
        found = next((c for c in self.store.coders() if c.name == name), None)
        if found is not None:
            return found
        if self.handed_out is not None:
            known = ", ".join(c.name for c in self.store.coders())
            raise StudyError("handout.only_for", coder=known)
        coder = Coder(uuid4(), name, role)
        self.store.add("coders", "coder", [{"id": coder.id, "name": name, "role": role}])
        return coder

    def add_observation(self, new: NewObservation) -> Observation:
        """Register an observation with its variables, people and video, in one transaction."""
        self._refuse_in_a_hand_out()
        names = [row["name"] for row in self.store.rows_of("observations")]
        if new.name in names:
            raise StudyError("study.observation_exists", name=new.name)
        if len(set(new.participants)) != len(new.participants):
            raise StudyError("study.person_twice", observation=new.name)
        observation_id = uuid4()
        films = [] if new.video is None else [new.video, *new.following]
        duration = Micros(sum(film.duration for film in films)) if films else new.duration
        with self.store.transaction():
            row = {
                "id": observation_id,
                "name": new.name,
                "title": new.title,
                "filmed_on": new.filmed_on,
                "duration_us": duration,
                "position": len(names),
            }
            self.store.add("observations", "observation", [row])
            people = [
                {"observation": observation_id, "participant": person, "position": place}
                for place, person in enumerate(new.participants)
            ]
            self.store.add("observation_participants", "observation", people)
            self._add_variables(observation_id, new)
            if films:
                self.add_recording(observation_id, films[0], following=films[1:])
        return self.observation(new.name)

    def define_variable(self, variable: Variable) -> None:
        """Say beforehand what values a variable takes and whether coders may see them."""
        row = {
            "id": variable.id,
            "name": variable.name,
            "type": variable.type,
            "choices": list(variable.choices) or None,
            "hidden_from_coders": variable.hidden_from_coders,
            "position": len(self.store.variables()),
        }
        self.store.add("variables", "variable", [row])

    def _add_variables(self, observation_id: UUID, new: NewObservation) -> None:
        known = {variable.name: variable for variable in self.store.variables()}
        rows = []
        for name, value in new.variables.items():
            if value is None:
                continue
            variable = known.get(name)
            if variable is None:
                variable = Variable(uuid4(), name, Variable.type_of(value).value)
                known[name] = variable
                self.define_variable(variable)
            text = str(value).lower() if isinstance(value, bool) else str(value)
            if not variable.takes(text):
                values = {"value": value, "type": variable.type, "variable": name, "observation": new.name}
                raise StudyError("study.variable_type", **values)
            rows.append({"observation": observation_id, "variable": variable.id, "value": text})
        self.store.add("observation_variables", "observation", rows)

    def add_recording(
        self,
        observation_id: UUID,
        video: MediaFacts,
        view: int = 1,
        name: str = "",
        following: Sequence[MediaFacts] = (),
    ) -> None:
        """Store a video, and what follows it, as a view that begins when the observation begins."""
        recording_id, begins = uuid4(), Micros(0)
        film = {"id": recording_id, "observation": observation_id, "view": view, "name": name}
        self.store.add("recordings", "recording", [film])
        for ordinal, part in enumerate([video, *following], start=1):
            self.add_file(recording_id, part, ordinal, TimeBase(begins))
            begins = Micros(begins + part.duration)

    def add_file(self, recording_id: UUID, video: MediaFacts, ordinal: int, base: TimeBase) -> None:
        """Store a video as one file of a recording, its ``ordinal`` counted from 1."""
        file = {
            "id": uuid4(),
            "recording": recording_id,
            "ordinal": ordinal,
            "root": self._media_root(video.path.resolve().parent),
            "path": video.path.name,
            "size": video.size,
            "fingerprint": video.fingerprint,
            "offset_us": base.offset,
            "rate_ppm": base.rate_ppm,
            "duration_us": video.duration,
        }
        self.store.add("recording_files", "recording", [file])

    def _media_root(self, folder: Path) -> UUID:
        rows = self.store.rows_of("media_roots")
        kept = self._kept(folder)
        found = next((row["id"] for row in rows if row["path"] == kept), None)
        if found is not None:
            return UUID(str(found))
        root = uuid4()
        row = {"id": root, "name": f"media-{len(rows) + 1}", "path": kept}
        self.store.add("media_roots", "media_root", [row])
        return root

    def relocate(self, observation: Observation, folder: Path, probe: Callable[[Path], MediaFacts]) -> None:
        """Point an observation's media root to the folder its files are in now; they are known by content."""
        files = observation.files
        for file in files:
            if probe(folder / file.path).fingerprint != file.fingerprint:
                raise StudyError("study.video_other", path=file.path)
        roots = {file.root for file in files}
        with self.store.transaction():
            for row in self.store.rows_of("media_roots"):
                if row["path"] in roots:
                    self.store.change("media_roots", "media_root", row["id"], path=self._kept(folder))

    def _kept(self, folder: Path) -> str:
        """Write a folder relative to the study where it lies beside it, so that both can move together."""
        whole, home = folder.resolve(), self.folder.resolve()
        return whole.relative_to(home).as_posix() if whole.is_relative_to(home) else str(whole)

    def add_transcript(
        self, observation: UUID, lines: Iterable[TranscriptLine], language: str = "en"
    ) -> None:
        """Store the spoken lines of an observation."""
        transcript = uuid4()
        rows = [
            {
                "id": line.id,
                "transcript": transcript,
                "onset_us": line.span.start,
                "offset_us": line.span.end,
                "speaker": line.speaker,
                "text": line.text,
            }
            for line in lines
        ]
        with self.store.transaction():
            row = {"id": transcript, "observation": observation, "language": language}
            self.store.add("transcripts", "transcript", [row])
            self.store.add("transcript_lines", "transcript", rows)

    def find_coding(self, observation: UUID, scheme: UUID, coder: UUID, purpose: Purpose) -> Coding | None:
        """Give the coding there is for an observation, scheme, coder and purpose, or None."""
        wanted = {"observation": observation, "scheme": scheme, "coder": coder, "purpose": purpose.value}
        ids = {row["id"] for row in self.store.rows_of("codings", **wanted)}
        return next(coding for coding in self.store.list_codings() if coding.id in ids) if ids else None

    def add_coding(
        self,
        observation: UUID,
        scheme: UUID,
        coder: UUID,
        purpose: Purpose,
        casting: Mapping[str, Sequence[UUID]],
        status: CodingStatus = CodingStatus.IN_PROGRESS,
        attempt: int = 1,
    ) -> Coding:
        """Begin a coding, or give the one there is for that observation, scheme, coder and purpose.

        A further ``attempt`` is always a coding of its own.
        """
        old = self.find_coding(observation, scheme, coder, purpose) if attempt == 1 else None
        if old is not None:
            return old
        roles = {role: tuple(people) for role, people in casting.items()}
        coding = Coding(uuid4(), observation, scheme, coder, purpose, attempt, status, roles)
        row = {
            "id": coding.id,
            "observation": observation,
            "scheme": scheme,
            "coder": coder,
            "purpose": purpose.value,
            "attempt": attempt,
            "status": status.value,
            "resume_us": 0,
            "begun_at": datetime.now(UTC),
        }
        cast = [
            {"coding": coding.id, "role": role, "participant": person, "position": place}
            for role, people in roles.items()
            for place, person in enumerate(people)
        ]
        with self.store.transaction():
            self.store.add("codings", "coding", [row])
            self.store.add("casting", "casting", cast)
        return coding
