"""A small service of somebody else's that asks for AI through jobai."""
