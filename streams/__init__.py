"""Kafka in and out: events, the screening loop, the worker and the command line."""
