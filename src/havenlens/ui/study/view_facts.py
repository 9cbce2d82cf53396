"""What is shown of a view, and what is read of its files."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

from havenlens.domain.observation import Recording
from havenlens.domain.time import TimeBase, in_seconds
from havenlens.services.ports import MediaFacts, MediaLibrary, Progress
from havenlens.words.catalogue import ntr, tr


def shown_base(base: TimeBase) -> dict[str, str]:
    """Give offset and drift as sentences name them."""
    return {"offset": _signed(f"{in_seconds(base.offset):+.3f}"), "drift": _signed(f"{base.rate_ppm:+.1f}")}


def _signed(text: str) -> str:
    return text.replace("-", "−")


def about(recording: Recording) -> str:
    """Say where a view lies in time and what files it has."""
    if not recording.files:
        return tr("no file")
    file, parts = recording.files[0], []
    if file.offset:
        parts.append(tr("{offset} s").format(offset=shown_base(file.time_base)["offset"]))
    if file.rate_ppm:
        parts.append(tr("{drift} ppm").format(drift=shown_base(file.time_base)["drift"]))
    if len(recording.files) > 1:
        parts.append(ntr("{n} file", "{n} files", len(recording.files)))
    return " · ".join([*parts, *(Path(each.path).name for each in recording.files)])


def facts_of(media: MediaLibrary, paths: Sequence[Path], progress: Progress) -> tuple[MediaFacts, ...]:
    """Read some videos, one after the other; runs on a worker."""
    found = []
    for number, path in enumerate(paths):

        def tell(done: int, total: int, number: int = number) -> None:
            progress(number * 1000 + 1000 * done // max(1, total), len(paths) * 1000)

        found.append(media.facts(path, tell))
    return tuple(found)
