"""The Coach workspace."""
