"""Pure matching: parties in, explained matches out. No broker, store, clock or settings."""
