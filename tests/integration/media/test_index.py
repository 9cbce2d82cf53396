"""The index knows every shown frame and when it is shown."""

from __future__ import annotations

from itertools import pairwise

import pytest

from havenlens.domain.problems import StudyError
from havenlens.media import index as indexing
from havenlens.media.index import read_index
from havenlens.media.index_store import IndexStore
from havenlens.media.library import VideoLibrary
from tests.integration.media.conftest import WITH_PICTURE, WITH_TIMES


@pytest.mark.parametrize("name", WITH_TIMES)
def test_every_frame_has_the_time_at_which_a_player_shows_it(name, film_of, library):
    film = film_of(name)
    assert list(library.times(film.path).times) == film.times_us


@pytest.mark.parametrize("name", WITH_PICTURE)
def test_there_are_as_many_times_as_frames_are_shown(name, film_of, library):
    film = film_of(name)
    times = list(library.times(film.path).times)
    assert len(times) == len(film.numbers)
    assert times == sorted(set(times))


def test_a_container_without_presentation_stamps_is_indexed_by_decoding(film_of, library):
    times = library.times(film_of("avi").path).times
    assert [after - before for before, after in pairwise(times)] == [40_000] * 49


def test_an_index_is_read_again_when_the_file_has_changed(film_of, library, tmp_path):
    path = tmp_path / "lesson.mp4"
    path.write_bytes(film_of("25 a second").path.read_bytes())
    assert len(library.times(path)) == 75
    path.write_bytes(film_of("60 a second").path.read_bytes())
    assert len(library.times(path)) == 120


IN_TABLES = [name for name in WITH_PICTURE if name not in {"mkv", "variable, mkv", "avi", "transport stream"}]


@pytest.mark.parametrize("name", IN_TABLES)
def test_the_tables_of_a_file_tell_just_what_all_its_packets_tell(name, film_of, monkeypatch):
    path = film_of(name).path
    by_tables = read_index(path)
    monkeypatch.setattr(indexing, "sample_table", lambda _path, _track: None)
    assert read_index(path) == by_tables


def test_the_pictures_of_an_mp4_are_not_read_to_index_it(film_of, monkeypatch):
    read = []
    monkeypatch.setattr(indexing._Found, "read", lambda *_: read.append(True))
    assert len(read_index(film_of("25 a second").path).times) == 75
    assert not read


def test_tables_that_packets_do_not_bear_out_are_not_believed(film_of, monkeypatch):
    path = film_of("many B-frames").path
    true, table = read_index(path), indexing.sample_table
    found = table(path, 1)
    found.delays[5:] += 512
    monkeypatch.setattr(indexing, "sample_table", lambda _path, _track: found)
    assert read_index(path) == true


@pytest.fixture
def kept(tmp_path, film_of):
    """Give a copy of a film, the folder its index is kept in, and how to open it in a new library."""
    film = tmp_path / "lesson.mkv"
    film.write_bytes(film_of("variable, mkv").path.read_bytes())
    folder = tmp_path / "study.havenlens-cache"

    def times():
        library = VideoLibrary()
        library.keep_indexes_in(folder)
        return list(library.times(film).times)

    return film, folder, times


def test_an_index_is_read_once_in_its_life(kept, monkeypatch):
    film, folder, times = kept
    first = times()
    monkeypatch.setattr("havenlens.media.library.read_index", lambda *_: pytest.fail("read again"))
    assert times() == first
    assert [path.suffix for path in folder.iterdir()] == [".bin"]
    assert IndexStore(folder).find(film) == read_index(film)


@pytest.mark.parametrize("spoil", ["cut", "turned", "foreign", "empty"])
def test_a_spoilt_index_is_made_anew(kept, spoil):
    _, folder, times = kept
    first = times()
    (place,) = folder.iterdir()
    whole = place.read_bytes()
    turned = bytearray(whole)
    turned[-3] ^= 1
    place.write_bytes({"cut": whole[:-9], "turned": turned, "foreign": b"PK" + whole, "empty": b""}[spoil])
    assert times() == first
    assert place.read_bytes() == whole


def test_an_index_kept_for_another_file_of_the_name_is_not_used(kept, film_of):
    film, folder, times = kept
    times()
    film.write_bytes(film_of("mkv").path.read_bytes())
    assert len(times()) == 75
    assert len(list(folder.iterdir())) == 2


def test_a_folder_that_cannot_be_written_costs_only_time(kept):
    _, folder, times = kept
    folder.write_text("in the way")
    assert times()


def test_an_index_is_not_kept_of_a_file_that_breaks_off(kept):
    film, folder, times = kept
    film.write_bytes(film.read_bytes()[:-2000])
    with pytest.raises(StudyError, match="breaks off"):
        times()
    assert not folder.exists()
