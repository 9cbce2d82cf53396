"""Recipes of a scheme: what is computed from its events and ratings, one typed record per kind.

Every reference to events is a `Selector`; every time is in microseconds. In the scheme file a time ends in
``_s`` and counts seconds (``window_s: 10`` is ``window=Micros(10_000_000)``); all other names are the same. A
record is called ``…Recipe`` where the bare word names the thing that is found.
"""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum
from typing import TYPE_CHECKING, ClassVar

from havenlens.domain.time import SECOND, Micros

if TYPE_CHECKING:
    from havenlens.domain.codebook import Code, Scheme


@dataclass(frozen=True, slots=True)
class Selector:
    """Which codes are meant: those named, those of a class, those of a group, all together.

    ``safe_haven_only`` leaves only the codes that the scheme marks ``safe_haven: true``.
    """

    codes: tuple[str, ...] = ()
    classes: tuple[str, ...] = ()
    groups: tuple[str, ...] = ()
    safe_haven_only: bool = False

    def selects(self, code: Code) -> bool:
        """Tell whether a code is meant."""
        named = code.id in self.codes or code.code_class in self.classes or code.group in self.groups
        return named and (code.safe_haven is True or not self.safe_haven_only)


@dataclass(frozen=True, slots=True)
class RatingSelector:
    """Which ratings are meant: single dimensions and domains (means of dimensions)."""

    dimensions: tuple[str, ...] = ()
    domains: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Breakdown:
    """By what a result is split as well: a modifier's options, the people in a role, the code."""

    modifiers: tuple[str, ...] = ()
    roles: tuple[str, ...] = ()
    code: bool = False


class Edge(StrEnum):
    """From which end of an event a window is counted."""

    ONSET = "onset"
    OFFSET = "offset"


class Pairing(StrEnum):
    """Who may answer whom.

    ``addressed``: the answer's actor is the person addressed (anybody where nobody was), and its target
    is the person who made the bid. ``anyone``: whoever acts, towards whomever.
    """

    ADDRESSED = "addressed"
    ANYONE = "anyone"


class Move(StrEnum):
    """From which fitting move a latency is counted."""

    FIRST_MATCHED = "first_matched"
    LAST_MATCHED = "last_matched"


class Statistic(StrEnum):
    """What is computed from the two-by-two table of a contingency."""

    ALLISON_LIKER_Z = "allison_liker_z"
    YULES_Q = "yules_q"
    PERMUTATION_P = "permutation_p"


@dataclass(frozen=True, slots=True, kw_only=True)
class BaseRecipe:
    """What every recipe has: an id, the results wanted (all where empty) and prose for people."""

    kind: ClassVar[str]

    id: str
    outputs: tuple[str, ...] = ()
    note: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class ResponseWindow(BaseRecipe):
    """Bids (``given``) and their answers (``target``) in the closed window ``[0, window]`` after the bid.

    The latency is that of the first answer. ``quality_order`` lists answers' classes from best to worst and
    so decides the best class; an answer is sensitive when its class is in ``sensitive_classes``. A bid
    without an answer whose window runs past the end of the coded time is censored: counted, but in no
    denominator. An explicit link of a response to a bid wins over the window where
    ``link_overrides_window``. ``sweep`` repeats the count with other windows.
    """

    kind: ClassVar[str] = "response_window"

    given: Selector
    target: Selector
    window: Micros
    given_at: Edge = Edge.ONSET
    pairing: Pairing = Pairing.ADDRESSED
    sweep: tuple[Micros, ...] = ()
    link_overrides_window: bool = False
    quality_order: tuple[str, ...] = ()
    sensitive_classes: tuple[str, ...] = ()
    by: Breakdown = Breakdown()


def response_window_of(scheme: Scheme) -> ResponseWindow | None:
    """Give the recipe that says what a bid, an answer and the window are; None where a scheme has none."""
    return next((recipe for recipe in scheme.recipes if isinstance(recipe, ResponseWindow)), None)


@dataclass(frozen=True, slots=True, kw_only=True)
class EpisodeRecipe(BaseRecipe):
    """Bids of the same person at most ``merge_gap`` apart, taken together.

    ``builds_on`` names the response window that says what a bid, an answer and the window are: answers
    count from the first bid to the last bid plus the window. An episode is resolved by an event of
    ``resolved_by`` of the same person before that person's next episode.
    """

    kind: ClassVar[str] = "episode"

    builds_on: str
    merge_gap: Micros
    resolved_by: Selector = Selector()


@dataclass(frozen=True, slots=True, kw_only=True)
class RepairRecipe(BaseRecipe):
    """Runs of missed episodes, and the act that made good for them.

    ``builds_on`` names the episodes. An episode without a sensitive answer is missed. It is repaired by
    the first event of ``repaired_by`` towards the same person after the run's last bid, at most
    ``max_gap`` later or while that person is in a state of ``while_in``. It is explicit when the event's
    ``explicit_modifier`` has the option ``explicit_option``.
    """

    kind: ClassVar[str] = "repair"

    builds_on: str
    repaired_by: Selector
    max_gap: Micros
    while_in: Selector = Selector()
    explicit_modifier: str | None = None
    explicit_option: str | None = None


