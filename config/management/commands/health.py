"""Tell what works and what does not, part by part. Exit code 0, or 1 when something is wrong."""

import json
import sys
from typing import Any

from django.core.management.base import BaseCommand, CommandParser

from config.health import ALL, ailments


class Command(BaseCommand):
    help = "Ask every part of the site whether it works."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--only", nargs="+", choices=ALL, default=ALL, help="Ask these parts only.")
        parser.add_argument("--json", action="store_true", help="Tell it to a program.")

    def handle(self, *args: Any, only: list[str], **options: Any) -> None:
        found = ailments(only)
        if options["json"]:
            self.stdout.write(json.dumps(found))
        else:
            for part, ailment in found.items():
                self.stdout.write(f"{part:<12}{ailment or 'ok'}")
        if any(found.values()):
            sys.exit(1)
