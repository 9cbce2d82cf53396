"""Ask for one table of results: which scheme, which analysis, over what, and with which parameters."""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass, replace
from functools import cached_property
from typing import Protocol, TypeVar
from uuid import UUID

from havenlens.domain.recipes import Recipe, response_window_of
from havenlens.domain.time import SECOND, Micros
from havenlens.services.ports import Progress, in_parts, no_progress
from havenlens.services.results.bids import WINDOWS, Watched, bid_sheet, latency_sheet
from havenlens.services.results.episodes import chain_sheet, episode_sheet
from havenlens.services.results.follows import Tables, follow_sheet, tables_by_place
from havenlens.services.results.partners import partner_sheet, share_sheet
from havenlens.services.results.ratings import rating_sheet
from havenlens.services.results.sheet import Analysis, Per, Sheet, without_all
from havenlens.services.results.times import equity_sheet, time_sheet, together_sheet
from havenlens.services.sequences.analysis import analyse, with_other_order, with_other_parts
from havenlens.services.sequences.bids import BidResults
from havenlens.services.sequences.counting import Chosen, CountingRule, choose_codings, counting_rule
from havenlens.services.sequences.gathering import SequenceOptions
from havenlens.services.sequences.ratings import RatingResults
from havenlens.services.sequences.results import SchemeResults, SequenceResults
from havenlens.services.study import Study
from havenlens.services.training import hidden_codings
from havenlens.words.sentences import say

DEFAULTS = SequenceOptions()
_NO_PARTICIPANT = (Analysis.FOLLOWS, Analysis.TOGETHER, Analysis.SHARES)
_NONE = {
    Analysis.BIDS: "sheet.no_bids",
    Analysis.LATENCY: "sheet.no_latency",
    Analysis.EPISODES: "sheet.no_episodes",
    Analysis.CHAINS: "sheet.no_chains",
    Analysis.PARTNERS: "sheet.no_partners",
    Analysis.SHARES: "sheet.no_shares",
    Analysis.FOLLOWS: "sheet.no_follows",
    Analysis.TIME: "sheet.no_time",
    Analysis.TOGETHER: "sheet.no_together",
    Analysis.EQUITY: "sheet.no_equity",
    Analysis.RATINGS: "sheet.no_ratings",
}
_WITH_WINDOW = (Analysis.BIDS, Analysis.LATENCY, Analysis.EPISODES, Analysis.EQUITY)


@dataclass(frozen=True, slots=True)
class Request:
    """What is asked for.

    ``scheme`` is a stored scheme, the best one where it is None; ``recipe`` one of several of a kind, the
    first where it is empty; ``window`` counts seconds, the scheme's own where it is None. All else is as in
    `SequenceOptions`.
    """

    scheme: UUID | None = None
    analysis: Analysis = Analysis.BIDS
    per: Per = Per.STUDY
    recipe: str = ""
    window: int | None = None
    lag: int = DEFAULTS.lags[0]
    permutations: int = DEFAULTS.permutations
    seed: int = DEFAULTS.seed
    pause: Micros | None = None
    no_repeats: bool = False
    by_person: bool = False
    periods: int = DEFAULTS.periods

    @property
    def plain(self) -> bool:
        """Tell whether every parameter is what it is when nobody changes it."""
        return self == Request(self.scheme, self.analysis, self.per, self.recipe)

    def options(self, scheme: str) -> SequenceOptions:
        """Give what is worked out for it; what is asked about other analyses changes nothing here."""
        windows: tuple[Micros, ...] = ()
        if self.window is not None:
            windows = tuple(Micros(one * SECOND) for one in (self.window, *WINDOWS))
        options = SequenceOptions(schemes=(scheme,), windows=windows, seed=self.seed)
        if self.analysis is Analysis.TIME:
            return replace(options, periods=self.periods)
        if self.analysis is not Analysis.FOLLOWS:
            return options
        return replace(
            options,
            lags=(self.lag,),
            no_repeats=self.no_repeats,
            pause=self.pause,
            by_person=self.by_person,
            permutations=self.permutations,
        )


def offered(analysis: Analysis) -> tuple[Per, ...]:
    """List what rows of an analysis can stand for."""
    if analysis is Analysis.EQUITY:
        return (Per.STUDY, Per.OBSERVATION)
    return (Per.STUDY, Per.OBSERVATION) if analysis in _NO_PARTICIPANT else tuple(Per)


def has_window(analysis: Analysis) -> bool:
    """Tell whether an analysis looks for answers within a window."""
    return analysis in _WITH_WINDOW


@dataclass(frozen=True, slots=True)
class SchemeChoice:
    """A scheme version with which codings count."""

    id: UUID
    scheme: str
    name: str
    version: str
    n: int


