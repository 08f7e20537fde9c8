"""The version, alone in a file so that it is answered before anything is imported."""

__version__ = "0.1.0"
