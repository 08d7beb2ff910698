"""Bytes to columns and rows. What they mean is for `sources` to say."""
