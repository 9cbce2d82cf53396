"""What a mask or a cover hides is not in the file: not on any frame, not in any sample, not beside them."""

from __future__ import annotations

import json
from contextlib import closing
from fractions import Fraction
from itertools import pairwise
from math import ceil, floor
from uuid import UUID

import av
import numpy as np
import pytest
from typer.testing import CliRunner

from havenlens.app.commands.media import media_app
from havenlens.domain.masks import Box, Mask, MaskKey, MaskStyle, SoundCover, SoundKind
from havenlens.domain.problems import StudyError
from havenlens.domain.time import Micros, Span
from havenlens.media.masking import Patch
from tests.integration.media.conftest import number_in, pixels
from tests.support.videos import RATE, sound

_WIDTH, _HEIGHT, _COUNT = 320, 176, 50
_SECOND = 1_000_000
_WHOLE = Span(Micros(0), Micros(2 * _SECOND))
_ALWAYS = Span(Micros(0), Micros(9 * _SECOND))
_CODEC_NOISE = 8
"""Levels of brightness by which x264 misses a flat cell at its edges, of 255."""


@pytest.fixture(scope="session")
def grain(tmp_path_factory):
    """Draw two seconds of moving grain, which codes as badly as pictures can, at a variable rate."""
    path = tmp_path_factory.mktemp("grain") / "grain.mp4"
    ground = np.random.default_rng(5).integers(0, 255, (_HEIGHT, _WIDTH + 4 * _COUNT, 3), np.uint8)
    ground = np.repeat(np.repeat(ground[::4, ::4], 4, 0), 4, 1)
    with av.open(str(path), "w") as out:
        stream = out.add_stream("libx264", rate=25, options={"preset": "ultrafast", "crf": "18"})
        stream.width, stream.height, stream.pix_fmt = _WIDTH, _HEIGHT, "yuv420p"
        stream.codec_context.time_base = Fraction(1, 100)
        for number in range(_COUNT):
            moved = np.ascontiguousarray(ground[:, 4 * number : 4 * number + _WIDTH])
            frame = av.VideoFrame.from_ndarray(moved, format="rgb24")
            frame.pts, frame.time_base = 4 * number + number % 3, Fraction(1, 100)
            out.mux(stream.encode(frame))
        out.mux(stream.encode(None))
    return path


def _moving(style: MaskStyle, span: Span = _ALWAYS, **others) -> Mask:
    keys = (MaskKey(Micros(0), Box(0.1, 0.2, 0.3, 0.4)), MaskKey(Micros(_SECOND), Box(0.5, 0.4, 0.35, 0.5)))
    return Mask(UUID(int=len(style)), keys, span, style, **others)


def _decoded(path, form="rgb24"):
    with av.open(str(path)) as container:
        return [frame.to_ndarray(format=form) for frame in container.decode(video=0)]


def _under(picture, box: Box):
    """Give the pixels of a box, rounded outwards."""
    high, wide = picture.shape[:2]
    rows = slice(floor(box.y * high), ceil(box.bottom * high))
    return picture[rows, floor(box.x * wide) : ceil(box.right * wide)]


@pytest.mark.parametrize("height", [720, 100])
def test_a_solid_mask_is_one_colour_on_every_frame(height, grain, library, tmp_path):
    out, mask = tmp_path / "clip.mp4", _moving(MaskStyle.SOLID)
    library.clip(grain, *_ends(_WHOLE), out, height=height, masks=[mask])
    times = library.times(grain)
    pictures = _decoded(out)
    assert len(pictures) == _COUNT
    for number, picture in enumerate(pictures):
        for at in (times.time_of(number), times.end_of(number) - 1):
            assert not _under(picture, mask.box_at(at)).any()
        assert picture.max() > 150


def _ends(span):
    return span.start, span.end


@pytest.mark.parametrize("cells", [8, 3])
def test_every_cell_of_a_pixelated_mask_has_one_value(cells, grain, library, tmp_path):
    out, mask = tmp_path / "clip.mp4", _moving(MaskStyle.PIXELATE, cells=cells)
    library.clip(grain, *_ends(_WHOLE), out, masks=[mask])
    times = library.times(grain)
    for number, picture in enumerate(_decoded(out, "gray")):
        box = mask.box_during(times.time_of(number), times.end_of(number))
        rows, columns = Patch.of(box, _WIDTH, _HEIGHT).cells(cells)
        assert max(len(rows), len(columns)) <= cells + 1
        for top, below in pairwise(rows):
            for left, right in pairwise(columns):
                cell = picture[top:below, left:right].astype(int)
                assert np.abs(cell - np.median(cell)).max() <= _CODEC_NOISE


