"""The Study workspace: what is in the study, and how far it has come."""
