"""Sentences about agreement between coders: why a value is undefined, and what to beware of."""

SENTENCES: dict[str, str] = {}
