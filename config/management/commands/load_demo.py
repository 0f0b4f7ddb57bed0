"""Load the demo's synthetic content and people; loading again keeps what people entered."""

from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError
from django.db.models import F
from django.utils import timezone

from config.demo.load import load_demo
from config.demo.people import rows_by_key
from messaging.enums import MessageState
from messaging.models import Message


class Command(BaseCommand):
    help = "Load the demo: the Sytykettä course, the pilot of 2021 and runs dated from today."

    def handle(self, *args: Any, **options: Any) -> None:
        if not settings.IS_DEMO:
            raise CommandError("load_demo fills the site with synthetic people; it runs under the demo settings only.")
        now = timezone.now()
        load_demo(now)
        # What the replayed past said has been read long ago.
        Message.objects.filter(state=MessageState.QUEUED, created_at__lt=now).update(
            state=MessageState.SENT, sent_at=F("created_at")
        )
        self._introduce()

    def _introduce(self) -> None:
        self.stdout.write("Sign in with one click at /demo/, for example as:")
        for key in ("aino", "eino", "outi", "helmi", "johannes", "sanna"):
            row = rows_by_key()[key]
            self.stdout.write(f"  {row['name']:<28}{row['email']:<42}{row.get('title') or row.get('profession') or ''}")
