"""Configurations of training programs, one format a file: how it is told, and what it makes of the LR.

A file holds FORMAT, a `Format`. They are found in this folder, not listed.
"""
