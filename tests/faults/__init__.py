"""What is tried against the guarantee, with real processes: `python -m tests.faults` prints the table of the README."""
