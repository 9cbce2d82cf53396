"""Where a cycle stands: do, skip and take back its steps, and list what is due."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import UTC, date, datetime
from uuid import UUID

from havenlens.domain.coaching import CoachingCycle, CycleStep, StepRecord
from havenlens.domain.cycle_steps import record_step, take_back
from havenlens.services.coaching.cycles import KIND, cycle_by_id, step_rows
from havenlens.services.study import Study


def do_step(study: Study, cycle: UUID, step: CycleStep, who: str, on: date) -> CoachingCycle:
    """Write down that a step was done; raise `StudyError` where it is not its turn."""
    return _record(study, cycle, StepRecord(step, who, on))


def skip_step(study: Study, cycle: UUID, step: CycleStep, who: str, on: date, reason: str) -> CoachingCycle:
    """Write down that a step was skipped, and why; raise `StudyError` without a reason."""
    return _record(study, cycle, StepRecord(step, who, on, reason or " "))


def take_back_step(study: Study, cycle: UUID) -> CoachingCycle:
    """Take back the last step; raise `StudyError` where none was done."""
    now = cycle_by_id(study, cycle)
    left = take_back(now.steps)
    with study.store.transaction():
        write_steps(study, cycle, left, now.due)
        if CycleStep.PUBLISH not in {record.step for record in left}:
            study.store.change("coaching_cycles", KIND, cycle, published_at=None)
    return cycle_by_id(study, cycle)


def _record(study: Study, cycle: UUID, record: StepRecord) -> CoachingCycle:
    now = cycle_by_id(study, cycle)
    with study.store.transaction():
        write_steps(study, cycle, record_step(now.steps, record), now.due)
        if record.step is CycleStep.PUBLISH and not record.skipped_because:
            study.store.change("coaching_cycles", KIND, cycle, published_at=datetime.now(UTC))
    return cycle_by_id(study, cycle)


def write_steps(
    study: Study, cycle: UUID, records: Sequence[StepRecord], due: Mapping[CycleStep, date]
) -> None:
    """Keep what was done and when the rest is due."""
    study.store.replace("cycle_steps", KIND, "cycle", cycle, step_rows(cycle, records, due))
