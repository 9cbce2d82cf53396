"""Columns of stored rows in forms in which very many of them are handled at once."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    import numpy as np  # slow to import
    from numpy.typing import NDArray


@dataclass(frozen=True, slots=True)
class Coded:
    """Texts as places in a list of few; -1 is a missing value."""

    places: NDArray[np.integer[Any]]
    values: Sequence[str]

    def read(self) -> list[str | None]:
        """Give the texts themselves."""
        values = [*self.values, None]
        return [values[place] for place in self.places.tolist()]


@dataclass(frozen=True, slots=True)
class Numbers:
    """Numbers, and where there are any; None where all are known."""

    values: NDArray[Any]
    known: NDArray[np.bool_] | None = None

    def read(self) -> list[Any]:
        """Give the numbers as Python has them; None is a missing value."""
        values: list[Any] = self.values.tolist()
        if self.known is None:
            return values
        return [value if known else None for value, known in zip(values, self.known.tolist(), strict=True)]


@dataclass(frozen=True, slots=True)
class Ids:
    """Ids as 32 digits each, of type ``S32``, empty where one is missing; in tables they have dashes."""

    digits: NDArray[np.bytes_]

    @classmethod
    def of(cls, digits: Iterable[str | None]) -> Ids:
        """Make a column of ids that are Python's texts."""
        import numpy as np  # noqa: PLC0415 - slow to import

        return cls(np.array(["" if each is None else each for each in digits], dtype="S32"))

    def at(self, row: int) -> str | None:
        """Give the id of a row as it is written."""
        return dashed(self.digits[row].decode()) if self.digits[row] else None

    def plain(self) -> list[str | None]:
        """Give the ids as 32 digits each."""
        return [digits or None for digits in self.digits.astype("U32").tolist()]

    def read(self) -> list[str | None]:
        """Give the ids as they are written."""
        return [dashed(digits.decode()) if digits else None for digits in self.digits.tolist()]


def dashed(digits: str) -> str:
    """Write an id of 32 digits with dashes.

    >>> dashed("0123456789abcdef0123456789abcdef")
    '01234567-89ab-cdef-0123-456789abcdef'
    """
    return f"{digits[:8]}-{digits[8:12]}-{digits[12:16]}-{digits[16:20]}-{digits[20:]}"
