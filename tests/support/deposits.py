"""What stands in the files of a deposit, taken out of what packs it: zip, zstd, blocks of a binary format."""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path
from zipfile import ZipFile

_CELL = re.compile(r' r(ef)?="[A-Z]+\d+(:[A-Z]+\d+)?"')
_WRITTEN_AT = re.compile(r"<dcterms:(\w+) .*?</dcterms:\1>")


def texts_in(path: Path) -> Iterator[str]:
    """Give everything that somebody can read in a file, beside its bytes."""
    yield from {
        ".xlsx": _of_workbook,
        ".parquet": _of_parquet,
        ".sav": _of_statistics,
        ".dta": _of_statistics,
    }.get(path.suffix, _of_text)(path)


def _of_text(path: Path) -> Iterator[str]:
    yield path.read_text(encoding="utf-8")


def _of_workbook(path: Path) -> Iterator[str]:
    """Give every part but the names of cells, C1 for one, and the moment at which it was written."""
    with ZipFile(path) as parts:
        for name in parts.namelist():
            yield _WRITTEN_AT.sub("", _CELL.sub("", parts.read(name).decode()))


def _of_parquet(path: Path) -> Iterator[str]:
    """Give the schema's words, the values, and words that no row has but the file holds."""
    import pyarrow.parquet as pq

    file = pq.ParquetFile(path)
    yield file.schema_arrow.to_string(truncate_metadata=False)
    yield str({key: text for key, text in file.metadata.metadata.items() if key != b"ARROW:schema"})
    words = [field.name for field in file.schema_arrow]
    for column in pq.ParquetFile(path, read_dictionary=words).read().columns:
        for chunk in column.chunks:
            yield str((chunk.dictionary if hasattr(chunk, "dictionary") else chunk).to_pylist())


def _of_statistics(path: Path) -> Iterator[str]:
    import pyreadstat

    frame, about = (pyreadstat.read_sav if path.suffix == ".sav" else pyreadstat.read_dta)(path)
    yield str(frame.to_dict())
    yield str(vars(about))
