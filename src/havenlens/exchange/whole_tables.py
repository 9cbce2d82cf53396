"""Tables that have to be in memory as a whole before they can be written: columns of NumPy's."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from havenlens.services.tables import Coded, Column, Kind, Numbers, TableSource
from havenlens.services.tables.columns import Values, length_of, read_values
from havenlens.services.tables.events import encoded

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray


@dataclass(frozen=True, slots=True)
class WholeColumn:
    """A column with all its values: texts are places in ``names``, or objects; others are numbers with NaN.

    Days count from 1970-01-01, instants are seconds from then; flags are 0 and 1.
    """

    column: Column
    cells: NDArray[Any]
    names: tuple[str, ...] | None = None


def gather(source: TableSource) -> list[WholeColumn]:
    """Read a table's batches, and join each column."""
    import numpy as np  # noqa: PLC0415 - slow to import

    parts: list[list[NDArray[Any]]] = [[] for _ in source.columns]
    names: list[dict[str, int]] = [{} for _ in source.columns]
    for batch in source.batches():
        for place, (column, values) in enumerate(zip(source.columns, batch, strict=True)):
            parts[place].append(_part(column, values, names[place]))
    made = []
    for column, own, known in zip(source.columns, parts, names, strict=True):
        whole = np.concatenate(own) if own else _part(column, [], known)
        own.clear()
        made.append(WholeColumn(column, whole, tuple(known) if column.kind is Kind.CATEGORY else None))
    return made


def _part(column: Column, values: Values, known: dict[str, int]) -> NDArray[Any]:
    import numpy as np  # noqa: PLC0415 - slow to import

    if column.kind is Kind.CATEGORY:
        coded = values
        if not isinstance(coded, Coded):
            coded = Coded(*encoded([_text(each) for each in read_values(values)]))
        own = [known.setdefault(name, len(known)) for name in coded.values]
        places: NDArray[Any] = np.array([*own, -1], dtype=np.int32)[coded.places]
        return places
    if column.kind is Kind.TEXT:
        texts: NDArray[Any] = np.empty(length_of(values), dtype=object)
        texts[:] = [_text(each) for each in read_values(values)]
        return texts
    if isinstance(values, Numbers):
        numbers: NDArray[np.float64] = values.values.astype(np.float64)
        if values.known is not None:
            numbers[~values.known] = np.nan
        return numbers
    plain = read_values(values)
    if column.kind is Kind.DATE:
        days = np.array([np.datetime64("NaT") if day is None else np.datetime64(day) for day in plain])
        return _counted(days.astype("datetime64[D]"), 1)
    if column.kind is Kind.INSTANT:
        bare = [None if one is None else one.removesuffix("+00:00") for one in plain]
        return _counted(np.array(bare, dtype="datetime64[us]"), 1_000_000)
    return np.array([np.nan if each is None else float(each) for each in plain], dtype=np.float64)


def _counted(moments: NDArray[Any], unit: int) -> NDArray[np.float64]:
    import numpy as np  # noqa: PLC0415 - slow to import

    numbers: NDArray[np.float64] = moments.astype(np.int64) / unit
    numbers[np.isnat(moments)] = np.nan
    return numbers


def _text(value: Any) -> str | None:
    return value if value is None or isinstance(value, str) else str(value)
