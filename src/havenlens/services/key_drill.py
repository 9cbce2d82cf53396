"""Learn the keys of a scheme: a code is shown, its key is wanted, what went wrong comes again more often."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from random import Random
from statistics import median

from havenlens.domain.codebook import Ask, Code, Modifier, Option, Scheme

LEARNT = 2
"""How often in a row a key must be right before it is known."""

_MOST, _FIRST = 8.0, 4.0
_AFTER_WRONG = -1
"""What went wrong must be right once more than the rest."""


@dataclass(frozen=True, slots=True)
class Card:
    """What is shown: a code, or one answer to a question about it; ``key`` is what is to be pressed."""

    code: Code
    key: str
    modifier: Modifier | None = None
    option: Option | None = None


@dataclass(frozen=True, slots=True)
class Verdict:
    """How a key was taken."""

    card: Card
    pressed: str
    right: bool


@dataclass(slots=True)
class _Memory:
    weight: float = _FIRST
    in_a_row: int = 0
    wrong: int = 0


@dataclass(frozen=True, slots=True)
class Score:
    """How the drill went: presses, right ones at the first try, seconds each took, what was hardest."""

    presses: int
    right: int
    seconds: float | None
    hardest: tuple[Card, ...]

    @property
    def share(self) -> float | None:
        """Give the share of right presses; None where nothing was pressed."""
        return self.right / self.presses if self.presses else None


def cards_of(scheme: Scheme, letters: Mapping[str, str] | None = None) -> tuple[Card, ...]:
    """Make a card for each code, and one for each answer that is asked for at the press.

    ``letters`` has the coder's own keys by code.
    """
    own = letters or {}
    codes = [Card(code, own.get(code.id, code.key)) for code in scheme.codes]
    asked: dict[str, Card] = {}
    for code in scheme.codes:
        for modifier in scheme.modifiers_of(code.id):
            for option in modifier.options if modifier.ask is Ask.NOW else ():
                asked.setdefault(f"{modifier.id} {option.id}", Card(code, option.key, modifier, option))
    return (*codes, *asked.values())


class Drill:
    """One round with the keys; ends when every key was right twice in a row, or when the coder has enough."""

    def __init__(self, cards: Sequence[Card], chance: Random) -> None:
        self._cards, self._chance = tuple(cards), chance
        self._memory = {card: _Memory() for card in self._names()}
        self._times: list[float] = []
        self._presses = self._right = 0
        self._current: int | None = None
        self.next_card()

    def _names(self) -> range:
        return range(len(self._cards))

    @property
    def card(self) -> Card | None:
        """Give the card that is shown; None when all keys are known."""
        return None if self._current is None else self._cards[self._current]

    @property
    def known(self) -> int:
        """Count the keys that are known by now."""
        return sum(one.in_a_row >= LEARNT for one in self._memory.values())

    @property
    def total(self) -> int:
        """Count the keys there are to learn."""
        return len(self._cards)

    def press(self, key: str, seconds: float) -> Verdict | None:
        """Take a key that was pressed after some seconds; a wrong one leaves the card where it is."""
        card = self.card
        if card is None or self._current is None:
            return None
        memory, right = self._memory[self._current], key == card.key
        self._presses += 1
        if right:
            self._right += 1
            self._times.append(seconds)
            memory.in_a_row += 1
            memory.weight = max(1.0, memory.weight / 2)
        else:
            memory.in_a_row = _AFTER_WRONG
            memory.wrong += 1
            memory.weight = min(_MOST, memory.weight * 2)
        return Verdict(card, key, right)

    def next_card(self) -> Card | None:
        """Show another card: not the last one again, and more often those that went wrong."""
        open_ones = [place for place, one in self._memory.items() if one.in_a_row < LEARNT]
        others = [place for place in open_ones if place != self._current] or open_ones
        weights = [self._memory[place].weight for place in others]
        self._current = self._chance.choices(others, weights)[0] if others else None
        return self.card

    def stop(self) -> None:
        """Show no more cards."""
        self._current = None

    def score(self) -> Score:
        """Say how it went so far."""
        wrong = sorted((p for p in self._names() if self._memory[p].wrong), key=self._worst_first)
        hardest = tuple(self._cards[place] for place in wrong[:5])
        return Score(self._presses, self._right, median(self._times) if self._times else None, hardest)

    def _worst_first(self, place: int) -> int:
        return -self._memory[place].wrong
