"""Check that what must always hold does hold (security.md, invariants). Exit code 0, or 2 naming the rows."""

import sys
from typing import Any

from django.core.management.base import BaseCommand
from django.utils import timezone

from config.invariants import broken_invariants


class Command(BaseCommand):
    help = "Check the invariants of places, attendance, certificates, feedback, mail, files, erasures and rights."

    def handle(self, *args: Any, **options: Any) -> None:
        broken = broken_invariants(timezone.now())
        for finding in broken:
            self.stderr.write(f"{finding.invariant}: {finding.row}")
        if broken:
            sys.exit(2)
        self.stdout.write("Every invariant holds.")
