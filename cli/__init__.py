"""What a person types and sees."""

__version__ = "0.1.0"
"""As the installed package says it; to ask that takes a fifth of `jobai --version`."""
