"""Pure matching: parties in, scored and explained matches out. No broker, store, clock or settings."""
