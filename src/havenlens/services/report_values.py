"""Values of a report on agreement, with letters for what is to be said about them."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from string import ascii_lowercase
from typing import TYPE_CHECKING, Any

from havenlens.services.agreement_results import AgreementResult
from havenlens.words.catalogue import N_, tr

if TYPE_CHECKING:
    from havenlens.inference.coefficient import Coefficient  # NumPy is slow to import

_ABOVE_ONE = frozenset({"marginal_homogeneity", "onset_offset"})
"""Statistics that are no share of 1."""

_MEANS = {"observations": N_("mean of observations"), "codes": N_("mean of codes")}


@dataclass(frozen=True, slots=True)
class ReportValue:
    """An estimate with its interval and n; ``marks`` are letters of the notes, ``share`` is 1 at most.

    The estimate is None where there is none, and a note says why.
    """

    estimate: float | None
    low: float | None
    high: float | None
    n: float
    marks: tuple[str, ...] = ()
    share: bool = True


@dataclass
class NoteMarks:
    """Gives each sentence a letter, the same to the same."""

    _given: dict[str, str] = field(default_factory=dict)

    def of(self, sentence: str) -> str:
        """Give a sentence's letter: a to z, then aa, ab and so on."""
        if sentence not in self._given:
            number, letters = len(self._given), ""
            while number >= 0:
                letters = ascii_lowercase[number % len(ascii_lowercase)] + letters
                number = number // len(ascii_lowercase) - 1
            self._given[sentence] = letters
        return self._given[sentence]

    def listed(self) -> tuple[tuple[str, str], ...]:
        """Give the letters with their sentences, in order."""
        return tuple((letters, sentence) for sentence, letters in self._given.items())


def value_of(result: AgreementResult, marks: NoteMarks, of: Coefficient | None = None) -> ReportValue:
    """Give a result's value, or that of another coefficient of the same kind."""
    found = result.coefficient if of is None else of
    said = [note.sentence for note in ((found.undefined,) if found.undefined else found.warnings)]
    interval = found.interval
    return ReportValue(
        found.estimate,
        None if interval is None else interval.low,
        None if interval is None else interval.high,
        found.n_units,
        tuple(marks.of(sentence) for sentence in dict.fromkeys(said)),
        found.method not in _ABOVE_ONE,
    )


def parts_of(result: AgreementResult, marks: NoteMarks) -> Iterator[tuple[str, ReportValue]]:
    """Give what is kept in a result's detail about its codes, its people, and means: name and value."""
    detail = result.coefficient.detail
    for kept in ("per_code", "per_actor"):
        found = detail.get(kept)
        if isinstance(found, Mapping) and (kept == "per_code" or len(found) > 1):
            for name, part in found.items():
                yield from _part(str(name), part, marks, result)
    averaged = detail.get("averaged")
    if isinstance(averaged, Mapping):
        for over, part in averaged.items():
            yield from _part(tr(_MEANS[over]) if over in _MEANS else str(over), part, marks, result)


def _part(
    name: str, part: Any, marks: NoteMarks, result: AgreementResult
) -> Iterator[tuple[str, ReportValue]]:
    """Read one part; what has no value in the form all results have is left to the detail."""
    if not isinstance(part, Mapping) or "estimate" not in part:
        return
    low, high = part.get("ci") or (None, None)
    said = [part["undefined"]] if part.get("undefined") else part.get("warnings", ())
    yield (
        name,
        ReportValue(
            part["estimate"],
            low,
            high,
            part.get("n_units", 0),
            tuple(marks.of(sentence) for sentence in dict.fromkeys(said)),
            result.coefficient.method not in _ABOVE_ONE,
        ),
    )
