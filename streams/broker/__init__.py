"""Everything that talks to a Kafka broker: the loop, readers, publishers, administration."""
