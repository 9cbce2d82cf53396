"""The coefficients behind the recommended ones: worked out only when somebody asks for them."""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterator
from functools import partial
from typing import TYPE_CHECKING, Any
from uuid import UUID

from havenlens.domain.problems import StudyError
from havenlens.domain.time import SECOND
from havenlens.services.agreement_events import GroupData, group_data, resampling_of
from havenlens.services.agreement_notes import noted_results
from havenlens.services.agreement_pairs import CoderPair, pair_of
from havenlens.services.agreement_plan import AgreementPlan, plan_of
from havenlens.services.agreement_ratings import DimensionData, by_observation, dimension_data
from havenlens.services.agreement_results import AgreementResult, Scope
from havenlens.services.ports import Progress, no_progress
from havenlens.services.study import Study

if TYPE_CHECKING:
    from havenlens.inference.coefficient import Coefficient  # NumPy is slow to import
    from havenlens.reliability.codings import Agreement
    from havenlens.reliability.profile import Profile

MANY_UNITS = 600
"""From so many events on, gamma would take minutes; the command line still gives it."""


def more_of(
    study: Study,
    asked: AgreementResult,
    progress: Progress = no_progress,
    hidden: Collection[UUID] = (),
) -> list[AgreementResult]:
    """Give every further coefficient of what a result is about; StudyError where the codings are gone."""
    plan = plan_of(study).plan
    pair = pair_of(study, asked, hidden)
    if asked.scope.group is not None:
        return list(_more_events(study, _group_of(study, pair, asked), plan, asked, progress))
    rated = (
        each
        for each in dimension_data(study, pair)
        if (each.dimension.id, each.kind.value) == (asked.scope.dimension, asked.scope.period)
    )
    ratings = next(rated, None)
    if ratings is None:
        raise StudyError("agreement.nobody_twice")
    return list(_more_ratings(ratings, plan, progress))


def profile_of(study: Study, asked: AgreementResult, hidden: Collection[UUID] = ()) -> Profile:
    """Give kappa over events at every tolerance of the plan: the curve, not the point that looks best."""
    from havenlens.reliability.eventkappa import event_kappa  # noqa: PLC0415 - NumPy is slow to import
    from havenlens.reliability.profile import profile  # noqa: PLC0415

    plan = plan_of(study).plan
    pair = pair_of(study, asked, hidden)
    data = _group_of(study, pair, asked)
    steps = round((plan.profile_to - plan.profile_from) / plan.profile_step)
    tolerances = [round((plan.profile_from + i * plan.profile_step) * SECOND) for i in range(steps + 1)]
    return profile(
        event_kappa,
        data.doubles,
        data.names,
        tolerances=tolerances,
        fixed=round(plan.tolerance * SECOND),
        code=asked.scope.code,
        coders=pair.coders,
        resampling=resampling_of(plan),
    )


def _group_of(study: Study, pair: CoderPair, asked: AgreementResult) -> GroupData:
    found = (each for each in group_data(study, pair) if each.group.id == asked.scope.group)
    data = next(found, None)
    if data is None:
        raise StudyError("agreement.nobody_twice")
    return data


# --- events -----------------------------------------------------------------------------------------


def _more_events(
    study: Study, data: GroupData, plan: AgreementPlan, asked: AgreementResult, progress: Progress
) -> Iterator[AgreementResult]:
    works = list(_event_works(data, plan))
    for done, work in enumerate(works):
        progress(done, len(works) + 1)
        found = _in_scope(work(), asked.scope)
        if found is not None:
            yield data.result(asked.scope, asked.scope_name, found)
    progress(len(works), len(works) + 1)
    if asked.scope.pooled:
        yield from noted_results(study, data, plan)
    progress(len(works) + 1, len(works) + 1)


