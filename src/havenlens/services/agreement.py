"""How far the coders of a study agree: what suits each group of codes and each rated dimension."""

from __future__ import annotations

from collections.abc import Collection, Iterator
from uuid import UUID

from havenlens.domain.observation import Coding
from havenlens.domain.problems import StudyError
from havenlens.services.agreement_events import group_data, recommended_events
from havenlens.services.agreement_everyone import everyone_of
from havenlens.services.agreement_pairs import CoderPair, coder_pairs
from havenlens.services.agreement_plan import AgreementPlan, plan_of
from havenlens.services.agreement_ratings import dimension_data, recommended_ratings
from havenlens.services.agreement_results import AgreementResult
from havenlens.services.ports import Progress, no_progress
from havenlens.services.study import Study


def agreement_of(
    study: Study, progress: Progress = no_progress, hidden: Collection[UUID] = ()
) -> list[AgreementResult]:
    """Compute what suits each pair, with the parameters the study has fixed.

    Raise `StudyError` where nobody has coded what somebody else has coded too.
    """
    pairs = coder_pairs(study, hidden)
    if not pairs:
        raise StudyError("agreement.nobody_twice")
    plan = plan_of(study).plan
    results: list[AgreementResult] = []
    for done, pair in enumerate(pairs):
        progress(done, len(pairs))
        results += agreement_of_pair(study, pair, plan)
    results += everyone_of(study, plan, hidden)
    progress(len(pairs), len(pairs))
    return results


def agreement_of_pair(study: Study, pair: CoderPair, plan: AgreementPlan) -> Iterator[AgreementResult]:
    """Compute what suits one pair of coders: group by group, then dimension by dimension."""
    for group in group_data(study, pair):
        yield from recommended_events(group, plan)
    for dimension in dimension_data(study, pair):
        yield from recommended_ratings(dimension, plan)


def agreement_of_two(study: Study, first: Coding, second: Coding) -> list[AgreementResult]:
    """Compute the agreement of two codings of one observation with one scheme version, as of any pair."""
    coders = {coder.id: coder.name for coder in study.store.coders()}
    place = next(o for o in study.store.observations() if o.id == first.observation)
    names = (coders[first.coder], coders[second.coder])
    pair = CoderPair(study.scheme(first.scheme), first.scheme, names, ((place, first, second),))
    return list(agreement_of_pair(study, pair, plan_of(study).plan))
