"""From a master profile to files of other programs."""
