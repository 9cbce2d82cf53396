"""Several cameras on one occasion: add a view to an observation, name it, and place it in time."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import replace
from pathlib import Path
from uuid import UUID

from havenlens.domain.observation import Observation, Recording, RecordingFile
from havenlens.domain.problems import StudyError
from havenlens.domain.time import Micros, Span, TimeBase
from havenlens.domain.view_fitting import MOST_DRIFT, Match, fit_time_base
from havenlens.services.ports import MediaFacts, SoundMatches
from havenlens.services.study import Study

MOST_VIEWS = 4
MOST_OFFSET = Micros(24 * 3600 * 1_000_000)
"""How far apart two cameras of one occasion may have been started."""


class Views:
    """The views of the observations of one study; each method is one logged transaction.

    The first view is the observation's clock: it stays where it is, and the others are placed against it.
    """

    def __init__(self, study: Study) -> None:
        self._study = study

    def observation(self, observation_id: UUID) -> Observation:
        """Give an observation as it is now."""
        return next(o for o in self._study.store.observations() if o.id == observation_id)

    def add(self, observation_id: UUID, video: MediaFacts, name: str) -> Recording:
        """Add a video as one more view, beginning with the first one; raise `StudyError` if it cannot be.

        The first video of an observation says how long it lasts; what was coded live may go on after it.
        """
        observation = self.observation(observation_id)
        if len(observation.recordings) >= MOST_VIEWS:
            raise StudyError("views.too_many", observation=observation.name, most=MOST_VIEWS)
        known = next((f for f in observation.files if f.fingerprint == video.fingerprint), None)
        if known is not None:
            raise StudyError("views.twice", path=video.path.name, observation=observation.name)
        self._require_free(observation, name, None)
        view = max((recording.view for recording in observation.recordings), default=0) + 1
        with self._study.store.transaction():
            self._study.add_recording(observation_id, video, view, name.strip())
            if not observation.recordings:
                self._last_until(
                    observation, max([video.duration, *(_last(span) for span in self._coded(observation_id))])
                )
        return next(r for r in self.observation(observation_id).recordings if r.view == view)

    def rename(self, observation_id: UUID, recording_id: UUID, name: str) -> None:
        """Give a view another name; raise `StudyError` where another one has it."""
        observation = self.observation(observation_id)
        recording = _view(observation, recording_id)
        if name.strip() == recording.name:
            return
        self._require_free(observation, name, recording_id)
        self._study.store.change("recordings", "recording", recording_id, name=name.strip())

    def place(self, observation_id: UUID, recording_id: UUID, base: TimeBase) -> None:
        """Place a view in observation time; its files keep their distance. No event is changed.

        Raise `StudyError` for the first view, and for what no two cameras can be apart.
        """
        observation = self.observation(observation_id)
        recording = _view(observation, recording_id)
        if recording.view == min(each.view for each in observation.recordings):
            raise StudyError("views.first_stays", name=view_name(recording))
        check_time_base(base)
        if not recording.files:
            return
        first = recording.files[0].time_base
        stretch = (1 + base.rate_ppm / 1e6) / (1 + first.rate_ppm / 1e6)
        with self._study.store.transaction():
            for file in recording.files:
                offset = base.offset + round((file.offset - first.offset) * stretch)
                if (offset, base.rate_ppm) != (file.offset, file.rate_ppm):
                    values = {"offset_us": offset, "rate_ppm": base.rate_ppm}
                    self._study.store.change("recording_files", "view_placed", file.id, **values)

    def place_by_sound(self, observation_id: UUID, recording_id: UUID, found: SoundMatches) -> None:
        """Place a view by moments that sound alike in its longest file and in the first view's."""
        observation = self.observation(observation_id)
        recording = _view(observation, recording_id)
        here, there = longest_file(observation.recordings[0]).time_base, longest_file(recording).time_base
        first = recording.files[0].time_base
        matches = [
            Match(here.to_observation(a), first.to_presentation(there.to_observation(b)))
            for a, b in found.pairs
        ]
        self.place(observation_id, recording_id, fit_time_base(matches))

    def remove(self, observation_id: UUID, recording_id: UUID) -> None:
        """Take a view out of an observation; the video file stays. The first view cannot be taken out.

        One in which something is coded or rated that no other view shows stays, too.
        """
        observation = self.observation(observation_id)
        recording = _view(observation, recording_id)
        if recording.view == min(each.view for each in observation.recordings):
            raise StudyError("views.first_stays", name=view_name(recording))
        others = tuple(each for each in observation.recordings if each.id != recording_id)
        self._refuse_lost(observation, replace(observation, recordings=others), view_name(recording))
        with self._study.store.transaction():
            store = self._study.store
            store.remove("recording_files", "recording", [file.id for file in recording.files])
            store.remove("recordings", "recording", [recording_id])

    def append(
        self, observation_id: UUID, recording_id: UUID, last: MediaFacts, videos: Sequence[MediaFacts]
    ) -> None:
        """Let videos go on where a view ends, in their order; the observation lasts longer by the first view.

        ``last`` is known of the view's last file. Raise `StudyError` for a file that is there already, and
        for sound among pictures.
        """
        observation = self.observation(observation_id)
        recording = _view(observation, recording_id)
        check_row(observation.name, [last, *videos], [file.fingerprint for file in observation.files])
        file = recording.files[-1]
        begins = file.time_base.to_observation(last.duration)
        with self._study.store.transaction():
            for ordinal, video in enumerate(videos, start=file.ordinal + 1):
                base = TimeBase(begins, file.rate_ppm)
                self._study.add_file(recording_id, video, ordinal, base)
                begins = base.to_observation(video.duration)
            if recording.view == min(each.view for each in observation.recordings):
                self._last_until(observation, begins)

    def remove_last_file(self, observation_id: UUID, recording_id: UUID) -> None:
        """Take the last of several files out of a view; raise `StudyError` where it is the only one.

        One in which something is coded, rated or clipped that no other file shows stays, too.
        """
        observation = self.observation(observation_id)
        recording = _view(observation, recording_id)
        if len(recording.files) < 2:
            raise StudyError("views.only_file", name=view_name(recording), observation=observation.name)
        *kept, gone = recording.files
        end = kept[-1].time_base.to_observation(kept[-1].duration or 0)
        first = recording.view == min(each.view for each in observation.recordings)
        left = replace(recording, files=tuple(kept))
        after = replace(
            observation,
            duration=end if first else observation.duration,
            recordings=tuple(left if r.id == recording_id else r for r in observation.recordings),
        )
        self._refuse_lost(observation, after, Path(gone.path).name)
        with self._study.store.transaction():
            self._study.store.remove("recording_files", "recording", [gone.id])
            if first:
                self._last_until(observation, end)

    def _refuse_lost(self, before: Observation, after: Observation, name: str) -> None:
        """Keep a file or a view without which something would not be filmed any more; clips are of view 1."""
        noted = (*self._coded(before.id), *self._rated(before.id))
        lost = sum(_filmed(before, span) and not _filmed(after, span) for span in noted)
        if before.duration is not None and after.duration is not None:
            lost += sum(after.duration < at <= before.duration for at in self._clipped(before.id))
        if lost:
            raise StudyError("views.file_coded", n=lost, path=name)

    def _coded(self, observation_id: UUID) -> Iterator[Span]:
        """List when the events of an observation are, in all codings."""
        store = self._study.store
        for coding in store.list_codings():
            if coding.observation == observation_id:
                yield from (event.span for event in store.events_of(coding.id))

    def _rated(self, observation_id: UUID) -> Iterator[Span]:
        """List when each rated period of an observation begins."""
        store = self._study.store
        for coding in store.list_codings():
            if coding.observation == observation_id:
                rated = {period.id: period for period, _ in store.ratings_of(coding.id)}
                yield from (Span.instant(p.span.start) for p in rated.values() if p.span is not None)

    def _clipped(self, observation_id: UUID) -> Iterator[Micros]:
        """List until when each clip and each marked moment of coaching lasts."""
        store = self._study.store
        for cycle in store.rows_of("coaching_cycles", observation=observation_id):
            for table in ("clips", "clip_marks"):
                for row in store.rows_of(table, cycle=cycle["id"]):
                    if row["removed_at"] is None:
                        yield Micros(row["offset_us"])

    def _last_until(self, observation: Observation, end: Micros) -> None:
        if end != observation.duration:
            self._study.store.change("observations", "observation", observation.id, duration_us=end)

    def _require_free(self, observation: Observation, name: str, own: UUID | None) -> None:
        others = {view_name(each) for each in observation.recordings if each.id != own}
        if name.strip() in others:
            raise StudyError("views.name_taken", name=name.strip(), observation=observation.name)