def test_a_pixelated_mask_shows_no_more_than_the_mean_of_its_cells(grain, library, tmp_path):
    out = tmp_path / "clip.mp4"
    still = Mask(UUID(int=1), (MaskKey(Micros(0), Box(0, 0, 1, 1)),), _WHOLE, MaskStyle.PIXELATE)
    library.clip(grain, *_ends(_WHOLE), out, masks=[still])
    before, after = _decoded(grain, "gray"), _decoded(out, "gray")
    rows, columns = Patch.of(Box(0, 0, 1, 1), _WIDTH, _HEIGHT).cells(8)
    for top, below in pairwise(rows):
        for left, right in pairwise(columns):
            true, first, later = (
                picture[top:below, left:right].mean() for picture in (before[0], after[0], after[10])
            )
            assert abs(first - true) < 8
            # Cells keep their colours for a while, so that not every frame tells something new.
            assert abs(later - first) < 2


def test_blur_leaves_nothing_of_the_grain(grain, library, tmp_path):
    out, mask = tmp_path / "clip.mp4", _moving(MaskStyle.BLUR)
    library.clip(grain, *_ends(_WHOLE), out, masks=[mask])
    times = library.times(grain)
    steps = [
        np.abs(np.diff(_under(picture, mask.box_at(times.time_of(number))).astype(int), axis=1)).max()
        for number, picture in enumerate(_decoded(out, "gray"))
    ]
    assert max(steps) < 25


def test_outside_of_its_span_a_mask_hides_nothing(grain, library, tmp_path):
    out, mask = tmp_path / "clip.mp4", _moving(MaskStyle.SOLID, Span(Micros(500_000), Micros(1_000_000)))
    library.clip(grain, *_ends(_WHOLE), out, masks=[mask])
    times = library.times(grain)
    for number, picture in enumerate(_decoded(out)):
        shown = times.time_of(number), times.end_of(number)
        box = mask.box_during(*shown)
        hidden = _under(picture, box or Box(0.3, 0.4, 0.2, 0.3))
        assert hidden.any() == (box is None)


def test_masks_follow_the_upright_picture(film_of, library, tmp_path):
    out = tmp_path / "clip.mp4"
    corner = Mask(UUID(int=1), (MaskKey(Micros(0), Box(0, 0.75, 0.5, 0.25)),), _WHOLE)
    library.clip(film_of("turned by 90").path, 0, 400_000, out, masks=[corner])
    with closing(library.open_frames(out)) as frames:
        picture = pixels(frames.picture(3))
        assert not picture[250:, :80, :3].any()
        assert picture[:230, :, :3].any(axis=2).mean() > 0.7
        assert number_in(frames.picture(3)) == 3


def test_the_frames_that_others_are_made_from_are_not_painted(film_of, library, tmp_path):
    out = tmp_path / "clip.mp4"
    early = Mask(UUID(int=1), (MaskKey(Micros(0), Box(0, 0, 1, 1)),), Span(Micros(0), Micros(200_000)))
    library.clip(film_of("many B-frames").path, 0, 800_000, out, masks=[early])
    with closing(library.open_frames(out)) as frames:
        assert [number_in(frames.picture(n)) for n in range(5, 20)] == list(range(5, 20))


def test_a_proposal_is_never_written(grain, library, tmp_path):
    with pytest.raises(StudyError, match=r"Proposed masks wait for a person \(1, the first at"):
        library.clip(grain, *_ends(_WHOLE), tmp_path / "clip.mp4", masks=[_moving("solid", proposed=True)])
    assert list(tmp_path.iterdir()) == []


# --- sound ------------------------------------------------------------------------------------------


def _heard(path):
    with av.open(str(path)) as container:
        return np.concatenate([frame.to_ndarray()[0] for frame in container.decode(audio=0)])


@pytest.mark.parametrize("name", ["25 a second", "plain sound"])
@pytest.mark.parametrize("kind", SoundKind)
def test_covered_sound_is_not_heard(kind, name, film_of, library, tmp_path):
    out = tmp_path / "clip.mp4"
    cover = SoundCover(Span(Micros(700_000), Micros(1_100_000)), kind)
    library.clip(film_of(name).path, 480_000, 1_440_000, out, covers=[cover])
    heard, first = _heard(out), round(0.48 * RATE)
    begin, end = round(0.7 * RATE) - first, round(1.1 * RATE) - first
    original = sound(first, len(heard))
    covered = heard[begin:end]
    assert abs(np.corrcoef(covered, original[begin:end])[0, 1]) < 0.03
    if kind is SoundKind.MUTE:
        assert np.abs(covered[1024:-1024]).max() < 1e-4
        assert np.abs(covered).max() < 0.02
    else:
        tone = np.abs(np.fft.rfft(covered[2048:-2048]))
        assert abs(np.argmax(tone) * RATE / len(covered[2048:-2048]) - 1000) < 5
        assert 0.15 < np.abs(covered).max() < 0.3
    for part in (slice(0, begin - 300), slice(end + 300, end + 9000)):
        assert np.corrcoef(heard[part], original[part])[0, 1] > 0.98


