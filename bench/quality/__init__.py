"""Quality: what a listed party can be found by, at the false alarms that it costs."""
