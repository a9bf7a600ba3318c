"""What the user keeps: the master profile, postings, drafts, and the store they live in."""