@dataclass(frozen=True)
class Found:
    """What was found for a request; ``sheet`` is None where there is nothing, for the reason ``why``.

    ``hidden`` counts the codings that whoever looks may not see yet; ``there`` names the analyses that have
    something to show, ``recipes`` those of several of a kind, and ``own_window`` is the scheme's.
    """

    request: Request
    rule: CountingRule
    choices: tuple[SchemeChoice, ...] = ()
    results: SequenceResults | None = None
    scheme: SchemeResults | None = None
    ratings: RatingResults | None = None
    tables: Tables | None = None
    sheet: Sheet | None = None
    why: str = ""
    hidden: int = 0
    there: frozenset[Analysis] = frozenset()
    recipes: tuple[str, ...] = ()
    own_window: Micros | None = None

    def bids(self, recipe: str = "") -> BidResults | None:
        """Give the bids of a recipe, or of the first there is."""
        found = () if self.scheme is None else self.scheme.bids
        return picked(found, recipe)

    @cached_property
    def _watched(self) -> dict[str, Watched]:
        return {}

    def watched(self, bids: BidResults) -> Watched:
        """Give how long the bids of a recipe were watched, which is worked out once."""
        if bids.recipe.id not in self._watched:
            self._watched[bids.recipe.id] = Watched(bids)
        return self._watched[bids.recipe.id]

    @property
    def draft(self) -> str:
        """Name the scheme where it is a draft."""
        if self.scheme is None or self.scheme.counted.scheme.status != "draft":
            return ""
        return self.scheme.counted.scheme.ref

    def coding_at(self, observation: UUID) -> UUID | None:
        """Give the coding that counts in an observation."""
        codings = () if self.scheme is None else self.scheme.counted.codings
        return next((one.coding.id for one in codings if one.observation.id == observation), None)


class _OfRecipe(Protocol):
    @property
    def recipe(self) -> Recipe: ...


Kind = TypeVar("Kind", bound=_OfRecipe)


def picked(found: Iterable[Kind], recipe: str) -> Kind | None:
    """Choose results by the id of their recipe; the first where there is none of that id."""
    listed = list(found)
    return next((one for one in listed if one.recipe.id == recipe), listed[0] if listed else None)


def ask(
    study: Study,
    coder: UUID | None,
    request: Request,
    progress: Progress = no_progress,
    known: Found | None = None,
) -> Found:
    """Give what is asked for, without what the coder may not see yet.

    ``known`` is what was found before in the same state of the study, which saves working it out again.
    """
    rule = counting_rule(study)
    hidden = hidden_codings(study, coder)
    codings = choose_codings(study, rule, hidden)
    choices = _choices(study, codings)
    if not choices:
        return Found(request, rule, why=_nothing(study, rule, codings, hidden), hidden=len(hidden))
    chosen = next((one for one in choices if one.id == request.scheme), None) or _best(study, choices)
    request = replace(request, scheme=chosen.id)
    options = request.options(chosen.scheme)
    most, rest = in_parts(progress, 4, 1)
    results = _known(known, rule, chosen, options, request.analysis, most)
    if results is None:
        results = analyse(study, options, most, hidden)
    scheme = next(
        (one for one in results.schemes if one.counted.scheme.version == chosen.version), results.schemes[0]
    )
    key = scheme.counted.key
    ratings = next((one for one in results.ratings if one.counted.key == key), None)
    found = Found(request, rule, choices, results, scheme, ratings, hidden=len(hidden))
    own = response_window_of(study.scheme(chosen.id))
    found = replace(
        found,
        there=_there(found),
        recipes=_recipes(found),
        own_window=None if own is None else own.window,
    )
    return _with_sheet(found, rest, known if known is not None and known.results is results else None)


def _known(
    known: Found | None,
    rule: CountingRule,
    chosen: SchemeChoice,
    options: SequenceOptions,
    analysis: Analysis,
    progress: Progress,
) -> SequenceResults | None:
    """Take what is known already; only what hangs on another parameter is worked out again."""
    if known is None or known.results is None or known.rule != rule or known.request.scheme != chosen.id:
        return None
    held = known.results
    if (held.options.windows, held.options.seed) != (options.windows, options.seed):
        return None
    if analysis is Analysis.TIME and held.options.periods != options.periods:
        return with_other_parts(held, options, progress)
    if analysis is Analysis.FOLLOWS and replace(held.options, periods=options.periods) != options:
        return with_other_order(held, options, progress)
    return held


def _choices(study: Study, codings: Chosen) -> tuple[SchemeChoice, ...]:
    n = Counter(coding.scheme for coding in codings.counted)
    rows = [row for row in study.store.schemes() if row.id in n]
    several = Counter(row.scheme for row in rows)
    found = []
    for row in rows:
        name = study.scheme(row.id).name
        shown = f"{name} {row.version}" if several[row.scheme] > 1 else name
        found.append(SchemeChoice(row.id, row.scheme, shown, row.version, n[row.id]))
    return tuple(sorted(found, key=lambda one: one.name.casefold()))


