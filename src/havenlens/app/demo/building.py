"""Make the demo study: scenes, master codes, the trainee's codes, ratings, and one coaching cycle."""

from __future__ import annotations

import shutil
from collections.abc import Mapping
from pathlib import Path
from typing import Any
from uuid import UUID, uuid4

from havenlens.app.bootstrap import add_shipped_schemes, create_study
from havenlens.app.demo.cycle import cycle_from
from havenlens.domain.events import PeriodKind
from havenlens.domain.observation import CodingStatus, Consent, Observation, Purpose, TranscriptLine
from havenlens.domain.problems import StudyError
from havenlens.exchange.scenes import read_scene, read_second_coder
from havenlens.exchange.tables import read_csv_rows
from havenlens.exchange.webvtt import read_webvtt
from havenlens.exchange.yaml import read_yaml
from havenlens.services.coaching.cycles import add_cycle
from havenlens.services.files import make_folder, whole_file
from havenlens.services.importing import CodingDraft, Destination, RatingDraft, import_coding
from havenlens.services.ports import MediaLibrary, Progress, no_progress
from havenlens.services.shipped import shipped
from havenlens.services.study import Study
from havenlens.services.study_store import NewObservation, Variable
from havenlens.words.sentences import say

STUDY_NAME = "demo.havenlens"
_TYPES = {"participant": "text"}


def build_demo_study(folder: Path, media: MediaLibrary, progress: Progress = no_progress) -> Path:
    """Build the study in a folder, with its own copies of the videos; refuse where one is there already."""
    samples = shipped("sample_videos")
    plan = read_yaml(samples / "demo.yaml")
    path = folder / STUDY_NAME
    if path.exists():
        raise StudyError("study.exists", path=path)
    videos = make_folder(folder / "videos")
    steps = len(plan["observations"]) + 2

    def fill(study: Study) -> None:
        with study.store.transaction():
            people = _add_people_and_schemes(study, plan)
            for done, item in enumerate(plan["observations"]):
                progress(done, steps)
                _add_scene(study, samples, videos, item, people, media)
            progress(steps - 2, steps)
            _add_ratings(study, samples, plan["ratings"], people)
            for content in plan["coaching"]:
                add_cycle(study, cycle_from(study, content, people))

    file, _ = create_study(path, plan["study"]["name"], fill)
    file.close()
    progress(steps, steps)
    return path


def _add_people_and_schemes(study: Study, plan: Mapping[str, Any]) -> Mapping[str, UUID]:
    add_shipped_schemes(study)
    for coder in plan["coders"]:
        study.add_coder(coder["id"], coder["role"])
    for variable in plan["variables"]:
        kind = _TYPES.get(variable["kind"], variable["kind"])
        hidden = variable.get("hidden_from_coders", False)
        study.define_variable(
            Variable(uuid4(), variable["id"], kind, hidden, tuple(variable.get("values", ())))
        )
    return {
        person["label"]: study.add_participant(
            person["label"], person["pseudonym"], person["role"], Consent(person["consent"])
        ).id
        for person in plan["participants"]
    }


def _add_scene(
    study: Study,
    samples: Path,
    videos: Path,
    item: Mapping[str, Any],
    people: Mapping[str, UUID],
    media: MediaLibrary,
) -> None:
    video = videos / item["video"]
    with whole_file(video) as copy:
        shutil.copyfile(samples / item["video"], copy)
    named = {name: people[person["label"]] for name, person in item["people"].items()}
    observation = study.add_observation(
        NewObservation(
            name=item["id"],
            title=item["title"],
            filmed_on=item["filmed_on"],
            variables=item["variables"],
            participants=list(named.values()),
            video=media.facts(video),
        )
    )
    _add_transcript(study, observation, samples / item["transcript"])
    scene = read_scene(samples / item["scene"])
    drafts = [(item["master"], draft, scheme) for scheme, draft in scene.master.items()]
    second = item["second_coding"]
    drafts += [
        (second, draft, scheme)
        for scheme, draft in read_second_coder(samples / second["file"], scene).items()
    ]
    for made, draft, scheme in drafts:
        to = Destination(
            observation.id,
            study.stored_scheme(scheme).id,
            study.coder(made["coder"]).id,
            Purpose(made["purpose"]),
            named,
        )
        import_coding(study, draft, to)


def _add_transcript(study: Study, observation: Observation, path: Path) -> None:
    speakers = {person.pseudonym: person.id for person in study.store.participants()}
    lines = [
        TranscriptLine(uuid4(), cue.span, cue.text, speakers.get(cue.speaker or ""))
        for cue in read_webvtt(path)
    ]
    study.add_transcript(observation.id, lines)


def _add_ratings(study: Study, samples: Path, plan: Mapping[str, Any], people: Mapping[str, UUID]) -> None:
    """Register one observation without video for each teacher and coaching cycle, with its raters' scores."""
    path = samples / plan["file"]
    drafts: dict[tuple[str, str], dict[str, list[RatingDraft]]] = {}
    for line, row in enumerate(read_csv_rows(path), start=2):
        try:
            score = int(row["score"]) if row["score"] else None
            ordinal = int(row["observation_cycle"])
        except ValueError as error:
            raise StudyError(
                "file.bad_table", path=path, line=line, value=row["score"], column="score"
            ) from error
        reason = plan["missing_reason"] if score is None else None
        draft = RatingDraft(PeriodKind.CYCLE, ordinal, None, row["dimension"], score, reason)
        drafts.setdefault((row["teacher"], row["coaching_cycle"]), {}).setdefault(row["rater"], []).append(
            draft
        )
    scheme = study.stored_scheme(plan["scheme"]).id
    for (teacher, cycle), raters in drafts.items():
        observation = study.add_observation(
            NewObservation(
                name=f"{teacher}-{cycle}",
                title=say("demo.ratings_only", cycle=cycle),
                variables={"teacher": teacher, "coaching_cycle": int(cycle)},
                participants=[people[teacher]],
            )
        )
        for rater, ratings in raters.items():
            to = Destination(observation.id, scheme, study.coder(rater).id, Purpose.RESEARCH, people)
            coding = CodingDraft({"teacher": (teacher,)}, (), tuple(ratings))
            import_coding(study, coding, to, status=CodingStatus.SUBMITTED)
