"""One coefficient of two coders, what it is about, and whether it is the one to look at first."""

from __future__ import annotations

from dataclasses import dataclass, fields
from typing import TYPE_CHECKING, Any

from havenlens.domain.problems import Problem
from havenlens.words.sentences import say

if TYPE_CHECKING:
    from havenlens.inference.coefficient import Coefficient  # NumPy is slow to import


@dataclass(frozen=True, slots=True)
class Scope:
    """What a result is about: a group of codes, one code of it, one participant, or a rated dimension.

    ``period`` is the kind of period that was rated; ``modifier`` a question asked of matched events;
    ``average`` says over what the mean of values was taken.
    """

    group: str | None = None
    code: str | None = None
    participant: str | None = None
    dimension: str | None = None
    period: str | None = None
    modifier: str | None = None
    average: str | None = None

    def as_json(self) -> dict[str, str]:
        """Give the parts that are set."""
        parts = {field.name: getattr(self, field.name) for field in fields(self)}
        return {name: value for name, value in parts.items() if value is not None}

    @property
    def pooled(self) -> bool:
        """Tell whether it is about a whole group or dimension, with others behind it."""
        return not (self.code or self.participant or self.average or self.modifier)


@dataclass(frozen=True, slots=True)
class AgreementResult:
    """One coefficient of two coders, or of all, on one scheme, and over how many observations.

    ``why`` says why this coefficient suits the data, where it is one of the few that are recommended;
    ``code_names`` are the ids and names of the codes it may speak of; ``version`` is that of the scheme.
    """

    scheme: str
    scope: Scope
    coders: tuple[str, ...]
    observations: int
    coefficient: Coefficient
    scheme_name: str = ""
    scope_name: str = ""
    why: Problem | None = None
    code_names: tuple[tuple[str, str], ...] = ()
    version: str = ""

    @property
    def recommended(self) -> bool:
        """Tell whether it is one of those to look at first."""
        return self.why is not None

    @property
    def of_a_pair(self) -> bool:
        """Tell whether it is about two coders, so that there is more behind it."""
        return len(self.coders) == 2

    @property
    def method_name(self) -> str:
        """Name the coefficient as a person reads it, with its form where it has several."""
        form = self.coefficient.params.get("shrout_fleiss")
        return str(form) if form else say(f"method.{self.coefficient.method}")

    def as_json(self) -> dict[str, Any]:
        """Give the result as design and scripts expect it."""
        return {
            **self.coefficient.as_json(),
            "scheme": self.scheme,
            "scope": self.scope.as_json(),
            "coders": list(self.coders),
            "observations": self.observations,
        }
