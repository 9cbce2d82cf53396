"""Sentences about coding schemes."""


SENTENCES: dict[str, str] = {}
