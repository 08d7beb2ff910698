"""Curves to bytes: each module makes the content of one format and opens no file."""
