"""Restore a backup and audit it. Stop the web processes and tick first. Exit code 2 when an invariant is broken."""

import sys
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.utils import timezone

from config.backups import BackupRefused, Restored, restore_backup


class Command(BaseCommand):
    help = "Put a backup in the place of the present database and files, and audit it."
    requires_system_checks: list[str] = []  # the database may be empty

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("archive", type=Path, help="The file that `backup` saved.")
        parser.add_argument("--force", action="store_true", help="Replace what the site holds now.")

    def handle(self, *args: Any, archive: Path, force: bool, **options: Any) -> None:
        try:
            restored = restore_backup(archive, timezone.now(), force=force)
        except BackupRefused as refusal:
            raise CommandError(str(refusal)) from refusal
        self._tell(restored)
        if restored.broken:
            sys.exit(2)

    def _tell(self, restored: Restored) -> None:
        made_at = restored.manifest.made_at
        self.stdout.write(f"Restored the backup of {made_at}: database and {restored.file_count} files.")
        self.stdout.write(f"{restored.waiting_letters} letters wait in the outbox; some may have gone out already.")
        self.stdout.write(
            "Everybody has to sign in again. Who asked to be erased after the backup must be erased again."
        )
        for finding in restored.broken:
            self.stderr.write(f"{finding.invariant}: {finding.row}")
        if not restored.broken:
            self.stdout.write("Every invariant holds.")
