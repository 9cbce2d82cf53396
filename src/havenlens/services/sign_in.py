"""Who is at the keyboard, among people who share a computer: by name, and by PIN where they have one.

A PIN is courtesy, not protection: whoever can copy the study file can read it without one.
"""

from __future__ import annotations

from base64 import b64decode, b64encode
from collections.abc import Callable
from dataclasses import dataclass
from hashlib import scrypt
from hmac import compare_digest
from os import urandom
from uuid import UUID

from havenlens.domain.observation import Coder
from havenlens.domain.problems import Problem, StudyError
from havenlens.services.study import Study

SHORTEST, LONGEST = 4, 12
"""How many digits a PIN may have."""

REVIEWERS = frozenset({"researcher", "lead"})
"""Roles that lock, return and reopen codings, and look after other people's PINs."""

_COST, _BLOCK, _LANES = 2**14, 8, 1
_WAITS = (0.0, 0.0, 1.0, 2.0, 4.0, 8.0)
"""Seconds to wait after so many wrong PINs in a row: enough to tire of guessing, never a lock-out."""


@dataclass(frozen=True, slots=True)
class Account:
    """A coder as somebody who can sign in."""

    id: UUID
    name: str
    role: str
    has_pin: bool

    @property
    def reviews(self) -> bool:
        """Tell whether this person leads the study."""
        return self.role in REVIEWERS


def accounts(study: Study) -> list[Account]:
    """List everybody who can sign in, by name."""
    rows = study.store.rows_of("coders")
    listed = [Account(row["id"], row["name"], row["role"], bool(row["pin_hash"])) for row in rows]
    return sorted(listed, key=lambda account: account.name.casefold())


def account(study: Study, coder: UUID) -> Account | None:
    """Give one coder, or None where there is none of that id."""
    return next((one for one in accounts(study) if one.id == coder), None)


def has_pins(study: Study) -> bool:
    """Tell whether anybody in the study has a PIN, so that signing in is asked for."""
    return any(one.has_pin for one in accounts(study))


def add_account(study: Study, name: str) -> Account:
    """Add a coder by name, or give the one of that name; StudyError for a name of blanks."""
    wanted = name.strip()
    if not wanted:
        raise StudyError("study.coder_without_name")
    coder: Coder = study.add_coder(wanted)
    found = account(study, coder.id)
    assert found is not None
    return found


def set_role(study: Study, coder: UUID, role: str) -> None:
    """Say what somebody does in the study."""
    study.store.change("coders", "coder", coder, role=role)


def set_pin(study: Study, coder: UUID, pin: str) -> None:
    """Give a coder a PIN, or take it away with an empty one; StudyError for one that is no PIN.

    It is kept out of the change log, which is never erased.
    """
    if pin and not (pin.isascii() and pin.isdigit() and SHORTEST <= len(pin) <= LONGEST):
        raise StudyError("sign.pin_form", shortest=SHORTEST, longest=LONGEST)
    study.store.keep("coders", coder, pin_hash=_hashed(pin, urandom(16)) if pin else None)


def fits(study: Study, coder: UUID, pin: str) -> bool:
    """Tell whether a PIN is the coder's; anything fits a coder who has none."""
    [row] = study.store.rows_of("coders", id=coder)
    stored = row["pin_hash"]
    return not stored or compare_digest(stored, _hashed(pin, b64decode(stored.split("$")[1])))


def _hashed(pin: str, salt: bytes) -> str:
    key = scrypt(pin.encode(), salt=salt, n=_COST, r=_BLOCK, p=_LANES)
    return "$".join(("scrypt", b64encode(salt).decode(), b64encode(key).decode()))


class Doorkeeper:
    """Asks for PINs and makes each wrong one cost a little time; ``now`` gives seconds of a steady clock."""

    def __init__(self, study: Study, now: Callable[[], float]) -> None:
        self._study, self._now = study, now
        self._wrong = 0
        self._not_before = 0.0

    def refuses(self, coder: UUID, pin: str) -> Problem | None:
        """Say why a coder may not sign in with a PIN; None where they may."""
        left = self._not_before - self._now()
        if left > 0:
            return Problem("sign.wait", {"seconds": f"{left:.0f}" if left >= 1 else "1"})
        if fits(self._study, coder, pin):
            self._wrong = 0
            return None
        self._wrong += 1
        self._not_before = self._now() + _WAITS[min(self._wrong, len(_WAITS) - 1)]
        return Problem("sign.wrong_pin")
