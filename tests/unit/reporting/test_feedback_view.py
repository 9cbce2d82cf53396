from __future__ import annotations

import json
import re
from importlib.resources import files

import pytest
from hypothesis import given
from hypothesis import strategies as st

from havenlens.domain.coaching import PlanReview
from havenlens.domain.problems import StudyError
from havenlens.domain.time import SECOND, Micros, Span, seconds
from havenlens.reporting.feedback_html import webvtt
from havenlens.reporting.feedback_view import view
from havenlens.services.feedback import SpokenLine
from tests.support.feedback_documents import a_block, a_document


def test_everything_a_teacher_reads_is_resolved_to_words():
    shown = view(a_document())
    assert shown["above"] == ["Feedback", "cycle 3", "filmed 12 March 2026", "coach C1"]
    assert shown["below"] == ["For Mr. Dale", "focus: awareness and responsiveness"]
    assert shown["footer"] == "Not for evaluation · shared with Mr. Dale only"
    assert [block["label"] for block in shown["blocks"]] == [
        "Working well",
        "Worth another look",
        "Cause and effect",
    ]
    assert shown["blocks"][0]["span"] == "0:41 – 1:09"
    assert shown["blocks"][0]["duration"] == "0:28"
    assert shown["blocks"][0]["lines"][0] == "You: “I heard you ask. I'm sorry.”"
    assert shown["plan"][0]["rows"][-1] == ["By", "26 March 2026"]
    json.dumps(shown)


def test_a_study_may_name_its_blocks():
    shown = view(a_document(blocks=(a_block(label="What went well"),)))
    assert shown["blocks"][0]["label"] == "What went well"


def test_times_in_a_prompt_lead_into_the_clip_and_others_do_not():
    prompt = "At 0:41 you sit; 0:49-0:52 you wait. Later, at 1:09 and 12:30:00, nothing."
    [block] = view(a_document(blocks=(a_block(prompt=prompt),)))["blocks"]
    assert [(piece["text"], piece["at_s"]) for piece in block["prompt"] if "at_s" in piece] == [
        ("0:41", 0.0),
        ("0:49", 8.0),
        ("0:52", 11.0),
    ]


@given(st.text(alphabet="0123456789: ab", max_size=60))
def test_cutting_a_prompt_loses_no_letter(prompt: str):
    [block] = view(a_document(blocks=(a_block(prompt=prompt),)))["blocks"]
    assert "".join(piece["text"] for piece in block["prompt"]) == prompt


def test_a_number_leads_to_the_clip_that_shows_its_moment():
    answered, met, repaired = view(a_document())["evidence"]
    assert (answered["clip"], answered["at_s"], answered["place"]) == (2, 18.0, "see 0:25")
    assert (met["clip"], repaired["clip"]) == (1, 1)
    [alone] = view(a_document(blocks=(a_block(2),), evidence=a_document().evidence[:1]))["evidence"]
    assert "clip" not in alone


def test_the_last_plan_is_shown_where_there_is_news_of_it():
    assert view(a_document())["look_back"] is None
    tried = PlanReview("listen", "reading", tried=True, what_happened="Twice.")
    assert view(a_document(previous_plan=tried))["look_back"]["outcome"] == "You tried it. Twice."
    assert view(a_document(opening=""))["look_back"]["outcome"] == "We will talk about how it went."


def test_two_steps_of_a_plan_are_numbered():
    step = a_document().plan[0]
    assert [each["name"] for each in view(a_document(plan=(step, step)))["plan"]] == ["Step 1", "Step 2"]


def test_a_cycle_without_clips_is_refused_in_words():
    with pytest.raises(StudyError) as caught:
        view(a_document(blocks=()))
    assert str(caught.value) == "This cycle has no clips yet; choose them before you make the document."


def test_a_still_that_is_no_picture_is_refused_in_words():
    with pytest.raises(StudyError) as caught:
        view(a_document(blocks=(a_block(), a_block(1, still=b"GIF89a"))))
    sentence = "The still picture of clip 2 is no whole PNG or JPEG; choose its frame again."
    assert str(caught.value) == sentence


_TIMES = st.integers(0, 200 * SECOND).map(Micros)


@given(st.lists(st.tuples(_TIMES, _TIMES)), _TIMES, st.integers(1, 120 * SECOND))
def test_captions_lie_inside_the_clip(pairs, start, length):
    lines = tuple(SpokenLine(Span(min(pair), max(pair)), "A <b>", "1 --> 2\n\nNOTE") for pair in pairs)
    cues = webvtt(lines, start, Micros(start + length)).split("\n\n")[1:]
    for cue in cues:
        timing, text = cue.strip().split("\n")
        first, last = (
            seconds(sum(float(x) * 60**n for n, x in enumerate(reversed(t.split(":")))))
            for t in timing.split(" --> ")
        )
        assert 0 <= first <= last <= length
        assert "<" not in text
        assert "-->" not in text


def test_every_colour_of_text_is_readable_on_its_ground():
    style = (files("havenlens.reporting") / "templates" / "feedback.css").read_text(encoding="utf-8")
    colour = dict(re.findall(r"--(\w+): (#[0-9A-F]{6})", style))
    for ground in ("surface", "raised", "wash"):
        for ink in ("text", "secondary", "accent"):
            assert _contrast(colour[ink], colour[ground]) >= 4.5, (ink, ground)
    assert _contrast(colour["edge"], colour["surface"]) >= 3
    assert _contrast("#FFFFFF", colour["accent"]) >= 4.5


def _contrast(one: str, other: str) -> float:
    lighter, darker = sorted((_luminance(one), _luminance(other)), reverse=True)
    return (lighter + 0.05) / (darker + 0.05)


def _luminance(colour: str) -> float:
    parts = [int(colour[n : n + 2], 16) / 255 for n in (1, 3, 5)]
    linear = [part / 12.92 if part <= 0.04045 else ((part + 0.055) / 1.055) ** 2.4 for part in parts]
    return 0.2126 * linear[0] + 0.7152 * linear[1] + 0.0722 * linear[2]
