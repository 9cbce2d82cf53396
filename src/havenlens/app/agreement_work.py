"""Everything a report on a study's agreement may ask for, worked out one after the other."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Any

from havenlens.services.agreement import agreement_of
from havenlens.services.agreement_more import more_of, profile_of
from havenlens.services.agreement_plan import note_unblinding
from havenlens.services.agreement_report import Curves
from havenlens.services.agreement_results import AgreementResult
from havenlens.services.ports import Progress
from havenlens.services.study import Study


@dataclass(frozen=True, slots=True)
class WorkedOut:
    """The usual coefficients, those that were asked for beyond them, and curves over tolerance."""

    usual: Sequence[AgreementResult]
    further: Sequence[AgreementResult]
    curves: Curves

    @property
    def results(self) -> list[AgreementResult]:
        """Give all coefficients, those of the same scheme and coders together."""
        beside: dict[Any, list[AgreementResult]] = {}
        for one in self.further:
            beside.setdefault((one.scheme, one.coders), []).append(one)
        found: list[AgreementResult] = []
        for place, one in enumerate(self.usual):
            found.append(one)
            after = self.usual[place + 1] if place + 1 < len(self.usual) else None
            if after is None or (after.scheme, after.coders) != (one.scheme, one.coders):
                found += beside.pop((one.scheme, one.coders), [])
        return found

    def note_looking(self, study: Study) -> None:
        """Keep in the study that agreement was looked at."""
        shown = {result.scheme for result in self.usual}
        note_unblinding(study, [one.id for one in study.store.schemes() if one.scheme in shown], None)


def work_out(study: Study, *, every: bool, profile: bool, progress: Progress) -> WorkedOut:
    """Compute the usual coefficients, ``every`` further one, and the ``profile`` over tolerance."""
    steps = 1 + every + profile

    def part(number: int) -> Progress:
        def tell(done: int, total: int) -> None:
            progress(number * 100 + 100 * done // max(1, total), steps * 100)

        return tell

    usual = agreement_of(study, part(0))
    asked = list(_pooled(usual))
    further = list(_further(study, usual, asked, part(1))) if every else []
    curves = _curves(study, asked, part(steps - 1)) if profile else []
    return WorkedOut(usual, further, curves)


def _pooled(results: Sequence[AgreementResult]) -> Iterator[AgreementResult]:
    """Give one recommended result of each group and each dimension; kappa over events where there is one."""
    found: dict[Any, AgreementResult] = {}
    for one in results:
        if one.recommended and one.scope.pooled:
            key = (one.scheme, one.coders, one.scope)
            if key not in found or one.coefficient.method == "event_kappa":
                found[key] = one
    return iter(found.values())


def _further(
    study: Study, usual: Sequence[AgreementResult], asked: Sequence[AgreementResult], progress: Progress
) -> Iterator[AgreementResult]:
    """Give what is not among the usual ones; several forms of one method differ in their parameters."""
    known = {_identity(one) for one in usual}
    for done, each in enumerate(asked):
        progress(done, len(asked))
        for one in more_of(study, each):
            if _identity(one) not in known:
                known.add(_identity(one))
                yield one
    progress(1, 1)


def _identity(result: AgreementResult) -> tuple[Any, ...]:
    found = result.coefficient
    return (result.scheme, result.coders, result.scope, found.method, repr(sorted(found.params.items())))


def _curves(
    study: Study, asked: Sequence[AgreementResult], progress: Progress
) -> list[tuple[AgreementResult, Any]]:
    over_events = [one for one in asked if one.coefficient.method == "event_kappa"]
    found = []
    for done, one in enumerate(over_events):
        progress(done, len(over_events))
        found.append((one, profile_of(study, one)))
    progress(1, 1)
    return found
