"""Screen past events again after lists have changed, against what has changed alone."""
