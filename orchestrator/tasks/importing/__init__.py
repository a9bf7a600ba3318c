"""Importing a master profile: a CV as PDF, Word, Markdown or text becomes JSON Resume."""
