"""``havenlens import``: bring files into a study; the format is found by content."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from havenlens.app.bootstrap import open_study
from havenlens.app.output import print_json
from havenlens.app.progress import progress_bar
from havenlens.domain.problems import StudyError
from havenlens.services.study import Study
from havenlens.words.catalogue import tr
from havenlens.words.sentences import say

if TYPE_CHECKING:
    from havenlens.services.feedback_answers import FeedbackAnswers
    from havenlens.services.transcripts import TranscriptDraft


def import_files(
    files: Annotated[
        list[Path],
        typer.Argument(
            metavar="FILE…",
            help=tr(
                "Transcripts in WebVTT or SRT, studies that were handed out to coders, or teachers' answers."
            ),
            readable=False,
        ),
    ],
    study: Annotated[Path, typer.Option(metavar="STUDY", help=tr("The study it goes into."), readable=False)],
    observation: Annotated[
        str | None, typer.Option(metavar="NAME", help=tr("The observation a transcript belongs to."))
    ] = None,
    replace: Annotated[bool, typer.Option("--replace", help=tr("In place of the lines there are."))] = False,
    without: Annotated[
        list[str] | None,
        typer.Option(metavar="NAME", help=tr("An observation of a hand-out that is left out.")),
    ] = None,
    as_json: Annotated[
        bool, typer.Option("--json", help=tr("Print one JSON document and nothing else."))
    ] = False,
) -> None:
    """Import transcripts into an observation, merge hand-outs, take in answers; all of them or none."""
    from havenlens.app.answer_files import read_answer_file  # noqa: PLC0415 - quick start of other commands

    hand_outs, answered, transcripts = _sorted(files)
    if transcripts and observation is None:
        raise typer.BadParameter(tr("Name the observation of a transcript with --observation."))
    drafts = [_read(file) for file in transcripts]
    answers = [(file, read_answer_file(file)) for file in answered]
    opened, use = open_study(study, write=True)
    said: list[str] = []
    done: dict[str, Any] = {"study": str(study)}
    with opened, use.store.transaction():
        if observation is not None and transcripts:
            lines = _take_in(use, drafts, observation, said, replacing=replace)
            done |= {"observation": observation, "lines": lines}
        if hand_outs:
            for name in without or ():
                use.observation(name)
            done["merged"] = [_merge(use, file, without or [], said) for file in hand_outs]
        if answers:
            done["answers"] = [_take_in_answers(use, file, given, said) for file, given in answers]
    if as_json:
        print_json({**done, "notes": said})
        return
    if transcripts:
        said.append(say("transcript.imported", n=done["lines"], observation=observation))
    print("\n".join(said))


def _sorted(files: list[Path]) -> tuple[list[Path], list[Path], list[Path]]:
    """Tell hand-outs, answers and transcripts apart by what is in them."""
    from havenlens.app.answer_files import is_answer_file  # noqa: PLC0415 - quick start of other commands
    from havenlens.store.location import is_database  # noqa: PLC0415

    hand_outs = [file for file in files if is_database(file)]
    answered = [file for file in files if file not in hand_outs and is_answer_file(file)]
    return hand_outs, answered, [file for file in files if file not in hand_outs and file not in answered]


def _read(file: Path) -> TranscriptDraft:
    from havenlens.exchange.transcripts import SubtitleFiles  # noqa: PLC0415 - quick start of other commands

    draft = SubtitleFiles().read(file)
    if not draft.lines:
        raise StudyError("transcript.nothing_in_it", path=file)
    return draft


def _take_in(
    use: Study, drafts: list[TranscriptDraft], observation: str, said: list[str], *, replacing: bool
) -> int:
    """Add the lines of transcripts to an observation; the first may take the place of what is there."""
    from havenlens.services.transcripts import Transcript, lines_of, loss_report  # noqa: PLC0415

    place = use.observation(observation)
    present = [p for p in use.store.participants() if p.id in place.participants]
    transcript = Transcript(use.store, place.id)
    for number, draft in enumerate(drafts):
        lines, strangers = lines_of(draft, present)
        transcript.take_in(lines, replacing=replacing and number == 0)
        said += [problem.sentence for problem in loss_report(draft, len(lines), strangers)]
    return len(transcript)


def _merge(use: Study, file: Path, without: list[str], said: list[str]) -> dict[str, Any]:
    from havenlens.services.merging import merge  # noqa: PLC0415 - quick start of other commands

    with progress_bar(say("merge.working", path=file.name)) as progress:
        done = merge(use, file, progress, without=without)
    counts = {"new": done.new, "further": done.further, "same": done.same, "events": done.events}
    if done.news:
        said.append(say("merge.done", coder=done.coder, **counts))
    else:
        said.append(say("merge.nothing_new", path=file))
    said += [notice.sentence for notice in done.notices]
    return {"file": str(file), "coder": done.coder, **counts}


def _take_in_answers(use: Study, file: Path, given: FeedbackAnswers, said: list[str]) -> dict[str, Any]:
    from havenlens.services.coaching.taking_in import take_in_answers  # noqa: PLC0415 - quick start of others

    done = take_in_answers(use, given, source=file)
    people = {person.id: person for person in use.store.participants()}
    teacher = people[done.cycle.teacher]
    counts = {"new": done.new, "same": done.same, "struck": done.struck, "older": done.older}
    said.append(say("answers.taken_in", teacher=teacher.pseudonym, number=done.cycle.number, **counts))
    if done.older:
        said.append(say("answers.older", n=done.older, path=file))
    return {"file": str(file), "teacher": teacher.label, "cycle": done.cycle.number, **counts}
