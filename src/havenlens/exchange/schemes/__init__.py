"""Coding schemes as YAML files: load, check, find."""

from havenlens.exchange.schemes.loading import (
    check_schemes,
    find_scheme,
    load_scheme,
    parse_scheme,
    shipped_schemes,
)

__all__ = ["check_schemes", "find_scheme", "load_scheme", "parse_scheme", "shipped_schemes"]
