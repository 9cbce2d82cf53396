"""A study's own words for the hints about prompts: kept, refused when nothing reads them, and used."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from havenlens.domain.coaching import ClipType, CoachingCycle, Prompt
from havenlens.domain.cycle_steps import CoachingRules
from havenlens.domain.problems import StudyError
from havenlens.services.coaching.prompt_reading import PromptReader
from havenlens.services.coaching.rules import coaching_rules, set_coaching_rules
from tests.support.prompts import clip
from tests.support.studies import SmallStudy, small_study

OWN = {"en": {"judgement": ["neat*"], "not_judgement": ["nice"]}}
PROMPT = Prompt("A nice wait: you kneel, neatly. The child sits down.", "What did you see?")


@pytest.fixture(scope="module")
def small(tmp_path_factory: pytest.TempPathFactory) -> Iterator[SmallStudy]:
    with small_study(tmp_path_factory.mktemp("words") / "small.havenlens") as made:
        yield made


def hints(small: SmallStudy) -> list[str]:
    study = small.study
    somebody = study.store.participants()[0].id
    coach = study.store.coders()[0].id
    cycle = CoachingCycle(somebody, somebody, coach, small.observation.id, 1, "Waiting", "Warmth")
    found = PromptReader(study).findings(cycle, clip(ClipType.STRENGTH), PROMPT, ())
    return [PROMPT.text[each.start : each.end] for each in found]


def test_a_study_reads_prompts_with_words_of_its_own(small: SmallStudy) -> None:
    set_coaching_rules(small.study, CoachingRules())
    assert hints(small) == ["nice"]
    set_coaching_rules(small.study, CoachingRules(words=OWN))
    assert coaching_rules(small.study).words == OWN
    assert hints(small) == ["neatly"]


def test_words_that_nothing_reads_are_refused_before_they_are_kept(small: SmallStudy) -> None:
    before = coaching_rules(small.study)
    with pytest.raises(StudyError, match="a list praise, which nothing reads"):
        set_coaching_rules(small.study, CoachingRules(words={"en": {"praise": ["super"]}}))
    assert coaching_rules(small.study) == before
