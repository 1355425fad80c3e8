"""Chaos: real workers on a real Kafka, faults on a seeded schedule, and a known truth to hold.

`run.run_chaos` tells the story; `check.check` judges what came out of it.
"""
