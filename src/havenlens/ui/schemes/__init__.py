"""Build, copy, change and read coding schemes."""
