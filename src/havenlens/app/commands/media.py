"""The commands ``havenlens media probe|frames|still|clip``."""

from __future__ import annotations

import json
from math import isfinite
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from havenlens.app.progress import progress_bar
from havenlens.domain.masks import Mask, SoundCover, SoundKind
from havenlens.domain.problems import StudyError
from havenlens.domain.time import Micros, Span, clock, parse_clock
from havenlens.services.ports import MediaFacts
from havenlens.words.catalogue import tr
from havenlens.words.sentences import say

if TYPE_CHECKING:
    from havenlens.media.library import VideoLibrary

media_app = typer.Typer(
    help=tr("Look into video files: facts, frame times, stills and clips."), no_args_is_help=True
)

Video = Annotated[Path, typer.Argument(metavar="VIDEO", help=tr("The video file."), readable=False)]
AsJson = Annotated[bool, typer.Option("--json", help=tr("Print one JSON document."))]


def _library() -> VideoLibrary:
    from havenlens.media.library import VideoLibrary  # noqa: PLC0415 - FFmpeg is slow to load

    return VideoLibrary()


def _time(text: str) -> Micros:
    try:
        return parse_clock(text)
    except ValueError as error:
        raise StudyError("media.bad_time", text=text) from error


@media_app.command(help=tr("Say what a video is like."))
def probe(video: Video, as_json: AsJson = False) -> None:
    """Print a video's facts; width and height are those of the upright picture."""
    with progress_bar(tr("Reading the video")) as progress:
        facts = _library().facts(video, progress)
    if as_json:
        typer.echo(json.dumps(_document(facts), ensure_ascii=False))
    else:
        _print_table(facts)


def _document(facts: MediaFacts) -> dict[str, Any]:
    audio = facts.audio
    return {
        "duration_us": facts.duration,
        "width": facts.width,
        "height": facts.height,
        "rotation": facts.rotation,
        "fps_nominal": facts.fps_nominal,
        "variable_frame_rate": facts.variable_frame_rate,
        "n_frames": facts.n_frames,
        "audio": None
        if audio is None
        else {
            "codec": audio.codec,
            "sample_rate": audio.sample_rate,
            "channels": audio.channels,
            "start_us": audio.start,
        },
        "fingerprint": facts.fingerprint,
    }


def _print_table(facts: MediaFacts) -> None:
    from rich.console import Console  # noqa: PLC0415 - only needed for people
    from rich.table import Table  # noqa: PLC0415

    audio = facts.audio
    table = Table(title=str(facts.path), show_header=False, title_justify="left")
    table.add_column(no_wrap=True)
    table.add_column(overflow="fold")
    for label, value in (
        (tr("Duration"), clock(facts.duration)),
        (tr("Picture"), f"{facts.width} × {facts.height}"),
        (tr("Turned by"), f"{facts.rotation}°"),
        (tr("Frames"), str(facts.n_frames)),
        (tr("Frames per second"), f"{facts.fps_nominal:.3f}"),
        (tr("Frame rate"), tr("variable") if facts.variable_frame_rate else tr("constant")),
        (tr("Sound"), tr("none") if audio is None else f"{audio.codec}, {audio.sample_rate} Hz"),
        (tr("Fingerprint"), facts.fingerprint),
    ):
        table.add_row(label, value)
    Console().print(table)


@media_app.command(help=tr("Give the time of every frame."))
def frames(video: Video, as_json: AsJson = False) -> None:
    """Print every frame's presentation time in microseconds from the container's start."""
    library = _library()
    with progress_bar(tr("Reading the video")) as progress:
        facts = library.facts(video, progress)
        times = library.times(video)
    if as_json:
        typer.echo(json.dumps({"times_us": list(times.times)}))
        return
    code = "media.frames_variable" if facts.variable_frame_rate else "media.frames_constant"
    last = times.time_of(len(times) - 1)
    typer.echo(say(code, count=len(times), start=clock(times.time_of(0)), end=clock(last)))


