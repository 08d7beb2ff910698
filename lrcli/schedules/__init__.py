"""The mathematics: every native family, and what combines them."""
