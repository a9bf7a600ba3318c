"""jobai: the names that applications import."""
