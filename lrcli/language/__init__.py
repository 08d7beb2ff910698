"""The notation, arithmetic that was typed, and small equations: one walker over the syntax tree of Python."""
