"""Sentences in and about documents for teachers."""

SENTENCES: dict[str, str] = {}
