"""Draw what is coded twice: at random by a stored seed, so that anybody can draw the same again."""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection, Mapping, Sequence
from dataclasses import asdict, dataclass, field
from datetime import UTC, date, datetime, timedelta
from hashlib import sha256
from uuid import UUID, uuid4

from havenlens.domain.observation import Purpose
from havenlens.domain.problems import Problem, StudyError
from havenlens.services.assignments import assign
from havenlens.services.certificates import paused_by
from havenlens.services.days import this_day
from havenlens.services.double_coding import (
    AGAIN,
    DRAWS,
    SECOND,
    Draw,
    QuotaPlan,
    again_wanted,
    draws_of,
    first_coders,
    shortfalls,
    strata_of,
)
from havenlens.services.study import Study


@dataclass(frozen=True, slots=True)
class Drawn:
    """What a drawing did: the new draws, and what is missing still, in words."""

    new: tuple[Draw, ...]
    short: tuple[Problem, ...]


@dataclass(slots=True)
class _Urn:
    """Who may code what: names, who coded it first, who is busy with it, and how much each was given."""

    seed: int
    names: Mapping[UUID, str]
    first: Mapping[UUID, UUID]
    busy: Mapping[UUID, Collection[UUID]]
    pool: Sequence[UUID]
    paused: Collection[UUID]
    load: Counter[UUID] = field(default_factory=Counter)

    def order(self, places: Collection[UUID]) -> list[UUID]:
        """Put observations into the order in which the seed draws them."""
        return sorted(places, key=lambda place: draw_key(self.seed, self.names[place]))

    def second(self, place: UUID) -> UUID | None:
        """Choose another coder than those who have it: whoever was given least, the seed where it is even."""
        free = [
            coder for coder in self.pool if coder not in self.busy.get(place, ()) and coder not in self.paused
        ]
        name = self.names[place]
        return min(
            free,
            key=lambda coder: (self.load[coder], draw_key(self.seed, f"{name}/{self.names[coder]}")),
            default=None,
        )

    def same(self, place: UUID) -> UUID | None:
        """Give the first coder, unless they are paused."""
        coder = self.first[place]
        return None if coder in self.paused else coder


def draw_key(seed: int, name: str) -> str:
    """Give the place of a name in the order of a seed: lower is drawn first.

    It depends on nothing but the two, so that observations that come later change nothing of what was drawn.
    It is SHA-256 of the seed, a colon and the name, in hexadecimal.

    >>> draw_key(2026, "lesson 01")[:12]
    '9c5f481c160f'
    """
    return sha256(f"{seed}:{name}".encode()).hexdigest()


def draw(study: Study, plan: QuotaPlan, today: date | None = None) -> Drawn:
    """Draw what the quota is short of and assign it, in one transaction; nothing drawn is ever taken back.

    The assignments are for reliability and say nothing of double coding. StudyError where nobody codes with
    the scheme for research yet.
    """
    urn = _urn(study, plan)
    if not urn.first:
        raise StudyError("double.nothing_coded")
    before = draws_of(study, plan)
    taken = {one.observation for one in before}
    strata = strata_of(study, plan)
    wanted_again = again_wanted(strata, plan.rules) - sum(one.kind == AGAIN for one in before)
    candidates = [
        place
        for stratum in strata
        for place in urn.order([p for p in stratum.observations if p not in taken])[: stratum.short]
    ]
    again = _chosen_again(urn, candidates, wanted_again)
    chosen: list[tuple[UUID, UUID, str]] = []
    for stratum in strata:
        left = stratum.short
        for place in urn.order([place for place in stratum.observations if place not in taken]):
            coder = urn.same(place) if place in again else urn.second(place)
            if left and coder is not None:
                chosen.append((place, coder, AGAIN if place in again else SECOND))
                urn.load[coder] += 1
                left -= 1
    due_on = None
    if plan.rules.due_days:
        due_on = (today or this_day()) + timedelta(days=plan.rules.due_days)
    with study.store.transaction():
        new = _keep(study, plan, chosen, due_on)
    return Drawn(tuple(new), tuple(shortfalls(study, plan)))


def _chosen_again(urn: _Urn, candidates: Sequence[UUID], wanted: int) -> set[UUID]:
    """Choose by the seed which of the new ones go to the same coder once more."""
    possible = [place for place in candidates if urn.same(place) is not None]
    keyed = sorted(possible, key=lambda place: draw_key(urn.seed, f"again/{urn.names[place]}"))
    return set(keyed[: max(0, wanted)])


def _keep(
    study: Study, plan: QuotaPlan, chosen: Sequence[tuple[UUID, UUID, str]], due_on: date | None
) -> list[Draw]:
    """Assign what was chosen, coder by coder, and keep every draw with its assignment."""
    for coder in dict.fromkeys(coder for _, coder, _ in chosen):
        places = [place for place, own, _ in chosen if own == coder]
        assign(study, places, plan.scheme, [coder], Purpose.RELIABILITY, due_on)
    rows = study.store.rows_of("assignments", scheme=plan.scheme, purpose=Purpose.RELIABILITY.value)
    assigned = {(row["observation"], row["coder"]): row["id"] for row in rows}
    now = datetime.now(UTC)
    new = [
        Draw(uuid4(), plan.id, place, coder, kind, assigned.get((place, coder)), now)
        for place, coder, kind in chosen
    ]
    study.store.add(DRAWS, "double_coding_draw", [asdict(one) for one in new])
    return new


def _urn(study: Study, plan: QuotaPlan) -> _Urn:
    coders = {coder.id: coder.name for coder in study.store.coders()}
    places = {place.id: place.name for place in study.store.observations()}
    first = {p: c for p, c in first_coders(study, plan.scheme).items() if p in places}
    busy: dict[UUID, set[UUID]] = {}
    for one in study.store.list_codings():
        if one.scheme == plan.scheme:
            busy.setdefault(one.observation, set()).add(one.coder)
    for row in study.store.rows_of("assignments", scheme=plan.scheme):
        busy.setdefault(row["observation"], set()).add(row["coder"])
    pool = plan.rules.coders or tuple(dict.fromkeys(first.values()))
    paused = [coder for coder in coders if paused_by(study, coder, plan.scheme) is not None]
    load = Counter(one.coder for one in draws_of(study, plan))
    ordered = sorted(pool, key=lambda coder: coders[coder].casefold())
    return _Urn(plan.rules.seed, {**coders, **places}, first, busy, ordered, paused, load)
