"""The command line: ``havenlens [STUDY]`` opens the desktop app, every other command is headless."""

from __future__ import annotations

import io
import os
import sys
from pathlib import Path
from typing import Annotated

import typer
from typer.main import get_command

from havenlens import __version__
from havenlens.app.commands.agree import agree
from havenlens.app.commands.calibration import certify, double_code
from havenlens.app.commands.demo import demo
from havenlens.app.commands.exporting import export
from havenlens.app.commands.importing import import_files
from havenlens.app.commands.media import media_app
from havenlens.app.commands.privacy import access, consent, retention
from havenlens.app.commands.results import reliability, report
from havenlens.app.commands.schemes import schemes_app
from havenlens.app.commands.sequences import counting, sequences
from havenlens.app.commands.study import study_app
from havenlens.app.display import missing_library, quieten
from havenlens.domain.problems import StudyError
from havenlens.words.catalogue import tr

app = typer.Typer(
    name="havenlens",
    help=tr("Code bids and responses on video, see whether coders agree, write feedback that helps."),
    epilog=tr("Without a command the desktop program opens, and with a study's file it opens that study."),
    no_args_is_help=False,
    invoke_without_command=True,
    pretty_exceptions_enable=False,
    add_completion=False,
    rich_markup_mode="rich",
    context_settings={"help_option_names": ["-h", "--help"]},
)
app.command(
    help=tr("Build a study from the sample scenes, compute agreement, write the coach report and the tables.")
)(demo)
study_app.command(
    help=tr("Hold a coder's training codings against the masters of a set, and keep the certificate.")
)(certify)
study_app.command(
    "double-code",
    help=tr("Draw at random what is coded twice, and assign it; safe to run again when videos are added."),
)(double_code)
study_app.command(help=tr("Write down what somebody allows, from a first to a last day."))(consent)
study_app.command(help=tr("List videos by the last day they may stay, or set that day."))(retention)
study_app.command(help=tr("List who opened, exported, sent or took in what."))(access)
study_app.command(help=tr("Say which codings count in every analysis, or set it."))(counting)
app.add_typer(study_app, name="study")
app.add_typer(schemes_app, name="schemes")
app.add_typer(media_app, name="media")
app.command("import", help=tr("Import transcripts (WebVTT or SRT), or merge what was handed out to coders."))(
    import_files
)
app.command(help=tr("Write the tables of a study as CSV, Parquet, Excel, SPSS or Stata, or a deposit."))(
    export
)
app.command(help=tr("Compute agreement from a table of ratings or events, no study needed."))(agree)
app.command(help=tr("Compute how far the coders of a study agree."))(reliability)
app.command(help=tr("Work out bids, responses, episodes, chains, lags, time budgets, equity and ratings."))(
    sequences
)
app.command(help=tr("Write the feedback document of a coaching cycle."))(report)


def _show_version(wanted: bool) -> None:
    if wanted:
        print(f"havenlens {__version__}")
        raise typer.Exit


@app.callback()
def start(
    context: typer.Context,
    version: Annotated[  # noqa: ARG001 - handled by its callback
        bool, typer.Option("--version", callback=_show_version, is_eager=True, help=tr("Print the version."))
    ] = False,
) -> None:
    """Open the desktop app where no command is given."""
    if context.invoked_subcommand is None:
        raise typer.Exit(_run_desktop(None))


def main() -> None:
    """Run the command line; a mistake of the person's is one sentence on stderr and exit 1."""
    arguments = sys.argv[1:]
    _take_every_letter()
    try:
        if arguments and _names_a_study(arguments[0]):
            sys.exit(_run_desktop(Path(arguments[0])))
        app()
    except StudyError as error:
        _tell(error)
        sys.exit(1)
    except ImportError as error:
        missing = missing_library(error)
        if missing is None:
            raise
        _tell(missing)
        sys.exit(1)
    except KeyboardInterrupt:
        sys.exit(130)


def desktop() -> None:
    """Open the desktop app, from a launcher or a double-click on a study."""
    main()


def _take_every_letter() -> None:
    """Let a question mark stand for a letter that the terminal, or what reads from it, has no sign for.

    Windows gives a pipe and a file an alphabet of 256 letters, in which a name may lack one.
    """
    if isinstance(sys.stdout, io.TextIOWrapper):
        sys.stdout.reconfigure(errors="replace")


def _tell(error: StudyError) -> None:
    """Say what is wrong: on stderr, or in a window where a launcher on Windows gives none."""
    if sys.stderr is not None:
        print(error, file=sys.stderr)
        return
    from havenlens.app.desktop import show_message  # noqa: PLC0415 - Qt is slow to import

    show_message(str(error))


def _names_a_study(argument: str) -> bool:
    """Tell a study's path from a command: by its suffix, or because it is a file."""
    if argument.startswith("-") or argument in _commands():
        return False
    return argument.endswith(".havenlens") or os.path.isfile(argument)  # noqa: PTH113 - Path.is_file raises where a folder may not be searched


def _commands() -> set[str]:
    return set(get_command(app).commands)  # type: ignore[attr-defined]  # a group, since it has several commands


def _run_desktop(study: Path | None) -> int:
    quieten()
    from havenlens.app.desktop import run_desktop  # noqa: PLC0415 - Qt is slow to import

    return run_desktop(study)
