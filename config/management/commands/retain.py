"""Erase what has been kept for its time. `--dry-run` says what would be erased and changes nothing.

Exit code 1 when a kind of data could not be erased; the others are.
"""

import sys
from typing import Any

from django.core.management.base import BaseCommand, CommandParser
from django.utils import timezone

from accounts.services.retention import retain


class Command(BaseCommand):
    help = "Erase what has been kept for its time; tick does the same once a night."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--dry-run", action="store_true", help="Only count what is due.")

    def handle(self, *args: Any, dry_run: bool, **options: Any) -> None:
        found = retain(timezone.now(), dry_run=dry_run)
        for expired in found:
            count = "failed" if expired.count is None else expired.count
            self.stdout.write(f"{expired.kind:<15}{expired.months:>4} months  {count:>6}  {expired.label}")
        if dry_run:
            self.stdout.write("Nothing was changed.")
        if any(expired.count is None for expired in found):
            sys.exit(1)
