"""Speed against the same page written by hand, as ratios in the same run: `make bench`."""
