"""Read the answers that a teacher typed into a feedback document for Word.

Word keeps the controls that hold them; LibreOffice and others may keep only the bookmarks around them, or
only the facts about the file. Each is looked for in turn, and a whole cell is read, because people also type
beside a control.
"""

from __future__ import annotations

import re
import zipfile
from collections.abc import Iterator
from pathlib import Path
from typing import Any
from uuid import UUID

from havenlens.domain.problems import StudyError
from havenlens.services.feedback_answers import AnswerSource, FeedbackAnswers
from havenlens.words.catalogue import document_languages, speaking
from havenlens.words.sentences import say

_W = "{http://schemas.openxmlformats.org/wordprocessingml/2006/main}"
_W14 = "{http://schemas.microsoft.com/office/word/2010/wordml}"
_LARGEST = 50_000_000
_ID = re.compile(r"[0-9a-f]{8}-?(?:[0-9a-f]{4}-?){3}[0-9a-f]{12}")
_TICKS = ("\u2612", "\u2611", "\u2713", "\u2714", "x", "X")


def read_docx_answers(path: Path) -> FeedbackAnswers:
    """Read the answers, the clips to leave out and the usefulness; the document's id where the file has it.

    Raise `StudyError` where there is no file, where it is no Word document, and where it has no boxes.
    """
    parts = _parts(path)
    body = parts["word/document.xml"]
    boxes = _boxes(body)
    answers = tuple(
        (UUID(name.removeprefix("answer_")), _answer(box))
        for name, box in boxes.items()
        if name.startswith("answer_")
    )
    if not answers:
        raise StudyError("answers.no_boxes", path=path)
    struck = frozenset(
        UUID(name.removeprefix("strike_"))
        for name, box in boxes.items()
        if name.startswith("strike_") and _is_ticked(box)
    )
    usefulness = next((_usefulness(box) for name, box in boxes.items() if name == "usefulness"), None)
    return FeedbackAnswers(_document(parts), answers, struck, usefulness, source=AnswerSource.WORD)


def _parts(path: Path) -> dict[str, Any]:
    """Parse what is needed of the file; nothing outside it is ever asked for."""
    from docx.oxml import parse_xml  # noqa: PLC0415 - slow to import

    wanted = ("word/document.xml", "docProps/custom.xml", "docProps/core.xml")
    try:
        with zipfile.ZipFile(path) as file:
            there = {each.filename: each.file_size for each in file.infolist()}
            if there.get("word/document.xml", _LARGEST) >= _LARGEST:
                raise StudyError("answers.no_word", path=path)
            return {name: parse_xml(file.read(name)) for name in wanted if name in there}
    except FileNotFoundError as error:
        raise StudyError("file.missing", path=path) from error
    except (OSError, zipfile.BadZipFile, zipfile.LargeZipFile, SyntaxError, ValueError) as error:
        raise StudyError("answers.no_word", path=path) from error


def _document(parts: dict[str, Any]) -> UUID | None:
    """Find the document's id in its own facts, in its identifier, or in the bookmark of its title."""
    facts = parts.get("docProps/custom.xml")
    core = parts.get("docProps/core.xml")
    texts = []
    if facts is not None:
        texts += ["".join(each.itertext()) for each in facts if each.get("name") == "HavenlensDocument"]
    if core is not None:
        texts += [each.text or "" for each in core if str(each.tag).endswith("}identifier")]
    texts += [
        name.removeprefix("doc_")
        for each in parts["word/document.xml"].iter(f"{_W}bookmarkStart")
        if (name := each.get(f"{_W}name", "")).startswith("doc_")
    ]
    found = (_ID.search(text.lower()) for text in texts)
    return next((UUID(match[0]) for match in found if match), None)


def _boxes(body: Any) -> dict[str, list[Any]]:
    """Give for each mark, in the order of the text, the elements that hold what belongs to it."""
    boxes: dict[str, list[Any]] = {}
    for element in body.iter(f"{_W}sdt", f"{_W}bookmarkStart"):
        name = _mark(element)
        if name is None or name in boxes:
            continue
        cell = next(element.iterancestors(f"{_W}tc"), None) if name.startswith("answer_") else None
        if cell is not None:
            boxes[name] = [cell]
        elif element.tag == f"{_W}sdt":
            boxes[name] = [element]
        else:
            boxes[name] = list(_between(element))
    return boxes


def _mark(element: Any) -> str | None:
    if element.tag == f"{_W}sdt":
        tag = element.find(f"{_W}sdtPr/{_W}tag")
        name = "" if tag is None else tag.get(f"{_W}val", "")
    else:
        name = element.get(f"{_W}name", "")
    return name if name == "usefulness" or _is_clip(name) else None


def _is_clip(name: str) -> bool:
    kind, _, identity = name.partition("_")
    return kind in {"answer", "strike"} and _ID.fullmatch(identity) is not None


def _between(start: Any) -> Iterator[Any]:
    """Give the elements between a bookmark's two ends, which stand beside each other in one paragraph."""
    number = start.get(f"{_W}id")
    for element in start.itersiblings():
        if element.tag == f"{_W}bookmarkEnd" and element.get(f"{_W}id") == number:
            return
        yield element


# --- what a box says --------------------------------------------------------------------------------


def _answer(box: list[Any]) -> str:
    paragraphs = [each for element in box for each in element.iter(f"{_W}p")]
    text = "\n".join(_text_of(each) for each in paragraphs)
    for language in document_languages():
        with speaking(language):
            text = text.replace(say("report.write_here"), "")
    return text.strip()


def _text_of(element: Any) -> str:
    """Give the text that stands there now: what was taken out while changes were tracked is not read."""
    pieces = []
    for each in element.iter():
        if each.tag == f"{_W}t" and not _is_empty_sign(each):
            pieces.append(each.text or "")
        elif each.tag in {f"{_W}br", f"{_W}cr"}:
            pieces.append("\n")
        elif each.tag == f"{_W}tab":
            pieces.append("\t")
    return "".join(pieces)


def _is_empty_sign(text: Any) -> bool:
    """Tell whether a text only fills a control that holds nothing, in whatever words."""
    return any(
        control.find(f"{_W}sdtPr/{_W}showingPlcHdr") is not None for control in text.iterancestors(f"{_W}sdt")
    )


def _is_ticked(box: list[Any]) -> bool:
    for element in box:
        for checked in element.iter(f"{_W14}checked"):
            return checked.get(f"{_W14}val") in {"1", "true"}
    return "".join(_text_of(element) for element in box).strip().startswith(_TICKS)


def _usefulness(box: list[Any]) -> int | None:
    text = "".join(_text_of(element) for element in box).strip()
    return int(text) if re.fullmatch(r"[1-5]", text) else None
