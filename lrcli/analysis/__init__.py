"""What is to be said of curves, as records."""
