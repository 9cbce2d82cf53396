"""What is said about consent, masks, retention and who opened what."""

from __future__ import annotations

SENTENCES: dict[str, str] = {}
