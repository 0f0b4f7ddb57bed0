"""Restoring a backup: checked first, all of it or nothing, and audited in the end."""

from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from tempfile import TemporaryDirectory

from django.contrib.sessions.models import Session
from django.core.cache import cache
from django.core.management import call_command
from django.db import connection
from django.db.migrations.loader import MigrationLoader

from accounts.models import User
from config.backups import databases
from config.backups.archive import FOLDERS, FORMAT, BackupRefused, Manifest, unpack
from config.backups.files import file_names, replace_files
from config.invariants import Finding, broken_invariants
from messaging.enums import MessageState
from messaging.models import Message


@dataclass(frozen=True)
class Restored:
    """What was restored, what of it waits to be sent, and what does not hold in it."""

    manifest: Manifest
    file_count: int
    waiting_letters: int
    broken: list[Finding]


def restore_backup(archive: Path, now: datetime, *, force: bool = False) -> Restored:
    """Put database and files of the backup in the place of the present ones. The web processes and tick are stopped.

    Raises BackupRefused, with everything as it was: when the archive is damaged, of another kind of database or of a
    newer version, and when the site holds people or files already and `force` is off. A backup of format 1 holds no
    files of participants: those that lie here stay, and the audit names the ones that are missing.
    """
    with TemporaryDirectory(prefix="sytyke-") as folder:
        manifest = unpack(archive, Path(folder))
        _require_fitting(manifest)
        if not force:
            _require_empty()
        databases.load(Path(folder) / databases.FILES[manifest.engine])
        count = sum(replace_files(storage, Path(folder) / inside) for storage, inside in manifest.folders.items())
    call_command("migrate", verbosity=0, interactive=False)
    Session.objects.all().delete()  # who signed out after the backup must not be signed in again
    cache.clear()
    letters = Message.objects.filter(state__in=[MessageState.QUEUED, MessageState.SENDING]).count()
    return Restored(manifest, count, letters, broken_invariants(now))


def _require_fitting(manifest: Manifest) -> None:
    if manifest.engine != connection.vendor:
        raise BackupRefused(f"The backup is of {manifest.engine}; DATABASE_URL names {connection.vendor}.")
    known = {f"{app}.{name}" for app, name in MigrationLoader(None).disk_migrations}
    apps = {name.partition(".")[0] for name in known}
    unknown = [name for name in manifest.migrations if name not in known and name.partition(".")[0] in apps]
    if unknown:
        raise BackupRefused(f"The backup is of a newer version, which knows {unknown[-1]}. Restore with that version.")


def _require_empty() -> None:
    holds_people = User._meta.db_table in databases.tables() and User.objects.exists()
    if holds_people or any(True for storage in FOLDERS[FORMAT] for _name in file_names(storage)):
        raise BackupRefused("This site holds people or files already. --force puts the backup in their place.")
