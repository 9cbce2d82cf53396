"""The prompts that the lint is judged by, and what they are read with."""

from __future__ import annotations

import tomllib
from dataclasses import dataclass
from pathlib import Path
from uuid import UUID

from havenlens.domain.coaching import Clip, ClipType, Prompt
from havenlens.domain.time import SECOND, Micros, Span
from havenlens.services.prompt_lint import LintContext, LintFinding, lint_prompt

FOLDER = Path(__file__).parents[1] / "unit" / "services"


@dataclass(frozen=True)
class Case:
    """A prompt; ``fault`` is the rule it was made to break, "" where it is clean."""

    language: str
    type: ClipType
    text: str
    question: str
    fault: str = ""

    @property
    def found(self) -> tuple[LintFinding, ...]:
        return lint_prompt(self.text, self.question, clip(self.type), context(self.language))


def cases(name: str) -> list[Case]:
    """Read ``prompts_<name>.toml``; the language is what stands before the first underscore."""
    table = tomllib.loads((FOLDER / f"prompts_{name}.toml").read_text(encoding="utf-8"))
    language = name.split("_", maxsplit=1)[0]
    clean = [Case(language, ClipType(kind), text, asked) for kind, text, asked in table["clean"]]
    return clean + [
        Case(language, ClipType(kind), text, asked, fault) for fault, kind, text, asked in table["faulty"]
    ]


def clip(kind: ClipType, length: int = 40) -> Clip:
    """Give a clip of some seconds."""
    span = Span(Micros(0), Micros(length * SECOND))
    return Clip(UUID(int=1), kind, "A clip", span, Micros(0), Prompt("", ""))


def context(language: str = "en") -> LintContext:
    """Give a study with six children, two of whom have words for pseudonyms."""
    return LintContext(
        language=language,
        teacher="Mr. Dale",
        children=("Amir", "Zoe", "Maya", "Leo", "Just", "Will"),
        pseudonyms=("T02", "C1"),
        dimensions=("Warmth", "Awareness and responsiveness", "Child voice"),
        focus="Awareness and responsiveness",
    )
