"""What the schedulers of every framework have in common."""
