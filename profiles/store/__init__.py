"""Tables, sessions and migrations, on SQLite and PostgreSQL."""
