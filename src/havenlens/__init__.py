"""Havenlens: code bids and responses in time, see whether coders agree, and give feedback that helps."""

__version__ = "0.1.0"
