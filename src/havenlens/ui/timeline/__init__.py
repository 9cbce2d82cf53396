"""The timeline: values and geometry without Qt, and the widget that shows them."""
