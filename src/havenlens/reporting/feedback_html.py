"""Write a feedback document as a page that plays its clips and asks nothing of any network."""

from __future__ import annotations

import base64
import hashlib
import re
from contextlib import suppress
from pathlib import Path
from typing import Literal
from urllib.parse import quote

from havenlens.domain.problems import StudyError
from havenlens.domain.time import Micros, clock
from havenlens.reporting.embedding import data_uri, render_page, template_text
from havenlens.reporting.feedback_moments import View
from havenlens.reporting.feedback_view import view
from havenlens.services.feedback import ClipBlock, FeedbackDocument, SpokenLine
from havenlens.services.files import cannot_write, write_whole
from havenlens.words.catalogue import speaking
from havenlens.words.sentences import say

MOST_EMBEDDED = 20_000_000
"""Bytes of a page up to which its clips travel inside it: what most mail takes."""

_OUR_FILM = re.compile(r"clip-\d+\.mp4|exemplar\.mp4")

_MEDIA_TYPES = {"png": "image/png", "jpg": "image/jpeg"}


def write_feedback_html(
    document: FeedbackDocument, path: Path, clips: Literal["fitting", "inside", "beside"] = "fitting"
) -> None:
    """Write the page, whole or not at all; the same document always gives the same bytes.

    ``clips`` go ``inside`` the page or ``beside`` it into the folder ``NAME-clips``; ``fitting`` puts them
    inside while the page stays at 20 MB or below. Raise `StudyError` where a clip is missing or the page
    cannot be written.
    """
    shown = view(document)
    blocks = document.shown_blocks
    films = [_clip_bytes(block.clip) for block in blocks]
    example = None if document.exemplar_clip is None else _clip_bytes(document.exemplar_clip)
    inside = clips == "inside"
    if clips == "fitting":
        inside = sum(4 * len(film) // 3 for film in (*films, example or b"")) <= MOST_EMBEDDED
    for block, film, drawn in zip(blocks, films, shown["blocks"], strict=True):
        drawn["still"] = data_uri(_MEDIA_TYPES[drawn["still_kind"]], block.still)
        drawn["captions"] = _captions_uri(block, document.language)
        drawn["source"] = _source(film, path, f"clip-{drawn['number']}.mp4", inside=inside)
    _exemplar(document, example, path, shown, inside=inside)
    if document.logo and shown["logo"] is not None:
        shown["logo"]["source"] = data_uri(_MEDIA_TYPES[shown["logo"]["kind"]], document.logo)
    write_whole(path, _render(shown))
    _forget_films(path, 0 if inside else len(blocks), exemplar=example is not None and not inside)


def _forget_films(page: Path, n_clips: int, *, exemplar: bool) -> None:
    """Take films away that lie beside the page from before, and that it does not show any more."""
    folder = page.with_name(f"{page.stem}-clips")
    shown = {
        *(f"clip-{number}.mp4" for number in range(1, n_clips + 1)),
        *(["exemplar.mp4"] if exemplar else []),
    }
    with suppress(OSError):
        for film in folder.glob("*.mp4"):
            if _OUR_FILM.fullmatch(film.name) and film.name not in shown:
                film.unlink()
        if not shown:
            folder.rmdir()


def _exemplar(
    document: FeedbackDocument, film: bytes | None, page: Path, shown: View, *, inside: bool
) -> None:
    """Add what the clip to watch needs: its picture, and its film where it travels along."""
    drawn = shown["exemplar"]
    if drawn is None:
        return
    kind, still = drawn["still_kind"], document.exemplar_still
    drawn["still"] = data_uri(_MEDIA_TYPES[kind], still) if kind else ""
    drawn["source"] = "" if film is None else _source(film, page, "exemplar.mp4", inside=inside)
    lines = document.exemplar_captions
    drawn["captions"] = ""
    if lines:
        end = max(line.span.end or line.span.start for line in lines)
        with speaking(document.language):
            drawn["captions"] = data_uri("text/vtt", webvtt(lines, Micros(0), end).encode())


def webvtt(lines: tuple[SpokenLine, ...], start: Micros, end: Micros) -> str:
    """Write the lines of a clip as WebVTT, timed from the clip's start; say who speaks in the text.

    >>> from havenlens.domain.time import Span, seconds
    >>> line = SpokenLine(Span(seconds(59.5), seconds(60.6)), "Amir", "There's <too> many.")
    >>> print(webvtt((line,), seconds(41), seconds(69)))
    WEBVTT
    <BLANKLINE>
    00:00:18.500 --> 00:00:19.600
    Amir: “There's &lt;too&gt; many.”
    <BLANKLINE>
    """
    cues = ["WEBVTT\n"]
    for line in lines:
        first = max(line.span.start, start)
        last = min(line.span.end or end, end)
        if last > first:
            text = _spoken(line).replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;")
            timing = f"{clock(first - start)} --> {clock(last - start)}"
            cues.append(f"{timing}\n{' '.join(text.split())}\n")
    return "\n".join(cues)


def _spoken(line: SpokenLine) -> str:
    if not line.speaker:
        return line.text
    return say("report.said", speaker=line.speaker, text=line.text)


def _captions_uri(block: ClipBlock, language: str) -> str:
    lines = block.captions or block.lines
    if not lines or block.span.end is None:
        return ""
    with speaking(language):
        return data_uri("text/vtt", webvtt(lines, block.span.start, block.span.end).encode())


def _clip_bytes(clip: Path) -> bytes:
    try:
        return clip.read_bytes()
    except OSError as error:
        raise StudyError("report.clip_missing", path=clip) from error


def _source(film: bytes, page: Path, name: str, *, inside: bool) -> str:
    """Give a film's address: itself, or its place in the folder beside the page, where it is put."""
    if inside:
        return data_uri("video/mp4", film)
    folder = page.with_name(f"{page.stem}-clips")
    try:
        folder.mkdir(exist_ok=True)
    except OSError as error:
        raise cannot_write(folder, error) from error
    write_whole(folder / name, film)
    return quote(f"{folder.name}/{name}")


def _render(shown: View) -> str:
    from markupsafe import Markup  # noqa: PLC0415 - late: start of the program

    for panel in shown["progress"]["panels"] if shown["progress"] else ():
        panel["drawn"] = Markup(panel["svg"])  # noqa: S704 - drawn here, its texts escaped
    script = template_text("feedback.js")
    digest = base64.b64encode(hashlib.sha256(script.encode()).digest()).decode()
    extra = {
        "script": Markup(script),  # noqa: S704 - our own file
        "script_hash": f"sha256-{digest}",
        "answer_file": f"feedback-cycle-{shown['number']}-answers.json",
    }
    return render_page("feedback.html.j2", ["feedback.css"], {**shown, **extra})
