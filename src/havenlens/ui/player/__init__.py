"""The video player: exact frames while paused, sound and picture while playing."""
