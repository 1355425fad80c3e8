"""Refresh one source at a time: fetch it, see what it is, check it, keep its last good version."""
