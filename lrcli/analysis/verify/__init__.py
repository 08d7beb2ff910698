"""Whether a log holds what was meant; where not, why."""
