"""Schedules to code."""
