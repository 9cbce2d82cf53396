"""Write tables as CSV and Parquet through pyarrow, a batch at a time."""

from __future__ import annotations

import json
from collections.abc import Callable, Sequence
from concurrent.futures import Future, ThreadPoolExecutor
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, Any, BinaryIO

from havenlens import __version__
from havenlens.services.files import whole_file
from havenlens.services.tables import Coded, Column, Ids, Kind, Numbers, TableSource
from havenlens.services.tables.columns import Batch, Values

if TYPE_CHECKING:
    import numpy as np
    import pyarrow as pa
    from numpy.typing import NDArray

_SPECIAL = '[,"\r\n]'
_WHOLE = r"^(-?\d+)$"
_DIGITS = [place for place in range(36) if place not in (8, 13, 18, 23)]


def write_csv_table(source: TableSource, path: Path) -> None:
    """Write a table as CSV in UTF-8, whole or not at all; a missing value is an empty cell."""
    with whole_file(path) as temporary, temporary.open("wb") as file:
        import pyarrow as pa  # noqa: PLC0415 - slow to import

        heads = pa.array([column.name for column in source.columns])
        file.write(",".join(_quoted(heads).to_pylist()).encode() + b"\n")
        _each_behind(source, partial(_write_lines, file, source.columns))


def _each_behind(source: TableSource, write: Callable[[Batch], None]) -> None:
    """Write each batch on another thread while the next one is read."""
    with ThreadPoolExecutor(1) as executor:
        last: Future[None] | None = None
        for batch in source.batches():
            if last is not None:
                last.result()
            last = executor.submit(write, batch)
        if last is not None:
            last.result()


def _write_lines(file: BinaryIO, columns: Sequence[Column], batch: Batch) -> None:
    cells = [_text(column, values) for column, values in zip(columns, batch, strict=True)]
    if len(cells[0]):
        file.write(_lines(cells))


def _lines(cells: Sequence[pa.Array]) -> memoryview:
    """Join cells to lines; in memory, the texts of an array lie one after another already."""
    import pyarrow as pa  # noqa: PLC0415 - slow to import
    import pyarrow.compute as pc  # noqa: PLC0415

    options: dict[str, Any] = {"null_handling": "replace", "null_replacement": ""}
    wide = pa.large_string()
    comma, end, nothing = (pa.scalar(text, wide) for text in (",", "\n", ""))
    rows = pc.binary_join_element_wise(*(cell.cast(wide) for cell in cells), comma, **options)
    lines = pc.binary_join_element_wise(rows, nothing, end, **options)
    return memoryview(lines.buffers()[2])[: pc.sum(pc.binary_length(lines)).as_py()]


def _text(column: Column, values: Values) -> pa.Array:
    """Give the cells of a column as they stand in the file."""
    import pyarrow as pa  # noqa: PLC0415 - slow to import
    import pyarrow.compute as pc  # noqa: PLC0415

    if isinstance(values, Coded):
        words = _quoted(pa.array(list(values.values), pa.string()))
        return words.take(pa.array(values.places, mask=values.places < 0))
    if column.kind is Kind.INSTANT:
        return pa.array(values, pa.string())
    found = arrow_array(column, values)
    if pa.types.is_dictionary(found.type):
        return _quoted(found.dictionary).take(found.indices)
    if pa.types.is_string(found.type):
        return _quoted(found)
    texts = found.cast(pa.string())
    if column.kind is Kind.NUMBER:  # 75.0 and not 75: what is no count looks like none
        texts = pc.replace_substring_regex(texts, _WHOLE, r"\1.0")
    return texts


def _quoted(texts: pa.Array) -> pa.Array:
    """Put quotation marks about cells that need them."""
    import pyarrow as pa  # noqa: PLC0415 - slow to import
    import pyarrow.compute as pc  # noqa: PLC0415

    special = pc.match_substring_regex(texts, _SPECIAL)
    if not pc.any(special).as_py():
        return texts
    doubled = pc.replace_substring(texts, '"', '""')
    mark = pa.scalar('"')
    return pc.if_else(special, pc.binary_join_element_wise(mark, doubled, mark, pa.scalar("")), texts)


