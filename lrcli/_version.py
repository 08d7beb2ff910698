"""The version of lrcli, for the package, its command and the build."""

__version__ = "0.1.0"
