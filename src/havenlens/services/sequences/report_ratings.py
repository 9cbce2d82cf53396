"""Tables on ratings: cycles of teachers, what is missing and why, and two coders beside each other."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Sequence

from havenlens.services.rating_words import reason_text
from havenlens.services.sequences.double_ratings import DoubleRated
from havenlens.services.sequences.ratings import RatingResults, Scores
from havenlens.services.sequences.report_figures import DASH, ReportTable, figure, with_interval
from havenlens.words.catalogue import tr
from havenlens.words.sentences import say


def rating_tables(found: RatingResults) -> Iterator[ReportTable]:
    """Give the means of domains and dimensions by teacher and cycle; a star marks a provisional one."""
    scheme = found.counted.scheme
    domains = [domain.id for domain in scheme.domains]
    rows = [(f"{teacher}, {tr('cycle')} {cycle}", one) for (teacher, cycle), one in found.progress.items()]
    rows = rows or list(found.teachers.items())
    if domains and rows:
        columns = ("", tr("periods"), *(domain.name for domain in scheme.domains))
        body = tuple((name, str(one.n_periods), *_domains(one, domains)) for name, one in rows)
        heading = tr("{scheme}: domains").format(scheme=found.counted.name)
        yield ReportTable(heading, columns, body, tuple(_notes(found)))
    teachers = list(found.teachers.items())
    if teachers:
        columns = ("", *(name for name, _ in teachers))
        body = tuple(
            (dimension.name, *(_dimension(one, dimension.id) for _, one in teachers))
            for dimension in scheme.dimensions
        )
        heading = tr("{scheme}: dimensions by teacher").format(scheme=found.counted.name)
        yield ReportTable(heading, columns, body, (say("sequences.note_dimensions"),))


def _domains(scores: Scores, domains: Sequence[str]) -> Iterator[str]:
    for name in domains:
        one = scores.domains[name]
        star = "*" if one.provisional and one.value is not None else ""
        yield f"{figure(one.value)}{star}"


def _dimension(scores: Scores, name: str) -> str:
    one = scores.dimensions.get(name)
    if one is None or one.mean is None:
        return DASH
    return f"{figure(one.mean)} ({one.low}–{one.high}){'*' if one.provisional else ''}"


def _notes(found: RatingResults) -> Iterator[str]:
    scores = [*found.progress.values(), *found.teachers.values()]
    if any(one.provisional for each in scores for one in each.domains.values()):
        yield say("sequences.note_provisional")
    missing = Counter(reason_text(one.reason or "") for one in found.missing if not one.apart)
    if missing:
        reasons = ", ".join(f"{reason} {n}" for reason, n in missing.most_common())
        yield say("sequences.note_missing", n=missing.total(), reasons=reasons)
    apart = sum(one.apart for one in found.periods)
    if apart:
        yield say("sequences.note_apart", n=apart)


def double_tables(found: Sequence[DoubleRated]) -> Iterator[ReportTable]:
    """Give how far two coders agree who rated the same, a table for each pair."""
    pairs: dict[tuple[str, tuple[str, str], str], list[DoubleRated]] = {}
    for one in found:
        pairs.setdefault((one.scheme, one.coders, one.kind), []).append(one)
    for (_, coders, _), own in pairs.items():
        rows = tuple(
            (
                one.name,
                str(one.n),
                figure(one.found["within_one"].estimate),
                figure(one.found["exact"].estimate),
                figure(one.bias),
                figure(one.found["weighted_kappa_quadratic"].estimate),
                with_interval(one.found["icc_2_1"].estimate, one.found["icc_2_1"].interval),
            )
            for one in own
        )
        columns = (
            "",
            tr("n"),
            tr("within 1"),
            tr("exact"),
            tr("bias"),
            tr("weighted kappa"),
            tr("ICC(2,1)"),
        )
        heading = tr("Rated twice: {coders}").format(coders=" – ".join(coders))
        note = say("sequences.note_bias", first=coders[0], second=coders[1])
        yield ReportTable(heading, columns, rows, (note,))
