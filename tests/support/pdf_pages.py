"""Read a PDF back with Poppler's tools: its text, where each word stands, and what it says of itself."""

from __future__ import annotations

import shutil
import subprocess
from dataclasses import dataclass
from pathlib import Path
from xml.etree import ElementTree as ET

import pytest

_XHTML = "{http://www.w3.org/1999/xhtml}"


@dataclass(frozen=True, slots=True)
class Word:
    """A word on a page (from 1) with its box in points from the top left."""

    text: str
    page: int
    left: float
    top: float
    right: float
    bottom: float


@dataclass(frozen=True, slots=True)
class Pages:
    """The size of a page in points, how many there are, and every word in reading order."""

    width: float
    height: float
    count: int
    words: tuple[Word, ...]

    def page_of(self, *texts: str) -> int:
        """Tell on which page words stand one after another."""
        wanted = list(texts)
        for position, word in enumerate(self.words):
            found = [each.text for each in self.words[position : position + len(wanted)]]
            if found == wanted:
                return word.page
        pytest.fail(f"{' '.join(texts)!r} is on no page")


def run(tool: str, *arguments: str) -> str:
    """Run one of Poppler's tools, or fail the test and say how to install it."""
    program = shutil.which(tool)
    if program is None:
        pytest.fail(
            f"{tool} was not found; install it with `sudo apt-get install poppler-utils`.", pytrace=False
        )
    done = subprocess.run([program, *arguments], check=True, capture_output=True, timeout=60)
    # Poppler prints strings of a tagged file as UTF-16 where they are not Latin.
    return done.stdout.decode(errors="replace")


def text_of(path: Path) -> str:
    """Give all text, with every run of white space as one space."""
    return " ".join(run("pdftotext", str(path), "-").split())


def pages_of(path: Path) -> Pages:
    """Give the words of all pages with their places."""
    root = ET.fromstring(run("pdftotext", "-bbox", str(path), "-"))
    pages = root.findall(f".//{_XHTML}page")
    words = tuple(
        Word(
            word.text or "",
            number,
            *(float(word.attrib[name]) for name in ("xMin", "yMin", "xMax", "yMax")),
        )
        for number, page in enumerate(pages, start=1)
        for word in page.findall(f"{_XHTML}word")
    )
    return Pages(float(pages[0].attrib["width"]), float(pages[0].attrib["height"]), len(pages), words)


def facts_of(path: Path) -> str:
    """Give what the file says of itself: title, tags, standards, dates."""
    return run("pdfinfo", "-isodates", str(path)) + run("pdfinfo", "-meta", str(path))
