"""The commands ``havenlens media …``."""

from __future__ import annotations

import json

import pytest
from typer.testing import CliRunner

from havenlens.app.commands.media import media_app
from havenlens.domain.problems import StudyError
from tests.integration.media.test_stills import _read
from tests.support.videos import read_number


def _run(*words: object):
    result = CliRunner().invoke(media_app, [str(word) for word in words])
    if isinstance(result.exception, StudyError):
        raise result.exception
    return result


def test_probe_gives_one_json_document(film_of):
    result = _run("probe", film_of("turned by 90").path, "--json")
    found = json.loads(result.stdout)
    assert len(found.pop("fingerprint")) == 64
    assert found == {
        "duration_us": 2_000_000,
        "width": 180,
        "height": 320,
        "rotation": 90,
        "fps_nominal": 25.0,
        "variable_frame_rate": False,
        "n_frames": 50,
        "audio": {"codec": "aac", "sample_rate": 48000, "channels": 1, "start_us": 0},
    }


def test_probe_says_so_where_there_is_no_sound(film_of):
    path = film_of("no sound").path
    assert json.loads(_run("probe", path, "--json").stdout)["audio"] is None
    assert "none" in _run("probe", path).stdout


def test_probe_tells_a_person(film_of):
    shown = _run("probe", film_of("variable, mp4").path).stdout
    assert all(part in shown for part in ("320 × 180", "75", "variable", "aac, 48000 Hz"))


def test_frames_gives_every_time(film_of):
    film = film_of("variable, mp4")
    assert json.loads(_run("frames", film.path, "--json").stdout) == {"times_us": film.times_us}
    last = f"00:00:0{film.times_us[-1] / 1e6:.3f}"
    assert _run("frames", film.path).stdout == f"75 frames from 00:00:00.000 to {last}, at a variable rate.\n"
    assert "at a constant rate" in _run("frames", film_of("mkv").path).stdout


@pytest.mark.parametrize(
    ("option", "value", "number"),
    [("--at", "00:00:01.239", 30), ("--at", "1.24", 31), ("--at-us", "1239999", 30), ("--frame", "42", 42)],
)
def test_still_writes_the_frame_on_the_screen(option, value, number, film_of, tmp_path):
    out = tmp_path / "still.png"
    result = _run("still", film_of("25 a second").path, option, value, "-o", out)
    assert result.exit_code == 0
    assert read_number(_read(out)) == number
    shown = f"00:00:01.{number * 40 - 1000:03d}"
    assert result.stdout == f"Frame {number}, on the screen at {shown}, is now in {out}.\n"


@pytest.mark.parametrize("words", [(), ("--at", "1", "--frame", "2"), ("--at-us", "1", "--frame", "0")])
def test_still_wants_one_moment(words, film_of, tmp_path):
    result = _run("still", film_of("mkv").path, *words, "-o", tmp_path / "still.png")
    assert result.exit_code == 2
    assert not list(tmp_path.iterdir())


def test_clip_writes_the_span(film_of, library, tmp_path):
    out = tmp_path / "clip.mp4"
    result = _run("clip", film_of("mkv").path, "--from", "0.4", "--to", "00:00:01.2", "-o", out)
    assert result.stdout == f"The span from 00:00:00.400 to 00:00:01.200 is now in {out}.\n"
    assert len(library.times(out)) == 20


def test_a_size_that_is_none(film_of, tmp_path):
    words = ("clip", film_of("mkv").path, "--from", "0", "--to", "1", "-o", tmp_path / "a.mp4", "--max-mb")
    with pytest.raises(StudyError, match="inf is no value for --max-mb; give 20"):
        _run(*words, "inf")


@pytest.mark.parametrize("text", ["soon", "1:75", "-1", "1,2,3", ""])
def test_a_bad_time(text, film_of, tmp_path):
    with pytest.raises(StudyError) as caught:
        _run("still", film_of("mkv").path, "--at", text, "-o", tmp_path / "still.png")
    assert str(caught.value) == f"{text} is not a time; write it as HH:MM:SS.mmm, for example 00:01:02.345."
    with pytest.raises(StudyError, match="is not a time"):
        _run("clip", film_of("mkv").path, "--from", "0", "--to", text, "-o", tmp_path / "clip.mp4")


@pytest.mark.parametrize(
    "words",
    [
        ("frames", "--json"),
        ("still", "--frame", "0", "-o", "x.png"),
        ("still", "--at-us", "0", "-o", "x.png"),
        ("clip", "--from", "0", "--to", "1", "-o", "x.mp4"),
    ],
)
def test_every_command_says_what_is_wrong_with_a_video(words, film_of):
    command, *rest = words
    with pytest.raises(StudyError, match="has sound but no picture"):
        _run(command, film_of("sound only").path, *rest)
