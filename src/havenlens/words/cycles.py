"""What is said about coaching cycles: their steps, their clips and what is due."""

from __future__ import annotations

SENTENCES: dict[str, str] = {}
