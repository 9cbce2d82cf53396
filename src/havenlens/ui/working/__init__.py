"""What surrounds the work: who is at it, their settings and keys, what is missing, how it compares."""
