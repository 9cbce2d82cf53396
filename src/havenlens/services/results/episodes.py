"""Episodes of bids and their repair, and chains of steps, as tables."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping, Sequence
from functools import partial
from statistics import median

from havenlens.domain.codebook import Scheme
from havenlens.sequences.chains import Chain, ChainSummary, Closing, summarise_chains
from havenlens.sequences.episodes import (
    Episode,
    EpisodeSummary,
    Repair,
    RepairSummary,
    summarise_episodes,
    summarise_repairs,
)
from havenlens.services.charts.page import seconds_in_words
from havenlens.services.results.sheet import (
    DASH,
    Analysis,
    Cell,
    Occurrence,
    Per,
    Row,
    Sheet,
    count,
    count_column,
    decimal,
    in_order,
    number_column,
    occurrence,
    of_column,
    over_observations,
    resampled_column,
    seconds,
    share_column,
    share_of,
    text,
    text_column,
    withheld,
)
from havenlens.services.sequences.chains import ChainResults, ObservedChains
from havenlens.services.sequences.episodes import EpisodeResults, ObservedEpisodes
from havenlens.words.catalogue import N_, tr
from havenlens.words.sentences import say

_CLOSED = {
    Closing.FINISHED: N_("finished"),
    Closing.REOPENED: N_("began again"),
    Closing.GAVE_OUT: N_("came no further"),
    Closing.CUT_OFF: N_("not watched to the end"),
}


# --- episodes and repair ----------------------------------------------------------------------------


def episode_sheet(found: EpisodeResults, per: Per, level: float) -> Sheet:
    """Count episodes, what answered them, what was missed and what made good for it.

    A person gets no rate on fewer episodes, or runs of missed ones, than the scheme asks for of bids.
    """
    repairs = {one.recipe.id for one in found.repairs}
    columns = (
        of_column(per),
        count_column(tr("Episodes"), "n_episodes", say("sheet.episodes")),
        count_column(tr("Cut off"), "n_censored", say("sheet.censored_episodes")),
        share_column(tr("Answered"), "answered", say("sheet.wilson")),
        share_column(tr("Sensitively"), "sensitive", say("sheet.sensitive")),
        number_column(tr("To first answer"), "time_to_first_response_s", say("sheet.median")),
        count_column(tr("Missed runs"), "n_misses", say("sheet.misses")),
        share_column(tr("Repaired"), "repaired", say("sheet.repaired")),
        count_column(tr("In words"), "n_explicit", say("sheet.explicit")),
        number_column(tr("Time to repair"), "time_to_repair_s", say("sheet.time_to_repair")),
    )
    rows = []
    for key, name, place, person in _units(per, found.people, [o.coding.name for o in found.observations]):
        chosen = [one for one in found.observations if not place or one.coding.name == place]
        episodes = [each for one in chosen for each in one.episodes if person in ("", each.seeker)]
        mended = [
            each
            for one in chosen
            for recipe, own in one.repairs.items()
            for each in own
            if recipe in repairs and person in ("", each.seeker)
        ]
        part, runs = summarise_episodes(episodes), summarise_repairs(mended)
        cells = _episode_cells(name, part, runs, level)
        if person:
            cells = _enough(cells, found.is_few(part), found.least, (3, 4, 5))
            cells = _enough(cells, runs.n_in_denominator < found.least, found.least, (7, 9))
        rows.append(Row(key, cells, partial(_episode_moments, chosen, person), place, person))
    return Sheet(Analysis.EPISODES, per, columns, tuple(rows))


def _enough(cells: tuple[Cell, ...], few: bool, least: int, rates: Collection[int]) -> tuple[Cell, ...]:
    """Put dashes for the rates of a row where they rest on too few."""
    if not few:
        return cells
    why = say("sheet.few_cases", least=least)
    return tuple(withheld(cell, why) if place in rates else cell for place, cell in enumerate(cells))


def _units(per: Per, people: Iterable[str], places: Iterable[str]) -> list[tuple[str, str, str, str]]:
    """List rows as key, name, observation and participant."""
    if per is Per.OBSERVATION:
        return [(f"place {name}", name, name, "") for name in places]
    if per is Per.PARTICIPANT:
        return [(f"person {name}", name, "", name) for name in people]
    return [("all", tr("All"), "", "")]


def _episode_cells(name: str, part: EpisodeSummary, mended: RepairSummary, level: float) -> tuple[Cell, ...]:
    watched = part.n_in_denominator
    return (
        text(name),
        count(part.n_episodes),
        count(part.n_censored),
        share_of(len(part.to_first_response), watched, level),
        share_of(len(part.to_first_sensitive), watched, level),
        seconds(median(part.to_first_response) if part.to_first_response else None),
        count(mended.n_misses),
        share_of(mended.n_repaired, mended.n_in_denominator, level),
        count(mended.n_explicit),
        seconds(median(mended.to_repair) if mended.to_repair else None),
    )


def _episode_moments(found: Sequence[ObservedEpisodes], person: str) -> Sequence[Occurrence]:
    return in_order(
        occurrence(one.coding, each.bids[0], _episode_in_words(one, each), each.start)
        for one in found
        for each in one.episodes
        if person in ("", each.seeker)
    )


def _episode_in_words(found: ObservedEpisodes, episode: Episode) -> str:
    first = episode.time_to_first_response
    if first is not None:
        said = say("sheet.episode_answered", n=len(episode.bids), seconds=seconds_in_words(first))
    else:
        state = say("sheet.cut_off" if episode.censored else "sheet.unanswered")
        said = say("sheet.episode", n=len(episode.bids), state=state)
    for repairs in found.repairs.values():
        for repair in repairs:
            if any(one is episode or one == episode for one in repair.episodes):
                return f"{said} {_repair_in_words(found.coding.scheme, repair)}"
    return said


def _repair_in_words(scheme: Scheme, repair: Repair) -> str:
    after = repair.time_to_repair
    if repair.act is None or after is None:
        return say("sheet.not_watched" if repair.censored else "sheet.not_repaired")
    name = scheme.code_by_id[repair.act.code].name
    words = "sheet.repaired_explicit" if repair.explicit else "sheet.repaired_by"
    return say(words, code=name, seconds=seconds_in_words(after))


# --- chains -----------------------------------------------------------------------------------------


def chain_sheet(found: ChainResults, per: Per, level: float) -> Sheet:
    """Count chains, how far they came and how long each stage took.

    A person gets no rate on fewer chains than the scheme asks for of bids.
    """
    stages = list(dict.fromkeys(name for name, _ in found.whole.stages))
    columns = (
        of_column(per),
        count_column(tr("Chains"), "n_chains"),
        count_column(tr("Cut off"), "n_cut_off", say("sheet.censored_chains")),
        share_column(tr("Complete"), "complete", say("sheet.complete")),
        number_column(tr("Steps reached"), "completeness_score", say("sheet.completeness")),
        text_column(tr("Furthest step"), "furthest", say("sheet.furthest")),
        count_column(tr("Breaks"), "n_breaks", say("sheet.breaks")),
        number_column(tr("Whole chain"), "total_s", say("sheet.whole_chain")),
        *(number_column(_stage_in_words(name), f"{name}_s", say("sheet.stage")) for name in stages),
        *((resampled_column(tr("Complete, by observations"), "complete"),) if per is Per.STUDY else ()),
    )
    rows = []
    for key, name, place, person in _units(per, found.people, [o.coding.name for o in found.observations]):
        chosen = [one for one in found.observations if not place or one.coding.name == place]
        chains = [each for one in chosen for each in one.chains if person in ("", each.seeker)]
        part = summarise_chains(chains)
        cells = _chain_cells(name, part, stages, level)
        if person:
            cells = _enough(cells, found.is_few(part), found.least, (3, 4, 7, *range(8, len(cells))))
        if per is Per.STUDY:
            cells = (*cells, over_observations(found.pooled["share_complete"]))
        rows.append(Row(key, cells, partial(_chain_moments, chosen, person), place, person))
    return Sheet(Analysis.CHAINS, per, columns, tuple(rows))


def _stage_in_words(name: str) -> str:
    one, _, other = name.partition("_to_")
    return say("sheet.from_to", one=_spaced(one), other=_spaced(other)) if other else _spaced(name)


def _spaced(name: str) -> str:
    return name.replace("_", " ")


def _chain_cells(name: str, part: ChainSummary, stages: Sequence[str], level: float) -> tuple[Cell, ...]:
    times: Mapping[str, list[int]] = {
        stage: [time for other, time in part.stages if other == stage] for stage in stages
    }
    return (
        text(name),
        count(part.n_chains),
        count(part.n_cut_off),
        share_of(part.n_complete, part.n_in_denominator, level),
        decimal(part.reached / part.required if part.required else None),
        text(_counted(part.furthest)),
        count(part.n_breaks),
        seconds(median(part.totals) if part.totals else None),
        *(seconds(median(own) if own else None) for own in times.values()),
    )


def _counted(names: Sequence[str]) -> str:
    found: dict[str, int] = {}
    for name in names:
        found[name] = found.get(name, 0) + 1
    if len(found) == 1:
        return _spaced(next(iter(found)))
    return ", ".join(f"{_spaced(name)} {n}" for name, n in found.items()) or DASH


def _chain_moments(found: Sequence[ObservedChains], person: str) -> Sequence[Occurrence]:
    return in_order(
        occurrence(one.coding, act, _chain_in_words(each, name, number))
        for one in found
        for each in one.chains
        if person in ("", each.seeker)
        for number, (name, act) in enumerate(each.acts)
    )


def _chain_in_words(chain: Chain, step: str, number: int) -> str:
    if number == len(chain.acts) - 1:
        return say("sheet.last_step", step=_spaced(step), state=tr(_CLOSED[chain.closing]))
    return say("sheet.step", step=_spaced(step), n=number + 1)
