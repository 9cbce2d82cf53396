"""The model that finds faces is read wherever it lies."""

from __future__ import annotations

import os
import sys

import pytest

from havenlens.media.faces import Detector


def field(number, content):
    """Write a field of a protocol buffer: a number below 128, a text, or bytes."""
    if isinstance(content, int):
        return bytes([number << 3, content])
    content = content.encode() if isinstance(content, str) else content
    return bytes([number << 3 | 2, len(content)]) + content


def value(name):
    shape = b"".join(field(1, field(1, length)) for length in (1, 1, 2, 2))
    return field(1, name) + field(2, field(1, field(1, 1) + field(2, shape)))


def smallest_model():
    """Give a network in the ONNX format that has one part, and no weights."""
    node = field(1, "x") + field(2, "y") + field(4, "Relu")
    graph = field(1, node) + field(2, "g") + field(11, value("x")) + field(12, value("y"))
    return field(1, 8) + field(7, graph) + field(8, field(1, "") + field(2, 13))


@pytest.mark.skipif(sys.platform != "linux", reason="other systems take no such name")
def test_the_model_may_lie_under_a_name_that_opencv_cannot_spell(tmp_path):
    """As on Windows under any name with letters of another alphabet than the system's."""
    path = tmp_path / os.fsdecode(b"J\xf6rg.onnx")
    path.write_bytes(smallest_model())
    assert Detector(path)
