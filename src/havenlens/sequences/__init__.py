"""What follows what: bids, responses, episodes and repair, as pure functions."""
