"""Reading files: what a posting and a CV have in common before either is understood."""
