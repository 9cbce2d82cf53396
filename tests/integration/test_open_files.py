"""Whatever is replaced, renamed or deleted has been closed before: Windows refuses it otherwise."""

from __future__ import annotations

from pathlib import Path
from uuid import uuid4

import pytest

from havenlens.app.feedback_files import _write
from havenlens.exchange.table_files import write_folder
from havenlens.media.library import VideoLibrary
from havenlens.services.coaching.sending import SendOptions
from havenlens.services.disk_cache import DiskCache
from havenlens.services.scheme_drafts import Draft, Drafts
from havenlens.services.tables import Column, source_of_rows
from havenlens.store.study_file import StudyFile, backup
from tests.support.feedback_documents import a_document
from tests.support.handed_out import at_work, hand_out_to, make_shared, merge_all
from tests.support.open_files import OPEN, as_on_windows
from tests.support.studies import small_study
from tests.support.videos import Recipe, make

pytestmark = pytest.mark.skipif(not OPEN.exists(), reason="only Linux lists what is open")


@pytest.fixture(autouse=True)
def _windows():
    with as_on_windows():
        yield


def drafts_left(folder: Path) -> list[str]:
    """List hidden files: what cannot be deleted is left behind without a word."""
    return [path.name for path in folder.rglob(".*")]


def test_the_rule_is_that_of_windows(tmp_path):
    path, other = tmp_path / "one", tmp_path / "two"
    path.write_bytes(b"")
    other.write_bytes(b"")
    with path.open("rb"):
        for act in (path.unlink, lambda: path.rename(tmp_path / "three"), lambda: other.replace(path)):
            with pytest.raises(PermissionError):
                act()
    path.unlink()


def test_a_study_is_made_copied_and_handed_out(tmp_path):
    path = tmp_path / "study.havenlens"
    make_shared(path, observations=1, coders=1)
    backup(path)
    with at_work(path) as study:
        [coder] = [each.name for each in study.store.coders()][:1]
    out = hand_out_to(path, coder, tmp_path / "out.havenlens")
    merge_all(path, [out])
    out.unlink()
    assert drafts_left(tmp_path) == []


def test_a_study_that_cannot_be_made_leaves_nothing(tmp_path):
    def fail(_file):
        raise RuntimeError("in the middle")

    with pytest.raises(RuntimeError):
        StudyFile.create(tmp_path / "new.havenlens", "new", fill=fail)
    assert list(tmp_path.iterdir()) == []


def test_a_study_can_be_deleted_once_it_is_closed(tmp_path):
    with small_study(tmp_path / "small.havenlens") as small:
        small.session().press(small.session().scheme.codes[0].id, 40_000)
    for path in tmp_path.glob("small*"):
        if path.is_file():
            path.unlink()


@pytest.mark.parametrize("form", ["csv", "parquet", "sav", "dta", "xlsx"])
def test_tables_are_written_over_older_ones(tmp_path, form):
    table = source_of_rows("events", [Column("comment")], [{"comment": "x"}])
    for _ in range(2):
        write_folder([table], tmp_path, form)
    assert drafts_left(tmp_path) == []


@pytest.mark.parametrize("suffix", [".html", ".pdf", ".docx", ".zip"])
def test_documents_are_written_over_older_ones(tmp_path, suffix):
    film = make(tmp_path / "cut.mp4", Recipe(seconds=0.4)).path
    for _ in range(2):
        _write(a_document((film,) * 3), tmp_path / f"T02{suffix}", SendOptions(), 20_000_000)
    film.unlink()
    assert drafts_left(tmp_path) == []


def test_what_is_kept_beside_a_study_is_written_over(tmp_path):
    cache, drafts = DiskCache(tmp_path / "cache"), Drafts(tmp_path / "study.havenlens")
    draft = Draft.begun({"id": "x"})
    for content in (b"one", b"two"):
        cache.keep("strip", content)
        assert cache.find("strip") == content
        drafts.keep(draft)
        assert drafts.all()[0] == [draft]
    drafts.drop(draft.id)
    assert drafts_left(tmp_path) == []


def test_a_film_can_be_deleted_after_all_that_was_asked_of_it(tmp_path):
    film = make(tmp_path / "film.mp4", Recipe(seconds=1.0)).path
    library = VideoLibrary()
    library.keep_indexes_in(tmp_path / "cache")
    library.facts(film)
    library.open_frames(film).close()
    library.waveform(film)
    for _ in range(2):
        library.still(film, 3, tmp_path / f"{uuid4().hex}.png")
        library.clip(film, 0, 400_000, tmp_path / "clip.mp4")
        library.proxy(film, tmp_path / "small.mp4")
    film.unlink()
    assert drafts_left(tmp_path) == []
