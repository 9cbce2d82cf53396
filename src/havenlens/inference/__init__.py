"""Resampling, intervals and the result type of every statistic."""