def _filmed(observation: Observation, span: Span) -> bool:
    """Tell whether all of a span was filmed, as far as it has come."""
    film = observation.film
    return film is not None and film.end is not None and film.start <= span.start and _last(span) <= film.end


def _last(span: Span) -> Micros:
    return span.start if span.end is None else span.end


def check_row(name: str, videos: Sequence[MediaFacts], there: Sequence[str] = ()) -> None:
    """Raise `StudyError` for videos that cannot be one recording of an observation, one after another.

    ``there`` are the fingerprints that the observation has; the first video may be one of them.
    """
    known = {*there, videos[0].fingerprint}
    for video in videos[1:]:
        if video.fingerprint in known:
            raise StudyError("views.file_twice", path=video.path.name, observation=name)
        known.add(video.fingerprint)
        if bool(video.n_frames) != bool(videos[0].n_frames):
            raise StudyError("views.file_other_kind", path=video.path.name, other=videos[0].path.name)


def check_time_base(base: TimeBase) -> None:
    """Raise `StudyError` for an offset over a day or a drift that no camera has."""
    if abs(base.offset) > MOST_OFFSET:
        raise StudyError("views.offset_too_large", hours=MOST_OFFSET // (3600 * 1_000_000))
    if abs(base.rate_ppm) > MOST_DRIFT:
        raise StudyError("views.drift_too_large", ppm=f"{base.rate_ppm:.0f}", most=f"{MOST_DRIFT:.0f}")


def view_name(recording: Recording) -> str:
    """Give a view's name, or that of its file where it has none."""
    if recording.name:
        return recording.name
    return Path(recording.files[0].path).stem if recording.files else str(recording.view)


def longest_file(recording: Recording) -> RecordingFile:
    """Give the file of a view that is compared by its sound."""
    return max(recording.files, key=lambda file: file.duration or 0)


def _view(observation: Observation, recording_id: UUID) -> Recording:
    found = next((each for each in observation.recordings if each.id == recording_id), None)
    if found is None:
        raise StudyError("views.gone", observation=observation.name)
    return found
