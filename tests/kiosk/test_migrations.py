"""The database comes forward to this version, whole or not at all, and a newer one is refused."""

import subprocess
import sys

import pytest
import sqlalchemy as sa

from kiosk.errors import StoreError
from kiosk.store import Store, engine, migrate
from kiosk.store.schema import metadata

VERSIONS = sorted((migrate.SCRIPTS / "versions").glob("[0-9]*.py"))


def test_versions_follow_each_other():
    before = None
    for number, path in enumerate(VERSIONS, 1):
        text = path.read_text(encoding="utf-8")
        revision = f"{number:04d}"
        assert path.name.startswith(f"{revision}_")
        assert f'revision = "{revision}"' in text
        assert f"down_revision = {before!r}".replace("'", '"') in text
        before = revision
    assert migrate.head() == before


def test_the_migrated_database_is_the_one_of_the_tables(tmp_path):
    from alembic.autogenerate import compare_metadata
    from alembic.migration import MigrationContext

    import kiosk.cases.schema
    import kiosk.evaluation.schema
    import kiosk.services
    import kiosk.services.tax.schema

    for name in kiosk.services.NAMES:
        __import__(f"kiosk.services.{name}")
    Store.open(tmp_path).close()
    with engine.engine_of(tmp_path / "loket.db").connect() as connection:
        assert compare_metadata(MigrationContext.configure(connection), metadata) == []


def test_alembic_is_imported_only_for_work(tmp_path):
    Store.open(tmp_path).close()
    code = f"""
import pathlib, sys
from kiosk.store import Store
Store.open(pathlib.Path({str(tmp_path)!r})).close()
sys.exit("alembic" in sys.modules)
"""
    assert subprocess.run([sys.executable, "-c", code], check=False).returncode == 0


def test_a_newer_database_is_refused(tmp_path):
    store = Store.open(tmp_path)
    connection = store.connect()
    connection.execute("UPDATE alembic_version SET version_num = '9999'")
    connection.close()
    store.close()
    with pytest.raises(StoreError, match="lebih baru") as told:
        Store.open(tmp_path)
    assert "versi terbaru" in told.value.remedy


def test_a_migration_that_breaks_leaves_the_version_before(tmp_path, monkeypatch):
    class Crash(BaseException):
        pass

    def crash(*_, **__):
        raise Crash

    run = sa.engine.Connection.exec_driver_sql
    monkeypatch.setattr("alembic.op.create_index", crash)
    with pytest.raises(Crash):
        Store.open(tmp_path)
    monkeypatch.undo()
    assert run is sa.engine.Connection.exec_driver_sql
    with engine.engine_of(tmp_path / "loket.db").connect() as connection:
        assert sa.inspect(connection).get_table_names() == []
    Store.open(tmp_path).close()


def test_data_of_the_other_kind_are_refused_before_they_are_migrated(tmp_path):
    Store.open(tmp_path).close()
    with engine.engine_of(tmp_path / "loket.db").connect() as connection:
        connection.exec_driver_sql("UPDATE alembic_version SET version_num = '0001'")
    with pytest.raises(StoreError, match="sungguhan"):
        Store.open(tmp_path, demo=True)
    with engine.engine_of(tmp_path / "loket.db").connect() as connection:
        assert connection.exec_driver_sql("SELECT version_num FROM alembic_version").scalar() == "0001"
