"""Save database and uploaded files into one archive. It holds everything the site knows: keep it like the site."""

import os
import sys
from pathlib import Path
from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.utils import timezone

from config.backups import BackupRefused, write_backup


class Command(BaseCommand):
    help = "Save database and files while the site goes on."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument(
            "--to",
            default=str(settings.VAR_DIR / "backups"),
            help="Folder to save into, or - to write to standard output (to encrypt on the way).",
        )

    def handle(self, *args: Any, to: str, **options: Any) -> None:
        try:
            if to == "-":
                write_backup(sys.stdout.buffer, timezone.now())
            else:
                self._save_into(Path(to))
        except BackupRefused as refusal:
            raise CommandError(str(refusal)) from refusal

    def _save_into(self, folder: Path) -> None:
        now = timezone.now()
        folder.mkdir(parents=True, exist_ok=True)
        path = folder / f"sytyke-{now:%Y%m%dT%H%M%SZ}.tar.gz"
        unfinished = path.with_suffix(".part")
        try:
            with os.fdopen(os.open(unfinished, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600), "wb") as stream:
                manifest = write_backup(stream, now)
                stream.flush()
                os.fsync(stream.fileno())
            unfinished.rename(path)
        finally:
            unfinished.unlink(missing_ok=True)
        self.stdout.write(f"{path}: database and {len(manifest.files) - 1} files, {path.stat().st_size} bytes")
