"""Alembic's entry: migrates over the connection that `kiosk.store.migrate` lends, inside its transaction."""

from alembic import context

from kiosk.store.schema import metadata

context.configure(
    connection=context.config.attributes["connection"], target_metadata=metadata, render_as_batch=True
)
context.run_migrations()
