"""What is shown of a recording beside its frames: overview, filmstrip, transcript, other codings."""
