from __future__ import annotations

import json
import re
from datetime import date
from importlib.resources import files

import pytest
from hypothesis import given
from hypothesis import strategies as st

from havenlens.domain.coaching import PlanReview
from havenlens.domain.problems import StudyError
from havenlens.domain.time import SECOND, Micros, Span, seconds
from havenlens.reporting.feedback_html import webvtt
from havenlens.reporting.feedback_view import view
from havenlens.services.feedback import FeedbackScore, SpokenLine
from tests.support.feedback_documents import a_block, a_document, picture


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


def test_signs_that_word_cannot_hold_are_left_out():
    shown = view(a_document(blocks=(a_block(answer="One\x0btwo\x00\ud83d\x1b."),), summary="A\u2028b"))
    assert (shown["blocks"][0]["answer"], shown["summary"]) == ("One\ntwo.", "A\nb")


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
    assert alone["place"] == "at 0:25 in the video"


def test_the_last_plan_opens_every_document_that_had_one():
    assert view(a_document(previous_plan=None))["look_back"] is None
    [step] = view(a_document())["look_back"]["steps"]
    assert step == {
        "plan": "small-group reading – listen for children who get stuck",
        "outcome": "We will talk about how it went.",
    }
    plans = (
        PlanReview("listen", "reading", tried=True, what_happened="Twice."),
        PlanReview("wait", tried=False),
    )
    steps = view(a_document(previous_plans=plans))["look_back"]["steps"]
    assert [each["outcome"] for each in steps] == ["You tried it. Twice.", "It has not been tried yet."]


def test_a_clip_that_was_struck_is_nowhere():
    blocks = (
        a_block(),
        a_block(1, struck=True, title="Gone", prompt="Gone", still=b"no picture"),
        a_block(2),
    )
    shown = view(a_document(blocks=blocks))
    assert [block["number"] for block in shown["blocks"]] == [1, 2]
    assert "Gone" not in json.dumps(shown)
    answered = shown["evidence"][0]
    assert "clip" not in answered
    assert answered["place"] == "at 0:25 in the video"
    assert shown["all_struck"] == ""


def test_a_document_whose_clips_were_all_struck_says_why_it_has_none():
    shown = view(a_document(blocks=(a_block(struck=True),)))
    assert shown["blocks"] == []
    assert shown["all_struck"] == "The clips of this cycle were left out because you asked for it."


def test_numbers_from_the_clips_alone_say_so():
    [first, *_] = view(a_document(clips_only=True))["evidence"]
    assert first["sentence"] == "signals from Amir got an answer within 10 s, in these clips"
    assert view(a_document(clips_only=True))["evidence_note"].startswith("From these clips only.")


def test_scores_are_there_only_when_the_study_gives_them():
    assert view(a_document())["scores"] == []
    scores = (FeedbackScore("Awareness", (4, 5, 4)), FeedbackScore("Warmth", (6,)))
    several, single = view(a_document(scores=scores))["scores"]
    assert (several["dimension"], several["value"]) == ("Awareness", "4.3")
    assert several["sentence"] == "mean of 3 ratings (4 to 5), on a scale from 1 to 7"
    assert single["sentence"] == "one rating, on a scale from 1 to 7"


def test_the_study_s_logo_says_whose_it_is():
    assert view(a_document())["logo"] is None
    named = view(a_document(logo=picture(), logo_shows="Haven"))["logo"]
    assert named == {"kind": "png", "alt": "Logo of Haven"}
    with pytest.raises(StudyError) as caught:
        view(a_document(logo=b"<svg/>"))
    sentence = "The logo of the study is no whole PNG or JPEG; choose another picture."
    assert str(caught.value) == sentence


def test_a_picture_of_the_clip_to_watch_that_is_none_is_refused_in_words():
    with pytest.raises(StudyError) as caught:
        view(a_document(exemplar_still=b"GIF89a"))
    sentence = "The still picture of the clip to watch is no whole PNG or JPEG; choose it again."
    assert str(caught.value) == sentence


def test_days_are_said_in_the_document_s_language():
    shown = view(a_document(language="es", answers_by=date(2026, 3, 20), answers_at=date(2026, 3, 19)))
    assert shown["answers_by"] == "Por favor, responda hasta el 20 de marzo de 2026."
    assert shown["answered_at"] == "Respondido el 19 de marzo de 2026"
    assert shown["blocks"][0]["label"] == "Funciona bien"


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
