"""Havenlens from Python: open a study to read, and get its tables and analyses as pandas data frames.

Every frame has ``attrs["meaning"]`` (what each column means); those of analyses have ``attrs["rule"]`` (which
codings count) and ``attrs["left_out"]`` (what could not be analysed, and why) as well.
"""

from __future__ import annotations

from os import PathLike
from pathlib import Path
from typing import TYPE_CHECKING, Any, Self

from havenlens.app.bootstrap import open_study as _open
from havenlens.domain.time import SECOND
from havenlens.services.sequences.counting import CountingRule, counting_rule
from havenlens.services.study import Study
from havenlens.services.tables import DataTable, TableSource, source_of_table, study_tables
from havenlens.services.tables.columns import Kind

if TYPE_CHECKING:
    import pandas as pd  # slow to import

    from havenlens.services.sequences.results import SequenceResults
    from havenlens.store.study_file import StudyFile

__all__ = ["OpenStudy", "open_study"]

_TYPES = {
    Kind.INTEGER: "Int64",
    Kind.NUMBER: "float64",
    Kind.FLAG: "boolean",
    Kind.CATEGORY: "category",
}


def open_study(path: str | PathLike[str]) -> OpenStudy:
    """Open a study to read; nothing in it can be changed from here.

    Use it as a context manager, or close it in the end. `havenlens.domain.problems.StudyError` says what is
    wrong and what to do where the file is missing, damaged or of a newer program.
    """
    file, study = _open(Path(path))
    return OpenStudy(file, study)


