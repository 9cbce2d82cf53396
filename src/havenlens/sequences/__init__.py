"""What follows what, as pure functions: bids, episodes, chains, buffering, lags, equity and time."""
