"""What a certificate asks for, as data: thresholds for scores, events and drift, and how long it holds."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass, fields, replace
from typing import TYPE_CHECKING, Any, Self

from havenlens.domain.codebook import Scheme
from havenlens.domain.problems import Problem, StudyError
from havenlens.words.sentences import say

if TYPE_CHECKING:
    from havenlens.reliability.certification import Rule  # NumPy is slow to import

MEASURES = ("within", "exact", "bias", "mean_abs_deviation", "kappa")
SCOPES = ("overall", "segment", "dimension")
EVENT_MEASURES = ("event_kappa", "time_unit_kappa")

_AT_MOST = frozenset({"bias", "mean_abs_deviation"})
_LONGEST = 120
_WIDEST = 10


@dataclass(frozen=True, slots=True)
class ScoreRule:
    """A threshold for scores: a measure overall, in each video (segment) or in each dimension.

    ``limit`` is the least for shares and kappa, the most for bias and mean deviation; ``enough`` is the share
    of videos or dimensions that must meet it.
    """

    measure: str = "within"
    scope: str = "overall"
    limit: float = 0.8
    enough: float = 1.0

    def as_rule(self) -> Rule:
        """Give the rule as the statistics take it."""
        from havenlens.reliability.certification import Rule  # noqa: PLC0415 - NumPy is slow to import

        ends = {"at_most" if self.measure in _AT_MOST else "at_least": self.limit}
        return Rule(self.measure, self.scope, enough=self.enough, **ends)  # type: ignore[arg-type]  # both are checked where rules are made


@dataclass(frozen=True, slots=True)
class EventRule:
    """A threshold for events: least kappa over all of a group, or over one code of it.

    Without a group it holds for every group by itself.
    """

    measure: str = "event_kappa"
    at_least: float = 0.6
    group: str = ""
    code: str = ""


@dataclass(frozen=True, slots=True)
class DriftRule:
    """When a coder has drifted: below these over the latest ``days`` of double coding.

    ``within`` is the share of scores at most the tolerance away, ``kappa`` the kappa over events. Less than
    ``least_scores`` scores or ``least_codings`` codings decide nothing.
    """

    within: float = 0.8
    kappa: float = 0.6
    days: int = 90
    least_scores: int = 10
    least_codings: int = 3


@dataclass(frozen=True, slots=True)
class CertificateRules:
    """Everything a certificate asks for; ``tolerance`` is how many points a score may lie apart.

    ``missed`` counts a score that the coder did not give as not within. Only the first attempt at a video is
    made without having seen the master; ``later_attempts`` lets the latest one count.
    """

    scores: tuple[ScoreRule, ...] = ()
    events: tuple[EventRule, ...] = ()
    tolerance: float = 1.0
    missed: bool = False
    months: int = 12
    later_attempts: bool = False
    drift: DriftRule | None = None

    def as_json(self) -> dict[str, Any]:
        """Give the rules as they are kept."""
        return asdict(self)

    @classmethod
    def of_json(cls, content: Mapping[str, Any]) -> Self:
        """Read rules that were kept; what is not there is as it is by default."""
        drift = content.get("drift")
        return cls(
            **{
                **_known(cls, content),
                "scores": tuple(ScoreRule(**_known(ScoreRule, row)) for row in content.get("scores", ())),
                "events": tuple(EventRule(**_known(EventRule, row)) for row in content.get("events", ())),
                "drift": None if drift is None else DriftRule(**_known(DriftRule, drift)),
            }
        )


@dataclass(frozen=True, slots=True)
class RuleVerdict:
    """Whether one rule is met: what it is about, the figure, and why."""

    what: str
    value: float | None
    passed: bool
    reason: Problem
    failing: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Part:
    """One figure behind the verdicts: what it measures, of which video, dimension, group or code."""

    kind: str
    name: str
    measure: str
    value: float | None


def in_words(rule: ScoreRule, tolerance: float) -> str:
    """Say what a threshold for scores is about."""
    what = say(f"certifies.{rule.measure}", k=f"{tolerance:g}")
    return say("certifies.scores", what=what, where=say(f"certifies.{rule.scope}"))


def usual_rules(scheme: Scheme) -> CertificateRules:
    """Give the rules a new set begins with: 80 % within one, overall and per dimension; kappa of .60."""
    rated = (ScoreRule(), ScoreRule(scope="dimension")) if scheme.dimensions else ()
    events = (EventRule(),) if scheme.groups else ()
    return CertificateRules(rated, events, drift=DriftRule())


def checked(rules: CertificateRules, scheme: Scheme) -> CertificateRules:
    """Give the rules without those said twice; StudyError where one cannot be, or nothing is asked for."""
    if not rules.scores and not rules.events:
        raise StudyError("calibration.no_rules")
    if rules.scores and not scheme.dimensions:
        raise StudyError("calibration.nothing_rated", scheme=scheme.name)
    if rules.events and not scheme.groups:
        raise StudyError("calibration.nothing_coded", scheme=scheme.name)
    if not 1 <= rules.months <= _LONGEST:
        raise StudyError("calibration.months", most=_LONGEST, value=rules.months)
    if not 0 <= rules.tolerance <= _WIDEST:
        raise StudyError("calibration.threshold", value=rules.tolerance, low=0, high=_WIDEST)
    for score in rules.scores:
        _check_score(score)
    for event in rules.events:
        _check_event(event, scheme)
    if rules.drift is not None:
        for value in (rules.drift.within, rules.drift.kappa):
            _check_share(value)
    return replace(
        rules, scores=tuple(dict.fromkeys(rules.scores)), events=tuple(dict.fromkeys(rules.events))
    )


def _check_score(rule: ScoreRule) -> None:
    if rule.measure not in MEASURES or rule.scope not in SCOPES:
        allowed = ", ".join((*MEASURES, *SCOPES))
        raise StudyError("calibration.unknown_measure", value=f"{rule.measure}/{rule.scope}", allowed=allowed)
    high = _WIDEST if rule.measure in _AT_MOST else 1
    if not 0 <= rule.limit <= high:
        raise StudyError("calibration.threshold", value=rule.limit, low=0, high=high)
    _check_share(rule.enough)


def _check_event(rule: EventRule, scheme: Scheme) -> None:
    if rule.measure not in EVENT_MEASURES:
        allowed = ", ".join(EVENT_MEASURES)
        raise StudyError("calibration.unknown_measure", value=rule.measure, allowed=allowed)
    _check_share(rule.at_least)
    known: Sequence[str] = [group.id for group in scheme.groups]
    if rule.group and rule.group not in known:
        raise StudyError("calibration.unknown_part", value=rule.group, known=", ".join(known))
    codes = [code.id for code in scheme.codes if not rule.group or code.group == rule.group]
    if rule.code and rule.code not in codes:
        raise StudyError("calibration.unknown_part", value=rule.code, known=", ".join(codes))


def _check_share(value: float) -> None:
    if not 0 <= value <= 1:
        raise StudyError("calibration.threshold", value=value, low=0, high=1)


def _known(kind: type[Any], content: Mapping[str, Any]) -> dict[str, Any]:
    names = {field.name for field in fields(kind)}
    return {name: value for name, value in content.items() if name in names}
