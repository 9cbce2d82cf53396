"""Whatever coders do in their files and a lead in the study: any order, any repetition, the same study."""

from __future__ import annotations

import shutil
from collections.abc import Callable
from pathlib import Path
from tempfile import TemporaryDirectory

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from havenlens.domain.observation import CodingStatus
from havenlens.domain.time import Micros, Span
from havenlens.services.presence import PresenceLog
from havenlens.services.scheme_notes import add_note
from havenlens.services.study import Study
from havenlens.services.submitting import OPEN, give_back, submit
from havenlens.services.transcripts import Transcript
from tests.support.handed_out import (
    assert_clean,
    at_work,
    code,
    coder_names,
    coding_of,
    dump,
    hand_out_to,
    make_shared,
    merge_all,
)

PLACES = ("o000", "o001")
CODERS = coder_names(2)


@pytest.fixture(scope="module")
def template(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("shared")
    path = folder / "class.havenlens"
    make_shared(path, observations=2, coders=2)
    with at_work(path) as study:
        for name in CODERS:
            submit(study, coding_of(study, name, PLACES[0])) if name == CODERS[0] else code(
                study, name, PLACES[0]
            )
        for place in PLACES:
            own = study.observation(place).id
            for n in range(2):
                Transcript(study.store, own).add(Span(Micros(n), Micros(n + 900_000)), f"Line {n}")
            PresenceLog(study.store, own).toggle(study.person("C1").id, Micros(1))
    for name in CODERS:
        hand_out_to(path, name, folder / f"{name}.havenlens")
    return folder


def coded(study: Study, who: str, place: str, n: int) -> None:
    if coding_of(study, who, place).status in OPEN:
        code(study, who, place, n + 1)


def handed_in(study: Study, who: str, place: str, _n: int) -> None:
    if coding_of(study, who, place).status in OPEN:
        submit(study, coding_of(study, who, place))


def said(study: Study, who: str, place: str, n: int) -> None:
    transcript = Transcript(study.store, study.observation(place).id)
    if n == 0:
        transcript.add(Span(Micros(5), Micros(900_005)), f"{who} heard this")
    elif transcript.lines:
        line = transcript.lines[n % len(transcript.lines)].id
        if n == 1:
            transcript.delete([line])
        else:
            transcript.change(line, text=f"{who} heard {n}")


def seen(study: Study, _who: str, place: str, n: int) -> None:
    log = PresenceLog(study.store, study.observation(place).id)
    if n == 0 and log.spans:
        log.remove([log.spans[0].id])
    else:
        log.toggle(study.person("C1").id, Micros(10 * n))


def noted(study: Study, who: str, place: str, n: int) -> None:
    add_note(study.store, study.store.schemes()[0].id, f"{place} {n}", who, "bids")


def returned(study: Study, who: str, place: str, _n: int) -> None:
    if coding_of(study, who, place).status is CodingStatus.SUBMITTED:
        give_back(study, coding_of(study, who, place), None, "Again, please.")


Deed = Callable[[Study, str, str, int], None]
DEEDS: tuple[Deed, ...] = (coded, handed_in, said, seen, noted)
LEADS: tuple[Deed, ...] = (said, seen, noted, returned)
by_coders = st.tuples(
    st.sampled_from(CODERS), st.sampled_from(DEEDS), st.sampled_from(PLACES), st.integers(0, 3)
)
by_the_lead = st.tuples(st.just(""), st.sampled_from(LEADS), st.just(PLACES[0]), st.integers(0, 3))
days = st.lists(st.lists(st.one_of(by_coders, by_the_lead), min_size=1, max_size=4), min_size=1, max_size=2)


@settings(
    max_examples=4, deadline=None, suppress_health_check=[HealthCheck.too_slow, HealthCheck.data_too_large]
)
@given(days=days, order=st.lists(st.integers(0, 3), max_size=2), last=st.permutations(range(4)))
def test_any_order_and_any_repetition_make_the_same_study(
    template: Path,
    days: list[list[tuple[str, Deed, str, int]]],
    order: list[int],
    last: list[int],
) -> None:
    with TemporaryDirectory() as name:
        folder = Path(name)
        for path in template.glob("*.havenlens"):
            shutil.copyfile(path, folder / path.name)
        study = folder / "class.havenlens"
        outs: list[Path] = []
        for number, deeds in enumerate(days):
            for who, do, place, n in deeds:
                with at_work(folder / f"{who}.havenlens" if who else study) as opened:
                    do(opened, who or CODERS[0], place, n)
            for coder in CODERS:
                kept = folder / f"{coder}-{number}.havenlens"
                outs.append(Path(shutil.copyfile(folder / f"{coder}.havenlens", kept)))
        other = Path(shutil.copyfile(study, folder / "other.havenlens"))
        merge_all(study, [outs[n % len(outs)] for n in [*order, *last]])
        merge_all(other, list(reversed(outs)))
        assert dump(study) == dump(other)
        assert_clean(study)
        assert_clean(other)
