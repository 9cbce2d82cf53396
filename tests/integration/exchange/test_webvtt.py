"""Transcripts in WebVTT and SubRip: what is read, what is left out and said, what is refused."""

from __future__ import annotations

import pytest

from havenlens.domain.problems import StudyError
from havenlens.domain.time import Micros, Span
from havenlens.exchange.transcripts import SubtitleFiles
from havenlens.exchange.webvtt import Cue, read_webvtt
from havenlens.services.shipped import shipped
from havenlens.services.transcripts import LineDraft, loss_report


def write(tmp_path, text, encoding="utf-8", name="talk.vtt"):
    path = tmp_path / name
    path.write_bytes(text if isinstance(text, bytes) else text.encode(encoding))
    return path


def read(tmp_path, text, encoding="utf-8"):
    return read_webvtt(write(tmp_path, text, encoding))


def draft(tmp_path, text, encoding="utf-8", name="talk.srt"):
    return SubtitleFiles().read(write(tmp_path, text, encoding, name))


def span(start, end):
    return Span(Micros(round(start * 1_000_000)), Micros(round(end * 1_000_000)))


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


def test_two_voices_in_one_cue_are_two_lines(tmp_path):
    text = "WEBVTT\n\n00:01.000 --> 00:02.000\n<v Maya>Look!</v>\n<v Leo>Where?\n"
    assert read(tmp_path, text) == [Cue(span(1, 2), "Maya", "Look!"), Cue(span(1, 2), "Leo", "Where?")]
    dashes = "1\n00:00:01,000 --> 00:00:02,000\n- Look!\n- Where?\n"
    assert [line.text for line in draft(tmp_path, dashes).lines] == ["Look!", "Where?"]


def test_subrip_is_known_by_its_content_whatever_the_file_is_called(tmp_path):
    text = (
        "1\r\n00:00:01,000 --> 00:00:02,500 X1:40 X2:600\r\n<i>Come</i> {\\an8}here\r\n\r\n"
        "2\r\n00:03,000 --> 00:04,000\r\nFirst\r\n\r\nSecond\r\n\r\n"
        "3\r\n00:00:05,000 --> 00:00:06,000\r\n\r\n"
    )
    found = draft(tmp_path, text, name="talk.txt")
    assert found.lines == (LineDraft(span(1, 2.5), "Come here"), LineDraft(span(3, 4), "First\nSecond"))
    assert found.left_out == {"positions": 2, "styles": 1, "empty": 1}


def test_what_is_left_out_is_said_in_one_sentence(tmp_path):
    text = (
        "WEBVTT\n\nSTYLE\n::cue { color: red }\n\nNOTE one\n\nNOTE two\n\nREGION\nid:a\n\n"
        "00:01.000 --> 00:02.000 line:0\n<i>Hi</i> <00:01.500>there\n\nlost words\n"
    )
    found = draft(tmp_path, text, name="talk.vtt")
    said = [problem.sentence for problem in loss_report(found, len(found.lines))]
    assert said == [
        "Lines read from talk.vtt: 1; left out: 2 positions, 3 styles, 2 notes, 1 passage without a time."
    ]


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16", "utf-16-le", "utf-16-be"])
def test_unicode_is_recognised(tmp_path, encoding):
    found = draft(tmp_path, "1\n00:00:01,000 --> 00:00:02,000\nMüller “sagt” ja\n", encoding)
    assert found.lines[0].text == "Müller “sagt” ja"
    assert found.guessed == ""


def test_windows_1252_is_guessed_and_said(tmp_path):
    found = draft(tmp_path, "1\n00:00:01,000 --> 00:00:02,000\nMüller “sagt” ja\n", "cp1252")
    assert found.lines[0].text == "Müller “sagt” ja"
    assert loss_report(found, 1)[-1].sentence == (
        "Its letters were read as Windows-1252, which is a guess; look at the accents."
    )


@pytest.mark.parametrize(
    ("text", "line", "said"),
    [
        ("", 1, "This is neither WebVTT nor SubRip"),
        (b"\x89PNG\r\n\x1a\n\x00\xff\xfe", 1, "This is neither WebVTT nor SubRip"),
        ("WEBVTT\n\n00:01.000 --> never\nHi", 3, "“00:01.000 --> never” is no time"),
        ("WEBVTT\n\n00:01.000 -->\nHi", 3, "“00:01.000 -->” is no time"),
        ("WEBVTT\n\n00:02.000 --> 00:01.000\nHi", 3, "would end .00:01.000. before it begins .00:02.000."),
        (
            "WEBVTT\n\n00:01.000 --> 00:02.000\nHi\n\n99:99.000 --> 99:99.500\nHo",
            6,
            "is no time; write it as",
        ),
        ("1\n00:00:01,000 --> 00:00:02,000\nHi\n\n2\n00:00:03,000 --> x\nHo", 6, "is no time; write it as"),
        ("1\n00:00:05,000 --> 00:00:02,000\nHi", 2, "before it begins"),
    ],
)
def test_what_is_wrong_is_named_with_its_line(tmp_path, text, line, said):
    with pytest.raises(StudyError, match=rf"talk\.srt:{line}: .*{said}"):
        draft(tmp_path, text)


def test_missing_files_and_other_suffixes_are_named(tmp_path):
    with pytest.raises(StudyError, match="no file"):
        SubtitleFiles().read(tmp_path / "none.vtt")
    with pytest.raises(StudyError, match=r"talk\.txt must end in \.vtt or \.srt"):
        SubtitleFiles().write(tmp_path / "talk.txt", [])
    with pytest.raises(StudyError, match="neither WebVTT"):
        read(tmp_path, "1\n00:00:01,000 --> 00:00:02,000\nSRT")


@pytest.mark.parametrize("suffix", [".vtt", ".srt"])
def test_a_transcript_that_is_written_can_be_read_again(tmp_path, suffix):
    lines = [LineDraft(span(1, 2.5), "Come & <see>", None), LineDraft(span(2, 3), "Two\nlines", None)]
    SubtitleFiles().write(tmp_path / f"out{suffix}", lines)
    assert list(SubtitleFiles().read(tmp_path / f"out{suffix}").lines) == lines


@pytest.mark.parametrize("path", sorted(shipped("sample_videos").glob("*.vtt")), ids=lambda path: path.stem)
def test_the_shipped_transcripts_name_a_speaker_in_every_line(path):
    cues = read_webvtt(path)
    assert len(cues) > 5
    assert all(cue.speaker and cue.text and cue.span.length > 0 for cue in cues)
