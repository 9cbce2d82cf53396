"""Havenlens: code bids and responses in time, see whether coders agree, and give feedback that helps."""

from importlib import import_module
from typing import Any

__version__ = "0.1.0"
__all__ = ["OpenStudy", "__version__", "open_study"]


def __getattr__(name: str) -> Any:
    """Give the Python API, which is imported when it is first asked for: the program starts without it."""
    if name in ("OpenStudy", "open_study"):
        # By name, since a layer that needs the version must not lean on the API.
        return getattr(import_module("havenlens.api"), name)
    raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
