"""Many postings at once: whose turn it is, the reading, the keeping, and what comes of each."""