@media_app.command(help=tr("Write exactly one frame as a PNG file."))
def still(
    video: Video,
    out: Annotated[Path, typer.Option("-o", "--output", help=tr("The PNG file to write."))],
    at: Annotated[str | None, typer.Option(metavar="HH:MM:SS.mmm", help=tr("A time of the video."))] = None,
    at_us: Annotated[int | None, typer.Option(help=tr("A time of the video in microseconds."))] = None,
    frame: Annotated[int | None, typer.Option(help=tr("A frame, counted from 0."))] = None,
) -> None:
    """Write the frame of a number, or the one on the screen at a time from the container's start."""
    if [at, at_us, frame].count(None) != 2:
        raise typer.BadParameter(tr("Give exactly one of --at, --at-us and --frame."))
    library = _library()
    moment = _time(at) if at is not None else Micros(at_us) if at_us is not None else None
    number = library.frame_at(video, moment) if moment is not None else frame
    assert number is not None
    library.still(video, number, out)
    shown = clock(library.times(video).time_of(number))
    typer.echo(say("media.still_written", frame=number, at=shown, path=out))


@media_app.command(help=tr("Cut a span into an MP4 file of its own."))
def clip(
    video: Video,
    start: Annotated[str, typer.Option("--from", metavar="HH:MM:SS.mmm", help=tr("Where it starts."))],
    end: Annotated[str, typer.Option("--to", metavar="HH:MM:SS.mmm", help=tr("The first moment after it."))],
    out: Annotated[Path, typer.Option("-o", "--output", help=tr("The MP4 file to write."))],
    mask: Annotated[
        Path | None, typer.Option(metavar="FILE", help=tr("A JSON file that says what to hide."))
    ] = None,
    mute: Annotated[
        list[str] | None, typer.Option(metavar="FROM-TO", help=tr("A stretch to silence; may be repeated."))
    ] = None,
    beep: Annotated[
        list[str] | None,
        typer.Option(metavar="FROM-TO", help=tr("A stretch to cover with a tone; may be repeated.")),
    ] = None,
    height: Annotated[int, typer.Option(min=2, help=tr("The most rows of the picture."))] = 720,
    max_mb: Annotated[
        float | None, typer.Option("--max-mb", min=0.01, help=tr("The most megabytes of the file."))
    ] = None,
    copy: Annotated[
        bool, typer.Option(help=tr("Take pictures over as they are where that shows nothing else."))
    ] = True,
) -> None:
    """Write the frames that begin in ``[start, end)`` with the sound of that span."""
    span = _time(start), _time(end)
    masks = () if mask is None else _masks(mask, *span)
    covers = [
        *_covers(mute, SoundKind.MUTE),
        *_covers(beep, SoundKind.BEEP),
    ]
    with progress_bar(tr("Writing the clip")) as progress:
        _library().clip(
            video,
            *span,
            out,
            progress,
            height,
            masks=masks,
            covers=covers,
            max_bytes=_bytes(max_mb),
            copies=copy,
        )
    typer.echo(say("media.clip_written", start=clock(span[0]), end=clock(span[1]), path=out))


def _bytes(megabytes: float | None) -> int | None:
    if megabytes is None:
        return None
    if not isfinite(megabytes):
        raise StudyError("plain.param_value", name="--max-mb", value=megabytes, allowed="20")
    return round(megabytes * 1_000_000)


def _masks(path: Path, start: Micros, end: Micros) -> tuple[Mask, ...]:
    from havenlens.exchange.mask_files import read_masks  # noqa: PLC0415 - few clips have masks

    if end <= start:
        raise StudyError("media.backwards", start=clock(start), end=clock(end))
    return read_masks(path, Span(start, end))


def _covers(texts: list[str] | None, kind: SoundKind) -> list[SoundCover]:
    return [SoundCover(_stretch(text), kind) for text in texts or []]


def _stretch(text: str) -> Span:
    begin, _, finish = text.partition("-")
    start, end = _time(begin), _time(finish) if finish else None
    if end is None or end < start:
        raise StudyError("media.bad_stretch", text=text)
    return Span(start, end)
