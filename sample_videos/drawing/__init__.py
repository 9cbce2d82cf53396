"""Draw the scripted scenes of the demo study."""
