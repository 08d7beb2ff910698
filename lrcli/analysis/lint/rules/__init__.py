"""The rules of lint, one file a subject. Each file declares RULES; see `lrcli.analysis.lint`."""
