"""Many things at once: whose turn it is, the work, the keeping, and what comes of each."""
