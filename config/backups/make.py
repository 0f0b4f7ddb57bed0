"""Making a backup, while the site goes on."""

from datetime import datetime
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import IO, cast

from django.conf import settings
from django.core.files.storage import storages
from django.db import connection
from django.db.migrations.recorder import MigrationRecorder

from config.backups import databases
from config.backups.archive import FOLDERS, FORMAT, ArchiveWriter, Manifest
from config.backups.files import file_names


def write_backup(stream: IO[bytes], now: datetime) -> Manifest:
    """Write database and files as one archive; raises BackupRefused when the database cannot be saved.

    The database goes first: a file is stored before the row that names it, so every row in the backup has its file,
    but for one somebody deletes while the backup is being made.
    """
    with TemporaryDirectory(prefix="sytyke-") as folder, ArchiveWriter(stream) as archive:
        saved = Path(folder) / databases.FILES[connection.vendor]
        databases.save(saved)
        with saved.open("rb") as database:
            archive.add(saved.name, database)
        for storage, inside in FOLDERS[FORMAT].items():
            _add_files(archive, storage, inside)
        return archive.close(
            made_at=now.isoformat(), site=settings.SITE_URL, engine=connection.vendor, migrations=_applied()
        )


def _add_files(archive: ArchiveWriter, storage: str, folder: str) -> None:
    for name in file_names(storage):
        try:
            content = storages[storage].open(name)
        except FileNotFoundError:  # deleted a moment ago
            continue
        with content:
            archive.add(f"{folder}/{name}", cast(IO[bytes], content.file))


def _applied() -> list[str]:
    rows = MigrationRecorder(connection).applied_migrations()
    return sorted(f"{app}.{name}" for app, name in rows)
