"""Quality and speed benchmarks: `python -m bench NAME`."""
