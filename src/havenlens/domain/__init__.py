"""What the words of the field mean; standard library only."""
