"""Tables of values for Qt's views; they ask for intents and never change data."""