# --- copies -----------------------------------------------------------------------------------------

_GROUPS = (12, 36)
"""Frames 12 and 36 are key frames of the test films, which are 12 frames apart."""


@pytest.mark.parametrize(
    ("name", "copied"),
    [
        ("25 a second", True),
        ("mkv", True),
        ("plain sound", True),
        ("starts at 2 s, mp4", True),
        ("no sound", True),
        ("open groups", False),
        ("turned by 180", False),
        ("avi", False),
    ],
)
def test_pictures_are_copied_only_where_groups_are_whole(name, copied, film_of, library, tmp_path):
    film, out = film_of(name), tmp_path / "clip.mp4"
    times = library.times(film.path)
    start, end = (times.time_of(number) for number in _GROUPS)
    library.clip(film.path, start, end, out)
    assert _is_copied(out, film.path) == copied
    with closing(library.open_frames(out)) as frames:
        assert list(frames.times.times) == [at - start for at in times.times[12:36]]
        assert [number_in(frames.picture(n)) for n in range(24)] == list(range(12, 36))
    with av.open(str(out)) as container:
        assert sum(bool(packet.size) for packet in container.demux(video=0)) == 24


def _is_copied(out, source) -> bool:
    """Tell whether a group of pictures is the same to the byte."""
    with av.open(str(out)) as clip, av.open(str(source)) as film:
        sizes = [packet.size for packet in clip.demux(video=0) if packet.size]
        all_sizes = [packet.size for packet in film.demux(video=0) if packet.size]
    return sizes == all_sizes[12:36]


@pytest.mark.parametrize(
    "others",
    [
        {"masks": [_moving(MaskStyle.SOLID)]},
        {"height": 100},
        {"copies": False},
        {"max_bytes": 20_000},
    ],
)
def test_pictures_are_not_copied_where_something_else_is_asked_for(others, film_of, library, tmp_path):
    film, out = film_of("25 a second"), tmp_path / "clip.mp4"
    library.clip(film.path, 480_000, 1_440_000, out, **others)
    assert not _is_copied(out, film.path)
    assert library.facts(out).n_frames == 24


def test_a_span_that_begins_or_ends_inside_a_group_is_encoded(film_of, library, tmp_path):
    film, out = film_of("25 a second"), tmp_path / "clip.mp4"
    for start, end, count in ((520_000, 1_440_000, 23), (480_000, 1_400_000, 23), (470_000, 1_440_000, 24)):
        library.clip(film.path, start, end, out)
        assert not _is_copied(out, film.path)
        assert library.facts(out).n_frames == count


def test_copied_sound_is_that_of_the_span_and_in_its_place(film_of, library, tmp_path):
    out = tmp_path / "clip.mp4"
    library.clip(film_of("mkv").path, 480_000, 1_440_000, out)
    with av.open(str(out)) as container:
        stream = container.streams.audio[0]
        begin = stream.start_time
        assert begin >= 0
        assert begin + stream.duration + 1024 <= round(0.96 * RATE)
    heard = _heard(out)[1024:]
    first = round(0.48 * RATE) + begin + 1024
    likeness = {
        lag: np.corrcoef(heard, sound(first + lag, len(heard)))[0, 1] for lag in range(-1100, 1101, 4)
    }
    assert max(likeness, key=likeness.get) == 0


def test_nothing_is_told_about_where_a_clip_comes_from(film_of, library, tmp_path):
    for name, ends in (("25 a second", (480_000, 1_440_000)), ("turned by 90", (100_000, 900_000))):
        out = tmp_path / "clip.mp4"
        library.clip(film_of(name).path, *ends, out)
        data = out.read_bytes()
        assert not [word for word in (b"x264", b"Lavf", b"Lavc", b"creation") if word in data]
        with av.open(str(out)) as container:
            assert {stream.type for stream in container.streams} == {"video", "audio"}
            assert next(container.decode(video=0)).rotation == 0


# --- size -------------------------------------------------------------------------------------------


@pytest.mark.parametrize("most", [60_000, 25_000])
def test_a_clip_is_made_as_small_as_it_must_be(most, grain, library, tmp_path):
    out = tmp_path / "clip.mp4"
    library.clip(grain, *_ends(_WHOLE), out, masks=[_moving(MaskStyle.SOLID)], max_bytes=most)
    assert 0.3 * most < out.stat().st_size <= most
    assert library.facts(out).n_frames == _COUNT


