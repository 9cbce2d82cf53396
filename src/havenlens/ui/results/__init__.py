"""The Results tab of Study: what the codings give, as tables, pictures and moments."""
