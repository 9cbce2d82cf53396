"""Use cases, free of Qt and of any database."""
