"""The analyses of sequences over a study: which codings count, and what follows what in them."""
