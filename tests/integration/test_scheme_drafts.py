"""Drafts of schemes lie beside the study until they are saved or thrown away."""

from __future__ import annotations

from uuid import uuid4

import pytest

from havenlens.domain.problems import StudyError
from havenlens.services.scheme_drafts import Draft, Drafts


@pytest.fixture
def study(tmp_path):
    return tmp_path / "my.havenlens"


def test_a_draft_is_read_back_as_it_was_kept(study):
    draft = Draft.begun({"id": "x", "name": "Größe", "codes": [{"id": "a", "min": 1.5}]}, "id: x\n", uuid4())
    Drafts(study).keep(draft)
    assert Drafts(study).all() == ([draft], [])
    assert draft.name == "Größe"
    assert (study.parent / "my.havenlens-cache").is_dir()


def test_the_latest_comes_first_and_a_dropped_one_is_gone(study):
    drafts = Drafts(study)
    first, second = Draft.begun({"id": "a"}), Draft.begun({"id": "b"})
    drafts.keep(first)
    drafts.keep(second)
    assert [draft.name for draft in drafts.all()[0]] == ["b", "a"]
    drafts.drop(second.id)
    drafts.drop(second.id)
    assert drafts.all()[0] == [first]


def test_a_draft_that_cannot_be_read_is_named_and_left(study):
    drafts = Drafts(study)
    draft = Draft.begun({"id": "a"})
    drafts.keep(draft)
    [path] = (study.parent / "my.havenlens-cache").rglob("*.json")
    path.write_text("{", encoding="utf-8")
    found, problems = drafts.all()
    assert found == []
    assert problems[0].sentence == f"The draft {path} cannot be read and was left where it is."
    assert path.exists()


def test_a_folder_that_cannot_be_made_is_one_sentence(study):
    (study.parent / "my.havenlens-cache").write_text("a file", encoding="utf-8")
    with pytest.raises(StudyError, match="my"):
        Drafts(study).keep(Draft.begun({"id": "a"}))


def test_a_study_without_drafts_has_none(study):
    assert Drafts(study).all() == ([], [])
