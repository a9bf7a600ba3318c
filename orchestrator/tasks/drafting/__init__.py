"""From a master profile and a posting to a CV or a cover letter."""
