"""What holds for all tests."""

from hypothesis import settings

# How long one example takes is for benchmarks to say; a busy machine must not fail a test.
settings.register_profile("portcullis", deadline=None)
settings.load_profile("portcullis")
