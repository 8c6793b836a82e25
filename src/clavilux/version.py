"""The version of Clavilux."""

__all__ = ["__version__"]

__version__ = "0.2.0"
