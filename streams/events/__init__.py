"""Events and outputs: their shapes, how bytes become an event, and who is named in one."""
