"""Pictures of results on the screen."""
