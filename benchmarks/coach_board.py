"""Does a coach's board of twenty teachers with eight cycles each open before anybody waits?"""

from __future__ import annotations

import tempfile
import time
from datetime import date, timedelta
from pathlib import Path
from statistics import median
from uuid import UUID, uuid4

from benchmarks.table import Row, print_table
from havenlens.app.bootstrap import create_study
from havenlens.domain.coaching import Clip, ClipType, CoachingCycle, CycleStep, Prompt, StepRecord
from havenlens.domain.cycle_steps import CoachingRules
from havenlens.domain.time import Span, seconds
from havenlens.services.coaching.board import coaching_board, name_cycles
from havenlens.services.coaching.cycles import add_cycle
from havenlens.services.study import Study

_TEACHERS, _CYCLES, _REPEATS = 20, 8, 9
_MOST_MS = 150
_TODAY = date(2026, 3, 25)


def rows() -> list[Row]:
    """Fill a study and read its board a few times; what is told is the middle of them."""
    with tempfile.TemporaryDirectory(prefix="havenlens-") as folder:
        file, study = create_study(Path(folder) / "big.havenlens", "Big", _fill)
        try:
            took = [_read(study) for _ in range(_REPEATS)]
        finally:
            file.close()
    figure = median(took)
    what = f"Board of {_TEACHERS} teachers with {_CYCLES} cycles each, read"
    return [Row(what, f"≤ {_MOST_MS} ms", f"{figure:.0f} ms", figure <= _MOST_MS)]


def _read(study: Study) -> float:
    begun = time.perf_counter()
    assert len(coaching_board(study, _TODAY)) == _TEACHERS
    assert len(name_cycles(study)) == _TEACHERS * _CYCLES
    return 1000 * (time.perf_counter() - begun)


def _fill(study: Study) -> None:
    coach = study.add_coder("C1")
    for number in range(_TEACHERS):
        teacher = study.add_participant(f"T{number:02d}", f"Ms. {number:02d}", "teacher").id
        for cycle in range(1, _CYCLES + 1):
            add_cycle(study, _cycle(teacher, coach.id, number, cycle))


def _cycle(teacher: UUID, coach: UUID, place: int, number: int) -> CoachingCycle:
    filmed = _TODAY - timedelta(days=14 * (_CYCLES - number) + place % 14)
    due = CoachingRules().due(filmed)
    done = 6 if number < _CYCLES else place % 6
    return CoachingCycle(
        id=uuid4(),
        teacher=teacher,
        coach=coach,
        observation=None,
        number=number,
        title="Noticing who is stuck",
        focus="Awareness",
        filmed_on=filmed,
        clips=tuple(
            Clip(uuid4(), kind, "", Span(seconds(10), seconds(40)), seconds(20), Prompt("You wait.", "How?"))
            for kind in ClipType
        ),
        steps=tuple(StepRecord(step, "C1", due[step]) for step in list(CycleStep)[:done]),
        due=due,
    )


if __name__ == "__main__":
    print_table(rows())