def test_what_cannot_be_made_so_small_is_said(grain, library, tmp_path):
    with pytest.raises(StudyError, match=r"from 00:00:00\.000 to 00:00:02\.000 does not fit in 900 bytes;"):
        library.clip(grain, *_ends(_WHOLE), tmp_path / "clip.mp4", max_bytes=900)
    assert list(tmp_path.iterdir()) == []


# --- the command ------------------------------------------------------------------------------------


def _run(video, out, *options):
    words = ["clip", str(video), "--from", "0", "--to", "2", "-o", str(out), *map(str, options)]
    result = CliRunner().invoke(media_app, words)
    if isinstance(result.exception, StudyError):
        raise result.exception
    assert result.exit_code == 0, result.output
    return result


def test_the_command_hides_what_a_file_says(film_of, tmp_path):
    file, out = tmp_path / "masks.json", tmp_path / "clip.mp4"
    boxes = [{"at": "0:00", "box": [0, 0, 0.2, 0.2]}, {"at": 1, "box": [0.5, 0.5, 0.4, 0.4]}]
    file.write_text(json.dumps({"masks": [{"boxes": boxes, "to": 1.2}, {"box": [0, 0.8, 0.3, 0.2]}]}))
    options = ("--mask", file, "--mute", "0.2-0:00.5", "--beep", "1-1.3", "--height", 100, "--max-mb", 1)
    _run(film_of("25 a second").path, out, *options)
    pictures = _decoded(out)
    assert pictures[0].shape[0] == 100
    assert not pictures[26][55:95, 92:160].any()
    assert pictures[40][55:75, 92:160].any()
    assert not pictures[40][82:, :54].any()
    heard = _heard(out)
    assert np.abs(heard[11_000:23_000]).max() < 1e-3
    assert np.abs(heard[49_000:61_000]).max() > 0.15


@pytest.mark.parametrize(
    ("text", "line", "sentence"),
    [
        ('{\n"masks": [\n{"box" [0]}\n]}', 3, "This is no valid JSON; check the brackets"),
        ("[]", 1, "There is no mask in this file;"),
        ('{"mask": []}', 1, "There is no mask in this file;"),
        ('[\n{"box": [0, 0, 1, 1]},\n\t{"box": [0, 0, 2, 1]}]', 3, "The box 0, 0, 2, 1 leaves the picture;"),
        ('{"masks": [\n\n{"style": "fog", "box": [0, 0, 1, 1]}]}', 3, "“fog” is no “style” of a mask;"),
        ('[{"box": [0, 0, 1, 1], "styel": 1}]', 1, "“styel” is nothing a mask says; it says box, boxes,"),
        ('[{"boxes": [{"box": [0, 0, 1, 1], "on": 1}]}]', 1, "“on” is nothing a mask says; it says at, box."),
        ("[7]", 1, "“7” is nothing a mask says;"),
        ('[{"style": "solid"}]', 1, "The mask does not say its “boxes”; add it."),
        ('[{"boxes": [{"box": [0, 1]}]}]', 1, "“[0, 1]” is no “box” of a mask;"),
        ('[{"box": [0, 0, 1, 1], "from": "soon"}]', 1, "soon is not a time;"),
        ('[{"box": [0, 0, 1, 1], "from": true}]', 1, "True is not a time;"),
        ('[{"box": [0, 0, 1, 1], "from": 5, "to": 7}]', 1, "The mask from 00:00:05.000 to 00:00:07.000 lies"),
        ('[{"box": [0, 0, 1, 1], "cells": 20}]', 1, "A mask of 20 cells a side would show too much"),
    ],
)
def test_a_file_of_masks_is_refused_with_its_line(text, line, sentence, film_of, tmp_path):
    file, out = tmp_path / "masks.json", tmp_path / "clip.mp4"
    file.write_text(text)
    with pytest.raises(StudyError) as caught:
        _run(film_of("25 a second").path, out, "--mask", file)
    assert str(caught.value).startswith(f"{file}:{line}: {sentence}")
    assert not out.exists()


def test_a_file_of_masks_that_is_not_there(film_of, tmp_path):
    with pytest.raises(StudyError, match=r"none\.json"):
        _run(film_of("25 a second").path, tmp_path / "clip.mp4", "--mask", tmp_path / "none.json")


@pytest.mark.parametrize("text", ["1", "2-1", "1-"])
def test_a_stretch_has_two_ends(text, film_of, tmp_path):
    with pytest.raises(StudyError, match=f"^{text} is no stretch; write it as FROM-TO"):
        _run(film_of("25 a second").path, tmp_path / "clip.mp4", "--mute", text)
