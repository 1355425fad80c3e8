"""Snapshots: their files, signatures and versions, their stores, and their way to a host."""
