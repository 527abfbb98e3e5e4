"""Alembic's entry: runs the migrations over the engine that `open_store` made."""

from alembic import context

from relanced.store.schema import metadata

with context.config.attributes["engine"].connect() as connection:
    context.configure(connection=connection, target_metadata=metadata, render_as_batch=True)
    with context.begin_transaction():
        context.run_migrations()
    connection.commit()
