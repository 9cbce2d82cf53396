"""Rating sheet and overview: what is given for each period, and what it rests on."""
