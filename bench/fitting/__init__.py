"""The fit of the scorecard's points for names, from labelled cases."""
