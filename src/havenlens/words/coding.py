"""Sentences a coder meets: what a key did, and why it was refused."""

SENTENCES: dict[str, str] = {}