class OpenStudy:
    """A study that is open to read.

    ``codings`` says in every analysis which codings count: "usual", "primary", "random", a purpose such as
    "master", or "coder:NAME"; left out, it is the study's own rule. ``scheme`` is a scheme's id. Times are in
    seconds.
    """

    def __init__(self, file: StudyFile, study: Study) -> None:
        self._file, self._study = file, study
        self._found: dict[tuple[Any, ...], SequenceResults] = {}

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_exc: object) -> None:
        self.close()

    def __repr__(self) -> str:
        return f"<study {self.path.name}>"

    def close(self) -> None:
        """Close the study."""
        self._file.close()

    @property
    def path(self) -> Path:
        """Give where the study is."""
        return self._file.path

    @property
    def rule(self) -> str:
        """Say which codings count in the analyses of this study."""
        return counting_rule(self._study).sentence

    @property
    def schemes(self) -> list[str]:
        """List the ids of the schemes in the study."""
        return sorted({row.scheme for row in self._study.store.schemes()})

    # --- tables: every coding, whatever it was made for -------------------------------------------------

    def events(self) -> pd.DataFrame:
        """Give a row for each event of every coding."""
        return self._table("events")

    def ratings(self) -> pd.DataFrame:
        """Give a row for each rating of every coding, with the reason where there is no score."""
        return self._table("ratings")

    def observations(self) -> pd.DataFrame:
        """Give a row for each observation, with its variables."""
        return self._table("observations")

    def participants(self) -> pd.DataFrame:
        """Give a row for each person, by pseudonym."""
        return self._table("participants")

    def codings(self) -> pd.DataFrame:
        """Give a row for each coding."""
        return self._table("codings")

    # --- analyses: one coding for each observation and scheme ----------------------------------------

    def bids(self, window: float | None = None, **which: Any) -> pd.DataFrame:
        """Give a row for each bid with its answers within ``window`` seconds (the scheme's own)."""
        return self._rows("bids", window=window, **which)

    def latency(self, window: float | None = None, **which: Any) -> pd.DataFrame:
        """Give the Kaplan-Meier curves of bids that wait, a row for each step.

        ``window`` is how many seconds bids are watched. ``attrs["median_s"]`` has median, low and high end of
        its interval for each scheme and recipe.
        """
        import pandas as pd  # noqa: PLC0415 - slow to import

        found, rows, medians = self.sequences(window=window, **which), [], {}
        for scheme in found.schemes:
            for bids in scheme.bids:
                about = {"scheme": scheme.counted.scheme.id, "recipe": bids.recipe.id}
                curve = bids.curve.as_json()
                ends = (curve["median_s"], *curve["median_ci_s"])
                medians["/".join(about.values())] = ends
                for step in curve["steps"]:
                    low, high = step.pop("ci") or (None, None)
                    rows.append({**about, **step, "ci_low": low, "ci_high": high})
        names = ["scheme", "recipe", "time_s", "at_risk", "answered", "unanswered", "se", "ci_low", "ci_high"]
        frame = pd.DataFrame(rows, columns=names)
        frame.attrs |= {**_about(found), "median_s": medians}
        return frame

    def episodes(self, window: float | None = None, **which: Any) -> pd.DataFrame:
        """Give a row for each episode of bids."""
        return self._rows("episodes", window=window, **which)

    def repairs(self, window: float | None = None, **which: Any) -> pd.DataFrame:
        """Give a row for each run of missed episodes, and what made good for it."""
        return self._rows("repairs", window=window, **which)

    def chains(self, **which: Any) -> pd.DataFrame:
        """Give a row for each chain of steps, with the time of each step."""
        return self._rows("chains", **which)

    def buffering(self, **which: Any) -> pd.DataFrame:
        """Give a row for each move that was made while somebody was in a state."""
        return self._rows("moves", **which)

    def contingencies(self, **which: Any) -> pd.DataFrame:
        """Give a row for each recipe of what follows within a window, over the study."""
        return self._rows("contingencies", **which)

    def lags(self, lag: int = 1, **which: Any) -> pd.DataFrame:
        """Give a row for each two codes, of which one comes ``lag`` events after the other.

        With ``no_repeats`` no code can follow itself; every ``pause`` (seconds) without an event counts as an
        event; ``by_person`` tells apart who acts.
        """
        return self._rows("lags", lag=lag, **which)

    def time_budget(self, periods: int = 1, **which: Any) -> pd.DataFrame:
        """Give a row for each person and code of each observation; ``periods`` cuts it into equal parts."""
        return self._rows("time_budget", periods=periods, **which)

    def equity(self, **which: Any) -> pd.DataFrame:
        """Give a row for each person over the study; rates on few bids are suppressed."""
        return self._rows("equity", **which)

    def rating_scores(self, **which: Any) -> pd.DataFrame:
        """Give dimensions and domains of each observation, teacher and coaching cycle."""
        return self._rows("rating_scores", **which)

    def summary(self, **which: Any) -> pd.DataFrame:
        """Give the main numbers over the study and for each participant, with intervals over observations."""
        return self._rows("sequence_results", **which)

    def agreement(self) -> pd.DataFrame:
        """Give how far coders agree, a row for each coefficient; the look is not noted in the study."""
        from havenlens.services.agreement import agreement_of  # noqa: PLC0415 - slow to import
        from havenlens.services.agreement_columns import agreement_table  # noqa: PLC0415

        return _frame(agreement_table(agreement_of(self._study)))

    def sequences(
        self,
        *,
        window: float | None = None,
        scheme: str | None = None,
        codings: str | None = None,
        unfinished: bool = False,
        lag: int = 1,
        no_repeats: bool = False,
        pause: float | None = None,
        by_person: bool = False,
        periods: int = 1,
        seed: int = 2026,
        permutations: int = 1000,
    ) -> SequenceResults:
        """Work everything out; what was asked for before is kept until the study is closed.

        ``unfinished`` lets codings count that were not handed in. ``.plain()`` of the result gives all of it
        as lists and dictionaries.
        """
        from havenlens.services.sequences.analysis import analyse  # noqa: PLC0415 - slow to import
        from havenlens.services.sequences.gathering import SequenceOptions, seconds_asked  # noqa: PLC0415

        held = counting_rule(self._study)
        rule = CountingRule(
            held.choice if codings is None else codings,
            held.seed if codings is None else seed,
            unfinished=unfinished or (codings is None and held.unfinished),
        )
        options = SequenceOptions(
            rule=rule,
            schemes=() if scheme is None else (scheme,),
            windows=() if window is None else (seconds_asked("window", window),),
            lags=(lag,),
            no_repeats=no_repeats,
            pause=None if pause is None else seconds_asked("pause", pause),
            by_person=by_person,
            periods=periods,
            seed=seed,
            permutations=permutations,
        )
        key = (rule, options)
        if key not in self._found:
            self._found[key] = analyse(self._study, options)
        return self._found[key]

    # --- inside -----------------------------------------------------------------------------------------

    def _table(self, name: str) -> pd.DataFrame:
        return _frame(next(source for source in study_tables(self._study) if source.name == name))

    def _rows(self, name: str, **which: Any) -> pd.DataFrame:
        from havenlens.services.sequences.tables import result_sources  # noqa: PLC0415 - slow to import

        found = self.sequences(**which)
        frame = _frame(next(source for source in result_sources(found) if source.name == name))
        frame.attrs |= _about(found)
        return frame


def _about(found: SequenceResults) -> dict[str, Any]:
    windows = [window / SECOND for window in found.options.windows]
    return {"rule": found.rule.sentence, "left_out": found.warnings, "windows_s": windows}


def _frame(table: TableSource | DataTable) -> pd.DataFrame:
    import pandas as pd  # noqa: PLC0415 - slow to import

    source = source_of_table(table) if isinstance(table, DataTable) else table
    whole = source.read()
    frame = pd.DataFrame(
        {
            column.name: pd.Series(list(whole.columns[column.name]), dtype=_TYPES.get(column.kind, "object"))
            for column in source.columns
        }
    )
    frame.attrs["meaning"] = {column.name: column.meaning for column in source.columns}
    return frame
