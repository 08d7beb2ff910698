"""Checks of a schedule on its run: what can hardly be meant, what that does to the training, and what mends it."""
