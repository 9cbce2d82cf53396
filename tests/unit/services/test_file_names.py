"""File names that are made of what people call things can be had on every system."""

from __future__ import annotations

import ntpath
import sys
from pathlib import Path, PurePosixPath, PureWindowsPath

import pytest
from hypothesis import given
from hypothesis import strategies as st

from havenlens.services.file_names import file_name

AWKWARD = st.text(st.sampled_from('ab. /\\:*?"<>|\x00\n\t\x7füNULcon19'), max_size=12)


def is_reserved(name):
    """Ask Python, in the way of its version, whether Windows keeps a name for itself."""
    if sys.version_info >= (3, 13):
        return ntpath.isreserved(name)
    return PureWindowsPath(name).is_reserved()


@pytest.mark.parametrize(
    ("text", "name"),
    [
        ("Ms A/B", "Ms A-B"),
        ("../../etc", "-..-etc"),
        ("T02. ", "T02"),
        ("nul", "nul-"),
        ("Com1.tar", "Com1-.tar"),
        ("console", "console"),
        ("Jörg Čapek", "Jörg Čapek"),
        ("", "teacher"),
        ("///", "---"),
        ("x" * 300, "x" * 80),
    ],
)
def test_a_name(text, name):
    assert file_name(text, "teacher") == name


@given(AWKWARD)
def test_every_name_can_be_written(text):
    name = file_name(text, "x")
    assert len(name) <= 81
    assert name == name.strip(" .") != ""
    for kind in (PurePosixPath, PureWindowsPath):
        assert kind(f"{name}-cycle-1.pdf").name == f"{name}-cycle-1.pdf"
    assert not is_reserved(name)
    assert not is_reserved(f"{name}.pdf")


@given(AWKWARD)
def test_a_file_of_that_name_lies_where_it_was_to_lie(tmp_path_factory, text):
    folder = tmp_path_factory.getbasetemp()
    assert Path(folder, f"{file_name(text, 'x')}.pdf").resolve().parent == folder.resolve()
