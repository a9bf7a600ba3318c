"""Alembic's entry: it runs inside the transaction that `bring_up_to_date` opened."""

from alembic import context

from profiles.store.tables import Base

context.configure(
    connection=context.config.attributes["connection"],
    target_metadata=Base.metadata,
    render_as_batch=True,
    transactional_ddl=True,
)
context.run_migrations()
