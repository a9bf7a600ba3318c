"""What only a PostgreSQL server needs: threads that write together, locks by name, patience."""
