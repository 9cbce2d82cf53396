"""Read the sample tables of MP4 and MOV, which tell every frame's place without reading the pictures."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import BinaryIO

import numpy as np
from numpy.typing import NDArray

_HEADER = 8
_MOST = 256 * 1024 * 1024
"""A table of contents that is longer than this is not read whole."""

Numbers = NDArray[np.int64]


@dataclass(frozen=True, slots=True)
class SampleTable:
    """The samples of one track in the order of decoding.

    ``positions`` are bytes from the start of the file, ascending as a rule; ``delays`` are by how much each
    sample is shown after it is decoded, in units of the track.
    """

    positions: Numbers
    delays: Numbers


def sample_table(path: Path, track: int) -> SampleTable | None:
    """Read the table of a track by its number; None where the file keeps its table in another way."""
    with path.open("rb") as file:
        contents = _contents(file, path.stat().st_size)
    if contents is None or any(kind == b"mvex" for kind, _ in _boxes(contents)):
        return None
    for kind, body in _boxes(contents):
        if kind == b"trak" and _track_number(body) == track:
            return _table(_inside(body, b"mdia", b"minf", b"stbl"))
    return None


def _contents(file: BinaryIO, size: int) -> memoryview | None:
    at = 0
    while at + _HEADER <= size:
        file.seek(at)
        head = file.read(16)
        length, kind = int.from_bytes(head[:4], "big"), head[4:8]
        begin = _HEADER
        if length == 1:
            length, begin = int.from_bytes(head[8:16], "big"), 16
        elif length == 0:
            length = size - at
        if length < begin:
            return None
        if kind == b"moov":
            if length > _MOST or at + length > size:
                return None
            file.seek(at + begin)
            return memoryview(file.read(length - begin))
        at += length
    return None


def _boxes(body: memoryview) -> Iterator[tuple[bytes, memoryview]]:
    at = 0
    while at + _HEADER <= len(body):
        length, kind = int.from_bytes(body[at : at + 4], "big"), bytes(body[at + 4 : at + 8])
        begin = _HEADER
        if length == 1:
            length, begin = int.from_bytes(body[at + 8 : at + 16], "big"), 16
        if length < begin:
            return
        yield kind, body[at + begin : at + length]
        at += length


def _inside(body: memoryview, *kinds: bytes) -> memoryview:
    for wanted in kinds:
        body = next((found for kind, found in _boxes(body) if kind == wanted), memoryview(b""))
    return body


def _track_number(body: memoryview) -> int:
    header = _inside(body, b"tkhd")
    if len(header) < 24:
        return -1
    place = 20 if header[0] == 1 else 12
    return int.from_bytes(header[place : place + 4], "big")


def _table(stbl: memoryview) -> SampleTable | None:
    boxes = dict(_boxes(stbl))
    sizes = boxes.get(b"stsz")
    chunks = boxes.get(b"stco", boxes.get(b"co64"))
    runs = boxes.get(b"stsc")
    if sizes is None or chunks is None or runs is None or len(sizes) < 12:
        return None
    count, one = int.from_bytes(sizes[8:12], "big"), int.from_bytes(sizes[4:8], "big")
    lengths = np.full(count, one, np.int64) if one else _numbers(sizes[12:], ">u4", count)
    starts = _numbers(chunks[8:], ">u4" if b"stco" in boxes else ">u8")
    per_chunk = _per_chunk(_numbers(runs[8:], ">u4"), len(starts))
    if len(lengths) != count or per_chunk is None or int(per_chunk.sum()) != count:
        return None
    before = np.cumsum(lengths) - lengths
    firsts = np.cumsum(per_chunk) - per_chunk
    chunk_of = np.repeat(np.arange(len(starts)), per_chunk)
    positions = starts[chunk_of] + before - before[firsts[chunk_of]]
    delays = _delays(boxes.get(b"ctts"), count)
    return None if delays is None else SampleTable(positions, delays)


def _per_chunk(runs: Numbers, chunks: int) -> Numbers | None:
    """Give how many samples each chunk holds, from the runs of chunks that hold equally many."""
    if not len(runs) or len(runs) % 3:
        return None
    first, samples = runs[0::3] - 1, runs[1::3]
    lengths = np.diff(np.append(first, chunks))
    return None if (lengths < 0).any() or first[0] != 0 else np.repeat(samples, lengths)


def _delays(ctts: memoryview | None, count: int) -> Numbers | None:
    if ctts is None:
        return np.zeros(count, np.int64)
    pairs = _numbers(ctts[8:], ">i4")  # signed in either version of the table: writers do as they like
    delays = np.repeat(pairs[1::2], pairs[0::2])
    return delays if len(delays) == count else None


def _numbers(body: memoryview, kind: str, count: int = -1) -> Numbers:
    width = np.dtype(kind).itemsize
    whole = len(body) // width if count < 0 else min(count, len(body) // width)
    return np.frombuffer(body[: whole * width], kind).astype(np.int64)