def _best(study: Study, choices: Sequence[SchemeChoice]) -> SchemeChoice:
    """Choose a scheme that says what a bid and its answer are, of these the one with the most codings."""
    return max(choices, key=lambda one: (response_window_of(study.scheme(one.id)) is not None, one.n))


def _nothing(study: Study, rule: CountingRule, codings: Chosen, hidden: Collection[UUID]) -> str:
    if not study.store.list_codings():
        return say("sheet.no_codings")
    if hidden and choose_codings(study, rule).counted:
        return say("sheet.all_hidden")
    if codings.unfinished:
        return say("sheet.nothing_counts", n=len(codings.unfinished))
    return say("sheet.nothing_by_rule")


def _there(found: Found) -> frozenset[Analysis]:
    scheme = found.scheme
    if scheme is None:
        return frozenset()
    have = {
        Analysis.BIDS: scheme.bids,
        Analysis.LATENCY: scheme.bids,
        Analysis.EPISODES: scheme.episodes,
        Analysis.CHAINS: scheme.chains,
        Analysis.PARTNERS: (*scheme.matches, *scheme.couplings),
        Analysis.SHARES: scheme.shares,
        Analysis.FOLLOWS: scheme.windows or scheme.lags,
        Analysis.TIME: scheme.budget,
        Analysis.TOGETHER: scheme.budget and scheme.budget.together,
        Analysis.EQUITY: scheme.equity,
        Analysis.RATINGS: found.ratings,
    }
    return frozenset(analysis for analysis, one in have.items() if one)


def _recipes(found: Found) -> tuple[str, ...]:
    """List the recipes of the kind that is looked at, where there are several."""
    scheme = found.scheme
    if scheme is None:
        return ()
    match found.request.analysis:
        case Analysis.BIDS | Analysis.LATENCY:
            each: Sequence[_OfRecipe] = scheme.bids
        case Analysis.EPISODES:
            each = scheme.episodes
        case Analysis.CHAINS:
            each = scheme.chains
        case Analysis.EQUITY:
            each = scheme.equity
        case _:
            each = ()
    return tuple(one.recipe.id for one in each)


def _with_sheet(found: Found, progress: Progress, known: Found | None) -> Found:
    request = found.request
    if request.per not in offered(request.analysis):
        request = replace(request, per=Per.STUDY)
        found = replace(found, request=request)
    if request.analysis not in found.there:
        return replace(found, why=say(_NONE[request.analysis]))
    if request.analysis is Analysis.FOLLOWS:
        found = replace(found, tables=_tables(found, progress, known))
    return replace(found, sheet=without_all(_sheet(found)))


def _tables(found: Found, progress: Progress, known: Found | None) -> Tables:
    scheme, results = found.scheme, found.results
    assert scheme is not None
    assert results is not None
    if found.request.per is Per.STUDY:
        return {"": (scheme.lags, scheme.windows)}
    if known is not None and known.tables is not None and "" not in known.tables:
        return known.tables
    return tables_by_place(scheme.counted, results.options, progress)


def _sheet(found: Found) -> Sheet:
    scheme, results, request = found.scheme, found.results, found.request
    assert scheme is not None
    assert results is not None
    per, level = request.per, results.options.level
    counted = scheme.counted
    match request.analysis:
        case Analysis.PARTNERS:
            return partner_sheet(scheme.matches, scheme.couplings, counted.scheme, per, level)
        case Analysis.SHARES:
            return share_sheet(scheme.shares, counted, results.options, per)
        case Analysis.FOLLOWS if found.tables is not None:
            return follow_sheet(found.tables, counted, per, results.options)
        case Analysis.TIME if scheme.budget is not None:
            return time_sheet(scheme.budget, counted.scheme, per)
        case Analysis.TOGETHER if scheme.budget is not None:
            return together_sheet(scheme.budget, counted.scheme, per)
        case Analysis.RATINGS if found.ratings is not None:
            return rating_sheet(found.ratings, per)
    return _sheet_of_recipe(found, scheme, level)


def _sheet_of_recipe(found: Found, scheme: SchemeResults, level: float) -> Sheet:
    """Make the table of an analysis of which a scheme can have several recipes."""
    per, recipe = found.request.per, found.request.recipe
    bids = found.bids(recipe)
    match found.request.analysis:
        case Analysis.BIDS if bids is not None:
            return bid_sheet(bids, per, level)
        case Analysis.LATENCY if bids is not None:
            return latency_sheet(bids, per, level)
        case Analysis.EPISODES if (episodes := picked(scheme.episodes, recipe)) is not None:
            return episode_sheet(episodes, per, level)
        case Analysis.CHAINS if (chains := picked(scheme.chains, recipe)) is not None:
            return chain_sheet(chains, per, level)
        case Analysis.EQUITY if (equity := picked(scheme.equity, recipe)) is not None:
            base = found.bids(equity.recipe.builds_on)
            assert base is not None
            return equity_sheet(equity, base, per, level)
    raise ValueError(f"nothing was found for {found.request.analysis}")
