"""Read the prompts of a cycle with what the study knows: who is in it, what was said, what may be shown."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from functools import partial
from uuid import UUID

from havenlens.domain.coaching import Clip, CoachingCycle, Prompt
from havenlens.domain.observation import Observation, Participant, TranscriptLine
from havenlens.services.coaching.rules import coaching_rules
from havenlens.services.feedback import SpokenLine
from havenlens.services.prompt_lint import LintContext, LintFinding, lint_document, lint_prompt
from havenlens.services.prompt_words import word_lists
from havenlens.services.study import Study


class PromptReader:
    """Knows the people, the dimensions and the rules of a study; read anew when those change."""

    def __init__(self, study: Study) -> None:
        self._study = study
        self._people: Mapping[UUID, Participant] = {p.id: p for p in study.store.participants()}
        self._places: Mapping[UUID, Observation] = {o.id: o for o in study.store.observations()}
        self._names = tuple(
            name for person in self._people.values() for name in (person.pseudonym, person.label)
        ) + tuple(coder.name for coder in study.store.coders())
        schemes = [study.scheme(row.id) for row in study.store.schemes()]
        self._dimensions = tuple(dict.fromkeys(d.name for scheme in schemes for d in scheme.dimensions))
        self._rules = coaching_rules(study)

    def context(
        self, cycle: CoachingCycle, clip: Clip | None, lines: Sequence[TranscriptLine]
    ) -> LintContext:
        """Give what a prompt of a cycle is read with; ``lines`` are those of its observation."""
        teacher = self._people.get(cycle.teacher)
        place = None if cycle.observation is None else self._places.get(cycle.observation)
        present = () if place is None else place.participants
        heard = [line for line in lines if clip is not None and line.span.overlaps(clip.span)]
        language = cycle.language or self._rules.language
        return LintContext(
            language=language,
            clip_type=None if clip is None else clip.type,
            teacher="" if teacher is None else teacher.pseudonym,
            children=tuple(
                self._people[person].pseudonym
                for person in present
                if person != cycle.teacher and person in self._people
            ),
            pseudonyms=self._names,
            lines=tuple(self._spoken(line, cycle) for line in heard),
            dimensions=self._dimensions,
            focus=cycle.focus,
            scores_allowed=self._rules.shows_scores,
            words=word_lists(language, self._rules.words.get(language)),
        )

    def _spoken(self, line: TranscriptLine, cycle: CoachingCycle) -> SpokenLine:
        who = None if line.speaker is None else self._people.get(line.speaker)
        name = "" if who is None else who.pseudonym
        return SpokenLine(line.span, name, line.text, by_teacher=line.speaker == cycle.teacher)

    def findings(
        self, cycle: CoachingCycle, clip: Clip, prompt: Prompt, lines: Sequence[TranscriptLine]
    ) -> tuple[LintFinding, ...]:
        """Give the hints about a prompt as it is being written."""
        return lint_prompt(prompt.text, prompt.question, clip, self.context(cycle, clip, lines))

    def around(self, cycle: CoachingCycle) -> tuple[LintFinding, ...]:
        """Give the hints about what stands around the clips: title, focus, opening, what to look for."""
        found = lint_document(cycle, self.context(cycle, None, ()))
        return tuple(one for one in found if one.clip is None)


def findings_counter(study: Study) -> Callable[[CoachingCycle, Clip], int]:
    """Give what counts the hints about a clip's prompt; each observation's transcript is read once."""
    return partial(_count, PromptReader(study), study, {})


def _count(
    reader: PromptReader,
    study: Study,
    transcripts: dict[UUID, list[TranscriptLine]],
    cycle: CoachingCycle,
    clip: Clip,
) -> int:
    lines: list[TranscriptLine] = []
    if cycle.observation is not None:
        if cycle.observation not in transcripts:
            transcripts[cycle.observation] = study.store.transcript_of(cycle.observation)
        lines = transcripts[cycle.observation]
    return len(reader.findings(cycle, clip, clip.prompt, lines))
