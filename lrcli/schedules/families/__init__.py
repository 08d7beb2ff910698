"""The native families, by what their curves do."""
