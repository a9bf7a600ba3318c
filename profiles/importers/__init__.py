"""From files to a master profile."""