def write_parquet_table(source: TableSource, path: Path) -> None:
    """Write a table as Parquet, whole or not at all; columns carry what they mean and their labels."""
    with whole_file(path) as temporary, temporary.open("wb") as file:
        import pyarrow as pa  # noqa: PLC0415 - slow to import
        import pyarrow.parquet as pq  # noqa: PLC0415

        schema = arrow_schema(source)
        coded = [column.name for column in source.columns if column.kind is Kind.CATEGORY]
        options: dict[str, Any] = {"compression": "zstd", "use_dictionary": coded or False}
        with pq.ParquetWriter(file, schema, **options) as writer:

            def write(batch: Batch) -> None:
                columns = zip(source.columns, batch, strict=True)
                arrays = [arrow_array(column, values) for column, values in columns]
                writer.write_batch(pa.record_batch(arrays, schema=schema))

            _each_behind(source, write)


def arrow_schema(source: TableSource) -> pa.Schema:
    """Describe a table; pandas gives what columns mean, their labels and missing values as ``attrs``."""
    import pyarrow as pa  # noqa: PLC0415 - slow to import

    fields = [
        pa.field(column.name, _arrow_type(column.kind), metadata=_field_metadata(column))
        for column in source.columns
    ]
    told = {
        "table": source.name,
        "software": f"Havenlens {__version__}",
        "meaning": {column.name: column.meaning for column in source.columns},
        "missing": {column.name: column.missing for column in source.columns if column.missing},
        "labels": {column.name: dict(column.labels) for column in source.columns if column.labels},
    }
    return pa.schema(fields, metadata={"PANDAS_ATTRS": json.dumps(told, ensure_ascii=False)})


def _field_metadata(column: Column) -> dict[str, str]:
    found = {"meaning": column.meaning, "missing": column.missing}
    if column.labels:
        found["labels"] = json.dumps(dict(column.labels), ensure_ascii=False)
    return {name: text for name, text in found.items() if text}


def _arrow_type(kind: Kind) -> pa.DataType:
    import pyarrow as pa  # noqa: PLC0415 - slow to import

    types = {
        Kind.TEXT: pa.string(),
        Kind.CATEGORY: pa.dictionary(pa.int32(), pa.string()),
        Kind.INTEGER: pa.int64(),
        Kind.NUMBER: pa.float64(),
        Kind.FLAG: pa.bool_(),
        Kind.DATE: pa.date32(),
        Kind.INSTANT: pa.timestamp("us", tz="UTC"),
    }
    return types[kind]


def arrow_array(column: Column, values: Values) -> pa.Array:
    """Give the values of a column as an array of the column's kind."""
    import pyarrow as pa  # noqa: PLC0415 - slow to import

    wanted = _arrow_type(column.kind)
    if isinstance(values, Coded):
        places = pa.array(values.places.astype("int32", copy=False), mask=values.places < 0)
        found = pa.DictionaryArray.from_arrays(places, pa.array(list(values.values), pa.string()))
        return found if column.kind is Kind.CATEGORY else found.cast(pa.string())
    if isinstance(values, Numbers):
        mask = None if values.known is None else ~values.known
        return pa.array(values.values, mask=mask).cast(wanted)
    if isinstance(values, Ids):
        return _dashed(values.digits)
    if column.kind in (Kind.TEXT, Kind.CATEGORY):
        try:
            texts = pa.array(values, pa.string())
        except pa.ArrowTypeError:
            texts = pa.array([_as_text(value) for value in values], pa.string())
        return texts.dictionary_encode() if column.kind is Kind.CATEGORY else texts
    if column.kind is Kind.INSTANT:
        return pa.array(values, pa.string()).cast(wanted)
    if column.kind is Kind.NUMBER:
        values = [None if value is None else float(value) for value in values]
    return pa.array(values, wanted)


def _dashed(digits: NDArray[np.bytes_]) -> pa.Array:
    """Write ids with dashes: the bytes of all of them are put in place at once."""
    import numpy as np  # noqa: PLC0415 - slow to import
    import pyarrow as pa  # noqa: PLC0415

    there = digits != b""
    known = np.ascontiguousarray(digits[there])
    whole = np.full((len(known), 36), ord("-"), dtype=np.uint8)
    whole[:, _DIGITS] = known.view(np.uint8).reshape(-1, 32)
    ends = np.arange(len(known) + 1, dtype=np.int32) * 36
    dense = pa.StringArray.from_buffers(len(known), pa.py_buffer(ends), pa.py_buffer(whole))
    if len(known) == len(digits):
        return dense
    return dense.take(pa.array(np.cumsum(there) - 1, mask=~there))


def _as_text(value: Any) -> str | None:
    return value if value is None or isinstance(value, str) else str(value)
