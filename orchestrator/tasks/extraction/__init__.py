"""From a source (page, text, PDF, image) to a structured job posting."""