@dataclass(frozen=True, slots=True)
class ChainStep:
    """One step of a chain: any of some codes; a chain may go on without an optional step."""

    name: str
    codes: tuple[str, ...]
    optional: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class ChainRecipe(BaseRecipe):
    """An ordered sequence around one person, followed step by step.

    A chain opens with an event of ``opens_with`` (of the first step where that is empty). Each step is
    the first event of its codes with the person in role ``same`` as actor or target, at or after the step
    before and at most ``max_gap`` later. It closes at the last step, at the person's next opening, or at
    the end (then open). ``breaks`` are counted. Completeness is required steps reached over required
    steps.
    """

    kind: ClassVar[str] = "chain"

    steps: tuple[ChainStep, ...]
    same: str
    max_gap: Micros
    opens_with: Selector = Selector()
    breaks: Selector = Selector()

    @property
    def required(self) -> tuple[ChainStep, ...]:
        """List the steps that a complete chain must have."""
        return tuple(step for step in self.steps if not step.optional)


@dataclass(frozen=True, slots=True, kw_only=True)
class LagSequential(BaseRecipe):
    """Whether ``target`` follows ``given`` more often than by chance, on bins of length ``unit``.

    A bin is given when its centre lies in ``[0, window]`` after a given onset, a hit when a target starts
    in it.
    """

    kind: ClassVar[str] = "lag_sequential"

    given: Selector
    target: Selector
    window: Micros
    unit: Micros = Micros(SECOND)
    statistics: tuple[Statistic, ...] = tuple(Statistic)


@dataclass(frozen=True, slots=True, kw_only=True)
class PerSubject(BaseRecipe):
    """A response window's results for each person in a role; rates only from ``min_bids_for_rate`` on."""

    kind: ClassVar[str] = "per_subject"

    builds_on: str
    role: str
    min_bids_for_rate: int = 5


@dataclass(frozen=True, slots=True, kw_only=True)
class DomainMean(BaseRecipe):
    """The mean of each domain's dimensions, those where lower is better turned first."""

    kind: ClassVar[str] = "domain_mean"

    domains: tuple[str, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class ClassRatio(BaseRecipe):
    """Events of ``numerator`` for each of ``denominator``; half an event is added to both on request."""

    kind: ClassVar[str] = "class_ratio"

    numerator: Selector
    denominator: Selector
    add_half: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class PerTargetShare(BaseRecipe):
    """How ``events`` are spread over the people of a role as targets; who got none is told as well."""

    kind: ClassVar[str] = "per_target_share"

    events: Selector
    role: str


@dataclass(frozen=True, slots=True, kw_only=True)
class RatePerMinute(BaseRecipe):
    """Events of each group or class of ``events`` for each minute spent in the states ``time_in``."""

    kind: ClassVar[str] = "rate_per_minute"

    events: Selector
    time_in: Selector


@dataclass(frozen=True, slots=True, kw_only=True)
class ClassShare(BaseRecipe):
    """Events of ``numerator`` as a share of the events of ``denominator``, which contains them."""

    kind: ClassVar[str] = "class_share"

    numerator: Selector
    denominator: Selector


@dataclass(frozen=True, slots=True, kw_only=True)
class DyadRecipe(BaseRecipe):
    """Both people's ratings set side by side."""

    kind: ClassVar[str] = "dyad"

    ratings: RatingSelector


@dataclass(frozen=True, slots=True, kw_only=True)
class StateShare(BaseRecipe):
    """Time each person spends in each of some states, in seconds and as a share of that person's time."""

    kind: ClassVar[str] = "state_share"

    states: Selector


@dataclass(frozen=True, slots=True, kw_only=True)
class ModifierShare(BaseRecipe):
    """How the options of a modifier are spread over ``events``."""

    kind: ClassVar[str] = "modifier_share"

    events: Selector
    modifier: str


@dataclass(frozen=True, slots=True)
class Fit:
    """Which moves fit a person's state."""

    state: str
    moves: Selector


@dataclass(frozen=True, slots=True, kw_only=True)
class MatchInState(BaseRecipe):
    """Moves that the other person makes while somebody is in a state, and whether they fit it.

    A move counts when it starts in the half-open span of the state and its actor is not the person in it.
    ``counter`` are the moves that fit no state.
    """

    kind: ClassVar[str] = "match_in_state"

    moves: Selector
    fits: tuple[Fit, ...]
    counter: Selector = Selector()


@dataclass(frozen=True, slots=True, kw_only=True)
class LatencyRecipe(BaseRecipe):
    """Time from a fitting move to the first event of ``to`` after it; ``builds_on`` is a match in state."""

    kind: ClassVar[str] = "latency"

    builds_on: str
    to: Selector
    use: tuple[Move, ...] = (Move.FIRST_MATCHED,)


@dataclass(frozen=True, slots=True, kw_only=True)
class IntervalCorrelation(BaseRecipe):
    """The correlation of two dimensions over rating intervals; ``y`` is taken ``lag`` intervals later."""

    kind: ClassVar[str] = "interval_correlation"

    x: str
    y: str
    lags: tuple[int, ...] = (0,)
    within_person: bool = True


@dataclass(frozen=True, slots=True, kw_only=True)
class CountByCode(BaseRecipe):
    """How often each of some codes occurs."""

    kind: ClassVar[str] = "count_by_code"

    events: Selector


Recipe = (
    ResponseWindow
    | EpisodeRecipe
    | RepairRecipe
    | ChainRecipe
    | LagSequential
    | PerSubject
    | DomainMean
    | ClassRatio
    | PerTargetShare
    | RatePerMinute
    | ClassShare
    | DyadRecipe
    | StateShare
    | ModifierShare
    | MatchInState
    | LatencyRecipe
    | IntervalCorrelation
    | CountByCode
)
"""Any recipe; tell them apart with ``match`` or ``isinstance``."""
