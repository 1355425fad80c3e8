"""Everything on one machine: a worker as a child process, embedded mode, the demonstration."""
