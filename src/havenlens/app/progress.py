"""Show on the terminal how far a piece of work is, once it takes more than a second."""

from __future__ import annotations

import time
from collections.abc import Iterator
from contextlib import contextmanager

from havenlens.services.ports import Progress

_PATIENCE = 1.0


@contextmanager
def progress_bar(label: str) -> Iterator[Progress]:
    """Give a `Progress` that draws a bar on stderr; nothing is drawn for short work, or into a file."""
    from rich.console import Console  # noqa: PLC0415 - kept out of the start of the program
    from rich.progress import Progress as Bar  # noqa: PLC0415

    console = Console(stderr=True)
    begun = time.monotonic()
    bar = Bar(console=console, transient=True, disable=not console.is_terminal)
    task = bar.add_task(label, total=None)

    def show(done: int, total: int) -> None:
        if not bar.live.is_started:
            if time.monotonic() - begun < _PATIENCE:
                return
            bar.start()
        bar.update(task, completed=done, total=total)

    try:
        yield show
    finally:
        bar.stop()
