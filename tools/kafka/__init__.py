"""Apache Kafka on this machine, without containers: for tests, benchmarks and trying things out."""
