"""What is said in pictures of results."""

from __future__ import annotations

SENTENCES: dict[str, str] = {}
