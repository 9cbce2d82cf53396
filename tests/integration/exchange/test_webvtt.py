"""Transcripts in WebVTT."""

from __future__ import annotations

import pytest

from havenlens.domain.problems import StudyError
from havenlens.domain.time import Span
from havenlens.exchange.webvtt import Cue, read_webvtt
from havenlens.services.shipped import shipped


def read(tmp_path, text, encoding="utf-8"):
    path = tmp_path / "talk.vtt"
    path.write_bytes(text.encode(encoding))
    return read_webvtt(path)


def span(start, end):
    return Span(round(start * 1_000_000), round(end * 1_000_000))


def test_cues_have_times_speakers_and_text(tmp_path):
    text = (
        "WEBVTT - one talk\r\n\r\nNOTE drawn\r\nby hand\r\n\r\n1\r\n00:01.000 --> 00:02.500 align:start\r\n"
        "<v.loud Ms. Reyes>Come &amp; <i>see</i></v>\r\n\r\n"
        "01:00:00.000 --> 01:00:01.000\r\nNobody\r\nknows\r\n"
    )
    assert read(tmp_path, text) == [
        Cue(span(1, 2.5), "Ms. Reyes", "Come & see"),
        Cue(span(3600, 3601), None, "Nobody\nknows"),
    ]


def test_a_byte_order_mark_and_an_empty_transcript_are_no_mistake(tmp_path):
    assert read(tmp_path, "WEBVTT\n\n00:00.000 --> 00:01.000\nHi", "utf-8-sig")[0].text == "Hi"
    assert read(tmp_path, "WEBVTT\n") == []


@pytest.mark.parametrize(
    ("text", "line"),
    [
        ("", 1),
        ("1\n00:00:01,000 --> 00:00:02,000\nSRT", 1),
        ("WEBVTT\n\n00:01.000 --> never\nHi", 3),
        ("WEBVTT\n\n00:02.000 --> 00:01.000\nHi", 3),
        ("WEBVTT\n\n00:01.000 --> 00:02.000\nHi\n\n99:99.000 --> 99:99.500\nHo", 6),
    ],
)
def test_what_is_no_transcript_is_named_with_its_line(tmp_path, text, line):
    with pytest.raises(StudyError, match=rf"talk\.vtt line {line} is no WebVTT; each line needs a time"):
        read(tmp_path, text)


def test_other_encodings_and_missing_files_are_named(tmp_path):
    with pytest.raises(StudyError, match="is no WebVTT"):
        read(tmp_path, "WEBVTT\n\nMüller", "latin-1")
    with pytest.raises(StudyError, match="no file"):
        read_webvtt(tmp_path / "none.vtt")


@pytest.mark.parametrize("path", sorted(shipped("sample_videos").glob("*.vtt")), ids=lambda path: path.stem)
def test_the_shipped_transcripts_name_a_speaker_in_every_line(path):
    cues = read_webvtt(path)
    assert len(cues) > 5
    assert all(cue.speaker and cue.text and cue.span.length > 0 for cue in cues)
