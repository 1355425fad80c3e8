"""Denied-party lists: read each publisher's format, build one snapshot of them all, store it."""
