"""The Agree workspace."""
