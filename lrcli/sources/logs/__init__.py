"""Formats of logs: one file each, found by their names. A file whose name begins with `_` is none."""
