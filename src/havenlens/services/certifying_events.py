"""Judge events against master codings: least kappa of groups and codes; what panels accepted is right."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace
from typing import TYPE_CHECKING, Any
from uuid import UUID

from havenlens.domain.codebook import Exclusive
from havenlens.domain.events import Event
from havenlens.domain.problems import Problem, StudyError
from havenlens.domain.time import SECOND
from havenlens.services.agreement_events import GroupData, group_data, linking_of
from havenlens.services.agreement_pairs import CoderPair
from havenlens.services.agreement_plan import AgreementPlan, plan_of
from havenlens.services.alternatives import accepted_by_panels, credited
from havenlens.services.certificate_rules import EventRule, Part, RuleVerdict
from havenlens.services.study import Study
from havenlens.words.sentences import say

if TYPE_CHECKING:
    from havenlens.reliability.codings import Agreement, TimedEvent  # NumPy is slow to import

_ROUNDING = 1e-9


def judge_events(
    study: Study, pair: CoderPair, rules: Sequence[EventRule]
) -> tuple[list[RuleVerdict], list[Part]]:
    """Judge every rule, a rule without a group on each by itself; the parts are the codes and the videos.

    StudyError where the coder of a video handed in no events at all, or it has no length.
    """
    plan = plan_of(study).plan
    groups = {data.group.id: _credit(study, data) for data in group_data(study, pair)}
    _check_all_there(study, pair, groups)
    verdicts: list[RuleVerdict] = []
    parts: dict[Part, None] = {}
    for rule in rules:
        for data in _judged_by(rule, pair, groups):
            agreed = agreement_on(rule.measure, data, plan)
            verdicts.append(_verdict(rule, data, agreed))
            parts |= dict.fromkeys(_parts(rule.measure, data, agreed))
        if not _judged_by(rule, pair, groups):
            reason = Problem("certification.no_value")
            verdicts.append(RuleVerdict(say(f"method.{rule.measure}"), None, passed=False, reason=reason))
    return verdicts, list(parts)


def agreement_on(measure: str, data: GroupData, plan: AgreementPlan) -> Agreement:
    """Compute kappa over events or over time of a group as the study's plan says, without intervals."""
    from havenlens.reliability.eventkappa import event_kappa  # noqa: PLC0415 - NumPy is slow to import
    from havenlens.reliability.pooling import Resampling  # noqa: PLC0415
    from havenlens.reliability.timeunits import time_unit_kappa  # noqa: PLC0415

    shared: dict[str, Any] = {"coders": data.pair.coders, "resampling": Resampling(draws=0)}
    if measure == "event_kappa":
        return event_kappa(data.doubles, data.names, **linking_of(plan), **shared)
    return time_unit_kappa(
        data.doubles,
        data.states,
        exclusive=data.group.exclusive is Exclusive.PER_ACTOR,
        exhaustive=data.group.exhaustive,
        unit=None if plan.unit is None else round(plan.unit * SECOND),
        tolerance=0 if plan.unit is None else plan.unit_tolerance,
        **shared,
    )


def values_by_observation(agreed: Agreement) -> list[float | None]:
    """Give the value of each observation by itself, in the order in which they were given."""
    return [*agreed.averaged["observations"].detail["values"].values()]


def _check_all_there(study: Study, pair: CoderPair, groups: Mapping[str, GroupData]) -> None:
    compared = {place.id for data in groups.values() for place, _, _ in data.codings}
    counts = study.store.event_counts()
    gone = [
        place.name
        for place, master, _ in pair.codings
        if place.id not in compared and counts.get(master.id, 0)
    ]
    if gone:
        raise StudyError("calibration.no_events", coder=pair.coders[1], observations=", ".join(gone))


def _judged_by(rule: EventRule, pair: CoderPair, groups: Mapping[str, GroupData]) -> list[GroupData]:
    """Give the groups a rule is about; over time those that have states."""
    wanted = rule.group or (pair.scheme.code_by_id[rule.code].group if rule.code else "")
    chosen = [data for group, data in groups.items() if wanted in ("", group)]
    return [data for data in chosen if data.states or rule.measure == "event_kappa"]


def _verdict(rule: EventRule, data: GroupData, agreed: Agreement) -> RuleVerdict:
    found = agreed.per_code.get(rule.code) if rule.code else agreed.pooled
    name = data.pair.scheme.code_by_id[rule.code].name if rule.code else data.group.name
    what = say("certifies.events", what=name, method=say(f"method.{rule.measure}"))
    value = None if found is None else found.estimate
    if value is None:
        undefined = None if found is None else found.undefined
        return RuleVerdict(what, None, passed=False, reason=undefined or Problem("certification.no_value"))
    passed = value >= rule.at_least - _ROUNDING
    told = {"value": f"{value:.2f}", "wanted": f"≥ {rule.at_least:g}"}
    return RuleVerdict(
        what, value, passed, Problem("certification.met" if passed else "certification.missed", told)
    )


def _parts(measure: str, data: GroupData, agreed: Agreement) -> list[Part]:
    names = {code.id: code.name for code in data.pair.scheme.codes}
    found = [Part("code", names[code], measure, each.estimate) for code, each in agreed.per_code.items()]
    return found + [
        Part("video", f"{double.name} · {data.group.name}", measure, value)
        for double, value in zip(data.doubles, values_by_observation(agreed), strict=True)
    ]


def _credit(study: Study, data: GroupData) -> GroupData:
    """Take what the panel that made a master accepts beside its events as right."""
    labels = {person.id: person.label for person in study.store.participants()}
    doubles = []
    for double, (_, master, own) in zip(data.doubles, data.codings, strict=True):
        accepted = accepted_by_panels(study, master.id)
        if not accepted:
            doubles.append(double)
            continue
        both = credited(study.store.events_of(master.id), study.store.events_of(own.id), accepted)
        first, second = (_timed(data, events, labels, double.end) for events in both)
        doubles.append(replace(double, first=first, second=second))
    return replace(data, doubles=tuple(doubles))


def _timed(
    data: GroupData, events: Sequence[Event], labels: Mapping[UUID, str], end: int
) -> list[TimedEvent]:
    """Give the events of a group as statistics take them; a state that is open lasts to the end."""
    from havenlens.reliability.codings import TimedEvent  # noqa: PLC0415 - NumPy is slow to import

    found = []
    for event in events:
        if event.code in data.names:
            start, stop = event.span.start, event.span.end
            offset = max(start, end) if stop is None else None if event.span.is_instant else stop
            found.append(TimedEvent(start, offset, event.code, labels[event.actor]))
    return found
