"""What is said about what follows what: bids, episodes, chains, lags and equity."""

from __future__ import annotations

SENTENCES: dict[str, str] = {}
