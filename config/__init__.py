"""Settings and the data files that describe an installation."""
