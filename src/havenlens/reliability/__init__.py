"""Agreement between coders, as pure functions."""
