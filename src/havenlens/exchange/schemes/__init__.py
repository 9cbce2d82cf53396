"""Coding schemes as YAML files: load, check, find, write back."""

from havenlens.exchange.schemes.editing import YamlSchemes
from havenlens.exchange.schemes.loading import (
    check_schemes,
    find_scheme,
    load_scheme,
    parse_scheme,
    shipped_schemes,
)

__all__ = [
    "YamlSchemes",
    "check_schemes",
    "find_scheme",
    "load_scheme",
    "parse_scheme",
    "shipped_schemes",
]
