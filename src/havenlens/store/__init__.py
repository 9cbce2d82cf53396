"""The study file: rows, migrations and the change log."""
