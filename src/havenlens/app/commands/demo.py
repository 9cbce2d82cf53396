"""``havenlens demo``: the whole way, on the sample scenes."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from havenlens.app.output import print_json, print_table
from havenlens.app.progress import progress_bar
from havenlens.services.agreement import AgreementResult, counting_rule
from havenlens.words.catalogue import tr
from havenlens.words.sentences import say


def demo(
    folder: Annotated[Path, typer.Argument(metavar="DIR", help="a folder without a demo in it")] = Path(
        "havenlens-demo"
    ),
    as_json: Annotated[
        bool, typer.Option("--json", help="Print one JSON document and nothing else.")
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
    rows = [
        (tr("study"), str(result.study)),
        *((tr("report"), str(path)) for path in result.reports),
        *((tr("table"), str(path)) for path in result.exports),
    ]
    print_table([tr("What"), tr("Where")], rows)
    print("\n" + say("demo.next", study=result.study))


def print_agreement(results: tuple[AgreementResult, ...] | list[AgreementResult]) -> None:
    """Print pooled values and dimensions as a table; values of single codes are in the export."""
    from havenlens.app.results import method_name  # noqa: PLC0415 - quick start of other commands

    rows = []
    last = ("", "")
    for result in results:
        if result.scope.code is not None:
            continue
        coefficient = result.coefficient
        interval = coefficient.interval
        here = (result.scheme, " – ".join(result.coders))
        rows.append(
            (
                *(here if here != last else ("", "")),
                " ".join(filter(None, (result.scope.group or result.scope.dimension, result.scope.period))),
                method_name(result),
                "–" if coefficient.estimate is None else f"{coefficient.estimate:.2f}",
                "" if interval is None else f"{interval.low:.2f} … {interval.high:.2f}",
                f"{coefficient.n_units:g}",
                " ".join(_remarks(result)),
            )
        )
        last = here
    heading = ("Scheme", "Coders", "Of", "Coefficient", "Value", "95% CI", "n", "Note")
    print_table([tr(name) for name in heading], rows, numbers=(4, 6))
    print(counting_rule() + "\n")


def _remarks(result: AgreementResult) -> list[str]:
    coefficient = result.coefficient
    if coefficient.undefined is not None:
        return [coefficient.undefined.sentence]
    return [warning.sentence for warning in coefficient.warnings[:1]]
