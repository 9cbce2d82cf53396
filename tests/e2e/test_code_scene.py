"""Scene 01, coded in a real window with keys from outside: from an empty coding to a submitted one."""

from __future__ import annotations

import time
from collections.abc import Iterator, Sequence
from pathlib import Path

import pytest

from havenlens.app.bootstrap import open_study
from havenlens.domain.codebook import Scheme
from havenlens.domain.events import Event
from havenlens.domain.observation import Coding, CodingStatus, Purpose
from havenlens.domain.queries import EventSeries
from havenlens.domain.time import SECOND, Micros, clock
from havenlens.services.linking import is_ambiguous
from tests.support.desktop import empty_coding
from tests.support.screen import Program, comes_to_be, remember, screen, wait_until

FRAME = 40_000
END = "74.96"
"""The last frame of the scene: where a state that holds to the end is ended."""


@pytest.fixture
def display() -> Iterator[str]:
    with screen() as number:
        yield number


@pytest.fixture
def study(demo_in, tmp_path) -> Path:
    path = demo_in(tmp_path / "demo")
    file, opened = open_study(path, write=True)
    with file:
        remember(tmp_path / "home", path, empty_coding(opened).id.hex)
    return path


def own(path: Path) -> tuple[Coding, list[Event], list[Event], Scheme]:
    """Give the tester's coding and events, and the master's events, with their scheme."""
    file, opened = open_study(path)
    with file:
        tester = opened.coder("tester").id
        codings = opened.store.list_codings()
        coding = next(c for c in codings if c.coder == tester)
        [master] = [
            c
            for c in codings
            if (c.observation, c.scheme, c.purpose) == (coding.observation, coding.scheme, Purpose.MASTER)
        ]
        store = opened.store
        scheme = opened.scheme(coding.scheme)
        return coding, list(store.events_of(coding.id)), list(store.events_of(master.id)), scheme


class Hands:
    """A coder with a keyboard: goes to a moment, presses a key, looks whether it met the right frame."""

    def __init__(self, program: Program, study: Path) -> None:
        self.program, self.study = program, study
        self.person: object = None

    def events(self) -> list[Event]:
        return own(self.study)[1]

    def go(self, at: str, patience: float) -> None:
        self.program.key("ctrl+g")
        self.program.tool("key", "--window", self.program.window, "ctrl+a")
        self.program.tool("type", "--window", self.program.window, at)
        self.program.key("Return")
        time.sleep(patience)

    def press(self, at: Micros, *keys: str) -> None:
        """Press keys at a moment; take them back and try again where the frame was not there yet."""
        for attempt in range(1, 6):
            before = self.events()
            self.go(clock(at), 0.3 * attempt)
            self.program.key(*keys)
            if not comes_to_be(lambda before=before: self.events() != before, 4):
                continue  # refused, because no frame was on the screen yet
            fresh = {event.id: event.span for event in self.events()}
            old = {event.id: event.span for event in before}
            spans = [span for event, span in fresh.items() if old.get(event) != span]
            moments = [edge for span in spans for edge in (span.start, span.end) if edge is not None]
            if any(abs(moment - at) <= FRAME for moment in moments):
                return
            self.program.key("ctrl+z")
            wait_until(lambda before=before: len(self.events()) == len(before))
        pytest.fail(f"{keys} never met the frame at {clock(at)}")

    def focus(self, event: Event, cast: Sequence[object]) -> None:
        """Put a child in focus with its own key."""
        who = event.actor if event.actor in cast else event.target
        if who in cast and who != self.person:
            self.program.key(f"F{cast.index(who) + 2}")
            self.person = who


def moments(master: Sequence[Event]) -> list[tuple[Micros, int, Event]]:
    """List what is pressed when: ends before beginnings, so that a state may follow another at once."""
    last = Micros(round(float(END) * SECOND))
    ends = [(min(e.span.end, last), 0, e) for e in master if e.span.end and not e.span.is_instant]
    return sorted([*ends, *((e.span.start, 1, e) for e in master)], key=lambda one: (one[0], one[1]))


def test_a_scene_is_coded_by_keys_walked_through_and_handed_in(display, study, tmp_path):
    coding, _, master, scheme = own(study)
    program = Program(display, study, tmp_path / "home")
    time.sleep(2.5)
    hands = Hands(program, study)
    cast = coding.casting["seeker"]
    need = next(modifier for modifier in scheme.modifiers if modifier.id == "need")
    digits = {option.id: option.key for option in need.options}
    for at, begins, event in moments(master):
        hands.focus(event, cast)
        hands.press(at, scheme.code_by_id[event.code].key)
        if begins and "need" in event.modifiers:
            program.key(digits[event.modifiers["need"]])
    assert len(hands.events()) == len(master)

    hands.go("0", 0.5)
    program.key("ctrl+w")
    for event in hands.events():
        twin = twin_of(event, master)
        for modifier in scheme.modifiers_of(event.code):
            if modifier.id in twin.modifiers and modifier.id not in event.modifiers:
                keys = {option.id: option.key for option in modifier.options}
                before = hands.events()
                program.key(keys[twin.modifiers[modifier.id]])
                wait_until(lambda before=before: hands.events() != before)
        if is_ambiguous(event, scheme, EventSeries(scheme, hands.events())):
            program.key("0")  # none of these: the master leaves it to the window
            time.sleep(0.3)

    program.key("ctrl+Return")
    time.sleep(1)
    program.key("ctrl+Return")
    wait_until(lambda: own(study)[0].status is CodingStatus.SUBMITTED)
    program.process.terminate()
    program.process.wait()

    for event in hands.events():
        twin = twin_of(event, master)
        assert (event.target, dict(event.modifiers)) == (twin.target, dict(twin.modifiers))
        if twin.span.end is not None:
            assert abs(event.span.end - twin.span.end) <= FRAME


def twin_of(event: Event, master: Sequence[Event]) -> Event:
    """Find the master's event of the same code and person at the same frame."""
    [twin] = [
        other
        for other in master
        if (other.code, other.actor) == (event.code, event.actor)
        and abs(other.span.start - event.span.start) <= FRAME
    ]
    return twin
