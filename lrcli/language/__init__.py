"""Texts in Python's syntax: the notation of schedules, formulas, and small equations."""
