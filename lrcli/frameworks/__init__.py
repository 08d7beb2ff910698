"""Schedulers of other programs, under their own names and with their own arguments: one module each."""
