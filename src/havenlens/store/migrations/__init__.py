"""The study file's migrations, by name; each version of the schema stays readable for ever."""
