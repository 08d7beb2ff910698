"""Schedules from outside: files, functions, formulas."""
