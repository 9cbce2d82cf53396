"""Read the ``derived`` entries of a scheme, one reader for each kind of recipe."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from havenlens.domain.recipes import (
    Breakdown,
    ChainRecipe,
    ChainStep,
    ClassRatio,
    ClassShare,
    CountByCode,
    DomainMean,
    DyadRecipe,
    Edge,
    EpisodeRecipe,
    Fit,
    IntervalCorrelation,
    LagSequential,
    LatencyRecipe,
    MatchInState,
    ModifierShare,
    Move,
    Pairing,
    PerSubject,
    PerTargetShare,
    RatePerMinute,
    RatingSelector,
    Recipe,
    RepairRecipe,
    ResponseWindow,
    Selector,
    StateShare,
    Statistic,
)
from havenlens.domain.time import SECOND, Micros, seconds
from havenlens.exchange.schemes.parts import Book, known, known_one
from havenlens.exchange.schemes.rows import Row, check_ids, nearest

OUTPUTS = {
    "response_window": (
        *("n_bids", "n_censored", "n_in_denominator", "n_answered", "share_answered", "n_sensitive"),
        *("share_sensitive", "median_latency_s", "iqr_latency_s"),
    ),
    "episode": (
        *("n_episodes", "bids_per_episode", "time_to_first_response_s", "time_to_first_sensitive_s"),
        "share_resolved",
    ),
    "repair": ("n_misses", "n_repaired", "share_repaired", "time_to_repair_s", "share_explicit"),
    "chain": (
        *("n_episodes", "n_complete", "share_complete", "furthest_step", "steps_present"),
        *("completeness_score", "n_breaks", "step_durations_s", "total_s"),
    ),
    "per_subject": (
        *("n_bids", "share_answered", "share_sensitive", "median_latency_s", "share_of_all_bids"),
        "share_of_all_responses",
    ),
    "dyad": ("mean", "difference", "both_roles"),
    "match_in_state": ("n_moves", "n_matched", "share_matched", "n_counter", "share_counter"),
    "latency": ("seconds",),
}
"""The results that a recipe of each kind can be asked for; a kind that is not here has one result only."""


def recipes(rows: list[Row], book: Book) -> tuple[Recipe, ...]:
    """Read all recipes of a scheme; a row whose kind is unknown is reported and left out."""
    book.recipe.update({str(row.node.get("id")): str(row.node.get("kind")) for row in rows})
    out: list[Recipe] = []
    for row, name in check_ids(rows):
        kind = row.text("kind")
        reader = _READERS.get(kind)
        if reader is None:
            if kind:
                row.problem("scheme.unknown_kind", "kind", id=kind, known=nearest(kind, _READERS))
            continue
        base = {"id": name, "outputs": _outputs(row, kind), "note": row.text("note", required=False)}
        out.append(reader(row, book, base))
        row.close()
    return tuple(out)


def _outputs(row: Row, kind: str) -> tuple[str, ...]:
    return known(row, "outputs", OUTPUTS[kind], "output") if kind in OUTPUTS and row.has("outputs") else ()


def _selector(row: Row, field: str, book: Book, *, required: bool = True, states: bool = False) -> Selector:
    part = row.row(field, required=required)
    if part is None:
        return Selector()
    picked = {
        name: known(part, name, names, kind) if part.has(name) else ()
        for name, names, kind in (
            ("codes", book.code, "code"),
            ("classes", book.code_class, "class"),
            ("groups", book.group, "group"),
        )
    }
    selector = Selector(**picked, safe_haven_only=part.flag("safe_haven_only"))
    part.close()
    if not any(picked.values()):
        row.problem("scheme.selects_nothing", field)
    if states:
        _only_states(row, field, selector.codes, book)
    return selector


def _only_states(row: Row, field: str, codes: tuple[str, ...], book: Book) -> None:
    for code in codes:
        if code in book.code and code not in book.states:
            row.problem("scheme.want_state", field, id=code)


def _builds_on(row: Row, book: Book, kind: str) -> str:
    value = row.text("builds_on")
    if value and book.recipe.get(value) != kind:
        fitting = [name for name, other in book.recipe.items() if other == kind]
        row.problem("scheme.builds_on", "builds_on", id=value, kind=kind, known=nearest(value, fitting))
    return value


def _response_window(row: Row, book: Book, base: dict[str, Any]) -> Recipe:
    given_at = row.choice("given_at", Edge, Edge.ONSET) or Edge.ONSET
    target = _selector(row, "target", book)
    return ResponseWindow(
        **base,
        given=_selector(row, "given", book, states=given_at is Edge.OFFSET),
        given_at=given_at,
        target=target,
        pairing=row.choice("pairing", Pairing, Pairing.ADDRESSED) or Pairing.ADDRESSED,
        window=row.micros("window_s"),
        sweep=tuple(seconds(value) for value in row.numbers("sweep_s")),
        link_overrides_window=row.flag("link_overrides_window"),
        quality_order=_classes(row, "quality_order", book) or target.classes,
        sensitive_classes=_classes(row, "sensitive_classes", book),
        by=_breakdown(row.row("by"), book),
    )


def _classes(row: Row, field: str, book: Book) -> tuple[str, ...]:
    return known(row, field, book.code_class, "class") if row.has(field) else ()


def _breakdown(row: Row | None, book: Book) -> Breakdown:
    if row is None:
        return Breakdown()
    modifiers = known(row, "modifiers", book.modifier, "modifier") if row.has("modifiers") else ()
    roles = known(row, "roles", book.role, "role") if row.has("roles") else ()
    read = Breakdown(modifiers, roles, code=row.flag("code"))
    row.close()
    return read


def _episode(row: Row, book: Book, base: dict[str, Any]) -> Recipe:
    return EpisodeRecipe(
        **base,
        builds_on=_builds_on(row, book, "response_window"),
        merge_gap=row.micros("merge_gap_s"),
        resolved_by=_selector(row, "resolved_by", book, required=False),
    )


def _repair(row: Row, book: Book, base: dict[str, Any]) -> Recipe:
    explicit = row.row("explicit_when")
    modifier = option = None
    if explicit is not None:
        modifier = known_one(explicit, "modifier", book.modifier, "modifier")
        options = book.modifier.get(modifier)
        option = explicit.text("option") if options is None else _option(explicit, options)
        explicit.close()
    return RepairRecipe(
        **base,
        builds_on=_builds_on(row, book, "episode"),
        repaired_by=_selector(row, "repaired_by", book),
        max_gap=row.micros("max_gap_s"),
        while_in=_selector(row, "while_in", book, required=False, states=True),
        explicit_modifier=modifier,
        explicit_option=option,
    )


def _option(row: Row, options: set[str]) -> str:
    return known_one(row, "option", options, "option")


def _chain(row: Row, book: Book, base: dict[str, Any]) -> Recipe:
    steps, names = [], set[str]()
    for part in row.rows("steps", required=True):
        name = part.id("name")
        if name in names:
            part.problem("scheme.double_step", "name", id=name)
        names.add(name)
        steps.append(ChainStep(name, known(part, "codes", book.code, "code"), part.flag("optional")))
        part.close()
    if len(steps) < 2:
        row.problem("scheme.short_chain", "steps")
    return ChainRecipe(
        **base,
        steps=tuple(steps),
        same=known_one(row, "same", book.role, "role"),
        max_gap=row.micros("max_gap_s"),
        opens_with=_selector(row, "opens_with", book, required=False),
        breaks=_selector(row, "breaks", book, required=False),
    )


def _lag_sequential(row: Row, book: Book, base: dict[str, Any]) -> Recipe:
    return LagSequential(
        **base,
        given=_selector(row, "given", book),
        target=_selector(row, "target", book),
        window=row.micros("window_s"),
        unit=row.micros("unit_s") if row.has("unit_s") else Micros(SECOND),
        statistics=row.choices("statistics", Statistic) or tuple(Statistic),
    )


def _per_subject(row: Row, book: Book, base: dict[str, Any]) -> Recipe:
    least = row.whole("min_bids_for_rate")
    return PerSubject(
        **base,
        builds_on=_builds_on(row, book, "response_window"),
        role=known_one(row, "role", book.role, "role"),
        min_bids_for_rate=5 if least is None else least,
    )


def _domain_mean(row: Row, book: Book, base: dict[str, Any]) -> Recipe:
    return DomainMean(**base, domains=known(row, "domains", book.domain, "domain"))


def _class_ratio(row: Row, book: Book, base: dict[str, Any]) -> Recipe:
    numerator, denominator = _selector(row, "numerator", book), _selector(row, "denominator", book)
    return ClassRatio(**base, numerator=numerator, denominator=denominator, add_half=row.flag("add_half"))


def _class_share(row: Row, book: Book, base: dict[str, Any]) -> Recipe:
    numerator, denominator = _selector(row, "numerator", book), _selector(row, "denominator", book)
    return ClassShare(**base, numerator=numerator, denominator=denominator)


def _per_target_share(row: Row, book: Book, base: dict[str, Any]) -> Recipe:
    role = known_one(row, "role", book.role, "role")
    return PerTargetShare(**base, events=_selector(row, "events", book), role=role)


def _rate_per_minute(row: Row, book: Book, base: dict[str, Any]) -> Recipe:
    time_in = _selector(row, "time_in", book, states=True)
    return RatePerMinute(**base, events=_selector(row, "events", book), time_in=time_in)


def _dyad(row: Row, book: Book, base: dict[str, Any]) -> Recipe:
    part = row.row("ratings", required=True)
    ratings = RatingSelector()
    if part is not None:
        dimensions = known(part, "dimensions", book.dimension, "dimension") if part.has("dimensions") else ()
        domains = known(part, "domains", book.domain, "domain") if part.has("domains") else ()
        ratings = RatingSelector(dimensions, domains)
        part.close()
        if not (dimensions or domains):
            row.problem("scheme.selects_nothing", "ratings")
    return DyadRecipe(**base, ratings=ratings)


def _state_share(row: Row, book: Book, base: dict[str, Any]) -> Recipe:
    return StateShare(**base, states=_selector(row, "states", book, states=True))


def _modifier_share(row: Row, book: Book, base: dict[str, Any]) -> Recipe:
    modifier = known_one(row, "modifier", book.modifier, "modifier")
    return ModifierShare(**base, events=_selector(row, "events", book), modifier=modifier)


def _match_in_state(row: Row, book: Book, base: dict[str, Any]) -> Recipe:
    fits = []
    for part in row.rows("fits", required=True):
        state = known_one(part, "state", book.code, "code")
        _only_states(part, "state", (state,), book)
        fits.append(Fit(state, _selector(part, "moves", book)))
        part.close()
    return MatchInState(
        **base,
        moves=_selector(row, "moves", book),
        fits=tuple(fits),
        counter=_selector(row, "counter", book, required=False),
    )


def _latency(row: Row, book: Book, base: dict[str, Any]) -> Recipe:
    return LatencyRecipe(
        **base,
        builds_on=_builds_on(row, book, "match_in_state"),
        to=_selector(row, "to", book),
        use=row.choices("use", Move) or (Move.FIRST_MATCHED,),
    )


def _interval_correlation(row: Row, book: Book, base: dict[str, Any]) -> Recipe:
    return IntervalCorrelation(
        **base,
        x=known_one(row, "x", book.dimension, "dimension"),
        y=known_one(row, "y", book.dimension, "dimension"),
        lags=tuple(int(lag) for lag in row.numbers("lags")) or (0,),
        within_person=row.flag("within_person", default=True),
    )


def _count_by_code(row: Row, book: Book, base: dict[str, Any]) -> Recipe:
    return CountByCode(**base, events=_selector(row, "events", book))


_READERS: dict[str, Callable[[Row, Book, dict[str, Any]], Recipe]] = {
    "response_window": _response_window,
    "episode": _episode,
    "repair": _repair,
    "chain": _chain,
    "lag_sequential": _lag_sequential,
    "per_subject": _per_subject,
    "domain_mean": _domain_mean,
    "class_ratio": _class_ratio,
    "per_target_share": _per_target_share,
    "rate_per_minute": _rate_per_minute,
    "class_share": _class_share,
    "dyad": _dyad,
    "state_share": _state_share,
    "modifier_share": _modifier_share,
    "match_in_state": _match_in_state,
    "latency": _latency,
    "interval_correlation": _interval_correlation,
    "count_by_code": _count_by_code,
}
