"""A film whose tables of sound or of pictures are hidden from FFmpeg."""

from __future__ import annotations

from contextlib import closing
from pathlib import Path

import av
import pytest

from havenlens.media.film_without import PICTURE, SOUND, FilmWithout
from havenlens.services.shipped import shipped

FILM = "01_classroom_bid_answered.mp4"


@pytest.fixture
def film() -> Path:
    return shipped("sample_videos") / FILM


@pytest.mark.parametrize(("kind", "left"), [(SOUND, "video"), (PICTURE, "audio")])
def test_what_is_left_of_a_film_is_as_in_the_whole_one(kind: bytes, left: str, film: Path) -> None:
    half = FilmWithout.of(film, kind, least=0)
    assert half is not None
    with closing(half), av.open(half, "r") as hidden, av.open(str(film), "r") as whole:
        assert [stream.type for stream in hidden.streams] == [left]
        assert {stream.type for stream in whole.streams} == {"video", "audio"}
        stamps = [
            [
                (packet.pts, packet.dts, bytes(packet))
                for packet in one.demux(next(stream for stream in one.streams if stream.type == left))
            ]
            for one in (hidden, whole)
        ]
    assert stamps[0] == stamps[1]


@pytest.mark.parametrize("step", [1, 7, 4096])
def test_only_the_letters_that_hide_the_sound_read_differently(film: Path, step: int) -> None:
    content = film.read_bytes()
    silent = FilmWithout.of(film, SOUND, least=0)
    assert silent is not None
    with closing(silent):
        begin = content.rindex(b"trak") - 2_000
        silent.seek(begin)
        read = b"".join(silent.read(step) for _ in range(-(-4_000 // step)))
        assert silent.tell() == begin + len(read)
    before = content[begin : begin + len(read)]
    changed = [place for place, pair in enumerate(zip(read, before, strict=True)) if pair[0] != pair[1]]
    assert changed
    assert set(changed) <= set(range(changed[0], changed[0] + 4))
    assert read[changed[0] : changed[0] + 4] == b"free"
    assert before[changed[0] : changed[0] + 4] == b"trak"


def test_a_film_with_small_tables_is_read_as_it_is(film: Path) -> None:
    assert FilmWithout.of(film, SOUND) is None


@pytest.mark.parametrize("content", [b"", b"moov", bytes(64), b"\x00\x00\x00\x10moov\x00\x00\x00\x02trak"])
def test_what_is_no_film_is_read_as_it_is(tmp_path: Path, content: bytes) -> None:
    path = tmp_path / "broken.mp4"
    path.write_bytes(content)
    assert FilmWithout.of(path, SOUND, least=0) is None
