"""``havenlens sequences`` and ``study counting``: what follows what, and which codings count."""

from __future__ import annotations

import sys
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from havenlens.app.bootstrap import open_study
from havenlens.app.commands.results import StudyPath
from havenlens.app.output import print_json
from havenlens.app.progress import progress_bar
from havenlens.words.catalogue import tr
from havenlens.words.sentences import say

if TYPE_CHECKING:
    from havenlens.services.sequences.counting import CountingRule
    from havenlens.services.sequences.results import SequenceResults
    from havenlens.services.study import Study

_RULES = "usual, primary, random, consensus, master, reliability, training, coaching, coder:NAME"


Files = Annotated[
    list[Path] | None,
    typer.Option(
        "-o", "--out", help=tr("A file that ends in .html, .xlsx, .csv or .json; several may be given.")
    ),
]
AsJson = Annotated[bool, typer.Option("--json", help=tr("Print one JSON document and nothing else."))]
Schemes = Annotated[
    list[str] | None, typer.Option("--scheme", help=tr("A scheme's id; several may be given."))
]
Windows = Annotated[
    list[float] | None,
    typer.Option(
        "--window",
        metavar="S",
        help=tr("Seconds within which an answer counts, instead of the scheme's; the first one leads."),
    ),
]
Codings = Annotated[
    str | None,
    typer.Option("--codings", metavar="RULE", help=tr("Which codings count; one of:") + f" {_RULES}"),
]
Unfinished = Annotated[
    bool, typer.Option("--unfinished", help=tr("Let codings count that were not handed in."))
]
Lags = Annotated[
    list[int] | None, typer.Option("--lag", metavar="N", help=tr("How many events later; from 1."))
]
Pause = Annotated[
    float | None,
    typer.Option("--pause", metavar="S", help=tr("So many seconds without an event count as an event.")),
]
ByPerson = Annotated[bool, typer.Option("--by-person", help=tr("Tell apart who acts in what follows what."))]
Periods = Annotated[
    int,
    typer.Option("--periods", metavar="N", help=tr("Equal parts of each observation, for time budgets.")),
]
NoRepeats = Annotated[bool, typer.Option("--no-repeats", help=tr("No code can follow itself at once."))]
Seed = Annotated[int, typer.Option("--seed", metavar="N", help=tr("Seed of everything that is drawn."))]
Permutations = Annotated[
    int,
    typer.Option(
        "--permutations", metavar="N", help=tr("Shifts that are drawn where counts are small; 0 for none.")
    ),
]
Strict = Annotated[bool, typer.Option("--strict", help=tr("End with 1 where anything had to be left out."))]


def sequences(
    study: StudyPath,
    out: Files = None,
    as_json: AsJson = False,
    scheme: Schemes = None,
    window: Windows = None,
    codings: Codings = None,
    unfinished: Unfinished = False,
    lag: Lags = None,
    no_repeats: NoRepeats = False,
    pause: Pause = None,
    by_person: ByPerson = False,
    periods: Periods = 1,
    seed: Seed = 2026,
    permutations: Permutations = 1000,
    strict: Strict = False,
) -> None:
    """Work out bids, responses, episodes, chains, lags, time budgets, equity and ratings."""
    from havenlens.app.sequence_files import (  # noqa: PLC0415 - quick start of other commands
        check_formats,
        sequence_document,
        write_sequences,
    )
    from havenlens.services.sequences.analysis import analyse  # noqa: PLC0415
    from havenlens.services.sequences.gathering import SequenceOptions, seconds_asked  # noqa: PLC0415

    check_formats(out or [])
    file, opened = open_study(study)
    with file:
        options = SequenceOptions(
            rule=_rule(opened, codings, seed, unfinished=unfinished),
            schemes=tuple(scheme or ()),
            windows=tuple(seconds_asked("window", one) for one in window or ()),
            lags=tuple(lag or (1,)),
            no_repeats=no_repeats,
            pause=None if pause is None else seconds_asked("pause", pause),
            by_person=by_person,
            periods=periods,
            seed=seed,
            permutations=permutations,
        )
        with progress_bar(tr("Following what follows what")) as progress:
            found = analyse(opened, options, progress)
            written = write_sequences(found, study, out or [], progress)
            document = sequence_document(found, study, progress) if as_json else None
    _tell(found, study, written, document)
    if strict and found.warnings:
        raise typer.Exit(1)


def _tell(
    found: SequenceResults, study: Path, paths: Sequence[Path], document: Mapping[str, Any] | None
) -> None:
    """Print the document, or what was written, or the tables; what is left out goes to stderr."""
    for warning in found.warnings:
        print(warning, file=sys.stderr)
    if document is not None:
        print_json(document)
    elif paths:
        for path in paths:
            print(say("done.written", path=path))
        print(found.rule.sentence)
    else:
        _print(found, study)


def _print(found: SequenceResults, study: Path) -> None:
    from havenlens.app.sequence_output import print_sequences  # noqa: PLC0415 - quick start of other commands
    from havenlens.services.sequences.report import sequence_report  # noqa: PLC0415

    print_sequences(sequence_report(found, say("sequences.of", name=study.stem)))


def _rule(study: Study, choice: str | None, seed: int, *, unfinished: bool) -> CountingRule:
    """Give the rule that was asked for; what is not said is as the study has it."""
    from havenlens.services.sequences.counting import (  # noqa: PLC0415 - quick start of other commands
        CountingRule,
        counting_rule,
    )

    held = counting_rule(study)
    if choice is None:
        return CountingRule(held.choice, held.seed, unfinished=held.unfinished or unfinished)
    return CountingRule(choice, seed, unfinished=unfinished)


def counting(
    study: StudyPath,
    rule: Annotated[str | None, typer.Argument(metavar="RULE", help=tr("One of:") + f" {_RULES}")] = None,
    seed: Seed = 2026,
    unfinished: Unfinished = False,
) -> None:
    """Say which codings count in every analysis of a study, or set it."""
    from havenlens.services.sequences.counting import (  # noqa: PLC0415 - quick start of other commands
        CountingRule,
        counting_rule,
        set_counting_rule,
    )

    if rule is None:
        file, opened = open_study(study)
        with file:
            print(counting_rule(opened).sentence)
        return
    wanted = CountingRule(rule, seed, unfinished=unfinished)
    file, opened = open_study(study, write=True)
    with file:
        set_counting_rule(opened, wanted)
    print(say("sequences.rule_set", rule=wanted.sentence))
