"""The analyses of sequences and ratings as tables and pictures for people to look at."""
