"""Data to table, panel or JSON: the only place that prints results."""
