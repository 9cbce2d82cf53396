"""What is said about feedback that is sent, and about answers that come back."""

from __future__ import annotations

SENTENCES: dict[str, str] = {}
