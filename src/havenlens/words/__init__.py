"""What the program says: catalogues, and one place that turns a code and its values into a sentence."""
