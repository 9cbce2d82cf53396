"""Documents for people: one frozen report model feeds them all."""
