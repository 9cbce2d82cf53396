"""``havenlens import``: bring files of other programs into a study; the format is found by content."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from havenlens.app.bootstrap import open_study
from havenlens.app.output import print_json
from havenlens.domain.problems import StudyError
from havenlens.words.catalogue import tr
from havenlens.words.sentences import say


def import_file(
    file: Annotated[
        Path, typer.Argument(metavar="FILE", help=tr("A transcript in WebVTT or SRT."), readable=False)
    ],
    study: Annotated[Path, typer.Option(metavar="STUDY", help=tr("The study it goes into."), readable=False)],
    observation: Annotated[str, typer.Option(metavar="NAME", help=tr("The observation it belongs to."))],
    replace: Annotated[bool, typer.Option("--replace", help=tr("In place of the lines there are."))] = False,
    as_json: Annotated[
        bool, typer.Option("--json", help=tr("Print one JSON document and nothing else."))
    ] = False,
) -> None:
    """Import a transcript into an observation, as one step."""
    from havenlens.exchange.transcripts import SubtitleFiles  # noqa: PLC0415 - quick start of other commands
    from havenlens.services.transcripts import Transcript, lines_of, loss_report  # noqa: PLC0415

    draft = SubtitleFiles().read(file)
    if not draft.lines:
        raise StudyError("transcript.nothing_in_it", path=file)
    opened, use = open_study(study, write=True)
    with opened:
        place = use.observation(observation)
        present = [p for p in use.store.participants() if p.id in place.participants]
        lines, strangers = lines_of(draft, present)
        transcript = Transcript(use.store, place.id)
        transcript.take_in(lines, replacing=replace)
        n = len(transcript)
    said = [problem.sentence for problem in loss_report(draft, len(lines), strangers)]
    if as_json:
        print_json({"study": str(study), "observation": observation, "lines": len(lines), "notes": said})
        return
    print("\n".join([*said, say("transcript.imported", n=n, observation=observation)]))
