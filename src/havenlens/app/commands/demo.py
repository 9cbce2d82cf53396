"""``havenlens demo``: the whole way, on the sample scenes."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from havenlens.app.output import opening, print_agreement, print_files, print_json
from havenlens.app.progress import progress_bar
from havenlens.words.catalogue import tr
from havenlens.words.sentences import say


def demo(
    folder: Annotated[Path, typer.Argument(metavar="DIR", help=tr("a folder without a demo in it"))] = Path(
        "havenlens-demo"
    ),
    as_json: Annotated[
        bool, typer.Option("--json", help=tr("Print one JSON document and nothing else."))
    ] = False,
) -> None:
    """Build a study from the sample scenes, compute agreement, write the coach report and the tables."""
    from havenlens.app.demo import run_demo  # noqa: PLC0415 - quick start of other commands
    from havenlens.media.library import VideoLibrary  # noqa: PLC0415

    with progress_bar(tr("Demo")) as progress:
        result = run_demo(folder, VideoLibrary(), progress)
    if as_json:
        print_json(
            {
                "study": str(result.study),
                "reports": [str(path) for path in result.reports],
                "exports": [str(path) for path in result.exports],
                "agreement": [each.as_json() for each in result.agreement],
                "seconds": round(result.seconds, 3),
            }
        )
        return
    print_agreement(result.agreement)
    print_files(
        (
            (tr("study"), result.study),
            *((tr("report"), path) for path in result.reports),
            *((tr("table"), path) for path in result.exports),
        )
    )
    print("\n" + say("demo.next", command=opening(result.study)))
