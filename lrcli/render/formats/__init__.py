"""The formats that curves are written in: one file each, that bears the name of its format."""
