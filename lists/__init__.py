"""Denied-party lists: read, check, and publish as an immutable snapshot."""
