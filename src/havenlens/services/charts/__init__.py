"""Pictures of results: one frozen drawing feeds the screen, SVG, PNG and PDF."""
