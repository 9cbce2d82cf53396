"""A send pack: as big as allowed, and closed to who does not know the password."""

from __future__ import annotations

import errno
import tempfile
import zipfile
from pathlib import Path
from uuid import uuid4

import pytest
import pyzipper

from havenlens.app import feedback_files
from havenlens.app.feedback_files import _write_pack, write_report
from havenlens.domain.coaching import CoachingCycle
from havenlens.domain.problems import StudyError
from havenlens.media.library import VideoLibrary
from havenlens.services.coaching.cycles import add_cycle
from havenlens.services.coaching.sending import SendOptions, check_formats
from havenlens.services.feedback import FeedbackDocument
from havenlens.services.files import working_folder
from tests.support.feedback_documents import a_document
from tests.support.studies import small_study
from tests.support.videos import Recipe, make


@pytest.fixture(scope="module")
def document(tmp_path_factory: pytest.TempPathFactory) -> FeedbackDocument:
    film = make(tmp_path_factory.mktemp("clips") / "cut.mp4", Recipe(seconds=0.4)).path
    return a_document((film,) * 3)


def pack(document: FeedbackDocument, path: Path, password: str = "", most: int = 20_000_000) -> Path:
    _write_pack(document, path, SendOptions(password=password), most)
    return path


def test_a_pack_is_one_folder_with_the_page_and_the_pdf(document, tmp_path):
    with zipfile.ZipFile(pack(document, tmp_path / "T02-3.zip")) as archive:
        assert {"T02-3/T02-3.html", "T02-3/T02-3.pdf"} <= set(archive.namelist())
        assert archive.testzip() is None


def test_an_encrypted_pack_opens_with_its_password_only(document, tmp_path):
    closed = pack(document, tmp_path / "p.zip", password="horse battery")
    with pyzipper.AESZipFile(closed) as archive:
        with pytest.raises(RuntimeError, match="password"):
            archive.read("p/p.pdf")
        archive.setpassword(b"horse batterx")
        with pytest.raises(RuntimeError, match="password"):
            archive.read("p/p.pdf")
        archive.setpassword(b"horse battery")
        assert archive.read("p/p.pdf").startswith(b"%PDF")


def test_a_pack_that_is_too_big_is_refused_and_not_there(document, tmp_path):
    with pytest.raises(StudyError, match=r"p\.zip would take 0\.\d MB, more than the 0\.05 MB"):
        pack(document, tmp_path / "p.zip", most=50_000)
    assert not list(tmp_path.iterdir())


def test_only_a_pack_can_be_encrypted(tmp_path):
    with pytest.raises(StudyError, match=r"p\.html cannot be encrypted; only a pack"):
        check_formats([tmp_path / "p.zip", tmp_path / "p.html"], encrypted=True)


def test_a_disk_that_is_full_on_the_way_is_told_and_nothing_stays(tmp_path, monkeypatch):
    monkeypatch.setattr(tempfile, "tempdir", str(tmp_path))

    def write() -> None:
        with working_folder() as folder:
            (folder / "half.png").write_bytes(b"half")
            raise OSError(errno.ENOSPC, "No space left on device")

    with pytest.raises(StudyError, match="because the disk is full"):
        write()
    assert not list(tmp_path.iterdir())


def test_each_file_is_told_of_although_a_later_one_fails(document, tmp_path, monkeypatch):
    monkeypatch.setattr(feedback_files, "build_feedback", lambda *_args, **_values: document)
    told: list[Path] = []
    with small_study(tmp_path / "s.havenlens") as small:
        coach = small.study.add_coder("C9", "coach").id
        add_cycle(small.study, CoachingCycle(uuid4(), small.dale, coach, None, 1, "t", "f"))
        paths = [tmp_path / "a.docx", tmp_path / "missing" / "b.docx"]
        with pytest.raises(StudyError, match="missing"):
            write_report(small.study, "T02", 1, paths, VideoLibrary(), written=told.append)
    assert told == [tmp_path / "a.docx"]
