"""Documents: what comes in, where it is kept."""
