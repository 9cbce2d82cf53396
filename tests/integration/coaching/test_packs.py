"""A send pack: as big as allowed, and closed to who does not know the password."""

from __future__ import annotations

import zipfile
from pathlib import Path

import pytest
import pyzipper

from havenlens.app.feedback_files import _write_pack
from havenlens.domain.problems import StudyError
from havenlens.services.coaching.sending import SendOptions
from havenlens.services.feedback import FeedbackDocument
from tests.support.feedback_documents import a_document
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
