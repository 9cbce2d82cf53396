"""What a report on agreement says, in words and figures: what the page and the Word document share."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from havenlens.services.agreement_report import AgreementReport, ReportSection, ReportTable
from havenlens.services.report_values import ReportValue
from havenlens.words.catalogue import tr
from havenlens.words.intervals import interval_named
from havenlens.words.reports import day
from havenlens.words.sentences import say

MINUS, DASH = "\N{MINUS SIGN}", "–"


@dataclass(frozen=True, slots=True)
class ShownValue:
    """A value as it is printed; ``letters`` are those of its notes."""

    value: str
    interval: str
    n: str
    letters: str


NOTHING = ShownValue("", "", "", "")


def figure(value: float | None, digits: int = 2, *, bare: bool = False) -> str:
    """Write a number with a true minus; ``bare`` leaves out the zero before the point, as APA does.

    >>> figure(-0.054), figure(0.5, bare=True), figure(1.0, bare=True), figure(None)
    ('−0.05', '.50', '1.00', '–')
    """
    if value is None:
        return DASH
    text = f"{abs(value):.{digits}f}"
    negative = value < 0 and float(text) != 0
    if bare and text.startswith("0."):
        text = text[1:]
    return f"{MINUS if negative else ''}{text}"


def amount(value: float, digits: int | None = None) -> str:
    r"""Write a count, or an amount of time with one decimal, thousands parted by a narrow space.

    >>> amount(1800.0), amount(12.26), amount(300)
    ('1\u202f800', '12.3', '300')
    """
    if digits is None:
        digits = 0 if float(value).is_integer() else 1
    text = f"{value:,.{digits}f}"
    return text.replace(",", "\N{NARROW NO-BREAK SPACE}").replace("-", MINUS)


def shown(found: ReportValue | None, *, bare: bool = False) -> ShownValue:
    """Print a value; a dash stands for what is not there, an empty cell for what was not asked."""
    if found is None:
        return NOTHING
    bare = bare and found.share
    ends = [figure(end, bare=bare) for end in (found.low, found.high)]
    interval = DASH if found.low is None or found.high is None else f"[{ends[0]}, {ends[1]}]"
    return ShownValue(
        figure(found.estimate, bare=bare), interval, amount(found.n), "\u202f".join(found.marks)
    )


def opening(report: AgreementReport) -> str:
    """Say when and with what a report was made."""
    return say("report.made", day=day(report.made_on), software=report.software)


def caption(section: ReportSection, table: ReportTable) -> str:
    """Name a table: its kind, and whom it is about."""
    return say("report.caption", kind=table.heading, about=section.heading)


def note_below(report: AgreementReport, section: ReportSection, table: ReportTable) -> str:
    """Give the general note of a table: observations, n, intervals, rule."""
    coders = " – ".join(section.coders)
    over_events = any(
        one.scope.group is not None and one.method_name in table.columns for one in report.results
    )
    said = [say("report.note_observations", n=section.observations, coders=coders)]
    said.append(say("report.note_events") if over_events else say("report.note_units"))
    said += [text for text in (interval_note(report, table.columns),) if text]
    said.append(say("report.note_dash"))
    said.append(report.rule)
    return " ".join(said)


def interval_note(report: AgreementReport, columns: Sequence[str]) -> str:
    """Say what the brackets of some columns are."""
    kinds: dict[str, None] = {}
    level = 0.95
    for one in report.results:
        interval, params = one.coefficient.interval, one.coefficient.params
        if interval is None or one.method_name not in columns:
            continue
        level = interval.level
        drawn = "bootstrap" in interval.method and params.get("bootstrap")
        how = interval_named(interval.method)
        if drawn:
            how = say("report.note_resampled", how=how, n=drawn, seed=params.get("seed"))
        kinds[how] = None
    return say("report.note_interval", level=f"{100 * level:g}", how="; ".join(kinds)) if kinds else ""


def interval_heading(report: AgreementReport) -> str:
    """Head the columns of intervals with their level."""
    levels = {one.coefficient.interval.level for one in report.results if one.coefficient.interval}
    level = f"{100 * next(iter(levels)):g}" if len(levels) == 1 else "95"
    return tr("{level}% CI").format(level=level)
