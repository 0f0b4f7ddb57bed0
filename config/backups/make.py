"""Making a backup, while the site goes on."""

from datetime import datetime
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import IO, cast

from django.conf import settings
from django.core.files.storage import default_storage
from django.db import connection
from django.db.migrations.recorder import MigrationRecorder

from config.backups import databases
from config.backups.archive import MEDIA, ArchiveWriter, Manifest
from config.backups.files import file_names


def write_backup(stream: IO[bytes], now: datetime) -> Manifest:
    """Write database and files as one archive; raises BackupRefused when the database cannot be saved.

    The database goes first: a file is stored before the row that names it, so every row in the backup has its file.
    """
    with TemporaryDirectory(prefix="sytyke-") as folder, ArchiveWriter(stream) as archive:
        saved = Path(folder) / databases.FILES[connection.vendor]
        databases.save(saved)
        with saved.open("rb") as database:
            archive.add(saved.name, database)
        _add_files(archive)
        return archive.close(
            made_at=now.isoformat(), site=settings.SITE_URL, engine=connection.vendor, migrations=_applied()
        )


def _add_files(archive: ArchiveWriter) -> None:
    for name in file_names():
        try:
            content = default_storage.open(name)
        except FileNotFoundError:  # deleted a moment ago
            continue
        with content:
            archive.add(f"{MEDIA}{name}", cast(IO[bytes], content.file))


def _applied() -> list[str]:
    rows = MigrationRecorder(connection).applied_migrations()
    return sorted(f"{app}.{name}" for app, name in rows)
