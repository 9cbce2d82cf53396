"""What is said, gently, about the words of a prompt."""

from __future__ import annotations

SENTENCES: dict[str, str] = {}
