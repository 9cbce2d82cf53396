"""Agreement on modifiers: do both coders answer the same about an event that both saw."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any

import numpy as np
from numpy.typing import NDArray

from havenlens.domain.problems import Problem
from havenlens.inference.coefficient import Coefficient
from havenlens.reliability import cautions
from havenlens.reliability.codings import CODERS, Agreement
from havenlens.reliability.kappa import full_chance, specific_agreement
from havenlens.reliability.linking import OVERLAP, TOLERANCE, By, Linking, ShareOf
from havenlens.reliability.notes import Answer, NotedCoding, NotedPair, matched_notes
from havenlens.reliability.pooling import DEFAULT, Resampling, beyond_chance
from havenlens.reliability.scopes import Cells, averages, values_by_name
from havenlens.reliability.tables import Array, Confusion, kappa_parts

METHOD = "modifier_kappa"
UNANSWERED = "no answer"

_Row = tuple[int, NotedPair]


def modifier_agreement(
    codings: Sequence[NotedCoding],
    codes: Sequence[str],
    *,
    modifiers: Sequence[str] | None = None,
    tolerance: int = TOLERANCE,
    by: By = "onset",
    overlap: float = OVERLAP,
    share_of: ShareOf = "longer",
    coders: tuple[str, str] = CODERS,
    resampling: Resampling = DEFAULT,
) -> dict[str, Agreement]:
    """Give for each modifier kappa and percentage of the answers to events that both saw with the same code.

    Events are matched as in `match_events`. A modifier is asked of the codes with which it occurs; no answer
    is an answer of its own. Several options are compared as a set, numbers by their value (3 is 3.0). The
    estimate is Cohen's kappa of the table of answers; the detail has ``po`` (the percentage),
    ``mean_abs_difference`` where all answers are numbers, and ``mean_jaccard`` where options are several: the
    mean share of common options among all that either named. The interval resamples observations.
    ``modifiers`` names those to give; without it, all that occur.

    >>> from havenlens.reliability.codings import TimedEvent
    >>> from havenlens.reliability.notes import NotedEvent
    >>> def seen(*answers):
    ...     return [NotedEvent(TimedEvent(at * 10_000_000, None, "bid"), at, None, {"strength": answer})
    ...             for at, answer in enumerate(answers)]
    >>> coding = NotedCoding(seen("low", "low", "top", "top"), seen("low", "top", "top", "top"), 0, 10**8)
    >>> found = modifier_agreement([coding], ["bid"])["strength"].pooled
    >>> found.estimate, found.detail["po"]
    (0.5, 0.75)
    """
    how = Linking(by, tolerance, overlap, share_of)
    rows = [
        (number, pair)
        for number, coding in enumerate(codings)
        for pair in matched_notes(coding, codes, how, coders)
        if pair[0].event.code == pair[1].event.code
    ]
    asked: dict[str, set[str]] = {name: set() for name in modifiers or ()}
    for coding in codings:
        for note in (*coding.first, *coding.second):
            for name in note.modifiers:
                if note.event.code in codes and (modifiers is None or name in asked):
                    asked.setdefault(name, set()).add(note.event.code)
    # One that nobody answered anywhere may belong to any code.
    belongs = {name: own or set(codes) for name, own in asked.items()}
    return {
        name: _agreement(
            name,
            [row for row in rows if row[1][0].event.code in belongs[name]],
            [code for code in codes if code in belongs[name]],
            len(codings),
            how.as_params(),
            resampling,
        )
        for name in (modifiers if modifiers is not None else sorted(asked))
    }


def _agreement(
    name: str,
    rows: Sequence[_Row],
    codes: Sequence[str],
    n: int,
    params: dict[str, Any],
    resampling: Resampling,
) -> Agreement:
    answers = [tuple(_category(note.modifiers.get(name)) for note in pair) for _, pair in rows]
    given = sorted({answer for pair in answers for answer in pair} - {UNANSWERED}, key=_order)
    labels = (*given, UNANSWERED) if any(UNANSWERED in pair for pair in answers) else tuple(given)
    place = {label: index for index, label in enumerate(labels)}
    values = np.zeros((len(rows), len(labels), len(labels)))
    for row, (one, two) in enumerate(answers):
        values[row, place[one], place[two]] = 1
    cells = Cells.of(values, [number for number, _ in rows], [pair[0].event.actor for _, pair in rows], n)
    counts = resampling.counts(n)

    def told(
        tables: Array, kept: Callable[[NotedPair], bool], drawn: NDArray[np.int64] | None
    ) -> Coefficient:
        own = [pair for _, pair in rows if kept(pair)]
        return _coefficient(
            name, Confusion(labels, tables.sum(axis=0)), tables, own, params, resampling, drawn
        )

    per_code = {}
    for code in codes:
        mine = np.array([pair[0].event.code == code for _, pair in rows], dtype=np.float64).reshape(-1, 1, 1)
        tables = cells.with_values(values * mine).by_observation()
        per_code[code] = told(tables, lambda pair, code=code: pair[0].event.code == code, counts)  # type: ignore[misc]  # the default binds it
    per_actor = {}
    for actor in cells.actors:
        own = cells.of_actor(actor)
        drawn = resampling.counts(own.shape[0])
        per_actor[actor] = told(own, lambda pair, actor=actor: pair[0].event.actor == actor, drawn)  # type: ignore[misc]  # as above
    whole = cells.by_observation()
    overall = told(whole, lambda _: True, counts)
    names = tuple(str(number + 1) for number in range(n))
    return Agreement(
        overall.warned(cautions.hidden(overall, per_code)),
        per_code,
        Confusion(labels, whole.sum(axis=0)),
        per_actor=per_actor,
        averaged=averages(
            METHOD, values_by_name(names, kappa_parts(whole).kappa), per_code, level=resampling.level
        ),
    )


def _category(answer: Answer | None) -> str:
    """Name an answer; options that are named together are one category, in any order."""
    if answer is None or answer in ("", ()):
        return UNANSWERED
    if isinstance(answer, tuple):
        return "+".join(sorted(set(answer)))
    return answer if isinstance(answer, str) else f"{answer:.15g}"


def _order(category: str) -> tuple[float, str]:
    try:
        return float(category), category
    except ValueError:
        return float("inf"), category


def _coefficient(
    name: str,
    table: Confusion,
    tables: Array,
    pairs: Sequence[NotedPair],
    params: dict[str, Any],
    resampling: Resampling,
    counts: NDArray[np.int64] | None,
) -> Coefficient:
    answers = [(one.modifiers.get(name), two.modifiers.get(name)) for one, two in pairs]
    given = [answer for pair in answers for answer in pair if answer not in (None, "", ())]
    why = None
    if not pairs:
        why = Problem("agreement.nothing_matched")
    elif not given:
        why = Problem("agreement.no_answers", {"modifier": name})
    elif not np.isfinite(kappa_parts(table.matrix).kappa):
        why = full_chance(table)
    detail = {"modifier": name, "specific_agreement": specific_agreement(table), **table.as_detail()}
    found = beyond_chance(
        METHOD,
        tables,
        kappa_parts,
        why,
        n_units=len(pairs),
        params={"modifier": name, **params},
        detail={**detail, **_extra(answers)},
        resampling=resampling,
        counts=counts,
    )
    few = [Problem("agreement.few_events", {"n": len(pairs)})] if 0 < len(pairs) < cautions.FEW_EVENTS else []
    return found.warned(few)


def _extra(answers: Sequence[tuple[Answer | None, Answer | None]]) -> dict[str, float]:
    """Give how far numbers lie apart, and how much sets of options share."""
    numbers = [abs(one - two) for one, two in answers if _is_number(one) and _is_number(two)]  # type: ignore[operator]  # both are numbers
    if numbers and len(numbers) == len(answers):
        return {"mean_abs_difference": float(np.mean(numbers))}
    sets = [(set(one), set(two)) for one, two in answers if isinstance(one, tuple) and isinstance(two, tuple)]
    shares = [len(one & two) / len(one | two) for one, two in sets if one | two]
    return {"mean_jaccard": float(np.mean(shares))} if shares else {}


def _is_number(answer: Answer | None) -> bool:
    return isinstance(answer, int | float) and not isinstance(answer, bool)
