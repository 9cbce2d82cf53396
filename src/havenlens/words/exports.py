"""What is said about tables for other programs, and about what is deposited."""

from __future__ import annotations

SENTENCES: dict[str, str] = {}