def _event_works(data: GroupData, plan: AgreementPlan) -> Iterator[Callable[[], Agreement]]:
    from havenlens.reliability.alignment import alignment_kappa  # noqa: PLC0415 - NumPy is slow to import
    from havenlens.reliability.continua import continua_of  # noqa: PLC0415
    from havenlens.reliability.counts import counts_icc  # noqa: PLC0415
    from havenlens.reliability.deviation import onset_offset  # noqa: PLC0415
    from havenlens.reliability.gamma import gamma  # noqa: PLC0415
    from havenlens.reliability.hollerein import holle_rein  # noqa: PLC0415
    from havenlens.reliability.overlap import overlap_ratio  # noqa: PLC0415
    from havenlens.reliability.unitizing import unitizing_alpha  # noqa: PLC0415

    shared: dict[str, Any] = {"coders": data.pair.coders, "resampling": resampling_of(plan)}
    tolerance = round(plan.tolerance * SECOND)
    yield partial(alignment_kappa, data.doubles, data.names, tolerance=tolerance, **shared)
    yield partial(onset_offset, data.doubles, data.names, by="onset", tolerance=tolerance, **shared)
    if len(data.doubles) > 1:
        yield partial(counts_icc, data.doubles, data.names, coders=data.pair.coders, level=plan.level)
    if data.states:
        yield partial(holle_rein, data.doubles, data.states, **shared)
        yield partial(overlap_ratio, data.doubles, data.states, **shared)
        continua = continua_of(data.doubles, data.states, data.pair.coders)
        yield partial(unitizing_alpha, continua, data.states, resampling=shared["resampling"])
        if sum(len(one.first) + len(one.second) for one in data.doubles) <= MANY_UNITS:
            yield partial(gamma, continua, data.states, resampling=shared["resampling"])


def _in_scope(found: Agreement, scope: Scope) -> Coefficient | None:
    if scope.code is not None:
        return found.per_code.get(scope.code)
    if scope.participant is not None:
        return found.per_actor.get(scope.participant)
    return found.averaged.get(scope.average) if scope.average is not None else found.pooled


# --- ratings ----------------------------------------------------------------------------------------


def _more_ratings(data: DimensionData, plan: AgreementPlan, progress: Progress) -> Iterator[AgreementResult]:
    from havenlens.reliability import chance, concordance  # noqa: PLC0415 - NumPy is slow to import
    from havenlens.reliability.accuracy import kappa_acc  # noqa: PLC0415
    from havenlens.reliability.alpha import krippendorff  # noqa: PLC0415
    from havenlens.reliability.correspondence import ccc, finn  # noqa: PLC0415
    from havenlens.reliability.homogeneity import marginal_homogeneity  # noqa: PLC0415
    from havenlens.reliability.icc import FORMS, icc  # noqa: PLC0415
    from havenlens.reliability.kappa import cohen  # noqa: PLC0415
    from havenlens.reliability.percent import percent  # noqa: PLC0415

    ratings = data.ratings()
    several = by_observation(data, plan)
    shared: dict[str, Any] = {"level": plan.level, "resampling": several}
    always: dict[str, Any] = {"level": plan.level, "resampling": several or resampling_of(plan)}
    works: list[Callable[[], Coefficient]] = [
        partial(percent, ratings, level=plan.level),
        *(partial(icc, ratings, form, **shared) for form in FORMS.values() if form != "ICC(2,1)"),
        partial(krippendorff, ratings, "ordinal", **always),
        partial(krippendorff, ratings, "interval", **always),
        partial(cohen, ratings, **shared),
        partial(chance.gwet_ac2, ratings, **shared),
        partial(chance.brennan_prediger, ratings, "quadratic", **shared),
        partial(ccc, ratings, **shared),
        partial(concordance.pearson, ratings, **shared),
        partial(concordance.spearman, ratings, **shared),
        partial(finn, ratings, levels=len(ratings.scale) or None, **shared),
        partial(marginal_homogeneity, ratings, level=plan.level),
        partial(kappa_acc, ratings, **shared),
    ]
    for done, work in enumerate(works):
        progress(done, len(works))
        yield data.result(work())
    progress(len(works), len(works))
