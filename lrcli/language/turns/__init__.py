"""Where a formula turns: which way it goes between two ticks, and where it comes again, without its values."""
